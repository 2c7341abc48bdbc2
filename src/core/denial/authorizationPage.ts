import { parseIdentity } from "../places/arn.ts";
import { asComments, formatJson, type PageRow, table } from "../text/pageText.ts";
import {
	type AuthorizationMessage,
	type KeyValues,
	readAuthorizationMessage,
	valuesOf,
} from "./authorizationMessage.ts";
import type { PolicyKind, PolicyReason } from "./policyReason.ts";

/** A decoded message as a page: what it says in words, then all of it. */
export interface AuthorizationPage {
	readonly title: string;
	/** JSON with comments; plain text when what was decoded is no JSON. */
	readonly text: string;
	readonly message: AuthorizationMessage;
}

export interface AuthorizationPageOptions {
	/** What STS gave. */
	readonly decoded: string;
	/** What the error around the encoded message said. */
	readonly reason: PolicyReason | undefined;
	/** The name of the session that decoded it. */
	readonly decodedBy: string;
	readonly accountLabel: (account: string) => string;
}

/** How many values of one key are shown. */
const shownValues = 5;

/** Where a policy of a kind is found. */
const whereabouts: Readonly<Record<PolicyKind, readonly string[]>> = {
	"identity-based policy": ["Such a policy is attached to the role or user, or to one of the user's groups"],
	"resource-based policy": ["Such a policy is attached to the resource itself"],
	"service control policy": [
		"Such a policy belongs to the organization, on the account or a unit above it",
		"The organization's administrators can change it",
	],
	"resource control policy": [
		"Such a policy belongs to the organization, on the resource's account or a unit above it",
		"The organization's administrators can change it",
	],
	"permissions boundary": ["A permissions boundary is set on the role or user"],
	"session policy": ["A session policy was handed over when the session was started"],
	"VPC endpoint policy": ["Such a policy is attached to the VPC endpoint that the request went through"],
};

/** Writes the page of a decoded message. Never throws, whatever was decoded. */
export function authorizationPage(options: AuthorizationPageOptions): AuthorizationPage {
	const { decoded, decodedBy } = options;
	const parsed = parse(decoded);
	const json = parsed === undefined ? undefined : formatJson(parsed.value);
	const message = readAuthorizationMessage(parsed?.value);
	const sentence = headline(message);
	const source = `Decoded by AWS with the credentials of ${decodedBy}`;
	if (sentence === undefined) {
		const heading = asComments(["A decoded authorization message", "", source]);
		return { title: "Authorization message", text: `${heading}\n\n${json ?? decoded}\n`, message };
	}
	const heading = [sentence, "", ...table(facts(message, options)), ...conditionLines(message), "", source];
	return {
		title: `${message.allowed === true ? "Allowed" : "Denied"} ${message.action ?? "request"}`,
		text: `${asComments(heading)}\n\n${json ?? decoded}\n`,
		message,
	};
}

function parse(text: string): { readonly value: unknown } | undefined {
	try {
		return { value: JSON.parse(text) };
	} catch {
		return undefined;
	}
}

/** The first line; undefined when the message does not say whether something was denied. */
function headline({ allowed, action, principal }: AuthorizationMessage): string | undefined {
	if (allowed === undefined) {
		return undefined;
	}
	const who = principal === undefined ? "the caller" : principalName(principal);
	const what = action === undefined ? "make the request" : `call ${action}`;
	return allowed ? `Allowed: ${who} may ${what}` : `Denied: ${who} may not ${what}`;
}

function principalName(principal: string): string {
	const { role, user, sessionName } = identityOf(principal);
	if (role !== undefined) {
		return `role ${role}`;
	}
	if (user !== undefined) {
		return user === "root" ? "the root user" : `user ${user}`;
	}
	return sessionName === undefined ? principal : `federated user ${sessionName}`;
}

function identityOf(arn: string): ReturnType<typeof parseIdentity> {
	return parseIdentity(arn, accountOf(arn) ?? "");
}

