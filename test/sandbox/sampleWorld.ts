import { createHash } from "node:crypto";
import { type IdentityClaims, signIdentityToken } from "../sts/identityToken.ts";
import { type SamlResponseOptions, samlEndpoint, samlResponse } from "../sts/samlAssertion.ts";
import { toBase32 } from "../sts/totp.ts";
import type {
	AccessKey,
	IdentityProvider,
	SamlProvider,
	TradeInToken,
	TrustStatement,
	User,
	World,
} from "../sts/world.ts";

/** The serial of alice's MFA device, the only one in the sample world. */
export const aliceMfaSerial = "arn:aws:iam::111122223333:mfa/alice";

/** The external id that the staging role asks for. */
export const stagingExternalId = "acme-staging:7f3a";

/** The role for tokens of the project `acme/web` at the sample GitLab. */
export const ciWebIdentityArn = "arn:aws:iam::444455556666:role/CiWebIdentity";

/** The two roles that the sample SAML provider's assertions open. */
export const samlDeveloperArn = "arn:aws:iam::444455556666:role/SamlDeveloper";
export const samlAuditorArn = "arn:aws:iam::777788889999:role/SamlAuditor";

const webIdentitySubject = "project_path:acme/web:ref_type:branch:ref:main";
const webIdentityAudience = "sts.amazonaws.com";
const aliceArn = "arn:aws:iam::111122223333:user/alice";
const ciBotArn = "arn:aws:iam::111122223333:user/ci/ci-bot";
const acmeAccount = "arn:aws:iam::111122223333:root";
const devReadOnlyArn = "arn:aws:iam::444455556666:role/DevReadOnly";

/** The world that the sample home's files speak of. Its secrets are made up, and the same at each call. */
export function sampleWorld(): World {
	return {
		accounts: [
			{ id: "111122223333", alias: "acme" },
			{ id: "444455556666", alias: "acme-dev" },
			{ id: "222233334444", alias: "acme-staging" },
			{ id: "777788889999", alias: "acme-prod", disabledRegions: ["ap-south-1"] },
			{ id: "555566667777" },
			{ id: "012345678901", alias: "acme-legacy", outboundFederationDisabled: true },
		],
		users: [sampleAlice(), sampleCiBot()],
		roles: [
			{
				arn: "arn:aws:iam::444455556666:role/DevAdmin",
				maxSessionDurationSeconds: 28_800,
				trust: [trust({ mfaRequired: true })],
			},
			{ arn: devReadOnlyArn, trust: [trust({})] },
			{
				arn: "arn:aws:iam::222233334444:role/deploy/StagingDeploy",
				maxSessionDurationSeconds: 14_400,
				trust: [trust({ mfaRequired: true, externalId: stagingExternalId })],
			},
			{ arn: "arn:aws:iam::777788889999:role/ProdAdmin", trust: [trust({ mfaRequired: true })] },
			{ arn: "arn:aws:iam::777788889999:role/ProdAudit", trust: [{ principals: [devReadOnlyArn] }] },
			{
				arn: "arn:aws:iam::555566667777:role/PartnerData",
				trust: [{ principals: ["arn:aws:iam::555566667777:root"] }],
			},
			{ arn: "arn:aws:iam::012345678901:role/LegacyAdmin", trust: [trust({})] },
			{ arn: "arn:aws:iam::444455556666:role/CiDeploy", trust: [{ principals: [ciBotArn] }] },
			{
				arn: ciWebIdentityArn,
				trust: [
					{
						principals: [],
						federated: `arn:aws:iam::444455556666:oidc-provider/${sampleIdentityProvider().host}`,
						audience: webIdentityAudience,
						subject: webIdentitySubject,
					},
				],
			},
			{
				arn: samlDeveloperArn,
				maxSessionDurationSeconds: 14_400,
				trust: [samlTrust("444455556666")],
			},
			{ arn: samlAuditorArn, trust: [samlTrust("777788889999")] },
		],
		identityProviders: [sampleIdentityProvider()],
		samlProviders: [sampleSamlProvider("444455556666"), sampleSamlProvider("777788889999")],
		organization: {
			id: "o-acme123456",
			managementAccount: "111122223333",
			members: ["444455556666", "777788889999"],
		},
		tradeInTokens: [sampleTradeInToken()],
	};
}

