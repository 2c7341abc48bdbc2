import { type Remedy, SessionsError } from "../../core/errors.ts";
import { profileOf, type Session } from "../../core/session/session.ts";

/** What a session may ask the federation endpoint for. */
export interface ConsoleAccess {
	/** Whether it can say how long the console's session lasts; otherwise that lasts as long as the credentials. */
	readonly takesDuration: boolean;
}

/** Seconds that a console's session can be asked to last. */
export const consoleDuration = { min: 900, max: 43_200 } as const;

/**
 * Whether a session's credentials sign in to the console, by what AWS takes: those of roles and of federated users. A
 * duration can be asked for with a role that was assumed directly: not through another role or a session token, and
 * not by somebody else who does not say how.
 * @param isTemporary whether it has a session token
 * @throws SessionsError `ConsoleUnavailable` with what works in its place
 */
export function consoleAccess(
	session: Pick<Session, "name" | "request" | "identity" | "isUnchained">,
	isTemporary: boolean,
): ConsoleAccess {
	const { name, request, identity } = session;
	const resource = identity.arn.split(":").slice(5).join(":");
	const profile = profileOf(request);
	const works: Remedy[] = [
		{ kind: "assumeRole" },
		...(profile === undefined || identity.user === "root"
			? []
			: ([{ kind: "getFederationToken", profile }] as const)),
		{ kind: "useOther" },
	];
	if (request.kind === "root" || identity.user === "root") {
		throw new SessionsError(
			"ConsoleUnavailable",
			`Session ${name} is of a root user, which can't be signed in to the console with keys. Assume a role`,
			{ remedies: [{ kind: "assumeRole" }, { kind: "useOther" }] },
		);
	}
	if (!isTemporary) {
		throw new SessionsError(
			"ConsoleUnavailable",
			`Session ${name} has a user's long-term keys, which AWS does not take to sign in to the console. Assume a role, or get a federation token`,
			{ remedies: works },
		);
	}
	if (resource.startsWith("assumed-role/")) {
		return { takesDuration: session.isUnchained === true };
	}
	if (resource.startsWith("federated-user/")) {
		return { takesDuration: false };
	}
	throw new SessionsError(
		"ConsoleUnavailable",
		`Session ${name} is a user's session token, which AWS does not take to sign in to the console. Assume a role, or get a federation token`,
		{ remedies: works },
	);
}
