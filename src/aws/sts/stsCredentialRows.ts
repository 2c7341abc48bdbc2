import { openConfig, retry, type StsErrorRow, saml, showLog, useOther, webIdentity } from "./stsErrorRow.ts";

const expired = ["ExpiredToken", "ExpiredTokenException"];
const unknownKey = ["InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId"];
const sessionRemedies = [useOther, retry];

/** What is wrong with the credentials or the identity provider's words that were sent. */
export const stsCredentialRows: readonly StsErrorRow[] = [
	{
		codes: expired,
		operations: webIdentity,
		code: "CredentialsExpired",
		message: ({ caller, profile }) =>
			profile === undefined
				? `The web identity token for ${caller} has expired. Get a new one, then try again`
				: `The web identity token of ${caller} has expired. Whatever writes web_identity_token_file must renew it`,
		remedies: [retry, openConfig],
	},
	{
		codes: expired,
		operations: saml,
		code: "CredentialsExpired",
		message: () =>
			"The SAML response has expired: it is good for 5 minutes. Sign in at the identity provider again",
		remedies: [retry],
	},
	{
		codes: ["ExpiredTradeInTokenException", "ExpiredTradeInToken"],
		code: "CredentialsExpired",
		message: () => "The trade-in token has expired. Ask whoever gave it for a new one",
		remedies: [],
	},
	{
		codes: expired,
		code: "CredentialsExpired",
		message: ({ caller }) => `The credentials of ${caller} have expired. Get new ones, then try again`,
		remedies: [openConfig, retry],
		ofSession: sessionRemedies,
	},
	{
		codes: ["InvalidIdentityToken", "InvalidIdentityTokenException"],
		operations: saml,
		code: "InvalidIdentityToken",
		message: (_, fault) =>
			`STS does not accept the SAML response. The provider in IAM must have the issuer's current metadata. STS says: ${fault.message}`,
		remedies: [retry, showLog],
	},
	...[
		{
			says: "No OpenIDConnect provider",
			next: "The role's account needs an identity provider in IAM whose URL is the token's issuer",
		},
		{
			says: "audience",
			next: "The identity provider in IAM must list the token's audience; or get a token for one that it lists",
		},
		{ next: "Get a new one from its issuer, and check that it was copied whole" },
	].map(
		({ next, ...words }): StsErrorRow => ({
			codes: ["InvalidIdentityToken", "InvalidIdentityTokenException"],
			...words,
			code: "InvalidIdentityToken",
			message: ({ caller }, fault) =>
				`STS does not accept the web identity token of ${caller}. ${next}. STS says: ${fault.message}`,
			remedies: [retry, openConfig],
		}),
	),
	{
		codes: ["IDPRejectedClaim", "IDPRejectedClaimException"],
		code: "InvalidIdentityToken",
		message: ({ operation, caller }, fault) =>
			`The identity provider refuses the ${saml.includes(operation) ? "SAML response" : `token of ${caller}`}. It may have expired or been revoked: get a new one there, then try again. STS says: ${fault.message}`,
		remedies: [retry, openConfig],
	},
	{
		codes: ["IDPCommunicationError", "IDPCommunicationErrorException"],
		code: "ServiceUnavailable",
		message: ({ caller }) =>
			`STS could not reach the identity provider of ${caller}. Wait a moment, then try again`,
		remedies: [retry],
	},
	{
		codes: unknownKey,
		operations: ["GetAccessKeyInfo"],
		says: "access key",
		code: "InvalidRequest",
		message: () => "AWS does not know this access key. Check that the whole ID was copied",
		remedies: [retry],
	},
	{
		codes: unknownKey,
		code: "InvalidKeys",
		message: ({ caller, profile, host }) =>
			`AWS does not know the access key of ${caller}. It may be ${profile === undefined ? "revoked" : "deactivated or deleted"}, or belong to another partition than ${host}${profile === undefined ? ". Get new credentials, then try again" : ""}`,
		remedies: [openConfig],
		ofSession: sessionRemedies,
	},
	{
		codes: [
			"SignatureDoesNotMatch",
			"InvalidSignatureException",
			"IncompleteSignature",
			"MissingAuthenticationToken",
		],
		code: "InvalidSignature",
		// STS's words are left out: they repeat the request's headers, the session token among them.
		message: ({ caller, profile }) =>
			`The secret access key of ${caller} does not match its access key ID. ${profile === undefined ? "Get new credentials, then try again" : "Copy the pair again"}`,
		remedies: [openConfig],
		ofSession: sessionRemedies,
	},
	{
		codes: ["RequestExpired"],
		code: "ClockSkew",
		message: () => "This machine's clock is too far off for AWS. Set it right, then try again",
		remedies: [retry],
	},
];
