import { openConfig, retry, type StsErrorRow, saml, showLog, useOther, webIdentity } from "./stsErrorRow.ts";

const denied = ["AccessDenied", "AccessDeniedException"];

/** What a session carries needs a permission beside that of the operation, and STS names it. */
const carried: readonly StsErrorRow[] = [
	{ says: "sts:TagSession", what: "session tags", them: "the tags" },
	{ says: "sts:SetSourceIdentity", what: "a source identity", them: "the source identity" },
].flatMap(({ says, what, them }): StsErrorRow[] => [
	{
		codes: denied,
		operations: [...webIdentity, ...saml],
		says,
		code: "AccessDenied",
		message: ({ roleArn }, fault) =>
			`The identity provider sends ${what} along, for which the trust policy of ${roleArn} must allow ${says}. STS says: ${fault.message}`,
		remedies: [openConfig, showLog],
	},
	{
		codes: denied,
		says,
		code: "ScopeDenied",
		message: ({ caller, roleArn }, fault) =>
			`${capital(caller)} may not set ${what}. ${roleArn === undefined ? "Its" : `The trust policy of ${roleArn} and the caller's`} own policy must allow ${says}; or leave out ${them}. STS says: ${fault.message}`,
		remedies: [openConfig, showLog],
	},
]);

/** All that AccessDenied means: a wrong MFA code and a missing one, credentials of the wrong kind, a policy that refuses. */
export const stsDeniedRows: readonly StsErrorRow[] = [
	{
		codes: denied,
		says: "invalid MFA one time pass code",
		code: "MfaCodeInvalid",
		message: () => "That code was not accepted",
		remedies: [retry],
	},
	{
		codes: denied,
		says: "unable to validate MFA code",
		code: "MfaDeviceInvalid",
		message: ({ caller }) =>
			`The MFA device is not one of the user behind ${caller}. Check mfa_serial. STS takes no passkeys or security keys: with only those, use IAM Identity Center`,
		remedies: [retry, openConfig],
	},
	{
		codes: denied,
		operations: ["AssumeRoot"],
		says: "session credentials",
		code: "AccessDenied",
		message: ({ caller }, fault) =>
			`AssumeRoot can't be called with the credentials of ${caller}. A role or a user of the management account can. STS says: ${fault.message}`,
		remedies: [useOther],
	},
	{
		codes: denied,
		operations: ["GetSessionToken", "GetFederationToken"],
		says: "with session credentials",
		code: "AccessDenied",
		message: ({ operation, caller }) =>
			`${operation} can't be called with the temporary credentials of ${caller}. Choose a profile with access keys`,
		remedies: [useOther],
	},
	{
		codes: denied,
		says: "with session credentials",
		code: "AccessDenied",
		message: ({ operation, caller }) =>
			`${operation} can't be called with a user's temporary credentials, which ${caller} has. Use a role's session or a profile with access keys`,
		remedies: [useOther],
	},
	{
		codes: denied,
		operations: ["AssumeRole"],
		says: "assumed by root accounts",
		code: "AccessDenied",
		message: ({ caller }) =>
			`The keys of ${caller} are a root user's, and AWS lets a root user assume no role. Use those of an IAM user or a role`,
		remedies: [useOther, openConfig],
	},
	{
		codes: denied,
		says: "MultiFactorAuthentication",
		code: "MfaRequired",
		message: (_, fault) => `MFA is required. STS says: ${fault.message}`,
		remedies: [openConfig],
		ofSession: [useOther],
	},
	...carried,
	{
		codes: denied,
		operations: webIdentity,
		code: "AccessDenied",
		message: ({ caller, profile, roleArn }, fault) =>
			`${roleArn} does not trust ${profile === undefined ? "this web identity token" : `the web identity token of ${caller}`}. The role's trust policy must name the token's issuer, audience and subject. STS says: ${fault.message}`,
		remedies: [openConfig, showLog],
	},
	{
		codes: denied,
		operations: saml,
		code: "AccessDenied",
		message: ({ roleArn }, fault) =>
			`${roleArn} does not trust this SAML response. The role's trust policy must name the SAML provider and allow sts:AssumeRoleWithSAML, and the response must list the role. STS says: ${fault.message}`,
		remedies: [showLog],
	},
	{
		codes: denied,
		operations: ["AssumeRoot"],
		code: "AccessDenied",
		message: ({ caller }, fault) =>
			`${capital(caller)} may not assume root there. The account must be a member of the organization, the caller of its management account or a delegated administrator, with sts:AssumeRoot, and centralized root access must be switched on in IAM. STS says: ${fault.message}`,
		remedies: [useOther, showLog],
	},
	{
		codes: denied,
		operations: ["DecodeAuthorizationMessage"],
		code: "AccessDenied",
		message: ({ caller }) =>
			`${capital(caller)} lacks the permission sts:DecodeAuthorizationMessage, which decoding needs`,
		remedies: [useOther],
	},
	{
		codes: denied,
		operations: ["AssumeRole"],
		code: "AccessDenied",
		message: ({ roleArn, caller, sentMfa }, fault) =>
			`${capital(caller)} may not assume ${roleArn}. The role's trust policy must name the caller${sentMfa ? "" : " and may require MFA (mfa_serial) or an external ID"}, and the caller's own policy must allow sts:AssumeRole. STS says: ${fault.message}`,
		remedies: [openConfig, showLog],
	},
	{
		codes: denied,
		code: "AccessDenied",
		message: ({ operation, caller }, fault) =>
			`${capital(caller)} may not call ${operation}. STS says: ${fault.message}`,
		remedies: [useOther, showLog],
	},
];

function capital(text: string): string {
	return `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}`;
}
