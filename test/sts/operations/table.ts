import { assumeRole } from "./assumeRole.ts";
import { assumeRoleWithWebIdentity } from "./assumeRoleWithWebIdentity.ts";
import { getCallerIdentity } from "./getCallerIdentity.ts";
import { getSessionToken } from "./getSessionToken.ts";
import type { Operation } from "./operation.ts";

/** The operations by the name that a request's `Action` gives. */
export const operations: ReadonlyMap<string, Operation> = new Map([
	["AssumeRole", assumeRole],
	["AssumeRoleWithWebIdentity", assumeRoleWithWebIdentity],
	["GetCallerIdentity", getCallerIdentity],
	["GetSessionToken", getSessionToken],
]);

/** What credentials of GetSessionToken may call in STS. */
export const openToUserSessions: ReadonlySet<string> = new Set(["AssumeRole", "GetCallerIdentity"]);
