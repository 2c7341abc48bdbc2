import { type Check, countLimits, stsChecks } from "./stsLimits.ts";

/**
 * A policy without the blanks and line breaks between its words, which count against STS's limits too. In one pass,
 * whatever the text: it may be any document that happens to be open.
 */
export function compactPolicy(policy: string): string {
	let isInString = false;
	return policy.replace(/\\.|"|\s+/gs, (part) => {
		if (part === '"') {
			isInString = !isInString;
		}
		return isInString || part.trim() !== "" ? part : "";
	});
}

/** Characters. No policy that STS takes comes near. */
const longestPolicyText = 200_000;

/** Why a text of such a length (characters or bytes) is not even read; undefined when it is. */
export function policyTextProblem(length: number): string | undefined {
	return length > longestPolicyText ? `Too long to be a policy: ${length} characters` : undefined;
}

/** A policy in a few words: `412 characters, 3 statements`. */
export function policySummary(policy: string): string {
	const { length } = compactPolicy(policy);
	const statements = statementsOf(policy);
	return [`${length} characters`, statements === undefined ? undefined : count(statements, "statement")]
		.filter(Boolean)
		.join(", ");
}

function statementsOf(policy: string): number | undefined {
	try {
		const { Statement: statements } = JSON.parse(policy) as { readonly Statement?: unknown };
		return Array.isArray(statements) ? statements.length : 1;
	} catch {
		return undefined;
	}
}

/** A managed policy of AWS's own. */
export interface KnownPolicy {
	readonly arn: string;
	readonly name: string;
	/** What it allows, in a few words. */
	readonly about: string;
}

const known: readonly (readonly [path: string, about: string])[] = [
	["ReadOnlyAccess", "Reads everything, data included"],
	["job-function/ViewOnlyAccess", "Lists resources, but does not read their data"],
	["SecurityAudit", "Reads how everything is configured"],
	["PowerUserAccess", "Everything but users, roles and the organization"],
	["AmazonS3ReadOnlyAccess", "Reads S3"],
	["AmazonEC2ReadOnlyAccess", "Reads EC2"],
	["CloudWatchReadOnlyAccess", "Reads metrics and logs"],
];

/** Policies of AWS's own that sessions are often narrowed down to. */
export function knownPolicies(partition: string): KnownPolicy[] {
	return known.map(([path, about]) => ({
		arn: `arn:${partition}:iam::aws:policy/${path}`,
		name: path.slice(path.lastIndexOf("/") + 1),
		about,
	}));
}

/** A managed policy's name for people: the last part of its ARN. */
export function policyName(arn: string): string {
	return arn.slice(arn.lastIndexOf("/") + 1);
}

/** The ARNs of a text that separates them by commas or blanks. */
export function splitArns(text: string): string[] {
	return text.split(/[\s,;]+/).filter((part) => part !== "");
}

/** Checks a text of ARNs that are to come to those that are there. */
export function newArnsCheck(present: readonly string[]): Check {
	return (text) => {
		const arns = splitArns(text);
		if (arns.length === 0) {
			return stsChecks.policyArn("");
		}
		return (
			arns.map(stsChecks.policyArn).find((problem) => problem !== undefined) ??
			policyArnsProblem([...new Set([...present, ...arns])])
		);
	};
}

/** What is wrong with a list of managed policies as a whole; undefined when nothing is. */
export function policyArnsProblem({ length }: readonly string[]): string | undefined {
	return length > countLimits.policyArns
		? `STS takes ${countLimits.policyArns} managed policies at most, these are ${length}`
		: undefined;
}

/** The tags of a text like `team=blue, stage=test`. A value may be empty, and may hold `=`. */
export function parseTags(text: string): [key: string, value: string][] {
	return text
		.split(",")
		.map((part) => part.trim())
		.filter((part) => part !== "")
		.map((part) => {
			const at = part.indexOf("=");
			return at < 0 ? [part, ""] : [part.slice(0, at).trim(), part.slice(at + 1).trim()];
		});
}

/** Checks a text of tags that are to come to those that are there. */
export function newTagsCheck(present: Readonly<Record<string, string>>): Check {
	return (text) => {
		const tags = parseTags(text);
		if (tags.length === 0 || text.split(",").some((part) => part.trim() !== "" && !part.includes("="))) {
			return "A tag is written key=value. Several are separated by commas";
		}
		return tagsProblem([...Object.entries(present), ...tags]);
	};
}

/** What is wrong with tags, each and all of them; undefined when nothing is. */
export function tagsProblem(tags: readonly (readonly [key: string, value: string])[]): string | undefined {
	const seen = new Set<string>();
	for (const [key, value] of tags) {
		const problem = stsChecks.tagKey(key) ?? stsChecks.tagValue(value);
		if (problem !== undefined) {
			return problem;
		}
		// STS tells keys apart regardless of case.
		if (seen.has(key.toLowerCase())) {
			return `There are two tags '${key}'. A key counts once, in capitals or not`;
		}
		seen.add(key.toLowerCase());
	}
	return seen.size > countLimits.tags
		? `STS takes ${countLimits.tags} tags at most, these are ${seen.size}`
		: undefined;
}

/** What is wrong with the keys of the tags that go on, by the keys of all; undefined when nothing is. */
export function transitiveProblem(keys: readonly string[], all: readonly string[]): string | undefined {
	// STS tells keys apart regardless of case.
	const [folded, known] = [keys, all].map((list) => list.map((key) => key.toLowerCase()));
	const index = keys.findIndex((_, at) => {
		const key = folded?.[at] ?? "";
		return known?.includes(key) !== true || folded?.indexOf(key) !== at;
	});
	const key = keys[index];
	if (key === undefined) {
		return undefined;
	}
	return known?.includes(key.toLowerCase()) === true
		? `'${key}' is there twice; upper and lower case make no difference`
		: `'${key}' is not among the tags`;
}

/** `2 policies`, `1 policy`. */
export function count(number: number, one: string, many = `${one}s`): string {
	return `${number} ${number === 1 ? one : many}`;
}
