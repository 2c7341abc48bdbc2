import { type Caller, callerAccount, callerArn, principalOf } from "./caller.ts";
import { accountOf, type Role, type TrustStatement } from "./world.ts";

/** What a request brings along for the conditions of a trust policy. */
export type TrustRequest = {
	readonly caller: Caller;
	readonly externalId: string | undefined;
	/** Seconds since the MFA was given, 0 with the request itself; undefined without MFA. */
	readonly mfaAgeSeconds: number | undefined;
};

/** Whether a role's trust policy and the caller's own policies let the caller assume the role. */
export function mayAssume(role: Role, request: TrustRequest): boolean {
	return role.trust.some(
		(statement) =>
			conditionsHold(statement, request) &&
			statement.principals.some((principal) => admits(principal, role, request.caller)),
	);
}

/** What an identity token says that trust policies look at. */
export type TokenClaims = {
	readonly host: string;
	readonly audience: string;
	readonly subject: string;
};

/** Whether a role's trust policy lets the bearer of such a token assume the role. */
export function trustsToken(role: Role, { host, ...claims }: TokenClaims): boolean {
	return role.trust.some(
		({ federated = "", ...statement }) =>
			(federated === host || federated.endsWith(`:oidc-provider/${host}`)) && claimsFit(statement, claims),
	);
}

/** What a SAML assertion says that trust policies look at. */
export type AssertionClaims = {
	/** The SAML provider's ARN. */
	readonly provider: string;
	/** `SAML:aud`: the assertion's recipient. */
	readonly audience: string;
	/** `SAML:sub`: the name of the assertion's subject. */
	readonly subject: string;
};

/** Whether a role's trust policy lets the bearer of such an assertion assume the role. */
export function trustsAssertion(role: Role, { provider, ...claims }: AssertionClaims): boolean {
	return role.trust.some(
		({ federated, ...statement }) => federated === provider && claimsFit(statement, claims),
	);
}

/** Whether the caller's own policies let it assume a role, or (AssumeRoot) an account's root user. */
export function ownPoliciesAllow(caller: Caller, arn: string): boolean {
	const principal = principalOf(caller);
	return principal !== undefined && matchesAny(principal.mayAssume, arn);
}

function claimsFit(
	statement: Pick<TrustStatement, "audience" | "subject">,
	{ audience, subject }: { readonly audience: string; readonly subject: string },
): boolean {
	return (statement.audience ?? audience) === audience && (statement.subject ?? subject) === subject;
}

function conditionsHold(statement: TrustStatement, { externalId, mfaAgeSeconds }: TrustRequest): boolean {
	if (statement.federated !== undefined) return false;
	if (statement.externalId !== undefined && statement.externalId !== externalId) return false;
	if (statement.mfaRequired === true && mfaAgeSeconds === undefined) return false;
	const limit = statement.maxMfaAgeSeconds;
	return limit === undefined || (mfaAgeSeconds !== undefined && mfaAgeSeconds < limit);
}

function admits(principal: string, role: Role, caller: Caller): boolean {
	const account = callerAccount(caller);
	const named = principal === principalOf(caller)?.arn || principal === callerArn(caller);
	const accountNamed =
		principal === "*" || principal === account || principal === `arn:aws:iam::${account}:root`;
	if (named && accountOf(role.arn) === account) return true;
	return (named || accountNamed) && ownPoliciesAllow(caller, role.arn);
}

function matchesAny(patterns: readonly string[] | undefined, arn: string): boolean {
	if (patterns === undefined) return true;
	return patterns.some((pattern) => {
		const source = pattern.split("*").map((text) => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
		return new RegExp(`^${source.join(".*")}$`).test(arn);
	});
}
