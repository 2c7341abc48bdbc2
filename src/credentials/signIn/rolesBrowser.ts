import type { Clock } from "../../core/clock.ts";
import { Emitter, type Unsubscribe } from "../../core/emitter.ts";
import { CancelledError, SessionsError } from "../../core/errors.ts";
import type { SsoAccount } from "../../core/identityCenter/accountRole.ts";
import { type SignIn, type SignInState, signInId } from "../../core/identityCenter/signIn.ts";
import type { SignInContext } from "./context.ts";
import type { RoleDirectory } from "./roleDirectory.ts";
import type { SignInStates } from "./signInStates.ts";

/** A sign-in's accounts, as far as they are there. */
export interface AccountListing {
	readonly accounts: readonly SsoAccount[];
	/** More are coming. */
	readonly isLoading: boolean;
	/** Why no more are coming. */
	readonly error?: unknown;
}

/** The names of the roles in an account, or why they are not to be had. */
export type RoleListing = { readonly roleNames: readonly string[] } | { readonly error: unknown };

export interface RolesBrowserOptions {
	readonly directory: RoleDirectory;
	readonly states: Pick<SignInStates, "onDidChange">;
	/** Whether a sign-in's token that ends then (ms since the epoch) is the one before, refreshed by this window. */
	readonly isOwnRefresh: (signIn: SignIn, until: number) => boolean;
	readonly context: () => Promise<SignInContext>;
	readonly clock: Clock;
}

/** Something that is being listed, or was in vain. */
interface Work {
	readonly over: Promise<void>;
	isOver: boolean;
	/** A part of the list was handed out. */
	isPartShown?: true;
	/** The list as it was before was handed out. */
	isOldShown?: true;
	error?: unknown;
}

/** Most lists are whole by then (ms): what is shown at once need not be painted again. */
const patience = 700;
/** What is shown of a longer list follows its pages in such steps (ms). */
const step = 1000;

/**
 * What a person sees of their sign-ins' accounts and roles. Each is asked for when it is first looked at. What was in
 * vain stays so until the person wants it anew, or has signed in.
 */
export class RolesBrowser {
	readonly #options: RolesBrowserOptions;
	readonly #work = new Map<string, Work>();
	/** By the sign-ins' ids, the accounts as they were before they are asked for anew. */
	readonly #old = new Map<string, readonly SsoAccount[]>();
	readonly #controllers = new Map<string, AbortController>();
	readonly #changed = new Emitter<string>();
	readonly #due = new Map<string, () => void>();
	readonly #subscriptions: readonly Unsubscribe[];

	/** Told the sign-in's id when what was handed out is no longer all. */
	readonly onDidChange = this.#changed.subscribe;

