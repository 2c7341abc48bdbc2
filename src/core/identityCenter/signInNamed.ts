import type { SharedConfig } from "../config/sharedConfig.ts";
import { type BrokenSsoSettings, findSignIn } from "../config/ssoSettings.ts";
import { SessionsError } from "../errors.ts";
import { type SignIn, type SignInName, signInLabel } from "./signIn.ts";
import { signInOfProfile } from "./signInOfRequest.ts";

/** The sign-in that a name means. @throws SessionsError `MissingSource`, `ProfileInvalid` */
export function requireSignIn(name: SignInName, config: SharedConfig): SignIn {
	const found = findSignIn(name, config);
	if (found === undefined) {
		throw new SessionsError(
			"MissingSource",
			`There is no [sso-session ${signInLabel(name)}] in the config file`,
			{
				remedies: [{ kind: "openConfig" }],
			},
		);
	}
	if (!("startUrl" in found)) {
		throw brokenSettings(found);
	}
	return found;
}

/** The sign-in that the arguments mean; undefined when they mean none. @throws SessionsError */
export function findGiven(
	{ signIn, profile }: { readonly signIn?: SignInName | undefined; readonly profile?: string | undefined },
	config: SharedConfig,
): SignIn | undefined {
	if (signIn !== undefined) {
		return requireSignIn(signIn, config);
	}
	if (profile === undefined) {
		return undefined;
	}
	if (!config.profiles.has(profile)) {
		throw new SessionsError("ProfileNotFound", `There is no profile '${profile}'`, {
			remedies: [{ kind: "openConfig" }],
		});
	}
	const found = signInOfProfile(profile, config);
	if (found === undefined) {
		throw new SessionsError(
			"ProfileInvalid",
			`Profile '${profile}' does not sign in to IAM Identity Center, or its settings are broken`,
			{ remedies: [{ kind: "openConfig" }] },
		);
	}
	return found;
}

/** Why a sign-in's settings are of no use, with the way to them. */
export function brokenSettings({ code, message, place }: BrokenSsoSettings): SessionsError {
	return new SessionsError(code, message, { remedies: [{ kind: "openFile", place }] });
}
