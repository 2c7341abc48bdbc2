import { type Caller, callerArn, principalOf } from "../caller.ts";
import { accessDenied, notAllowed, type StsError } from "../errors.ts";
import { isRoot, type User } from "../world.ts";

/**
 * Whether a caller of this kind, with the policies it has, may call an operation at all. GetCallerIdentity and
 * GetSessionToken need no permission, so no policy takes them away.
 * @throws StsError AccessDenied
 */
export function checkAccess(operation: string, caller: Caller): void {
	if (operation === "GetCallerIdentity") return;
	const action = `sts:${operation}`;
	switch (caller.kind) {
		case "federatedUser":
			throw sessionRefused(operation);
		case "userSession":
			if (operation !== "AssumeRole") throw sessionRefused(operation);
			break;
		case "rootSession":
			throw notAllowed(callerArn(caller), action, "session policy");
	}
	const denied = principalOf(caller)?.deniedActions ?? [];
	if (operation !== "GetSessionToken" && denied.includes(action)) {
		throw notAllowed(callerArn(caller), action, "identity-based policy");
	}
}

/**
 * The user behind long-term keys, for an operation that only those may call.
 * @throws StsError AccessDenied for credentials of any session.
 */
export function longTermUser(operation: string, caller: Caller): User {
	if (caller.kind !== "user") throw sessionRefused(operation);
	return caller.user;
}

/** The seconds that a session of the user lasts: the root user's never more than an hour. */
export function userSessionSeconds(user: User, asked: number): number {
	return isRoot(user) ? Math.min(asked, 3600) : asked;
}

function sessionRefused(operation: string): StsError {
	return accessDenied(`Cannot call ${operation} with session credentials`);
}
