import type { SharedConfig } from "../core/config/sharedConfig.ts";
import { identityLabel, parseRoleArn } from "../core/places/arn.ts";
import { accountLabel } from "../core/profiles/accountNames.ts";
import { printable } from "../core/text/pageText.ts";
import { type Shell, unsetLine } from "../core/text/shellQuote.ts";
import { awsCli, type Step } from "./clients.ts";
import type { Decided, Decision } from "./decide.ts";
import type { ClientGroup } from "./groups.ts";
import { timeLimit, type Who } from "./identify.ts";
import type { VariableGroup } from "./variables.ts";
import { listed, type Warning } from "./warnings.ts";

/** One of the two files. */
export interface FileFact {
	readonly kind: "config" | "credentials";
	/** As it is shown: where it is, or the variable that names it. */
	readonly path: string;
	/** Undefined: there is no such file, or it can't be read, which is then the problem. */
	readonly profiles: number | undefined;
	/** What is wrong first, and how many more problems there are. */
	readonly problem: string | undefined;
}

/** What is known without asking anybody. */
export interface Facts {
	readonly variables: readonly VariableGroup[];
	/** Empty when there is no home folder to look in. */
	readonly files: readonly FileFact[];
	/** By how they decide; the AWS CLI's is the first. */
	readonly groups: readonly ClientGroup[];
	/** The steps of the AWS CLI's order at which there is something. */
	readonly found: ReadonlySet<Step>;
	readonly warnings: readonly Warning[];
}

/** How it is written. */
export interface Style {
	readonly shell: Shell;
	/** Whether headings and what decides stand out. */
	readonly isBold: boolean;
	/** Columns. */
	readonly width: number;
}

const stepLabels: Readonly<Record<Step, string>> = {
	keys: "Keys in variables",
	profileRole: "Profile: its role",
	webIdentity: "Web identity in variables",
	profile: "Profile: sign-in, keys, program",
	container: "Container",
	instance: "EC2 instance",
};

/** What decides here, and in what order it is looked for. */
export function describeFacts(facts: Facts, style: Style): string {
	const { variables, files, groups, warnings } = facts;
	return sections([
		[
			heading("Variables set here (names only)", style),
			...(variables.length === 0
				? ["  none that decide anything"]
				: table(
						variables.map(({ label, names }) => [label, names.join(", ")]),
						style,
					)),
		],
		[
			heading("Files", style),
			...(files.length === 0
				? ["  There is no home folder to look in: HOME is not set"]
				: table(
						files.map(({ kind, path, ...file }) => [kind, `${path}: ${fileState(file)}`]),
						style,
					)),
		],
		[heading("Where the AWS CLI looks, in this order", style), ...orderLines(facts, style)],
		...(groups.length === 1
			? [wrap(`boto3 and the SDKs for ${listed(sdkNames(groups))} come to the same.`, "", style.width)]
			: [
					[
						heading("Programs that decide otherwise", style),
						...table(
							groups.slice(1).map(({ names, decided }) => [names.join(", "), source(decided.decision)]),
							style,
						),
					],
				]),
		...(warnings.length === 0
			? []
			: [[heading("To be mended", style), ...warnings.flatMap((warning) => warningLines(warning, style))]]),
	]);
}

/** The heading of what takes time to find out. `isAsking`: AWS is asked for it. */
export function whoHeading(isAsking: boolean, style: Style): string {
	const limit = isAsking ? ` (asking AWS, ${timeLimit / 1000} s at most)` : "";
	return `${heading("Who that makes you", style)}${limit}\n`;
}

/** Who each group of programs is. */
export function describeWho(
	groups: readonly { readonly names: readonly string[]; readonly who: Who }[],
	config: SharedConfig,
	style: Style,
): string {
	const isOne = groups.length === 1;
	const lines = groups.flatMap(({ names, who }) => [
		...(isOne ? [] : wrap(names.join(", "), "  ", style.width)),
		...whoLines(who, config).flatMap((text, index) => {
			const wrapped = wrap(text, isOne ? "  " : "    ", style.width);
			return who.kind === "identity" && index === 0 ? wrapped.map((line) => bold(line, style)) : wrapped;
		}),
	]);
	return `${lines.join("\n")}\n`;
}

function sdkNames(groups: readonly ClientGroup[]): readonly string[] {
	return groups.flatMap(({ names }) => names).filter((name) => name !== awsCli.name && name !== "boto3");
}

