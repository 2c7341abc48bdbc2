import { emptyConfig } from "../../core/config/sharedConfig.ts";
import { signInLabel } from "../../core/identityCenter/signIn.ts";
import { signInCountdown } from "../../core/identityCenter/signInCountdown.ts";
import { signInOfRequest } from "../../core/identityCenter/signInOfRequest.ts";
import type { Session } from "../../core/session/session.ts";
import type { App } from "../app.ts";

/** The sign-in that a session builds on, and how it stands. */
export interface SessionSignIn {
	readonly name: string;
	/** In a few words. */
	readonly standing: string;
	readonly isSignedIn: boolean;
}

/** The sign-in that a session builds on; undefined when it builds on none. */
export function signInOfSession(
	{ request }: Session,
	{ config, signInStates, clock }: Pick<App, "config" | "signInStates" | "clock">,
): SessionSignIn | undefined {
	const signIn = signInOfRequest(request, config.current?.config ?? emptyConfig);
	if (signIn === undefined) {
		return undefined;
	}
	const { label, isSignedIn } = signInCountdown(signInStates.of(signIn), clock.now());
	return { name: signInLabel(signIn), standing: label, isSignedIn };
}
