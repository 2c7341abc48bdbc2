import { assumedRoleArn, assumedRoleId, type Caller, callerArn } from "../caller.ts";
import { notAuthorized, StsError, validationError } from "../errors.ts";
import { type Constraint, checkParameters, integer, members, type Parameters } from "../parameters.ts";
import { mayAssume } from "../trust.ts";
import { accountOf, maxSessionSeconds, type Role } from "../world.ts";
import {
	checkRegion,
	credentialsXml,
	mfaConstraints,
	type Operation,
	type OperationContext,
} from "./operation.ts";

const defaultSeconds = 3600;
const chainedMaxSeconds = 3600;
const packedPolicyBytes = 4096;

const constraints: Readonly<Record<string, Constraint>> = {
	RoleArn: { required: true, minLength: 20, maxLength: 2048 },
	RoleSessionName: { required: true, minLength: 2, maxLength: 64, pattern: "[\\w+=,.@-]*" },
	DurationSeconds: { minValue: 900, maxValue: 43_200 },
	ExternalId: { minLength: 2, maxLength: 1224, pattern: "[\\w+=,.@:\\/-]*" },
	SourceIdentity: { minLength: 2, maxLength: 64, pattern: "[\\w+=,.@-]*" },
	Policy: { minLength: 1, maxLength: 2048 },
	...mfaConstraints,
};

/**
 * AssumeRole. The MFA code is spent before trust and duration are looked at, so that a request refused for
 * those has used its code up.
 */
export const assumeRole: Operation = {
	signed: true,
	run(parameters, context, caller) {
		checkParameters(parameters, constraints);
		const roleArn = parameters.get("RoleArn") ?? "";
		const sessionName = parameters.get("RoleSessionName") ?? "";
		if (!/^arn:[\w-]+:iam::\d{12}:role\/\S+$/.test(roleArn)) throw validationError("Request ARN is invalid");
		const packedPolicySize = packedPolicyPercent(parameters);
		checkRegion(accountOf(roleArn), context);
		const role = trustedRole(roleArn, parameters, context, caller);
		const seconds = integer(parameters, "DurationSeconds") ?? defaultSeconds;
		checkDuration(seconds, role, caller);
		const credentials = context.issuer.issue({ kind: "roleSession", role, sessionName }, seconds);
		return {
			SourceIdentity: parameters.get("SourceIdentity"),
			AssumedRoleUser: {
				AssumedRoleId: assumedRoleId(roleArn, sessionName),
				Arn: assumedRoleArn(roleArn, sessionName),
			},
			Credentials: credentialsXml(credentials),
			PackedPolicySize: packedPolicySize,
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
	if (seconds > maxSessionSeconds(role)) {
		throw validationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
	}
}

/** How full the policies and tags make their common space, in percent; undefined without any. */
function packedPolicyPercent(parameters: Parameters): number | undefined {
	const policy = parameters.get("Policy");
	if (policy !== undefined && !isJsonObject(policy)) {
		throw new StsError(400, "MalformedPolicyDocument", "This policy contains invalid Json");
	}
	const items = [...members(parameters, "PolicyArns"), ...members(parameters, "Tags")];
	const texts = [policy ?? "", ...items.flatMap((item) => [...item.values()])];
	const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
	return bytes === 0 ? undefined : Math.ceil((bytes * 100) / packedPolicyBytes);
}

function isJsonObject(text: string): boolean {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === "object" && value !== null;
	} catch {
		return false;
	}
}
