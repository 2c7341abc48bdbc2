import type { Place } from "../place.ts";

/** A sign-in to IAM Identity Center, as its settings stand. */
export interface SignIn {
	/** The sso-session's name; absent for a legacy one, which its start URL names. */
	readonly session?: string;
	readonly startUrl: string;
	/** The region that Identity Center is in. */
	readonly region: string;
	/** What its tokens are to be good for; absent: nothing is said of that. */
	readonly scopes?: readonly string[];
	/** The legacy profile that holds the settings. */
	readonly profile?: string;
	/** Where they stand; absent: in no file. */
	readonly place?: Place;
}

/** What names a sign-in: an sso-session of the config file, or the address itself. */
export type SignInName =
	| { readonly session: string }
	| { readonly startUrl: string; readonly region: string };

/** How a sign-in stands. Times are in ms since the epoch, by this machine's clock. */
export type SignInState =
	| { readonly kind: "none" }
	/** `isRefreshable`: it goes on by itself beyond that time. */
	| { readonly kind: "signedIn"; readonly until: number; readonly isRefreshable: boolean }
	/** Its token has ended, and the next one can be had without a person. */
	| { readonly kind: "refreshable" }
	| { readonly kind: "ended"; readonly at: number }
	/** What is kept of it is of no use; the message says where. */
	| { readonly kind: "broken"; readonly message: string };

/** When a kept sign-in ends (ms since the epoch). */
export interface SignInTimes {
	readonly expiresAt: number;
	/** Until when its next token can be had without a person; absent: it can't. */
	readonly refreshableUntil?: number;
}

/** How what is kept of a sign-in stands at a moment (ms since the epoch). */
export function signInState(times: SignInTimes | undefined, now: number): SignInState {
	if (times === undefined) {
		return { kind: "none" };
	}
	const { expiresAt, refreshableUntil = 0 } = times;
	const isRefreshable = refreshableUntil > now;
	if (expiresAt > now) {
		return { kind: "signedIn", until: expiresAt, isRefreshable };
	}
	return isRefreshable ? { kind: "refreshable" } : { kind: "ended", at: expiresAt };
}

/** What names a sign-in, for requests and buttons. */
export function signInName({ session, startUrl, region }: SignIn): SignInName {
	return session === undefined ? { startUrl, region } : { session };
}

/** The same for the same sign-in: that of one kept token. */
export function signInId(name: SignInName | SignIn): string {
	// No sso-session can be called so.
	return "session" in name && name.session !== undefined
		? name.session
		: `<${"startUrl" in name ? name.startUrl : ""}>`;
}

/**
 * What people call it: the sso-session's name, or the address's host, with the path where that says which one it is:
 * several share the hosts of issuers (`identitycenter.amazonaws.com/ssoins-…`) and of some regions (`…/directory/acme`).
 */
export function signInLabel(name: SignInName | SignIn): string {
	if ("session" in name && name.session !== undefined) {
		return name.session;
	}
	const startUrl = "startUrl" in name ? name.startUrl : "";
	if (!URL.canParse(startUrl)) {
		return startUrl;
	}
	const { host, pathname } = new URL(startUrl);
	const path = pathname.split("/").filter((part) => part !== "");
	const isOwnHost = path.length === 0 || (path.length === 1 && path[0] === "start");
	// No bracket may look like a link's in a message.
	return isOwnHost ? host : [host, ...path].join("/").replaceAll("[", "%5B").replaceAll("]", "%5D");
}

/** What it is in a message: `sso-session 'corp'`, or the start URL. */
export function signInWords({ session, startUrl }: SignIn): string {
	return session === undefined ? startUrl : `sso-session '${session}'`;
}

/** Who has its settings, in a message: `[sso-session corp]`, `profile 'legacy'`; undefined when no file has. */
export function settingsOwner({ session, profile }: SignIn): string | undefined {
	return session !== undefined
		? `[sso-session ${session}]`
		: profile === undefined
			? undefined
			: `profile '${profile}'`;
}

/** The command line of the AWS CLI that signs in; undefined when it has none without a profile. */
export function signInCommand({ session, profile }: SignIn): string | undefined {
	return session !== undefined
		? `aws sso login --sso-session ${session}`
		: profile === undefined
			? undefined
			: `aws sso login --profile ${profile}`;
}

/**
 * Whether it can be signed in to by a code in the browser's redirect. Such a token is a short one, which is refreshed;
 * for a legacy sign-in no tool does that, so it gets one for the whole day by a device's code, as from the AWS CLI.
 */
export function takesRedirect({ session }: SignIn): boolean {
	return session !== undefined;
}
