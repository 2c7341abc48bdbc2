import { resolveChain } from "../config/chain.ts";
import { insertSettings, removeSettings } from "../config/configEdit.ts";
import type { EditableFile, FileChange } from "../config/keyMove.ts";
import { placeOf } from "../config/profile.ts";
import { readSharedConfig, type Section, type SharedConfig, settingOf } from "../config/sharedConfig.ts";
import { SessionsError } from "../errors.ts";
import { profileOf, type SessionRequest } from "../session/session.ts";
import { helperCall } from "./helperCommand.ts";

/** A profile in the files by which other shells get credentials from VS Code's windows. There is no secret in it. */
export interface ShellProfile {
	/** What it is called in the files. */
	readonly name: string;
	/** Whose credentials: a session's, while there is one, or the profile's own keys in VS Code's secret storage. */
	readonly source: { readonly kind: "session"; readonly request: SessionRequest } | { readonly kind: "keys" };
	/** Whether the person has agreed to it as production. */
	readonly isProduction: boolean;
	/** Whether its section was made for it. */
	readonly isSectionOurs: boolean;
}

/** How a profile comes into the config file. */
export interface ShellProfilePlan extends FileChange {
	/** The lines as they will stand there, the section's header first. */
	readonly lines: readonly string[];
	/** Whether the header is there already. */
	readonly hasSection: boolean;
}

/** How a profile goes out of the config file. */
export interface ShellProfileRemoval extends FileChange {
	readonly before: string;
	/** What goes. */
	readonly lines: readonly string[];
}

/** What a profile's name may be here: all programs read it alike, in a shell too. */
const plainName = /^[\w.@+-]+$/;

/** A name for the profile that hands out what is called so, which no profile has yet. */
export function proposedName(name: string, config: SharedConfig): string {
	const plain = name.replace(/[^\w.@+-]+/g, "-").replace(/^-+|-+$/g, "") || "session";
	const names = [
		`${plain}-vscode`,
		...Array.from({ length: 99 }, (_, index) => `${plain}-vscode-${index + 2}`),
	];
	return names.find((candidate) => !config.profiles.has(candidate)) ?? "";
}

/** What is wrong with a name for such a profile; undefined: nothing. */
export function nameProblem(
	name: string,
	config: SharedConfig,
	ours: readonly ShellProfile[],
): string | undefined {
	if (name.length > 64 || !plainName.test(name)) {
		return "Use up to 64 letters, digits and . _ @ + -";
	}
	const isOurs = ours.some((one) => one.name === name && one.source.kind === "session");
	return config.profiles.has(name) && !isOurs ? `There is a profile '${name}' already` : undefined;
}

/**
 * Says how a profile comes into the config file by which other shells get credentials: into a section of its own, or
 * into the one that it has.
 * @param command its `credential_process`
 * @throws SessionsError `ConfigUnreadable` without files; `ProfileInvalid` for one that runs a program already;
 * `ProfileLoop` for one that the credentials themselves come through
 */
