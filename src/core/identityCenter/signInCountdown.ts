import { label } from "../session/countdown.ts";
import type { SignInState } from "./signIn.ts";

/** How a sign-in stands in a few words, and when that next changes. */
export interface SignInCountdown {
	/** `signed in · 7h`, `signed in · renews in 50m` */
	readonly label: string;
	readonly isSignedIn: boolean;
	/** Milliseconds until the label changes; undefined when time does not change it. */
	readonly nextChange: number | undefined;
}

const minute = 60_000;
const hour = 60 * minute;

/** How a sign-in stands at a moment (ms since the epoch). */
export function signInCountdown(state: SignInState, now: number): SignInCountdown {
	switch (state.kind) {
		case "none":
			return { label: "signed out", isSignedIn: false, nextChange: undefined };
		case "ended":
			return { label: "sign-in ended", isSignedIn: false, nextChange: undefined };
		case "broken":
			return { label: "can't be read", isSignedIn: false, nextChange: undefined };
		case "refreshable":
			return { label: "signed in · renews when used", isSignedIn: true, nextChange: undefined };
		case "signedIn": {
			const left = state.until - now;
			// A day's sign-in need not be watched by the minute.
			const step = left >= 2 * hour ? hour : left >= 2 * minute ? minute : 1000;
			const shown = Math.floor(left / step) * step;
			return {
				label: `signed in · ${state.isRefreshable ? "renews in " : ""}${label(shown)}`,
				isSignedIn: true,
				nextChange: Math.max(1, Math.min(left - shown + 1, left)),
			};
		}
	}
}
