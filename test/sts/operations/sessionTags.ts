import { invalidParameterValue } from "../errors.ts";
import { type ListConstraint, members, type Parameters } from "../parameters.ts";

const characters = "[\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@]";
const keyConstraint = { required: true, minLength: 1, maxLength: 128, pattern: `${characters}+` };

/** A session tag. */
export type Tag = { readonly key: string; readonly value: string };

/** The limits of session tags, the same in every operation that takes them. */
export const tagListConstraints = {
	Tags: {
		maxItems: 50,
		parts: { Key: keyConstraint, Value: { required: true, maxLength: 256, pattern: `${characters}*` } },
	},
} satisfies Record<string, ListConstraint>;

/** The limits of the keys of tags that go on along a chain of roles. */
export const transitiveTagConstraints = {
	TransitiveTagKeys: { maxItems: 50, parts: { "": keyConstraint } },
} satisfies Record<string, ListConstraint>;

/**
 * The tags of a request.
 * @throws StsError InvalidParameterValue for keys that differ in case at most.
 */
export function sessionTags(parameters: Parameters): Tag[] {
	const tags = members(parameters, "Tags").map((item) => ({
		key: item.get("Key") ?? "",
		value: item.get("Value") ?? "",
	}));
	if (new Set(tags.map(folded)).size < tags.length) {
		throw invalidParameterValue("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
	}
	return tags;
}

/**
 * The keys, in lower case, of the tags that go on from the new session: those asked for and those of the session that
 * asks.
 * @throws StsError InvalidParameterValue for a key without a tag, and for a tag that would replace one carried on.
 */
export function transitiveTagKeys(
	parameters: Parameters,
	tags: readonly Tag[],
	inherited: readonly string[] = [],
): string[] {
	const given = tags.map(folded);
	if (given.some((key) => inherited.includes(key))) {
		throw invalidParameterValue(
			"One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key " +
				"from the calling session.",
		);
	}
	const asked = members(parameters, "TransitiveTagKeys").map((item) => (item.get("") ?? "").toLowerCase());
	if (!asked.every((key) => given.includes(key))) {
		throw invalidParameterValue("The specified transitive tag key must be included in the requested tags.");
	}
	return [...inherited, ...asked];
}

/** The texts of tags, for the space that they share with policies. */
export function tagTexts(tags: readonly Tag[]): string[] {
	return tags.flatMap(({ key, value }) => [key, value]);
}

function folded({ key }: Tag): string {
	return key.toLowerCase();
}
