import type * as vscode from "vscode";
import { emptyConfig } from "../../core/config/sharedConfig.ts";
import { findSignIn } from "../../core/config/ssoSettings.ts";
import { CancelledError } from "../../core/errors.ts";
import type { SsoRole } from "../../core/identityCenter/accountRole.ts";
import { indexRoles, type RoleIndex, searchRoles } from "../../core/identityCenter/roleSearch.ts";
import { type SignIn, signInId, signInLabel } from "../../core/identityCenter/signIn.ts";
import { ssoRoleId } from "../../core/identityCenter/usedRoles.ts";
import { logError } from "../../core/logError.ts";
import { countdown } from "../../core/session/countdown.ts";
import { productionNames } from "../../core/session/production.ts";
import { isLive, type SsoRoleRequest } from "../../core/session/session.ts";
import { wantsSignIn } from "../../credentials/signIn/rolesBrowser.ts";
import type { App } from "../app.ts";
import { isMarkedProduction, productionPatterns } from "../sessions/production.ts";
import { messageOf } from "./roleItems.ts";
import { requestOf } from "./rolesElements.ts";
import { signInContextOf } from "./signInContext.ts";

/** What was picked: a role that no profile names, or that it is to be signed in first. */
export type RolePick =
	| { readonly kind: "ssoRole"; readonly request: SsoRoleRequest }
	| { readonly kind: "signIn"; readonly signIn: SignIn };

/** A role's entry in a pick, or one that only tells something. */
export interface RolePickItem extends vscode.QuickPickItem {
	readonly pick?: RolePick;
	/** The session's id of the role. */
	readonly roleId?: string;
}

/** The entries for what is typed. */
export interface RolePickItems {
	/** Those used before that fit, by their ids. */
	readonly used: ReadonlyMap<string, RolePickItem>;
	readonly others: readonly RolePickItem[];
}

interface OfferedRole extends SsoRole {
	readonly signIn: SignIn;
	readonly request: SsoRoleRequest;
	readonly id: string;
}

/** VS Code's quick pick grows slow with its entries: so many are shown, the best ones first. */
const shownRoles = 100;
/** How long (ms) a pick stands open before more roles are asked for: one that is over at once costs nothing. */
const patience = 300;
/** Roles come fast: the list follows them in such steps (ms). */
const step = 250;

/**
 * The roles of the sign-ins, for as long as a pick is open: those that are known at once, and the others as they come.
 */
export class RolesPick {
	readonly #app: App;
	readonly #changed: () => void;
	readonly #controller = new AbortController();
	readonly #failures = new Map<string, unknown>();
	readonly #subscriptions: (() => void)[];
	readonly #patterns = productionPatterns();
	#running = 0;
	#index: RoleIndex<OfferedRole> | undefined;
	#callOffStep: (() => void) | undefined;

