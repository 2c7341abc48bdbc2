import type { Identity } from "../../core/places/arn.ts";
import type { Credentials } from "../../core/session/credentials.ts";
import type { Secret } from "../../core/text/secret.ts";

/** Credentials that STS gives: they always end. */
export type TemporaryCredentials = Credentials & { readonly expiresAt: number };

/** Session tags by their keys. */
export type Tags = Readonly<Record<string, string>>;

/** What restricts a session below what its role or user may do. */
export interface SessionPolicies {
	/** An inline policy, as JSON. */
	readonly policy?: string | undefined;
	/** ARNs of managed policies. */
	readonly policyArns?: readonly string[] | undefined;
}

export interface AssumeRoleInput extends SessionPolicies {
	readonly roleArn: string;
	readonly roleSessionName: string;
	/** Seconds. STS's own default is 3600. */
	readonly durationSeconds?: number | undefined;
	readonly externalId?: string | undefined;
	readonly serialNumber?: string | undefined;
	readonly tokenCode?: Secret | undefined;
	readonly tags?: Tags | undefined;
	/** Keys of tags that go on to roles assumed from this one. */
	readonly transitiveTagKeys?: readonly string[] | undefined;
	readonly sourceIdentity?: string | undefined;
	readonly providedContexts?: readonly ProvidedContext[] | undefined;
}

/** A context that a trusted provider has vouched for, as IAM Identity Center does. */
export interface ProvidedContext {
	readonly providerArn: string;
	readonly contextAssertion: Secret;
}

export interface AssumeRoleWithSamlInput extends SessionPolicies {
	readonly roleArn: string;
	readonly principalArn: string;
	/** The base64 text of the identity provider's response. */
	readonly samlAssertion: Secret;
	/** Seconds. STS's own default is 3600, or what the assertion says. */
	readonly durationSeconds?: number | undefined;
}

export interface AssumeRoleWithWebIdentityInput extends SessionPolicies {
	readonly roleArn: string;
	readonly roleSessionName: string;
	readonly webIdentityToken: Secret;
	/** For OAuth 2.0 access tokens only. */
	readonly providerId?: string | undefined;
	/** Seconds. STS's own default is 3600. */
	readonly durationSeconds?: number | undefined;
}

/** A role's session. */
export interface AssumeRoleOutput {
	readonly credentials: TemporaryCredentials;
	readonly identity: Identity;
	/** How full policies and tags make the space that they share, in percent. */
	readonly packedPolicySize?: number;
	readonly sourceIdentity?: string;
}

export interface GetSessionTokenInput {
	/** Seconds. STS's own default is 43200. */
	readonly durationSeconds?: number | undefined;
	readonly serialNumber?: string | undefined;
	readonly tokenCode?: Secret | undefined;
}

export interface GetFederationTokenInput extends SessionPolicies {
	readonly name: string;
	/** Seconds. STS's own default is 43200. */
	readonly durationSeconds?: number | undefined;
	readonly tags?: Tags | undefined;
}

export interface GetFederationTokenOutput {
	readonly credentials: TemporaryCredentials;
	readonly identity: Identity;
	readonly packedPolicySize?: number;
}

export interface AssumeRootInput {
	/** The member account: 12 digits, or its root's ARN. */
	readonly targetPrincipal: string;
	readonly taskPolicyArn: string;
	/** Seconds, up to 900, which is STS's own default. */
	readonly durationSeconds?: number | undefined;
}

export interface AssumeRootOutput {
	readonly credentials: TemporaryCredentials;
	readonly sourceIdentity?: string;
}

export interface GetAccessKeyInfoInput {
	readonly accessKeyId: string;
}

export interface DecodeAuthorizationMessageInput {
	readonly encodedMessage: string;
}

export interface GetDelegatedAccessTokenInput {
	readonly tradeInToken: Secret;
}

export interface GetDelegatedAccessTokenOutput {
	readonly credentials: TemporaryCredentials;
	/** The ARN of whom the token was for. */
	readonly assumedPrincipal?: string;
	readonly packedPolicySize?: number;
}

/** How a web identity token is signed. */
export const signingAlgorithms = ["ES384", "RS256"] as const;
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

export interface GetWebIdentityTokenInput {
	readonly audience: readonly string[];
	readonly signingAlgorithm: SigningAlgorithm;
	/** Seconds. STS's own default is 300. */
	readonly durationSeconds?: number | undefined;
	readonly tags?: Tags | undefined;
}

export interface GetWebIdentityTokenOutput {
	readonly webIdentityToken: Secret;
	/** Milliseconds since the epoch, this machine's clock. */
	readonly expiresAt: number;
}
