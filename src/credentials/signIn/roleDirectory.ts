import { listAccountRoles, listAccounts, type PortalCaller } from "../../aws/identityCenter/portal.ts";
import { Emitter } from "../../core/emitter.ts";
import { type ErrorCode, SessionsError } from "../../core/errors.ts";
import type { SsoAccount, SsoRole } from "../../core/identityCenter/accountRole.ts";
import { type SignIn, signInId } from "../../core/identityCenter/signIn.ts";
import { callerFor, endpointFor, type SignInContext } from "./context.ts";
import { tokenInForce } from "./refresh.ts";
import { SharedWork, Slots } from "./sharedWork.ts";
import { pause } from "./wait.ts";

/** What is known of a sign-in's accounts and roles so far. */
export interface KnownRoles {
	readonly accounts: readonly SsoAccount[];
	/** Whether these are all accounts. */
	readonly hasAllAccounts: boolean;
	/** The roles' names by account number, of the accounts that were looked into. */
	readonly roleNames: ReadonlyMap<string, readonly string[]>;
	/** By account number, why the roles were not to be had when all were asked for. */
	readonly refusals: ReadonlyMap<string, SessionsError>;
}

interface Entry {
	accounts: readonly SsoAccount[];
	hasAllAccounts: boolean;
	readonly roleNames: Map<string, readonly string[]>;
	readonly refusals: Map<string, SessionsError>;
	accountsWork: SharedWork<readonly SsoAccount[]> | undefined;
	readonly rolesWork: Map<string, SharedWork<readonly string[]>>;
}

/** How many questions are with the portal at once. It takes some twenty a second of a person. */
const concurrency = 8;
/** Failures that are one account's own. */
const refusalCodes: ReadonlySet<ErrorCode> = new Set(["AccessDenied", "InvalidRequest", "ServiceError"]);
/** In ms: for how long a question that came too fast waits, each time more. */
const throttledPauses = [1000, 2000, 4000, 8000, 16_000];

/**
 * The accounts and roles of this window's sign-ins, each asked for when it is first wanted and kept in memory until it
 * is forgotten. Whoever asks for the same thing at once shares the answer.
 */
export class RoleDirectory {
	readonly #entries = new Map<string, Entry>();
	readonly #slots = new Slots(concurrency);
	readonly #changed = new Emitter<string>();

	/** Told the sign-in's id when more, or less, is known of it. */
	readonly onDidChange = this.#changed.subscribe;

	/** What is known already; undefined: nothing was asked for. */
	known(signIn: SignIn): KnownRoles | undefined {
		return this.#entries.get(signInId(signIn));
	}