/** The user of the profile `acme`: static keys and a TOTP device. */
export function sampleAlice(): User {
	return {
		arn: aliceArn,
		account: "111122223333",
		accessKeys: [madeUpKey("alice")],
		mfaDevices: [{ serial: aliceMfaSerial, secret: toBase32(digest("mfa/alice")).slice(0, 32) }],
	};
}

/**
 * The user of the profile `ci-bot`: static keys, no MFA, one role that its policies allow, and no leave to decode
 * authorization messages.
 */
export function sampleCiBot(): User {
	return {
		arn: ciBotArn,
		account: "111122223333",
		accessKeys: [madeUpKey("ci-bot")],
		mfaDevices: [],
		mayAssume: ["arn:aws:iam::444455556666:role/CiDeploy"],
		deniedActions: ["sts:DecodeAuthorizationMessage"],
	};
}

/** The company's GitLab, whose tokens open CiWebIdentity. */
export function sampleIdentityProvider(): IdentityProvider {
	return {
		host: "gitlab.acme.example",
		secret: digest("provider/gitlab").toString("base64url"),
		audiences: [webIdentityAudience],
	};
}

/** The company's SAML provider as an account (twelve digits) knows it; issuer and secret are the same in all. */
export function sampleSamlProvider(account: string): SamlProvider {
	return {
		arn: `arn:aws:iam::${account}:saml-provider/AcmeIdP`,
		issuer: "https://idp.acme.example/realms/acme",
		secret: digest("provider/saml").toString("base64url"),
	};
}

/** A token that GetDelegatedAccessToken takes for credentials of DevReadOnly, until 2100. */
export function sampleTradeInToken(): TradeInToken {
	return {
		token: digest("trade-in").toString("base64url"),
		principal: devReadOnlyArn,
		expiresAt: Date.UTC(2100, 0, 1),
	};
}

/**
 * An identity token of the sample GitLab that opens CiWebIdentity, for an hour.
 * @param now milliseconds since 1970
 * @param changes claims that differ
 * @param secret what it is signed with
 */
export function sampleIdentityToken(
	now: number,
	changes: Partial<IdentityClaims> & Readonly<Record<string, unknown>> = {},
	secret = sampleIdentityProvider().secret,
): string {
	const issuedAt = Math.floor(now / 1000);
	const claims = {
		iss: `https://${sampleIdentityProvider().host}`,
		aud: webIdentityAudience,
		sub: webIdentitySubject,
		iat: issuedAt,
		exp: issuedAt + 3600,
	};
	return signIdentityToken({ ...claims, ...changes }, secret);
}

/**
 * A SAML response (Base64) that opens SamlDeveloper and SamlAuditor to alice, for five minutes.
 * @param now milliseconds since 1970
 * @param changes what differs
 */
export function sampleSamlResponse(now: number, changes: Partial<SamlResponseOptions> = {}): string {
	const [developer, auditor] = [sampleSamlProvider("444455556666"), sampleSamlProvider("777788889999")];
	return samlResponse({
		provider: developer,
		roles: [
			{ roleArn: samlDeveloperArn, providerArn: developer.arn },
			{ roleArn: samlAuditorArn, providerArn: auditor.arn, order: "providerFirst" },
		],
		nameId: "G-4f7c2e",
		sessionName: "alice@acme.example",
		issuedAt: now,
		...changes,
	});
}

/**
 * The user's active access key.
 * @throws RangeError when the user has none.
 */
export function activeKey(user: User): AccessKey {
	const key = user.accessKeys.find(({ active }) => active);
	if (key === undefined) throw new RangeError(`${user.arn} has no active access key`);
	return key;
}

function samlTrust(account: string): TrustStatement {
	return { principals: [], federated: sampleSamlProvider(account).arn, audience: samlEndpoint };
}

function trust(conditions: Omit<TrustStatement, "principals">): TrustStatement {
	return { principals: [acmeAccount], ...conditions };
}

/** Derived, so that nothing in the source looks like a credential to those who search for them. */
function madeUpKey(user: string): AccessKey {
	return {
		id: `AKIA${toBase32(digest(`id/${user}`)).slice(0, 16)}`,
		secret: digest(`secret/${user}`).toString("base64").slice(0, 40),
		active: true,
	};
}

function digest(label: string): Buffer {
	return createHash("sha256").update(`sample world/${label}`).digest();
}
