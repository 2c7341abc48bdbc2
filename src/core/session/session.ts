import { ambientBase } from "../config/chain.ts";
import type { RegionChoice } from "../config/endpointSettings.ts";
import type { CredentialSourceName } from "../config/profile.ts";
import { type SignInName, signInId } from "../identityCenter/signIn.ts";
import { type Identity, parseRoleArn } from "../places/arn.ts";
import { sha256 } from "../text/sha256.ts";

/** What a person asked for. There are no secrets in it: what can't be read again is asked for again. */
export type SessionRequest =
	| {
			readonly kind: "profile";
			readonly profile: string;
			/** In place of what the profile says about assuming its role. */
			readonly options?: RoleOptions;
	  }
	/** The surroundings' own credentials. */
	| { readonly kind: "ambient"; readonly source: CredentialSourceName }
	/** A role by hand. */
	| ({ readonly kind: "role" } & RoleRequest)
	| ({ readonly kind: "sessionToken" } & SessionTokenRequest)
	| ({ readonly kind: "federationToken" } & FederationTokenRequest)
	| ({ readonly kind: "webIdentity" } & WebIdentityRequest)
	| ({ readonly kind: "saml" } & SamlRequest)
	| ({ readonly kind: "root" } & RootRequest)
	/** A role of IAM Identity Center without a profile. */
	| ({ readonly kind: "ssoRole" } & SsoRoleRequest);

/** What narrows a session down below what its role or user may do. */
export interface Scope {
	/** An inline policy, as JSON. */
	readonly policy?: string;
	/** ARNs of managed policies. */
	readonly policyArns?: readonly string[];
	/** Session tags by their keys. */
	readonly tags?: Readonly<Record<string, string>>;
}

/** How a role is assumed. */
export interface RoleOptions extends Scope {
	readonly mfaSerial?: string;
	readonly externalId?: string;
	readonly sessionName?: string;
	/** Seconds. */
	readonly durationSeconds?: number;
	readonly transitiveTagKeys?: readonly string[];
	readonly sourceIdentity?: string;
	readonly region?: string;
}

/** A role named by hand, and the profile whose credentials assume it. */
export interface RoleRequest extends RoleOptions {
	readonly roleArn: string;
	readonly sourceProfile: string;
}

/** Temporary credentials of the user whose long-term keys a profile has. */
export interface SessionTokenRequest {
	readonly profile: string;
	/** In place of the profile's own; false: no device, even when the profile has one. */
	readonly mfaSerial?: string | false;
	/** Seconds. */
	readonly durationSeconds?: number;
	readonly region?: string;
}

/** Temporary credentials for somebody with no identity in AWS, from a user's long-term keys. */
export interface FederationTokenRequest extends Scope {
	readonly profile: string;
	/** Of the federated user. */
	readonly name: string;
	/** Seconds. */
	readonly durationSeconds?: number;
	readonly region?: string;
}

/** Where a web identity token comes from: a file, a command's output, or the person, who is asked. */
export type TokenOrigin =
	| { readonly kind: "file"; readonly path: string }
	| { readonly kind: "command"; readonly command: string }
	| { readonly kind: "person" };

/** A role for whom an OpenID Connect provider vouches. */
export interface WebIdentityRequest extends Omit<Scope, "tags"> {
	readonly roleArn: string;
	readonly token: TokenOrigin;
	readonly sessionName?: string;
	readonly providerId?: string;
	/** Seconds. */
	readonly durationSeconds?: number;
	readonly region?: string;
}

/** Where a SAML response comes from: a file, or the person, who pastes it or signs in in the browser. */
export type AssertionOrigin =
	| { readonly kind: "file"; readonly path: string }
	| { readonly kind: "person" }
	| {
			/** An address of this machine that the identity provider posts to. */
			readonly kind: "listener";
			/** What is opened in the browser to begin. */
			readonly startUrl?: string;
			readonly port?: number;
	  };

/** A role for whom a SAML provider vouches. */
export interface SamlRequest extends Omit<Scope, "tags"> {
	readonly roleArn: string;
	/** The provider's ARN. */
	readonly principalArn: string;
	readonly assertion: AssertionOrigin;
	/** Seconds. */
	readonly durationSeconds?: number;
	readonly region?: string;
}

/** A member account's root user, for one task. */
export interface RootRequest {
	readonly profile: string;
	/** 12 digits, or the ARN of the account's root. */
	readonly targetPrincipal: string;
	readonly taskPolicyArn: string;
	/** Seconds, up to 900. */
	readonly durationSeconds?: number;
	readonly region?: string;
}

