/** An AWS account as the double knows it. */
export type Account = {
	/** Twelve digits, leading zeros kept. */
	readonly id: string;
	readonly alias?: string;
	/** Regions in which the account has STS switched off. */
	readonly disabledRegions?: readonly string[];
	/** Set when the account gives out no web identity tokens of its own (GetWebIdentityToken). */
	readonly outboundFederationDisabled?: boolean;
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

/** An IAM user, or with an ARN that ends in `:root` the account's root user. */
export type User = {
	readonly arn: string;
	readonly account: string;
	readonly accessKeys: readonly AccessKey[];
	readonly mfaDevices: readonly MfaDevice[];
	/**
	 * ARNs of roles, and of the accounts' roots for AssumeRoot, that the user's own policies allow, `*` standing for any
	 * text; anything when left out.
	 */
	readonly mayAssume?: readonly string[];
	/** Operations of STS that the user's own policies do not allow, as `sts:DecodeAuthorizationMessage`. */
	readonly deniedActions?: readonly string[];
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
	/** Set when STS can't reach it to verify a token (`unreachable`), or it disowns its tokens (`rejects`). */
	readonly trouble?: "unreachable" | "rejects";
};

/** An IAM role. */
export type Role = {
	readonly arn: string;
	/** 3600 when left out, as in IAM. */
	readonly maxSessionDurationSeconds?: number;
	readonly trust: readonly TrustStatement[];
	/** What a session of this role may assume, as for a user; anything when left out. */
	readonly mayAssume?: readonly string[];
	/** Operations of STS that the role's own policies do not allow, as `sts:DecodeAuthorizationMessage`. */
	readonly deniedActions?: readonly string[];
};

/** A SAML provider in IAM. */
export type SamlProvider = {
	/** `arn:aws:iam::<account>:saml-provider/<name>` */
	readonly arn: string;
	/** What its assertions give as `Issuer`. */
	readonly issuer: string;
	/** What its assertions are signed with. The real ones have certificates; this one shares a secret. */
	readonly secret: string;
};

/** An organisation of accounts that manages its members' root access centrally. Accounts are twelve digits. */
export type Organization = {
	readonly id: string;
	readonly managementAccount: string;
	readonly members: readonly string[];
	/** Members that may start root sessions as the management account does. */
	readonly delegatedAdministrators?: readonly string[];
};

/** A token that GetDelegatedAccessToken takes for credentials. */
export type TradeInToken = {
	readonly token: string;
	/** The user or role (ARN) that the credentials stand for. */
	readonly principal: string;
	/** Milliseconds since 1970. */
	readonly expiresAt: number;
};

/** All that exists as far as the double is concerned. Read afresh for each request. */
export type World = {
	readonly accounts: readonly Account[];
	readonly users: readonly User[];
	readonly roles: readonly Role[];
	readonly identityProviders?: readonly IdentityProvider[];
	readonly samlProviders?: readonly SamlProvider[];
	readonly organization?: Organization;
	readonly tradeInTokens?: readonly TradeInToken[];
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

/** Whether the user is an account's root user. */
export function isRoot(user: User): boolean {
	return user.arn.endsWith(":root");
}

/** The ARN of an account's root user. */
export function rootArn(account: string): string {
	return `arn:aws:iam::${account}:root`;
}

/** The role's longest session, in seconds. */
export function maxSessionSeconds(role: Role): number {
	return role.maxSessionDurationSeconds ?? 3600;
}

/** Every secret that the world itself holds: secret access keys, MFA seeds, providers' secrets, trade-in tokens. */
export function worldSecrets(world: World): string[] {
	const ofUsers = world.users.flatMap((user) => [
		...user.accessKeys.map((key) => key.secret),
		...user.mfaDevices.map((device) => device.secret),
	]);
	const providers = [...(world.identityProviders ?? []), ...(world.samlProviders ?? [])];
	return [
		...ofUsers,
		...providers.map((provider) => provider.secret),
		...(world.tradeInTokens ?? []).map(({ token }) => token),
	];
}
