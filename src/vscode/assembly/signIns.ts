import { AccountNames } from "../../credentials/signIn/accountNames.ts";
import { NotedRefreshes } from "../../credentials/signIn/notedRefreshes.ts";
import { RoleDirectory } from "../../credentials/signIn/roleDirectory.ts";
import { RolesBrowser } from "../../credentials/signIn/rolesBrowser.ts";
import { SignInStates } from "../../credentials/signIn/signInStates.ts";
import type { App } from "../app.ts";
import { UsedRoles } from "../identityCenter/rolesUsed.ts";
import { plainContext, signInContextOf } from "../identityCenter/signInContext.ts";
import { judgeAccountsBy } from "../sessions/production.ts";
import type { Foundation } from "./foundation.ts";

/** The sign-ins to IAM Identity Center, and what they give. */
export interface SignIns {
	/** Where everything in the window shares their refreshes. */
	readonly signInRefreshes: NotedRefreshes;
	/** How they stand. */
	readonly signInStates: SignInStates;
	/** What they give, as far as it was asked for. */
	readonly roleDirectory: RoleDirectory;
	/** The same as it is looked at in the view. */
	readonly rolesBrowser: RolesBrowser;
	/** The roles that were used without a profile. */
	readonly usedRoles: UsedRoles;
	/** What accounts are called, by which they may be production. */
	readonly accountNames: AccountNames;
}

/** @param app asked for only once everything is there */
export function assembleSignIns(
	{ clock, environment, state, leases, config }: Foundation,
	app: () => App,
): SignIns {
	const signInRefreshes = new NotedRefreshes(leases);
	const signInStates = new SignInStates({
		clock,
		refreshes: signInRefreshes,
		context: () =>
			config.current === undefined
				? undefined
				: plainContext({ environment, clock, signInRefreshes }, config.current.config),
	});
	const roleDirectory = new RoleDirectory();
	const usedRoles = new UsedRoles(state);
	const accountNames = new AccountNames(roleDirectory, usedRoles.all, state);
	judgeAccountsBy(accountNames.of);
	const rolesBrowser = new RolesBrowser({
		directory: roleDirectory,
		states: signInStates,
		isOwnRefresh: (signIn, until) => signInRefreshes.isOwn(signIn, until),
		context: () => signInContextOf(app()),
		clock,
	});
	return { signInRefreshes, signInStates, roleDirectory, rolesBrowser, usedRoles, accountNames };
}