function facts(message: AuthorizationMessage, { reason, accountLabel }: AuthorizationPageOptions): PageRow[] {
	const { resource, principal } = message;
	const about = (name: string, parts: readonly string[], arn: string): PageRow => {
		const account = accountOf(arn);
		const lines = [joined(parts), account === undefined ? "" : `account ${accountLabel(account)}`, arn];
		return [name, ...lines.filter((line) => line !== "")];
	};
	return [
		...(principal === undefined ? [] : [about("Who", whoParts(principal), principal)]),
		...(resource === undefined
			? []
			: [about("On what", [resourceName(resource), regionOf(resource)], resource)]),
		...(message.allowed === true ? [] : [["Why", ...why(message, reason)] as const]),
	];
}

function whoParts(principal: string): string[] {
	const { role, sessionName } = identityOf(principal);
	const name = principalName(principal);
	return name === principal
		? []
		: [name, role === undefined || sessionName === undefined ? "" : `session ${sessionName}`];
}

function joined(parts: readonly string[]): string {
	return parts.filter((part) => part !== "").join(", ");
}

function resourceName(arn: string): string {
	return arn.startsWith("arn:") ? arn.split(":").slice(5).join(":") : "";
}

function regionOf(arn: string): string {
	return arn.startsWith("arn:") ? (arn.split(":")[3] ?? "") : "";
}

function accountOf(arn: string): string | undefined {
	const account = arn.startsWith("arn:") ? arn.split(":")[4] : undefined;
	return account === "" ? undefined : account;
}

function why(
	{ explicitDeny, statements, action }: AuthorizationMessage,
	reason: PolicyReason | undefined,
): string[] {
	const isExplicit = explicitDeny ?? reason?.isExplicit;
	// Words that contradict the decoded message belong to another denial.
	const policy = reason?.isExplicit === isExplicit ? reason : undefined;
	const kind = policy?.policy;
	const named = kind === undefined ? [] : whereabouts[kind];
	const arn = policy?.policyArn === undefined ? [] : [policy.policyArn];
	switch (isExplicit) {
		case true: {
			const ids = statements
				.filter(({ denies }) => denies)
				.map(({ id }) => (id === "" ? "without a Sid" : id));
			const statement =
				ids.length === 0
					? "A statement denies it"
					: `${ids.length === 1 ? "A statement denies" : `${ids.length} statements deny`} it: ${ids.join(", ")}`;
			return [
				`${statement} (explicit deny)${kind === undefined ? "" : `, in a${/^i/.test(kind) ? "n" : ""} ${kind}`}`,
				...arn,
				...named,
				...(kind === undefined ? ["Which kind of policy it stands in, the message does not say"] : []),
				"No policy that allows it helps: the statement has to change, or the request",
			];
		}
		case false:
			return kind === undefined
				? [
						"No statement allows it (implicit deny)",
						`A policy of the caller's, or the resource's own, has to allow ${action ?? "it"}`,
					]
				: [`No ${kind} allows it (implicit deny)`, ...arn, ...named];
		default:
			return ["The message does not say whether a statement denies it or none allows it"];
	}
}

/** What the statements compare, beside what the request had; then the request's other values. */
function conditionLines({ statements, conditions }: AuthorizationMessage): string[] {
	const compared = statements.flatMap((statement) => statement.conditions);
	const keys = new Set(compared.map(({ key }) => key.toLowerCase()));
	const others = conditions.filter(({ key }) => !keys.has(key.toLowerCase()));
	return [
		...section(
			"The statement looks at",
			compared.map(({ key, values }) => [
				key,
				list(values),
				`the request had ${list(valuesOf(key, conditions) ?? [])}`,
			]),
		),
		...section(
			compared.length > 0 ? "What else the request had" : "What the request had",
			others.toSorted(byKey).map(({ key, values }) => [key, list(values)]),
		),
	];
}

function section(title: string, rows: readonly PageRow[]): string[] {
	return rows.length === 0 ? [] : ["", title, ...table(rows).map((line) => `  ${line}`)];
}

function byKey(one: KeyValues, other: KeyValues): number {
	return one.key < other.key ? -1 : 1;
}

function list(values: readonly string[]): string {
	const others = values.length - shownValues;
	return values.length === 0
		? "nothing"
		: `${values.slice(0, shownValues).join(", ")}${others > 0 ? ` and ${others} more` : ""}`;
}
