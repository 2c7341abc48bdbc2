import type { Identity } from "../places/arn.ts";

/** A role that IAM Identity Center has made of a permission set. Its end changes when it is made anew. */
const permissionSetRole = /^AWSReservedSSO_(.+?)(?:_[0-9a-f]{16})?$/;

/**
 * Whether both are the same person or role: by account and role, by the ARN of whatever is no role. The names of
 * sessions count where IAM Identity Center gives them, by who has signed in; elsewhere profiles and tools make them up.
 */
export function isSameIdentity(one: Identity, other: Identity): boolean {
	return keyOf(one) === keyOf(other);
}

/** Who it was, and who it is, in as few words as tell them apart. */
export function identityChange(
	before: Identity,
	now: Identity,
): { readonly was: string; readonly is: string } {
	const isOneAccount = before.account === now.account;
	const isOneRole = roleLabel(before) === roleLabel(now);
	const words = (identity: Identity): string => {
		const { role, user, sessionName, arn } = identity;
		if (role === undefined) {
			return user ?? sessionName ?? arn;
		}
		if (!isPermissionSet(identity)) {
			return role;
		}
		return isOneRole ? (sessionName ?? arn) : `${roleLabel(identity)}/${sessionName}`;
	};
	return {
		was: `${words(before)}${isOneAccount ? "" : ` in account ${before.account}`}`,
		is: `${words(now)} in account ${now.account}`,
	};
}

function keyOf(identity: Identity): string {
	const { account, arn, role, sessionName } = identity;
	const parts = role === undefined ? [arn] : [roleLabel(identity), isPermissionSet(identity) && sessionName];
	return JSON.stringify([account, ...parts]);
}

function roleLabel({ role }: Identity): string | undefined {
	return role === undefined ? undefined : (permissionSetRole.exec(role)?.[1] ?? role);
}

function isPermissionSet({ role = "" }: Identity): boolean {
	return permissionSetRole.test(role);
}
