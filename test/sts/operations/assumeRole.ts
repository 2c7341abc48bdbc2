import { assumedRoleArn, assumedRoleId, type Caller, callerArn } from "../caller.ts";
import { accessDenied, notAuthorized, validationError } from "../errors.ts";
import {
	type Constraint,
	checkParameters,
	integer,
	type ListConstraint,
	type Parameters,
} from "../parameters.ts";
import { mayAssume } from "../trust.ts";
import { accountOf, isRoot, type Role } from "../world.ts";
import {
	checkRegion,
	credentialsXml,
	mfaConstraints,
	type Operation,
	type OperationContext,
} from "./operation.ts";
import { checkRoleDuration } from "./roleDuration.ts";
import { packedPolicySize, policyConstraints, policyListConstraints } from "./sessionPolicies.ts";
import {
	sessionTags,
	tagListConstraints,
	tagTexts,
	transitiveTagConstraints,
	transitiveTagKeys,
} from "./sessionTags.ts";

const defaultSeconds = 3600;
const chainedMaxSeconds = 3600;

const constraints: Readonly<Record<string, Constraint>> = {
	RoleArn: { required: true, minLength: 20, maxLength: 2048 },
	RoleSessionName: { required: true, minLength: 2, maxLength: 64, pattern: "[\\w+=,.@-]*" },
	DurationSeconds: { minValue: 900, maxValue: 43_200 },
	ExternalId: { minLength: 2, maxLength: 1224, pattern: "[\\w+=,.@:\\/-]*" },
	SourceIdentity: { minLength: 2, maxLength: 64, pattern: "[\\w+=,.@-]*" },
	...policyConstraints,
	...mfaConstraints,
};

const listConstraints: Readonly<Record<string, ListConstraint>> = {
	...policyListConstraints,
	...tagListConstraints,
	...transitiveTagConstraints,
	ProvidedContexts: {
		maxItems: 5,
		parts: {
			ProviderArn: { minLength: 20, maxLength: 2048 },
			ContextAssertion: { minLength: 4, maxLength: 2048 },
		},
	},
};

/**
 * AssumeRole. The MFA code is spent before trust and duration are looked at, so that a request refused for
 * those has used its code up.
 */
export const assumeRole: Operation = {
	signed: true,
	run(parameters, context, caller) {
		checkParameters(parameters, constraints, listConstraints);
		const roleArn = parameters.get("RoleArn") ?? "";
		const sessionName = parameters.get("RoleSessionName") ?? "";
		if (!/^arn:[\w-]+:iam::\d{12}:role\/\S+$/.test(roleArn)) throw validationError("Request ARN is invalid");
		if (caller.kind === "user" && isRoot(caller.user)) {
			throw accessDenied("Roles may not be assumed by root accounts.");
		}
		const tags = sessionTags(parameters);
		const inherited = caller.kind === "roleSession" ? caller.transitiveTagKeys : [];
		const transitive = transitiveTagKeys(parameters, tags, inherited);
		const packedSize = packedPolicySize(parameters, tagTexts(tags));
		checkRegion(accountOf(roleArn), context);
		const role = trustedRole(roleArn, parameters, context, caller);
		const sourceIdentity = chainedSourceIdentity(parameters, caller, roleArn);
		const seconds = integer(parameters, "DurationSeconds") ?? defaultSeconds;
		checkDuration(seconds, role, caller);
		const session = {
			kind: "roleSession",
			role,
			sessionName,
			transitiveTagKeys: transitive,
			isChained: caller.kind !== "user",
			...(sourceIdentity === undefined ? {} : { sourceIdentity }),
		} as const;
		return {
			SourceIdentity: sourceIdentity,
			AssumedRoleUser: {
				AssumedRoleId: assumedRoleId(roleArn, sessionName),
				Arn: assumedRoleArn(roleArn, sessionName),
			},
			Credentials: credentialsXml(context.issuer.issue(session, seconds)),
			PackedPolicySize: packedSize,
		};
	},
};

/** A role that does not exist is refused in the same words as one that does not trust the caller. */
function trustedRole(
	roleArn: string,
	parameters: Parameters,
	{ world, mfa, now }: OperationContext,
	caller: Caller,
): Role {
	const fresh = mfa.verify(caller, parameters.get("SerialNumber"), parameters.get("TokenCode"));
	const request = {
		caller,
		externalId: parameters.get("ExternalId"),
		mfaAgeSeconds: fresh ? 0 : mfaAgeSeconds(caller, now()),
	};
	const role = world.roles.find(({ arn }) => arn === roleArn);
	if (role === undefined || !mayAssume(role, request)) {
		throw notAuthorized(callerArn(caller), "sts:AssumeRole", roleArn);
	}
	return role;
}

/** Only GetSessionToken's credentials carry the MFA on; a role's do not. */
function mfaAgeSeconds(caller: Caller, now: number): number | undefined {
	if (caller.kind !== "userSession" || caller.mfaAt === undefined) return undefined;
	return Math.floor((now - caller.mfaAt) / 1000);
}

function checkDuration(seconds: number, role: Role, caller: Caller): void {
	if (caller.kind !== "user" && seconds > chainedMaxSeconds) {
		throw validationError(
			"The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
		);
	}
	checkRoleDuration(seconds, role);
}

/** Once set, a source identity goes along the whole chain, and no other takes its place. */
function chainedSourceIdentity(parameters: Parameters, caller: Caller, roleArn: string): string | undefined {
	const held = caller.kind === "roleSession" ? caller.sourceIdentity : undefined;
	const asked = parameters.get("SourceIdentity");
	if (held !== undefined && asked !== undefined && asked !== held) {
		throw notAuthorized(callerArn(caller), "sts:SetSourceIdentity", roleArn);
	}
	return held ?? asked;
}
