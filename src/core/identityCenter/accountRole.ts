/** An account in which IAM Identity Center gives the person something. */
export interface SsoAccount {
	/** 12 digits. */
	readonly id: string;
	/** Its number, when it has no name. */
	readonly name: string;
	readonly email?: string;
}

/** A role that IAM Identity Center gives the person. */
export interface SsoRole {
	readonly account: SsoAccount;
	readonly roleName: string;
}

/** The same for the same role of one sign-in. */
export function ssoRoleKey({ account, roleName }: SsoRole): string {
	return `${account.id}/${roleName}`;
}
