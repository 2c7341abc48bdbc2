import { type Caller, callerAccount, callerArn } from "./caller.ts";
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
export function trustsToken(role: Role, { host, audience, subject }: TokenClaims): boolean {
	return role.trust.some(
		({ federated = "", ...statement }) =>
			(federated === host || federated.endsWith(`:oidc-provider/${host}`)) &&
			(statement.audience ?? audience) === audience &&
			(statement.subject ?? subject) === subject,
	);
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
	const holder = caller.kind === "roleSession" ? caller.role : caller.user;
	const named = principal === holder.arn || principal === callerArn(caller);
	const accountNamed =
		principal === "*" || principal === account || principal === `arn:aws:iam::${account}:root`;
	if (named && accountOf(role.arn) === account) return true;
	return (named || accountNamed) && ownPolicyAllows(holder.mayAssume, role.arn);
}

function ownPolicyAllows(patterns: readonly string[] | undefined, roleArn: string): boolean {
	if (patterns === undefined) return true;
	return patterns.some((pattern) => {
		const source = pattern.split("*").map((text) => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
		return new RegExp(`^${source.join(".*")}$`).test(roleArn);
	});
}