	/** The accounts that are known already, a list for each sign-in; a list that has grown is another one. */
	knownAccounts(): (readonly SsoAccount[])[] {
		return [...this.#entries.values()].map(({ accounts }) => accounts);
	}

	/** The roles that are known already, in the accounts' order. */
	knownRoles(signIn: SignIn): SsoRole[] {
		const { accounts = [], roleNames } = this.known(signIn) ?? {};
		return accounts.flatMap((account) =>
			(roleNames?.get(account.id) ?? []).map((roleName) => ({ account, roleName })),
		);
	}

	/** Has a sign-in asked anew. */
	forget(signIn: SignIn): void {
		const id = signInId(signIn);
		if (this.#entries.delete(id)) {
			this.#changed.fire(id);
		}
	}

	/**
	 * All accounts.
	 * @throws SessionsError those of the sign-in and the portal; CancelledError
	 */
	async accounts(
		signIn: SignIn,
		context: SignInContext,
		signal: AbortSignal,
	): Promise<readonly SsoAccount[]> {
		const entry = this.#entryOf(signIn);
		if (entry.hasAllAccounts) {
			return entry.accounts;
		}
		if (entry.accountsWork === undefined || entry.accountsWork.isAbandoned) {
			entry.accountsWork = new SharedWork((shared) => this.#loadAccounts(entry, signIn, context, shared));
		}
		return entry.accountsWork.join(signal);
	}

	/**
	 * The names of the roles in an account.
	 * @throws SessionsError those of the sign-in and the portal; CancelledError
	 */
	async roleNames(
		signIn: SignIn,
		accountId: string,
		context: SignInContext,
		signal: AbortSignal,
	): Promise<readonly string[]> {
		const entry = this.#entryOf(signIn);
		const known = entry.roleNames.get(accountId);
		if (known !== undefined) {
			return known;
		}
		const running = entry.rolesWork.get(accountId);
		const work =
			running === undefined || running.isAbandoned
				? new SharedWork((shared) => this.#loadRoles(entry, signIn, accountId, context, shared))
				: running;
		entry.rolesWork.set(accountId, work);
		return work.join(signal);
	}

	/**
	 * All roles in all accounts. {@link onDidChange} tells of each account's as it comes. An account whose roles are
	 * refused is noted, and passed over.
	 * @throws SessionsError those of the sign-in and the portal; CancelledError
	 */
	async allRoles(signIn: SignIn, context: SignInContext, signal: AbortSignal): Promise<SsoRole[]> {
		const accounts = await this.accounts(signIn, context, signal);
		const entry = this.#entryOf(signIn);
		const rolesOf = async (account: string): Promise<void> => {
			try {
				await this.roleNames(signIn, account, context, ending);
			} catch (error) {
				if (!(error instanceof SessionsError && refusalCodes.has(error.code))) {
					throw error;
				}
				entry.refusals.set(account, error);
			}
		};
		// The first failure that is not one account's ends the others.
		const others = new AbortController();
		const ending = AbortSignal.any([signal, others.signal]);
		try {
			await Promise.all(accounts.map(({ id }) => rolesOf(id)));
		} catch (error) {
			others.abort();
			throw error;
		}
		return this.knownRoles(signIn);
	}

	async #loadAccounts(
		entry: Entry,
		signIn: SignIn,
		context: SignInContext,
		signal: AbortSignal,
	): Promise<readonly SsoAccount[]> {
		const loaded = new Map<string, SsoAccount>();
		const caller = await portalCaller(signIn, context, signal);
		for await (const page of listAccounts(endpointFor("sso", signIn, context), caller)) {
			for (const account of page) {
				loaded.set(account.id, account);
			}
			entry.accounts = [...loaded.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
			this.#tellOf(entry, signIn);
		}
		entry.hasAllAccounts = true;
		this.#tellOf(entry, signIn);
		return entry.accounts;
	}

	async #loadRoles(
		entry: Entry,
		signIn: SignIn,
		accountId: string,
		context: SignInContext,
		signal: AbortSignal,
	): Promise<readonly string[]> {
		const ask = async (): Promise<readonly string[]> => {
			const caller = await portalCaller(signIn, context, signal);
			return listAccountRoles(endpointFor("sso", signIn, context), accountId, caller);
		};
		const names = await this.#slots.run(() => patiently(ask, context, signal), signal);
		entry.roleNames.set(accountId, names.toSorted());
		entry.refusals.delete(accountId);
		this.#tellOf(entry, signIn);
		return entry.roleNames.get(accountId) ?? [];
	}

	#entryOf(signIn: SignIn): Entry {
		const id = signInId(signIn);
		const entry = this.#entries.get(id) ?? {
			accounts: [],
			hasAllAccounts: false,
			roleNames: new Map(),
			refusals: new Map(),
			accountsWork: undefined,
			rolesWork: new Map(),
		};
		this.#entries.set(id, entry);
		return entry;
	}

	/** What comes late is nobody's concern. */
	#tellOf(entry: Entry, signIn: SignIn): void {
		const id = signInId(signIn);
		if (this.#entries.get(id) === entry) {
			this.#changed.fire(id);
		}
	}
}

async function portalCaller(
	signIn: SignIn,
	context: SignInContext,
	signal: AbortSignal,
): Promise<PortalCaller> {
	const { accessToken } = await tokenInForce(signIn, context, signal);
	return { ...callerFor(signIn, context, signal), accessToken };
}

async function patiently<T>(
	ask: () => Promise<T>,
	{ clock }: SignInContext,
	signal: AbortSignal,
): Promise<T> {
	for (const ms of throttledPauses) {
		try {
			return await ask();
		} catch (error) {
			if (!(error instanceof SessionsError && error.code === "Throttled")) {
				throw error;
			}
			await pause(ms, clock, signal);
		}
	}
	return ask();
}
