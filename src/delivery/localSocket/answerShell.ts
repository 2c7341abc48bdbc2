import type { Credentials } from "../../core/session/credentials.ts";
import { type Session, type SessionRequest, sessionId, sessionName } from "../../core/session/session.ts";
import { processCredentials } from "../../core/shells/processCredentials.ts";
import type { ShellProfile } from "../../core/shells/shellProfile.ts";
import type { ShellAnswer, ShellRequest } from "../../core/shells/shellRequest.ts";

/** What a window has to answer with. */
export interface ShellSources {
	/** A profile that is handed out now. */
	readonly profileOf: (name: string) => ShellProfile | undefined;
	readonly session: (id: string) => Session | undefined;
	/** The credentials of a session that is live. */
	readonly credentialsOf: (id: string) => Credentials | undefined;
	/** The keys of a profile in VS Code's secret storage. */
	readonly keysOf: (profile: string) => Promise<Credentials | undefined>;
	/** Whether what a profile hands out is marked as production now. */
	readonly isProduction: (profile: ShellProfile) => boolean;
	/** What the command is called that starts a request's session. */
	readonly startTitle: (request: SessionRequest) => string;
	/** Told that a session is used by another shell. */
	readonly served: (id: string) => void;
	/** Told that the person is wanted: a session that is asked for has ended, or was never there. */
	readonly wanted: (profile: ShellProfile, request: SessionRequest) => void;
}

/** What another shell is told, at once: nobody is waited for. */
export async function answerShell(
	{ profile: name, asksPerson }: ShellRequest,
	sources: ShellSources,
): Promise<ShellAnswer> {
	const profile = sources.profileOf(name);
	if (profile === undefined) {
		return {
			kind: "refused",
			code: "notShared",
			message: `VS Code gives no credentials for profile '${name}'. Run there: AWS Sessions: Use Session in Other Shells…`,
		};
	}
	if (!profile.isProduction && sources.isProduction(profile)) {
		return {
			kind: "refused",
			code: "notShared",
			message: `Profile '${name}' has become production since it was given to other shells. Run in VS Code: AWS Sessions: Stop Using Session in Other Shells…, and give it anew`,
		};
	}
	if (profile.source.kind === "keys") {
		const keys = await sources.keysOf(name);
		return keys === undefined
			? refused(`The access keys of '${name}' are not in VS Code's secret storage any more`)
			: { kind: "credentials", credentials: processCredentials(keys) };
	}
	const { request } = profile.source;
	const id = sessionId(request);
	const credentials = sources.credentialsOf(id);
	if (credentials !== undefined) {
		sources.served(id);
		return { kind: "credentials", credentials: processCredentials(credentials) };
	}
	if (asksPerson) {
		sources.wanted(profile, request);
	}
	const hasExpired = sources.session(id) !== undefined;
	return refused(
		hasExpired
			? `AWS session ${sessionName(request)} has expired. Renew it in VS Code, then try again`
			: `There is no AWS session ${sessionName(request)}. Start it in VS Code: ${sources.startTitle(request)}`,
	);
}

function refused(message: string): ShellAnswer {
	return { kind: "refused", code: "noSession", message };
}
