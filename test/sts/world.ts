/** An AWS account as the double knows it. */
export type Account = {
	/** Twelve digits, leading zeros kept. */
	readonly id: string;
	readonly alias?: string;
	/** Regions in which the account has STS switched off. */
	readonly disabledRegions?: readonly string[];
};

/** A long-term access key of a user. */
export type AccessKey = {
	readonly id: string;
	readonly secret: string;
	readonly active: boolean;
};

/** A virtual MFA device. */
export type MfaDevice = {
	readonly serial: string;
	/** The TOTP seed in Base32, as an authenticator app takes it. */
	readonly secret: string;
};

/** An IAM user. */
export type User = {
	readonly arn: string;
	readonly account: string;
	readonly accessKeys: readonly AccessKey[];
	readonly mfaDevices: readonly MfaDevice[];
	/** Role ARNs that the user's own policies allow, `*` standing for any text; any role when left out. */
	readonly mayAssume?: readonly string[];
};

/** One `Allow` statement of a role's trust policy; all its conditions must hold. */
export type TrustStatement = {
	/** User ARNs, role ARNs, account roots (`arn:aws:iam::…:root` or the bare id), or `*`. */
	readonly principals: readonly string[];
	readonly externalId?: string;
	readonly mfaRequired?: boolean;
	/** The MFA must be younger than this many seconds. */
	readonly maxMfaAgeSeconds?: number;
	/** The identity provider (its ARN or host) for web identity and SAML. */
	readonly federated?: string;
	/** What the identity token's `aud` must be. */
	readonly audience?: string;
	/** What the identity token's `sub` must be. */
	readonly subject?: string;
};

/** An OpenID Connect provider, as the accounts know it in which roles name it. */
export type IdentityProvider = {
	/** The issuer's URL without `https://`, as IAM names providers. */
	readonly host: string;
	/** What its tokens are signed with. The real ones have public keys; this one shares a secret. */
	readonly secret: string;
	readonly audiences: readonly string[];
};

/** An IAM role. */
export type Role = {
	readonly arn: string;
	/** 3600 when left out, as in IAM. */
	readonly maxSessionDurationSeconds?: number;
	readonly trust: readonly TrustStatement[];
	/** What a session of this role may assume; any role when left out. */
	readonly mayAssume?: readonly string[];
};

/** All that exists as far as the double is concerned. Read afresh for each request. */
export type World = {
	readonly accounts: readonly Account[];
	readonly users: readonly User[];
	readonly roles: readonly Role[];
	readonly identityProviders?: readonly IdentityProvider[];
};

/** The account id in an ARN; the empty string when the text is no ARN. */
export function accountOf(arn: string): string {
	return arn.split(":")[4] ?? "";
}

/** The partition of an ARN, `aws` when the text is no ARN. */
export function partitionOf(arn: string): string {
	return arn.split(":")[1] || "aws";
}

/** The last part of an ARN's resource: the name without type and path. */
export function nameOf(arn: string): string {
	return arn.slice(arn.lastIndexOf("/") + 1);
}

/** The role's longest session, in seconds. */
export function maxSessionSeconds(role: Role): number {
	return role.maxSessionDurationSeconds ?? 3600;
}

/** Every secret that the world itself holds: secret access keys, MFA seeds and providers' secrets. */
export function worldSecrets(world: World): string[] {
	const ofUsers = world.users.flatMap((user) => [
		...user.accessKeys.map((key) => key.secret),
		...user.mfaDevices.map((device) => device.secret),
	]);
	return [...ofUsers, ...(world.identityProviders ?? []).map((provider) => provider.secret)];
}
