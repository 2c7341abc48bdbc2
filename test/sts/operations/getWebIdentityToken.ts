import { randomUUID } from "node:crypto";
import { type Caller, callerAccount, callerArn, principalOf } from "../caller.ts";
import { StsError } from "../errors.ts";
import { outboundAlgorithms, outboundIssuer, signOutboundToken } from "../outboundToken.ts";
import { checkParameters, integer, members } from "../parameters.ts";
import type { World } from "../world.ts";
import { checkRegionalEndpoint, type Operation, type OperationContext, timeXml } from "./operation.ts";
import { sessionTags, type Tag, tagListConstraints } from "./sessionTags.ts";

const defaultSeconds = 300;
/** The real limit is not published. */
const maxPayloadBytes = 4096;

const constraints = {
	SigningAlgorithm: { required: true, oneOf: outboundAlgorithms },
	DurationSeconds: { minValue: 60, maxValue: 3600 },
};

const listConstraints = {
	Audience: { required: true, maxItems: 10, parts: { "": { minLength: 1, maxLength: 1000 } } },
	...tagListConstraints,
};

/** GetWebIdentityToken: a token that tells other services who the caller is, never beyond the caller's own session. */
export const getWebIdentityToken: Operation = {
	signed: true,
	run(parameters, context, caller) {
		checkRegionalEndpoint(context);
		checkParameters(parameters, constraints, listConstraints);
		const tags = sessionTags(parameters);
		const issuedAt = Math.floor(context.now() / 1000);
		const expiresAt = issuedAt + (integer(parameters, "DurationSeconds") ?? defaultSeconds);
		checkSession(expiresAt, context);
		checkEnabled(callerAccount(caller), context.world);
		const audiences = members(parameters, "Audience").map((item) => item.get("") ?? "");
		const claims = {
			iss: outboundIssuer(callerAccount(caller)),
			aud: audiences.length === 1 ? audiences[0] : audiences,
			sub: subjectOf(caller),
			iat: issuedAt,
			exp: expiresAt,
			jti: randomUUID(),
			"https://sts.amazonaws.com/": awsClaims(caller, tags, context),
		};
		if (Buffer.byteLength(JSON.stringify(claims)) > maxPayloadBytes) throw payloadTooLarge();
		const algorithm = parameters.get("SigningAlgorithm") === "RS256" ? "RS256" : "ES384";
		const token = signOutboundToken(claims, algorithm);
		context.issuer.remember(token);
		return { WebIdentityToken: token, Expiration: timeXml(expiresAt * 1000) };
	},
};

/** The role or user itself, not the session. */
function subjectOf(caller: Caller): string {
	return principalOf(caller)?.arn ?? callerArn(caller);
}

function awsClaims(caller: Caller, tags: readonly Tag[], { world, region, sessionEndsAt }: OperationContext) {
	const account = callerAccount(caller);
	const { organization } = world;
	const accounts = [organization?.managementAccount, ...(organization?.members ?? [])];
	return {
		aws_account: account,
		source_region: region,
		principal_id: subjectOf(caller),
		org_id: accounts.includes(account) ? organization?.id : undefined,
		original_session_exp: sessionEndsAt === undefined ? undefined : timeXml(sessionEndsAt),
		request_tags:
			tags.length === 0 ? undefined : Object.fromEntries(tags.map(({ key, value }) => [key, value])),
	};
}

function checkSession(expiresAt: number, { sessionEndsAt }: OperationContext): void {
	if (sessionEndsAt === undefined || expiresAt * 1000 <= sessionEndsAt) return;
	throw new StsError(
		403,
		"SessionDurationEscalationException",
		"The requested token duration would extend the session beyond its original expiration time.",
	);
}

function checkEnabled(account: string, world: World): void {
	if (world.accounts.find(({ id }) => id === account)?.outboundFederationDisabled !== true) return;
	throw new StsError(
		403,
		"OutboundWebIdentityFederationDisabledException",
		"Outbound web identity federation is not enabled for this account.",
	);
}

function payloadTooLarge(): StsError {
	return new StsError(
		400,
		"JWTPayloadSizeExceededException",
		"The requested token payload size exceeds the maximum allowed size.",
	);
}