function fileState({ profiles, problem }: Pick<FileFact, "profiles" | "problem">): string {
	if (profiles === undefined) {
		return problem ?? "not there";
	}
	const count = profiles === 1 ? "1 profile" : `${profiles} profiles`;
	return problem === undefined ? count : `${count}. ${problem}`;
}

function orderLines({ groups, found }: Facts, style: Style): string[] {
	const { decision, step: deciding }: Decided = groups[0]?.decided ?? {
		decision: { kind: "nothing" },
		step: undefined,
	};
	const width = Math.max(...awsCli.order.map((step) => stepLabels[step].length));
	const lines = awsCli.order.flatMap((step, index) => {
		const state =
			step === deciding ? source(decision) : found.has(step) ? "there, but not looked at" : "none";
		const start = `${step === deciding ? "→" : " "} ${index + 1} ${stepLabels[step].padEnd(width)}  `;
		const [first = "", ...rest] = wrap(state, " ".repeat(start.length), style.width);
		const line = start + first.slice(start.length);
		return step === deciding
			? [bold(line, style), ...rest.map((text) => bold(text, style))]
			: [line, ...rest];
	});
	const isEarly = decision.kind === "stopped" && deciding === undefined;
	return isEarly ? [...wrap(`→ It gives up at once: ${decision.message}`, "", style.width), ...lines] : lines;
}

/** Where a decision takes the credentials from, in a few words. */
function source(decision: Decision): string {
	switch (decision.kind) {
		case "variables":
			return ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", decision.token].filter(Boolean).join(", ");
		case "webIdentity":
			return "AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN";
		case "profile": {
			const { name } = decision.chain.profile;
			return `profile ${name}${decision.variable === undefined ? "" : `, named by ${decision.variable}`}`;
		}
		case "container":
			return "what the AWS_CONTAINER_CREDENTIALS variable names";
		case "instance":
			return "the instance's metadata service";
		case "stopped":
			return `gives up: ${decision.message}`;
		case "nothing":
			return "finds no credentials";
	}
}

function warningLines({ text, unset = [] }: Warning, { shell, width }: Style): string[] {
	return [
		...wrap(`! ${text}`, "  ", width, "  "),
		...unset.map((variable) => `    ${unsetLine(variable, shell)}`),
	];
}

/** The first one says it, any further one says it exactly. */
function whoLines(who: Who, config: SharedConfig): string[] {
	switch (who.kind) {
		case "identity": {
			const { identity } = who;
			return [
				`${identityLabel(identity)} in account ${accountLabel(identity.account, config)}`,
				identity.arn,
			];
		}
		case "untold": {
			const role = who.roleArn === undefined ? undefined : parseRoleArn(who.roleArn);
			return [
				role === undefined
					? `Not known without ${who.needs}`
					: `${role.name} in account ${accountLabel(role.account, config)}, with ${who.needs}`,
			];
		}
		case "failed":
			return [who.code === undefined ? who.message : `${who.message} (${who.code})`];
		case "nobody":
			return ["Nobody: there are no credentials here"];
	}
}

function table(rows: readonly (readonly [label: string, text: string])[], { width }: Style): string[] {
	const column = Math.max(...rows.map(([label]) => label.length)) + 4;
	return rows.flatMap(([label, text]) => {
		const [first = "", ...rest] = wrap(text, " ".repeat(column), width);
		return [`  ${label}`.padEnd(column) + first.slice(column), ...rest];
	});
}

/** Breaks a text at blanks into lines no wider than `width`, each behind the indent. Every text passes here. */
function wrap(text: string, indent: string, width: number, hanging = ""): string[] {
	const lines: string[] = [];
	let line = "";
	for (const word of printable(text).split(" ")) {
		const start = indent + (lines.length > 0 ? hanging : "");
		if (line !== "" && start.length + line.length + 1 + word.length > width) {
			lines.push(start + line);
			line = word;
		} else {
			line = line === "" ? word : `${line} ${word}`;
		}
	}
	return [...lines, indent + (lines.length > 0 ? hanging : "") + line];
}

function sections(parts: readonly (readonly string[])[]): string {
	return parts.map((lines) => `${lines.join("\n")}\n`).join("\n");
}

function heading(text: string, style: Style): string {
	return bold(text, style);
}

function bold(text: string, { isBold }: Style): string {
	return isBold ? `\x1B[1m${text}\x1B[22m` : text;
}
