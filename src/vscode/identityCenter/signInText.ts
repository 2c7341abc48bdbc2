import type { SignInState } from "../../core/identityCenter/signIn.ts";
import { localTime } from "../time.ts";

/** How a sign-in stands, in a few words: `signed in until 14:02 CET`. `now` in ms since the epoch. */
export function signInStateText(state: SignInState, now: number): string {
	switch (state.kind) {
		case "none":
			return "not signed in";
		case "signedIn":
			return state.isRefreshable ? "signed in" : `signed in until ${localTime(state.until, now)}`;
		case "refreshable":
			return "signed in";
		case "ended":
			return `ended ${localTime(state.at, now)}`;
		case "broken":
			return "can't be read";
	}
}