	constructor(options: RolesBrowserOptions) {
		this.#options = options;
		this.#subscriptions = [
			options.directory.onDidChange((id) => {
				if (this.#work.get(id)?.isPartShown === true) {
					this.#tellSoon(id);
				}
			}),
			options.states.onDidChange((changes) => {
				for (const { signIn, before, state } of changes) {
					if (!isOtherToken(before, state)) {
						continue;
					}
					// Whoever signs in may be somebody else; what has ended can be looked at still.
					if (state.kind !== "signedIn" || !options.isOwnRefresh(signIn, state.until)) {
						this.#forget(signIn);
						this.#changed.fire(signInId(signIn));
					} else if (this.#dropWhere(signIn, ({ error }) => wantsSignIn(error))) {
						this.#changed.fire(signInId(signIn));
					}
				}
			}),
		];
	}

	/** What is there of a sign-in's accounts: at the first look what comes within a moment. Never rejects. */
	async accounts(signIn: SignIn): Promise<AccountListing> {
		const { directory } = this.#options;
		const id = signInId(signIn);
		const known = directory.known(signIn);
		if (known?.hasAllAccounts === true) {
			return { accounts: known.accounts, isLoading: false };
		}
		const work = this.#beginAccounts(signIn);
		const old = this.#old.get(id);
		if (old !== undefined && !work.isOver) {
			work.isOldShown = true;
			return { accounts: old, isLoading: false };
		}
		if (!work.isOver && work.isPartShown !== true) {
			await this.#firstOf(signIn, work);
		}
		if (!work.isOver) {
			work.isPartShown = true;
		}
		return {
			accounts: directory.known(signIn)?.accounts ?? [],
			isLoading: !work.isOver,
			...(work.error === undefined ? {} : { error: work.error }),
		};
	}

	/** The roles in an account. Never rejects. */
	async roles(signIn: SignIn, account: string): Promise<RoleListing> {
		const { directory } = this.#options;
		const known = directory.known(signIn)?.roleNames.get(account);
		if (known !== undefined) {
			return { roleNames: known };
		}
		const work = this.#begin(signInId(signIn), workKey(signIn, account), async (context, signal) => {
			await directory.roleNames(signIn, account, context, signal);
		});
		await work.over;
		return work.error === undefined
			? { roleNames: directory.known(signIn)?.roleNames.get(account) ?? [] }
			: { error: work.error };
	}

	/**
	 * Has a sign-in's accounts and roles asked for anew: those that are shown stay until the new ones are there, as
	 * rows that go and come again could not be worked with.
	 */
	refresh(signIn: SignIn): void {
		const id = signInId(signIn);
		const known = this.#options.directory.known(signIn);
		this.#forget(signIn);
		if (known?.hasAllAccounts !== true) {
			this.#changed.fire(id);
			return;
		}
		this.#old.set(id, known.accounts);
		this.#beginAccounts(signIn).isOldShown = true;
	}

	/** Has what was in vain tried again when it is next looked at: that of an account, else all of the sign-in's. */
	retry(signIn: SignIn, account?: string): void {
		const id = signInId(signIn);
		this.#drop((key, { isOver }) =>
			account === undefined
				? isOver && (key === id || key.startsWith(workKey(signIn, "")))
				: key === workKey(signIn, account),
		);
		this.#changed.fire(id);
	}

	dispose(): void {
		for (const unsubscribe of this.#subscriptions) {
			unsubscribe();
		}
		for (const controller of this.#controllers.values()) {
			controller.abort();
		}
		for (const callOff of this.#due.values()) {
			callOff();
		}
	}

	#forget(signIn: SignIn): void {
		const id = signInId(signIn);
		this.#controllers.get(id)?.abort();
		this.#controllers.delete(id);
		this.#drop((key) => key === id || key.startsWith(workKey(signIn, "")));
		this.#old.delete(id);
		this.#options.directory.forget(signIn);
	}

	#beginAccounts(signIn: SignIn): Work {
		const id = signInId(signIn);
		return this.#begin(id, id, async (context, signal) => {
			await this.#options.directory.accounts(signIn, context, signal);
		});
	}

	#begin(
		id: string,
		key: string,
		list: (context: SignInContext, signal: AbortSignal) => Promise<void>,
	): Work {
		const running = this.#work.get(key);
		if (running !== undefined) {
			return running;
		}
		const controller = this.#controllers.get(id) ?? new AbortController();
		this.#controllers.set(id, controller);
		const { signal } = controller;
		const run = async (): Promise<void> => list(await this.#options.context(), signal);
		const work: Work = {
			isOver: false,
			over: run().then(
				() => this.#end(id, key, work),
				(error: unknown) => this.#end(id, key, work, error),
			),
		};
		this.#work.set(key, work);
		return work;
	}

	#end(id: string, key: string, work: Work, error?: unknown): void {
		work.isOver = true;
		const isCalledOff = error instanceof CancelledError;
		if (error !== undefined && !isCalledOff) {
			work.error = error;
		}
		if (this.#work.get(key) !== work) {
			return;
		}
		if (work.error === undefined) {
			this.#work.delete(key);
		}
		if (key === id) {
			this.#old.delete(id);
		}
		if (work.isPartShown === true || work.isOldShown === true) {
			this.#tellSoon(id, 0);
		}
	}

	/** Resolves when the list is whole, or there is a part of it after a moment; when there is none, with the first. */
	async #firstOf(signIn: SignIn, { over }: Work): Promise<void> {
		const { clock, directory } = this.#options;
		const patient = Promise.withResolvers<void>();
		const callOff = clock.schedule(patience, patient.resolve);
		await Promise.race([over, patient.promise]);
		callOff();
		const page = Promise.withResolvers<void>();
		const unsubscribe = directory.onDidChange((changed) => {
			if (changed === signInId(signIn)) {
				page.resolve();
			}
		});
		if ((directory.known(signIn)?.accounts.length ?? 0) === 0) {
			await Promise.race([over, page.promise]);
		}
		unsubscribe();
	}

	#drop(isMeant: (key: string, work: Work) => boolean): void {
		for (const [key, work] of [...this.#work]) {
			if (isMeant(key, work)) {
				this.#work.delete(key);
			}
		}
	}

	/** Drops works of a sign-in. Whether there were any. */
	#dropWhere(signIn: SignIn, isMeant: (work: Work) => boolean): boolean {
		const { size } = this.#work;
		const id = signInId(signIn);
		this.#drop((key, work) => (key === id || key.startsWith(workKey(signIn, ""))) && isMeant(work));
		return this.#work.size < size;
	}

	#tellSoon(id: string, delay = step): void {
		if (delay < step) {
			this.#due.get(id)?.();
			this.#due.delete(id);
		}
		if (!this.#due.has(id)) {
			const callOff = this.#options.clock.schedule(delay, () => {
				this.#due.delete(id);
				this.#changed.fire(id);
			});
			this.#due.set(id, callOff);
		}
	}
}

/** Whether the token may be another one than before. One that has ended is the same still. */
function isOtherToken(before: SignInState, state: SignInState): boolean {
	switch (state.kind) {
		case "none":
			return true;
		case "signedIn":
			return before.kind !== "signedIn" || before.until !== state.until;
		case "refreshable":
			return before.kind !== "signedIn" && before.kind !== "refreshable";
		default:
			return false;
	}
}

/** Whether nothing but signing in helps: there is no sign-in, it is over, or what is kept of it is of no use. */
export function wantsSignIn(error: unknown): boolean {
	return (
		error instanceof SessionsError &&
		(["SignInRequired", "SignInExpired"].includes(error.code) ||
			(error.code === "SignInCacheFailed" && error.remedies.some(({ kind }) => kind === "signIn")))
	);
}

/** No sign-in's own key: a line break is in no sso-session's name and in no address. */
function workKey(signIn: SignIn, account: string): string {
	return `${signInId(signIn)}\n${account}`;
}