/** A role that IAM Identity Center gives to whoever has signed in. */
export interface SsoRoleRequest {
	readonly signIn: SignInName;
	/** 12 digits. */
	readonly account: string;
	/** What Identity Center calls the account, when that is known. */
	readonly accountName?: string;
	readonly roleName: string;
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
	/**
	 * Its role was assumed with long-term keys, or because an identity provider vouched: not with the credentials of
	 * another role or of a session token. Absent: not so, or nobody knows.
	 */
	readonly isUnchained?: true;
	/** The profiles it came through, from the source to the leaf. */
	readonly source: readonly string[];
	/** Where it works, when the profile or the person says so. */
	readonly region?: string;
	/** The region that the person has switched it to: it stays so when the session is renewed. */
	readonly workRegion?: string;
	/** Where STS was called for it, and who said so. */
	readonly stsRegion: RegionChoice;
	readonly accessKeyId: string;
	/** Milliseconds since the epoch, this machine's clock. */
	readonly startedAt: number;
	/** Milliseconds since the epoch, this machine's clock. Absent: long-term keys. */
	readonly expiresAt?: number;
	/** What is worth knowing of how it came about: why it is shorter than asked for, what it can't do. */
	readonly notes?: readonly string[];
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
			return `profile:${request.profile}${scopeId(request.options)}`;
		case "ambient":
			return `ambient:${request.source}`;
		case "role":
			return `role:${request.roleArn}@${request.sourceProfile}${scopeId(request)}`;
		case "sessionToken":
			return `session-token:${request.profile}`;
		case "federationToken":
			return `federation-token:${request.name}@${request.profile}${scopeId(request)}`;
		case "webIdentity":
			return `web-identity:${request.roleArn}${scopeId(request)}`;
		case "saml":
			return `saml:${request.roleArn}${scopeId(request)}`;
		case "root":
			return `root:${rootAccount(request)}/${taskName(request.taskPolicyArn)}@${request.profile}`;
		case "ssoRole":
			return `sso-role:${request.account}/${request.roleName}@${signInId(request.signIn)}`;
	}
}

/** What people call the session of a request. */
export function sessionName(request: SessionRequest): string {
	switch (request.kind) {
		case "profile":
			return `${request.profile}${scopeMark(request.options)}`;
		case "ambient":
			return ambientBase(request.source).name;
		case "role":
		case "webIdentity":
		case "saml": {
			const role = parseRoleArn(request.roleArn);
			// Roles of one name in several accounts are the rule, so the account belongs to the name.
			const name = role === undefined ? request.roleArn : `${role.name}@${role.account}`;
			return `${name}${scopeMark(request)}`;
		}
		case "sessionToken":
			return `${request.profile} (session token)`;
		case "federationToken":
			return `${request.name}@${request.profile}${scopeMark(request)}`;
		case "root":
			return `root@${rootAccount(request)}`;
		case "ssoRole":
			return `${request.roleName}@${request.accountName ?? request.account}`;
	}
}

/** The profile whose credentials or settings a request begins with; undefined when it needs none. */
export function profileOf(request: SessionRequest): string | undefined {
	switch (request.kind) {
		case "ambient":
		case "webIdentity":
		case "saml":
		case "ssoRole":
			return undefined;
		case "role":
			return request.sourceProfile;
		default:
			return request.profile;
	}
}

/** The account of a request for root, 12 digits. */
export function rootAccount({ targetPrincipal }: Pick<RootRequest, "targetPrincipal">): string {
	return targetPrincipal.startsWith("arn:") ? (targetPrincipal.split(":")[4] ?? "") : targetPrincipal;
}

function taskName(taskPolicyArn: string): string {
	return taskPolicyArn.slice(taskPolicyArn.lastIndexOf("/") + 1);
}

/** A session that is narrowed down, or says more of who is behind it, is another than the whole one. */
function scopeId({
	policy = "",
	policyArns = [],
	tags = {},
	transitiveTagKeys = [],
	sourceIdentity = "",
}: RoleOptions = {}): string {
	const parts = [
		policy,
		policyArns.toSorted(),
		Object.entries(tags).toSorted(([one], [other]) => (one < other ? -1 : 1)),
		transitiveTagKeys.toSorted(),
		sourceIdentity,
	];
	// Callers hand scopes over: with a weaker hash one could be made to look like another.
	return parts.every(({ length }) => length === 0) ? "" : `#${sha256(JSON.stringify(parts)).slice(0, 32)}`;
}

function scopeMark(scope: Scope = {}): string {
	return isScoped(scope) ? " (scoped)" : "";
}

/** Whether it narrows a session down. */
export function isScoped({ policy, policyArns = [], tags = {} }: Scope): boolean {
	return policy !== undefined || policyArns.length + Object.keys(tags).length > 0;
}
