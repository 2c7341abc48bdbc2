import { parseTags } from "../session/scopeText.ts";
import { type Check, countLimits, stsChecks } from "../session/stsLimits.ts";

/** The audiences in a text: separated by commas or blanks, each once. */
export function splitAudiences(text: string): string[] {
	return [...new Set(text.split(/[\s,]+/).filter((part) => part !== ""))];
}

/** Why a text is no list of audiences; undefined when it is one. */
export const audiencesProblem: Check = (text) => {
	const audiences = splitAudiences(text);
	if (audiences.length === 0) {
		return "An audience is needed: the service that the token is for, mostly by its address";
	}
	return audiences.length > countLimits.audience
		? `A token has 1 to ${countLimits.audience} audiences, these are ${audiences.length}`
		: audiences.map(stsChecks.audience).find((problem) => problem !== undefined);
};

/** The tags of a text, by their keys. */
export function tagsOf(text: string): Record<string, string> {
	return Object.fromEntries(parseTags(text));
}

/** Tags as {@link tagsOf} reads them. */
export function joinTags(tags: Readonly<Record<string, string>>): string {
	return Object.entries(tags)
		.map(([key, value]) => `${key}=${value}`)
		.join(", ");
}
