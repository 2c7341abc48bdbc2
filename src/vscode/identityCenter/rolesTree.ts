import type * as vscode from "vscode";
import { readProfile } from "../../core/config/profile.ts";
import { emptyConfig, type SharedConfig } from "../../core/config/sharedConfig.ts";
import { readSsoSettings } from "../../core/config/ssoSettings.ts";
import { type SignIn, signInId } from "../../core/identityCenter/signIn.ts";
import { signInCountdown } from "../../core/identityCenter/signInCountdown.ts";
import type { SignInNode } from "../../core/profiles/profileTree.ts";
import type { RolesBrowser } from "../../credentials/signIn/rolesBrowser.ts";
import type { SignInStates } from "../../credentials/signIn/signInStates.ts";
import { productionPatterns } from "../sessions/production.ts";
import {
	accountItem,
	accountsItem,
	rolesMessageItem,
	signInItem,
	signInTooltip,
	ssoRoleItem,
} from "./roleItems.ts";
import {
	AccountElement,
	AccountsElement,
	type IdentityCenterElement,
	RolesMessageElement,
	SignInElement,
	SsoRoleElement,
} from "./rolesElements.ts";

export interface RolesTreeOptions {
	readonly browser: RolesBrowser;
	readonly states: SignInStates;
	readonly now: () => number;
	/** The files as last read. */
	readonly config: () => SharedConfig | undefined;
	/** Whether there is a live session of this id. */
	readonly isLive: (session: string) => boolean;
}

/** The rows of accounts and roles below sign-ins. Nobody is asked for them before they are looked at. */
export class RolesTree {
	readonly #options: RolesTreeOptions;
	/** The row over each sign-in's accounts, as it was handed out last. */
	readonly #accounts = new Map<string, AccountsElement>();
	/** Asked for once for all rows that are made at once. */
	#patterns: readonly unknown[] | undefined;

	constructor(options: RolesTreeOptions) {
		this.#options = options;
	}

	/** The row over a sign-in's accounts, if it is shown. */
	accountsOf(signInId: string): AccountsElement | undefined {
		return this.#accounts.get(signInId);
	}

	/** The row over the accounts of a sign-in, below its profiles. */
	accountsRow({ id, settings }: SignInNode): AccountsElement[] {
		if (settings.kind === "broken") {
			return [];
		}
		const element = new AccountsElement(settings);
		this.#accounts.set(id, element);
		return [element];
	}

	/** What stands below a row. */
	async children(element: IdentityCenterElement): Promise<IdentityCenterElement[]> {
		if (element instanceof AccountsElement) {
			return this.#accountRows(element.signIn);
		}
		return element instanceof AccountElement ? this.#roleRows(element) : [];
	}

	item(element: IdentityCenterElement): vscode.TreeItem {
		const { states, now, isLive } = this.#options;
		if (element instanceof SignInElement) {
			return signInItem(element.node, stateOf(element.node, states), now());
		}
		if (element instanceof AccountsElement) {
			return accountsItem(element.signIn);
		}
		if (element instanceof AccountElement) {
			return accountItem(element, this.#patternsNow());
		}
		return element instanceof SsoRoleElement
			? ssoRoleItem(element, isLive(element.session), this.#patternsNow())
			: rolesMessageItem(element);
	}

	tooltip({ node }: SignInElement): vscode.MarkdownString {
		const { states, now } = this.#options;
		return signInTooltip(node, stateOf(node, states), now());
	}

	/** In how many ms the first sign-in's row changes by itself; undefined when none does. */
	get nextChange(): number | undefined {
		const { states, now } = this.#options;
		const due = states.all.flatMap(({ state }) => signInCountdown(state, now()).nextChange ?? []);
		return due.length === 0 ? undefined : Math.min(...due);
	}

	async #accountRows(signIn: SignIn): Promise<IdentityCenterElement[]> {
		const { accounts, isLoading, error } = await this.#options.browser.accounts(signIn);
		const say = (said: RolesMessageElement["said"]): RolesMessageElement[] => [
			new RolesMessageElement(signIn, undefined, said),
		];
		const isEmpty = accounts.length === 0 && !isLoading && error === undefined;
		return [
			...accounts.map((account) => new AccountElement(signIn, account)),
			...(isLoading ? say({ kind: "loading" }) : []),
			...(error === undefined ? [] : say({ kind: "error", error })),
			...(isEmpty ? say({ kind: "empty" }) : []),
		];
	}

	async #roleRows({ signIn, account }: AccountElement): Promise<IdentityCenterElement[]> {
		const listing = await this.#options.browser.roles(signIn, account.id);
		if ("error" in listing) {
			return [new RolesMessageElement(signIn, account.id, { kind: "error", error: listing.error })];
		}
		const { roleNames } = listing;
		const profiles = profilesOf(signIn, account.id, this.#options.config() ?? emptyConfig);
		return roleNames.length === 0
			? [new RolesMessageElement(signIn, account.id, { kind: "empty" })]
			: roleNames.map(
					(roleName) => new SsoRoleElement(signIn, { account, roleName }, profiles.get(roleName) ?? []),
				);
	}

	#patternsNow(): readonly unknown[] {
		if (this.#patterns === undefined) {
			this.#patterns = productionPatterns();
			queueMicrotask(() => {
				this.#patterns = undefined;
			});
		}
		return this.#patterns;
	}
}

function stateOf({ settings }: SignInNode, states: SignInStates): ReturnType<SignInStates["of"]> {
	return settings.kind === "settings" ? states.of(settings) : { kind: "none" };
}

/** The names of the profiles for the roles in an account, by the roles' names. */
function profilesOf(signIn: SignIn, account: string, config: SharedConfig): Map<string, string[]> {
	const names = new Map<string, string[]>();
	for (const section of config.profiles.values()) {
		const profile = readProfile(section);
		const { origin } = profile;
		if (origin.kind === "sso" && origin.account === account) {
			const settings = readSsoSettings(profile, origin, config);
			if (settings.kind === "settings" && signInId(settings) === signInId(signIn)) {
				names.set(origin.roleName, [...(names.get(origin.roleName) ?? []), profile.name]);
			}
		}
	}
	return names;
}
