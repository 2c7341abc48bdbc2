import { isProfileName } from "../config/sharedConfig.ts";
import { isRegion } from "../places/partition.ts";
import { regions } from "../places/regions.ts";

/** A start URL or issuer without what only the browser has added to it: a fragment, a query, a slash at the end. */
export function tidyStartUrl(text: string): string {
	return text
		.trim()
		.replace(/[?#].*$/s, "")
		.replace(/\/+$/, "");
}

/** Why a text is no start URL or issuer; undefined when it can be one. */
export function startUrlProblem(text: string): string | undefined {
	const url = URL.canParse(text) && !/\s/.test(text) ? new URL(text) : undefined;
	if (url === undefined || url.protocol !== "https:") {
		return "A start URL looks like https://d-1234567890.awsapps.com/start, an issuer like https://identitycenter.amazonaws.com/ssoins-…";
	}
	if (url.username !== "" || url.password !== "") {
		return "A start URL has no user name and password in it";
	}
	if (/(^|\.)(console|signin)\.(aws\.amazon|amazonaws)\.(com|cn)$/.test(url.hostname)) {
		return "That is the console's address. The start URL is where you choose an account: https://d-1234567890.awsapps.com/start";
	}
	return undefined;
}

/** The region that a start URL names as its own, as newer ones do; undefined when it names none. */
export function regionOfStartUrl(startUrl: string): string | undefined {
	const labels = URL.canParse(startUrl) ? new URL(startUrl).hostname.split(".") : [];
	return labels.find((label) => regions.has(label));
}

/** Why a text is no region; undefined when it can be one. */
export function ssoRegionProblem(text: string): string | undefined {
	return isRegion(text) && text.includes("-")
		? undefined
		: "The region that Identity Center is in looks like eu-central-1";
}

/** Why a list of scopes can't be asked for; undefined when it can. */
export function scopesProblem(scopes: readonly string[]): string | undefined {
	const odd = scopes.find((scope) => !/^[\w:./-]{1,128}$/.test(scope));
	return odd === undefined ? undefined : `'${odd}' is no scope. One looks like sso:account:access`;
}

/** Why a section can't be called so; undefined when it can. `taken`: the names that there are already. */
export function sectionNameProblem(
	name: string,
	taken: { has(name: string): boolean },
	what: "sign-in" | "profile",
): string | undefined {
	if (name === "") {
		return `Give the ${what} a name`;
	}
	if (!isProfileName(name)) {
		return "Use letters, digits and - _ . / % @ : +, without blanks";
	}
	if (name.length > 128) {
		return `Use up to 128 characters, these are ${name.length}`;
	}
	return taken.has(name) ? `There is a ${what} '${name}' already` : undefined;
}

/** Why a text is no account's number; undefined when it is one. */
export function accountProblem(text: string): string | undefined {
	return /^\d{12}$/.test(text) ? undefined : "An account ID has 12 digits";
}

/** Why a text can't name a role of IAM Identity Center; undefined when it can. */
export function roleNameProblem(text: string): string | undefined {
	return /^[\w+=,.@-]{1,64}$/.test(text)
		? undefined
		: "A role's name has 1 to 64 letters, digits and + = , . @ - _";
}
