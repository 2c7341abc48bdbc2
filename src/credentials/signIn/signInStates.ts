import { FileWatcher } from "../../aws/files/fileWatcher.ts";
import { ssoCacheFile } from "../../aws/identityCenter/ssoCache.ts";
import type { Clock } from "../../core/clock.ts";
import { listSignIns } from "../../core/config/ssoSettings.ts";
import { Emitter, type Unsubscribe } from "../../core/emitter.ts";
import {
	type SignIn,
	type SignInName,
	type SignInState,
	signInId,
} from "../../core/identityCenter/signIn.ts";
import type { SignInContext } from "./context.ts";
import type { SignInRefreshes } from "./refresh.ts";

/** A sign-in of the files, and how it stands. */
export interface StatedSignIn {
	readonly signIn: SignIn;
	readonly state: SignInState;
}

/** That a sign-in stands otherwise than when it was last looked at. */
export interface SignInChange {
	readonly signIn: SignIn;
	readonly before: SignInState;
	readonly state: SignInState;
}

export interface SignInStatesOptions {
	readonly clock: Clock;
	readonly refreshes: SignInRefreshes;
	/** What is known of the files now; undefined before they are read. */
	readonly context: () => SignInContext | undefined;
}

const none: SignInState = { kind: "none" };

/**
 * How every sign-in of the files stands, as last looked at: when the files have changed, when another tool or window
 * has signed in or out, when one has ended. Without a sign-in nothing is watched, and no timer runs.
 */
export class SignInStates {
	readonly #options: SignInStatesOptions;
	readonly #watcher: FileWatcher;
	readonly #stopHearing: readonly Unsubscribe[];
	readonly #changed = new Emitter<readonly SignInChange[]>();
	#known: ReadonlyMap<string, StatedSignIn> = new Map();
	#watched = "";
	#looking: Promise<void> | undefined;
	#callOffTimer: (() => void) | undefined;
	#isDisposed = false;

	/** Told what has changed: nothing in the list when a sign-in has come to the files or gone from them. */
	readonly onDidChange = this.#changed.subscribe;

	constructor(options: SignInStatesOptions) {
		this.#options = options;
		this.#watcher = new FileWatcher(options.clock, () => void this.refresh());
		const { refreshes } = options;
		this.#stopHearing = [refreshes.onDidRefuse, refreshes.onDidNotWrite].map((subscribe) =>
			subscribe(() => void this.refresh()),
		);
	}

	/** All, in the files' order. */
	get all(): readonly StatedSignIn[] {
		return [...this.#known.values()];
	}

	/** How one stands; `none` also for one that has not been looked at. */
	of(signIn: SignIn | SignInName): SignInState {
		return this.#known.get(signInId(signIn))?.state ?? none;
	}

	/** Looks anew. Never rejects. */
	refresh(): Promise<void> {
		// A look that began before the call may have missed what the caller wants to see.
		const look = (this.#looking ?? Promise.resolve())
			.then(() => this.#look())
			.finally(() => {
				if (this.#looking === look) {
					this.#looking = undefined;
				}
			});
		this.#looking = look;
		return look;
	}

	dispose(): void {
		this.#isDisposed = true;
		this.#callOffTimer?.();
		this.#watcher.dispose();
		for (const stop of this.#stopHearing) {
			stop();
		}
	}

	async #look(): Promise<void> {
		const { context: contextNow, refreshes } = this.#options;
		const context = contextNow();
		if (context === undefined || this.#isDisposed) {
			return;
		}
		const signIns = listSignIns(context.config).flatMap(({ settings }) =>
			settings.kind === "settings" ? [settings] : [],
		);
		// Before they are read, so that no change falls between.
		this.#watch(signIns, context);
		const stated = await Promise.all(
			signIns.map(async (signIn) => ({ signIn, state: await refreshes.state(signIn, context) })),
		);
		if (this.#isDisposed) {
			return;
		}
		const before = this.#known;
		this.#known = new Map(stated.map((one) => [signInId(one.signIn), one]));
		this.#schedule();
		const changes = stated.flatMap(({ signIn, state }) => {
			const old = before.get(signInId(signIn))?.state ?? none;
			return isSame(old, state) ? [] : [{ signIn, before: old, state }];
		});
		const isListSame = [...before.keys()].join("\n") === [...this.#known.keys()].join("\n");
		if (changes.length > 0 || !isListSame) {
			this.#changed.fire(changes);
		}
	}

	#watch(signIns: readonly SignIn[], { homeFolder }: SignInContext): void {
		const files =
			homeFolder === undefined
				? []
				: signIns.map(({ session, startUrl }) => ssoCacheFile(homeFolder, session ?? startUrl));
		const list = files.join("\n");
		if (list !== this.#watched) {
			this.#watched = list;
			this.#watcher.watch(files);
		}
	}

	/** One timer, for the first that ends. */
	#schedule(): void {
		const { clock } = this.#options;
		this.#callOffTimer?.();
		this.#callOffTimer = undefined;
		const ends = this.all.flatMap(({ state }) => (state.kind === "signedIn" ? [state.until] : []));
		if (ends.length > 0) {
			this.#callOffTimer = clock.alarm(Math.min(...ends), () => void this.refresh());
		}
	}
}

function isSame(one: SignInState, other: SignInState): boolean {
	return JSON.stringify(one) === JSON.stringify(other);
}