	/** @param changed told when there is more, or it has become busy or idle */
	constructor(app: App, changed: () => void) {
		this.#app = app;
		this.#changed = changed;
		this.#subscriptions = [
			app.roleDirectory.onDidChange(() => this.#renewSoon()),
			app.clock.schedule(patience, () => this.#load()),
		];
	}

	/** Whether roles are on their way. */
	get isBusy(): boolean {
		return this.#running > 0;
	}

	/** Whether there are roles among which what is typed decides. */
	get hasRoles(): boolean {
		return this.#roles.entries.length > 0;
	}

	/** What is offered for a typed text. */
	items(typed: string): RolePickItems {
		const usedIds = new Set(this.#app.usedRoles.all.map(({ id }) => id));
		const found = searchRoles(this.#roles, typed);
		const used = found.filter(({ id }) => usedIds.has(id));
		const others = found.filter(({ id }) => !usedIds.has(id));
		const hidden = others.length - shownRoles;
		return {
			used: new Map(used.map((role) => [role.id, this.#roleItem(role)])),
			others: [
				...others.slice(0, shownRoles).map((role) => this.#roleItem(role)),
				...(hidden > 0 ? [moreItem(hidden, typed !== "")] : []),
				...this.#signInItems(typed),
			],
		};
	}

	/** Whatever is on its way is called off. */
	dispose(): void {
		this.#controller.abort();
		this.#callOffStep?.();
		for (const unsubscribe of this.#subscriptions) {
			unsubscribe();
		}
	}

	get #roles(): RoleIndex<OfferedRole> {
		this.#index ??= this.#makeIndex();
		return this.#index;
	}

	#load(): void {
		for (const { signIn, state } of this.#app.signInStates.all) {
			if (state.kind === "signedIn" || state.kind === "refreshable") {
				void this.#loadFrom(signIn);
			}
		}
	}

	async #loadFrom(signIn: SignIn): Promise<void> {
		const { roleDirectory, log } = this.#app;
		const { signal } = this.#controller;
		this.#running++;
		this.#changed();
		try {
			await roleDirectory.allRoles(signIn, await signInContextOf(this.#app), signal);
		} catch (error) {
			if (!(error instanceof CancelledError)) {
				logError(log, "roles could not be listed", error);
				this.#failures.set(signInId(signIn), error);
			}
		}
		this.#running--;
		if (!signal.aborted) {
			this.#callOffStep?.();
			this.#renew();
		}
	}

	#renewSoon(): void {
		this.#callOffStep ??= this.#app.clock.schedule(step, () => this.#renew());
	}

	#renew(): void {
		this.#callOffStep = undefined;
		this.#index = undefined;
		this.#changed();
	}

	/** Those that are known, and those that were used, if their sign-in is still there. */
	#makeIndex(): RoleIndex<OfferedRole> {
		const { roleDirectory, signInStates, usedRoles, config } = this.#app;
		const shared = config.current?.config ?? emptyConfig;
		const roles = new Map<string, OfferedRole>();
		const add = (signIn: SignIn, role: SsoRole, request: SsoRoleRequest): void => {
			const id = ssoRoleId(request);
			if (!roles.has(id)) {
				roles.set(id, { ...role, signIn, request, id });
			}
		};
		for (const { signIn } of signInStates.all) {
			for (const role of roleDirectory.knownRoles(signIn)) {
				add(signIn, role, requestOf(signIn, role));
			}
		}
		const uses = new Map<string, number>();
		for (const used of usedRoles.all) {
			const { account, accountName = account, roleName, signIn: name } = used.request;
			const signIn = findSignIn(name, shared);
			uses.set(used.id, used.uses);
			if (signIn !== undefined && "startUrl" in signIn) {
				add(signIn, { account: { id: account, name: accountName }, roleName }, used.request);
			}
		}
		return indexRoles([...roles.values()], ({ id }) => uses.get(id) ?? 0);
	}

	#roleItem({ signIn, request, id, account, roleName }: OfferedRole): RolePickItem {
		const { manager, clock } = this.#app;
		const isMarked = isMarkedProduction(
			productionNames({ kind: "ssoRole", ...request }, emptyConfig),
			this.#patterns,
		);
		const session = manager.get(id);
		const left =
			session !== undefined && isLive(session, clock.now())
				? `$(pass-filled) ${countdown(session, clock.now()).label ?? "in session"}`
				: undefined;
		const description = [left, isMarked ? "production" : undefined].filter(Boolean).join(" · ");
		return {
			label: `${isMarked ? "$(flame) " : ""}${account.name} · ${roleName}`,
			...(description === "" ? {} : { description }),
			detail: [account.name === account.id ? undefined : account.id, signInLabel(signIn)]
				.filter(Boolean)
				.join(" · "),
			// It has been searched for already, and better.
			alwaysShow: true,
			pick: { kind: "ssoRole", request },
			roleId: id,
		};
	}

	/** The sign-ins whose roles are not to be had, and why. */
	#signInItems(typed: string): RolePickItem[] {
		return this.#app.signInStates.all.flatMap(({ signIn, state }): RolePickItem[] => {
			const error = this.#failures.get(signInId(signIn));
			const isIn = state.kind === "signedIn" || state.kind === "refreshable";
			if (!isIn || wantsSignIn(error)) {
				return [
					{
						label: `$(sign-in) Sign in to ${signInLabel(signIn)}`,
						detail: "To see its accounts and roles",
						pick: { kind: "signIn", signIn },
					},
				];
			}
			if (typed !== "") {
				return [];
			}
			return error === undefined
				? this.#refusedItems(signIn)
				: [{ label: `$(error) ${signInLabel(signIn)}: no roles`, detail: messageOf(error) }];
		});
	}

	/** That the roles of some accounts are missing. */
	#refusedItems(signIn: SignIn): RolePickItem[] {
		const { accounts = [], refusals } = this.#app.roleDirectory.known(signIn) ?? {};
		const refused = accounts.filter(({ id }) => refusals?.has(id));
		const [first] = refused;
		const error = first === undefined ? undefined : refusals?.get(first.id);
		if (first === undefined || error === undefined) {
			return [];
		}
		const what = refused.length === 1 ? first.name : `${refused.length.toLocaleString("en")} accounts`;
		return [
			{
				label: `$(warning) ${signInLabel(signIn)}: no roles of ${what}`,
				detail: messageOf(error),
			},
		];
	}
}

function moreItem(count: number, isSearch: boolean): RolePickItem {
	return {
		label: `$(ellipsis) ${count.toLocaleString("en")} more`,
		detail: `Type ${isSearch ? "more" : "words of an account or role"} to find them`,
		alwaysShow: true,
	};
}