export function planShellProfile(
	{ name, source }: Pick<ShellProfile, "name" | "source">,
	command: string,
	region: string | undefined,
	files: readonly EditableFile[],
): ShellProfilePlan {
	const { file, text } = configFileOf(files);
	const settings = new Map([
		["credential_process", command],
		...(region === undefined || source.kind === "keys" ? [] : [["region", region] as const]),
	]);
	const header = name === "default" ? "[default]" : `[profile ${name}]`;
	const lines = [header, ...[...settings].map(([key, value]) => `${key} = ${value}`)];
	const present = text === undefined ? undefined : sectionIn(text, file, name);
	if (text !== undefined && [...settings].every(([key, value]) => settingOf(present, key) === value)) {
		refuseCircle(name, source, text, files);
		return { file, before: text, after: text, hasSection: source.kind === "keys", lines };
	}
	const former = planRemoval({ name, isSectionOurs: source.kind === "session" }, files);
	const base = former?.after ?? text ?? "";
	const section = sectionIn(base, file, name);
	const other = section === undefined ? undefined : settingOf(section, "credential_process");
	if (section !== undefined && other !== undefined) {
		throw new SessionsError(
			"ProfileInvalid",
			`Profile '${name}' has a credential_process already. Remove it, or choose another name`,
			{ remedies: [{ kind: "openFile", place: placeOf(section, "credential_process") }] },
		);
	}
	const after = insertSettings(base, "config", name, settings);
	const read = sectionIn(after, file, name);
	if (read === undefined || settingOf(read, "credential_process") !== command) {
		throw new SessionsError(
			"ConfigUnwritable",
			`Profile '${name}' would not be read from ${file} as it is written`,
			{ remedies: [{ kind: "openConfig" }] },
		);
	}
	refuseCircle(name, source, after, files);
	return {
		file,
		before: text,
		after,
		hasSection: section !== undefined,
		lines,
	};
}

/**
 * Says how such a profile goes out of the config file again: with its section, when that was made for it and has
 * nothing else in it by now. Undefined when the file has no such profile.
 */
export function planRemoval(
	{ name, isSectionOurs }: Pick<ShellProfile, "name" | "isSectionOurs">,
	files: readonly EditableFile[],
): ShellProfileRemoval | undefined {
	const target = files.find(({ kinds }) => kinds.includes("config"));
	const { file, text } = target ?? { file: "", text: undefined };
	const section = text === undefined ? undefined : sectionIn(text, file, name);
	const command = section === undefined ? undefined : settingOf(section, "credential_process");
	if (text === undefined || section === undefined || helperCall(command ?? "")?.profile !== name) {
		return undefined;
	}
	const isAlone = [...section.properties.keys()].every((key) => ours.has(key));
	const goes = isSectionOurs && isAlone;
	const removal = removeSettings(
		text,
		["config"],
		name,
		goes ? ours : new Set(["credential_process"]),
		goes ? ["config"] : [],
	);
	const texts = text.split(/\r?\n/);
	// The blank line that set it apart from what is above.
	const after = goes && removal.removesSection ? withoutGap(text, removal.text) : removal.text;
	return { file, before: text, after, lines: removal.lines.map((line) => texts[line] ?? "") };
}

const ours: ReadonlySet<string> = new Set(["credential_process", "region"]);

function withoutGap(before: string, after: string): string {
	return before.startsWith(after) ? after.replace(/(^|\n)\r?\n$/, "$1") : after;
}

/** A session that begins with the profile that hands it out could never begin. */
function refuseCircle(
	name: string,
	source: ShellProfile["source"],
	after: string,
	files: readonly EditableFile[],
): void {
	const profile = source.kind === "session" ? profileOf(source.request) : undefined;
	const texts = files.flatMap(({ file, kinds, text }) =>
		kinds.map((kind) => ({ file, kind, text: kinds.includes("config") ? after : (text ?? "") })),
	);
	const resolution = profile === undefined ? undefined : resolveChain(readSharedConfig(texts), profile);
	const isCircle =
		resolution?.kind === "chain" &&
		[resolution.base.name, ...resolution.hops.map((hop) => hop.profile.name)].includes(name);
	if (isCircle) {
		throw new SessionsError(
			"ProfileLoop",
			`Profile '${profile}' gets its credentials through '${name}', which would ask for them again. Choose another name`,
		);
	}
}

function configFileOf(files: readonly EditableFile[]): EditableFile {
	const target = files.find(({ kinds }) => kinds.includes("config"));
	if (target === undefined) {
		throw new SessionsError("ConfigUnreadable", "There is no home folder to look for the config file in");
	}
	return target;
}

function sectionIn(text: string, file: string, name: string): Section | undefined {
	return readSharedConfig([{ file, kind: "config", text }]).profiles.get(name);
}
