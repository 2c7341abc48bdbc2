import type { SsoAccount, SsoRole } from "../../core/identityCenter/accountRole.ts";
import { type SignIn, signInName } from "../../core/identityCenter/signIn.ts";
import { ssoRoleId } from "../../core/identityCenter/usedRoles.ts";
import type { SignInNode } from "../../core/profiles/profileTree.ts";
import type { SsoRoleRequest } from "../../core/session/session.ts";

/** The row of a sign-in to IAM Identity Center. Commands of the view's menus get these rows as their argument. */
export class SignInElement {
	readonly node: SignInNode;

	constructor(node: SignInNode) {
		this.node = node;
	}
}

/** The row that all accounts of a sign-in stand under. */
export class AccountsElement {
	readonly signIn: SignIn;

	constructor(signIn: SignIn) {
		this.signIn = signIn;
	}
}

/** An account's row. */
export class AccountElement {
	readonly signIn: SignIn;
	readonly account: SsoAccount;

	constructor(signIn: SignIn, account: SsoAccount) {
		this.signIn = signIn;
		this.account = account;
	}
}

/** The row of a role of IAM Identity Center. */
export class SsoRoleElement {
	readonly signIn: SignIn;
	readonly role: SsoRole;
	/** The profiles that stand for it. */
	readonly profiles: readonly string[];

	constructor(signIn: SignIn, role: SsoRole, profiles: readonly string[]) {
		this.signIn = signIn;
		this.role = role;
		this.profiles = profiles;
	}

	get request(): SsoRoleRequest {
		return requestOf(this.signIn, this.role);
	}

	/** That of its session. */
	get session(): string {
		return ssoRoleId(this.request);
	}
}

/** A row in the place of accounts or roles: more are coming, there are none, or why there are none. */
export class RolesMessageElement {
	readonly signIn: SignIn;
	/** The account's number, in the place of its roles. */
	readonly account: string | undefined;
	readonly said: { readonly kind: "loading" | "empty" } | { readonly kind: "error"; readonly error: unknown };

	constructor(signIn: SignIn, account: string | undefined, said: RolesMessageElement["said"]) {
		this.signIn = signIn;
		this.account = account;
		this.said = said;
	}
}

export type IdentityCenterElement =
	| SignInElement
	| AccountsElement
	| AccountElement
	| SsoRoleElement
	| RolesMessageElement;

/** The request for a role. */
export function requestOf(signIn: SignIn, { account, roleName }: SsoRole): SsoRoleRequest {
	return {
		signIn: signInName(signIn),
		account: account.id,
		...(account.name === account.id ? {} : { accountName: account.name }),
		roleName,
	};
}

/** A sign-in in the arguments of commands. */
export function signInArguments(signIn: SignIn): Readonly<Record<string, string>> {
	const name = signInName(signIn);
	return "session" in name
		? { ssoSession: name.session }
		: { startUrl: name.startUrl, ssoRegion: name.region };
}

/** The argument that a row stands for; undefined for anything else. */
export function identityCenterTarget(argument: unknown): Readonly<Record<string, string>> | undefined {
	if (argument instanceof SignInElement) {
		const { settings } = argument.node;
		return settings.kind === "settings" ? signInArguments(settings) : { ssoSession: argument.node.id };
	}
	if (argument instanceof AccountsElement) {
		return signInArguments(argument.signIn);
	}
	if (argument instanceof AccountElement) {
		return { ...signInArguments(argument.signIn), account: argument.account.id };
	}
	if (argument instanceof SsoRoleElement) {
		const { account, roleName } = argument.role;
		return { ...signInArguments(argument.signIn), account: account.id, roleName };
	}
	if (argument instanceof RolesMessageElement) {
		const { account } = argument;
		return { ...signInArguments(argument.signIn), ...(account === undefined ? {} : { account }) };
	}
	return undefined;
}
