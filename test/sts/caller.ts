import { createHash } from "node:crypto";
import { toBase32 } from "./totp.ts";
import { accountOf, nameOf, partitionOf, type Role, type User } from "./world.ts";

/** Who signed a request. */
export type Caller =
	| { readonly kind: "user"; readonly user: User }
	| {
			/** Credentials of GetSessionToken: the user with a session. */
			readonly kind: "userSession";
			readonly user: User;
			/** When the MFA was given, in milliseconds since 1970; undefined for a session without. */
			readonly mfaAt: number | undefined;
	  }
	| { readonly kind: "roleSession"; readonly role: Role; readonly sessionName: string };

/** The caller's ARN, as GetCallerIdentity tells it. */
export function callerArn(caller: Caller): string {
	return caller.kind === "roleSession"
		? assumedRoleArn(caller.role.arn, caller.sessionName)
		: caller.user.arn;
}

/** The caller's account id, twelve digits. */
export function callerAccount(caller: Caller): string {
	return accountOf(callerArn(caller));
}

/** The caller's unique id, as GetCallerIdentity tells it. */
export function callerId(caller: Caller): string {
	return caller.kind === "roleSession"
		? assumedRoleId(caller.role.arn, caller.sessionName)
		: uniqueId("AIDA", caller.user.arn);
}

/** The ARN of a role's session; the role's path is not part of it. */
export function assumedRoleArn(roleArn: string, sessionName: string): string {
	return `arn:${partitionOf(roleArn)}:sts::${accountOf(roleArn)}:assumed-role/${nameOf(roleArn)}/${sessionName}`;
}

/** The id of a role's session: the role's unique id and the session's name. */
export function assumedRoleId(roleArn: string, sessionName: string): string {
	return `${uniqueId("AROA", roleArn)}:${sessionName}`;
}

/** A stable unique id of 21 characters, as IAM gives to users and roles. */
function uniqueId(prefix: string, arn: string): string {
	return prefix + toBase32(createHash("sha256").update(arn).digest()).slice(0, 17);
}
