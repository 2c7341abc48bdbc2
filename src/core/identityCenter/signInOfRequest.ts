import { resolveChain } from "../config/chain.ts";
import type { SharedConfig } from "../config/sharedConfig.ts";
import { findSignIn, readSsoSettings } from "../config/ssoSettings.ts";
import { profileOf, type SessionRequest } from "../session/session.ts";
import type { SignIn } from "./signIn.ts";

/** The sign-in that a session is built on; undefined when it is built on none, or on one that is broken. */
export function signInOfRequest(request: SessionRequest, config: SharedConfig): SignIn | undefined {
	if (request.kind === "ssoRole") {
		const found = findSignIn(request.signIn, config);
		return found !== undefined && "startUrl" in found ? found : undefined;
	}
	const profile = profileOf(request);
	return profile === undefined ? undefined : signInOfProfile(profile, config);
}

/** The sign-in that a profile's credentials begin with; undefined when they begin with none, or a broken one. */
export function signInOfProfile(profile: string, config: SharedConfig): SignIn | undefined {
	const chain = resolveChain(config, profile);
	if (chain.kind === "broken" || chain.base.kind !== "sso") {
		return undefined;
	}
	const settings = readSsoSettings(chain.base.profile, chain.base.origin, config);
	return settings.kind === "settings" ? settings : undefined;
}
