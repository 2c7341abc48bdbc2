import { type Identity, parseRoleArn } from "./arn.ts";
import { ambientBase } from "./chain.ts";
import type { RegionChoice } from "./endpointSettings.ts";
import type { CredentialSourceName } from "./profile.ts";

/** What a person asked for: a profile by name, the surroundings' own credentials, or a role by hand. */
export type SessionRequest =
	| { readonly kind: "profile"; readonly profile: string }
	| { readonly kind: "ambient"; readonly source: CredentialSourceName }
	| ({ readonly kind: "role" } & RoleRequest);

/** A role named by hand. */
export interface RoleRequest {
	readonly roleArn: string;
	readonly sourceProfile: string;
	readonly mfaSerial?: string;
	readonly externalId?: string;
	readonly sessionName?: string;
	/** Seconds. */
	readonly durationSeconds?: number;
	readonly region?: string;
}

/** Everything that can be shown of a session. There are no secrets in it. */
export interface Session {
	/** The same for the same request, so that renewing replaces. */
	readonly id: string;
	/** What people call it: the profile's name, or the role's. */
	readonly name: string;
	readonly request: SessionRequest;
	readonly identity: Identity;
	/** The role's ARN, when a role was assumed. */
	readonly roleArn?: string;
	/** The profiles it came through, from the source to the leaf. */
	readonly source: readonly string[];
	/** Where it works, when the profile or the person says so. */
	readonly region?: string;
	/** Where STS was called for it, and who said so. */
	readonly stsRegion: RegionChoice;
	readonly accessKeyId: string;
	/** Milliseconds since the epoch, this machine's clock. */
	readonly startedAt: number;
	/** Milliseconds since the epoch, this machine's clock. Absent: long-term keys. */
	readonly expiresAt?: number;
	/** Its keys are forgotten. It stays so, whatever the clock says later. */
	readonly hasExpired?: true;
}

/** What of a session decides whether it is live. */
export type Lifetime = Pick<Session, "expiresAt" | "hasExpired">;

export type Freshness =
	| { readonly kind: "lasting" }
	| { readonly kind: "fresh"; readonly remaining: number }
	| { readonly kind: "expiring"; readonly remaining: number }
	| { readonly kind: "expired" };

/** From how much time left (ms) a session counts as expiring. */
export const expiringBelow = 10 * 60_000;

/** How a session stands at a moment (ms since the epoch). */
export function freshness(session: Lifetime, now: number): Freshness {
	if (session.hasExpired === true) {
		return { kind: "expired" };
	}
	if (session.expiresAt === undefined) {
		return { kind: "lasting" };
	}
	const remaining = session.expiresAt - now;
	if (remaining <= 0) {
		return { kind: "expired" };
	}
	return { kind: remaining <= expiringBelow ? "expiring" : "fresh", remaining };
}

/** Whether its credentials still work at a moment (ms since the epoch). */
export function isLive(session: Lifetime, now: number): boolean {
	return freshness(session, now).kind !== "expired";
}

/** The session's id: two requests for the same thing have the same. */
export function sessionId(request: SessionRequest): string {
	switch (request.kind) {
		case "profile":
			return `profile:${request.profile}`;
		case "ambient":
			return `ambient:${request.source}`;
		case "role":
			return `role:${request.roleArn}@${request.sourceProfile}`;
	}
}

/** What people call the session of a request. */
export function sessionName(request: SessionRequest): string {
	switch (request.kind) {
		case "profile":
			return request.profile;
		case "ambient":
			return ambientBase(request.source).name;
		case "role": {
			const role = parseRoleArn(request.roleArn);
			// Roles of one name in several accounts are the rule, so the account belongs to the name.
			return role === undefined ? request.roleArn : `${role.name}@${role.account}`;
		}
	}
}
