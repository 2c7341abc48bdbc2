import { label } from "../session/countdown.ts";
import type { Session } from "../session/session.ts";

/** For how long what is exported of a session at a moment (ms since the epoch) is good: `works for 42m`. */
export function exportLife({ expiresAt }: Pick<Session, "expiresAt">, now: number): string {
	return expiresAt === undefined ? "works for good" : `works for ${label(Math.max(0, expiresAt - now))}`;
}
