import { createHash } from "node:crypto";
import { toBase32 } from "./totp.ts";
import { accountOf, isRoot, nameOf, partitionOf, type Role, rootArn, type User } from "./world.ts";

/** A role's session, however it was come by. */
export type RoleSession = {
	readonly kind: "roleSession";
	readonly role: Role;
	readonly sessionName: string;
	/** Assumed with the credentials of another session. */
	readonly isChained?: boolean;
	/** Set once, and carried on to every role that is assumed from here. */
	readonly sourceIdentity?: string;
	/** Keys of tags that are carried on to every role that is assumed from here, in lower case. */
	readonly transitiveTagKeys?: readonly string[];
};

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
	| {
			/** Credentials of GetFederationToken. */
			readonly kind: "federatedUser";
			readonly user: User;
			readonly name: string;
	  }
	| {
			/** Credentials of AssumeRoot: the root user of a member account, for one task. */
			readonly kind: "rootSession";
			readonly account: string;
	  }
	| RoleSession;

/** The caller's ARN, as GetCallerIdentity tells it. */
export function callerArn(caller: Caller): string {
	switch (caller.kind) {
		case "user":
		case "userSession":
			return caller.user.arn;
		case "federatedUser":
			return `arn:${partitionOf(caller.user.arn)}:sts::${caller.user.account}:federated-user/${caller.name}`;
		case "rootSession":
			return rootArn(caller.account);
		case "roleSession":
			return assumedRoleArn(caller.role.arn, caller.sessionName);
	}
}

/** The caller's account id, twelve digits. */
export function callerAccount(caller: Caller): string {
	return accountOf(callerArn(caller));
}

/** The caller's unique id, as GetCallerIdentity tells it. */
export function callerId(caller: Caller): string {
	switch (caller.kind) {
		case "user":
		case "userSession":
			return isRoot(caller.user) ? caller.user.account : uniqueId("AIDA", caller.user.arn);
		case "federatedUser":
			return `${caller.user.account}:${caller.name}`;
		case "rootSession":
			return caller.account;
		case "roleSession":
			return assumedRoleId(caller.role.arn, caller.sessionName);
	}
}

/** The user or role whose policies count for the caller; undefined for a root session, which has none. */
export function principalOf(caller: Caller): User | Role | undefined {
	switch (caller.kind) {
		case "rootSession":
			return undefined;
		case "roleSession":
			return caller.role;
		default:
			return caller.user;
	}
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
