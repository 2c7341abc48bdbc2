import type { LoginKeys } from "../../aws/files/loginCache.ts";
import { createToken } from "../../aws/identityCenter/oidc.ts";
import { isOidcFault } from "../../aws/identityCenter/oidcErrors.ts";
import {
	type IssuedToken,
	keepRefreshed,
	readSsoToken,
	type SsoToken,
} from "../../aws/identityCenter/ssoCache.ts";
import { Emitter, type Unsubscribe } from "../../core/emitter.ts";
import { SessionsError } from "../../core/errors.ts";
import { type SignIn, type SignInState, signInLabel, signInState } from "../../core/identityCenter/signIn.ts";
import type { Secret } from "../../core/text/secret.ts";
import { callerFor, endpointFor, type SignInContext, tokenFile } from "./context.ts";
import { signInExpired, signInRequired } from "./errors.ts";
import { HeldTokens, type UnwrittenToken } from "./heldTokens.ts";
import { pause, unlessAborted } from "./wait.ts";

/** Things that one window of a machine does for all of them. */
export interface RefreshLeases {
	/** Takes a lease for so many ms, unless another window has it. */
	take(name: string, duration: number): Promise<boolean>;
	release(name: string): Promise<void>;
}

/** What came of the last refresh with a token. */
interface Attempt {
	readonly refreshToken: Secret;
	/** Milliseconds since the epoch. */
	readonly at: number;
	/** It is good for nothing any more. */
	readonly isRefused: boolean;
}

/** A token that the portal does not accept, though its time has not come. */
interface RefusedToken {
	readonly accessToken: Secret;
	/** Milliseconds since the epoch. */
	readonly at: number;
}

/** Tokens with less than this (ms) to live are refreshed first, as botocore does. */
const refreshBelow = 15 * 60_000;
/** While the token still works, a refresh that has failed is not tried again for so long (ms). */
const quietFor = 60_000;
/** How long (ms) a window may take before another one tries. */
const leaseFor = 30_000;
/** How often (ms) a window that waits for another one looks. */
const lookEvery = 500;
/** The AWS CLI takes no lease: when it was faster, what it got is about to be written. Milliseconds. */
const pausesForOthers = [0, 300, 700];

/** Refreshes sign-ins, each once at a time: in this window by itself, among windows with a lease. */
export class SignInRefreshes {
	readonly #leases: RefreshLeases | undefined;
	readonly #running = new Map<string, Promise<SsoToken>>();
	readonly #attempts = new Map<string, Attempt>();
	readonly #refused = new Map<string, RefusedToken>();
	readonly #refusedOne = new Emitter<SignIn>();
	readonly #held = new HeldTokens<IssuedToken>();

	/** Told the sign-in whose token the portal has refused, once for each token. */
	readonly onDidRefuse = this.#refusedOne.subscribe;

	/** What can't be written of sign-ins by `aws login`. */
	readonly logins = new HeldTokens<LoginKeys>();

	/** Told once of a token that was refreshed and can't be written: only this window has it. */
	readonly onDidNotWrite = (listener: (token: UnwrittenToken) => void): Unsubscribe => {
		const ends = [this.#held, this.logins].map(({ onDidNotWrite }) => onDidNotWrite(listener));
		return () => {
			for (const end of ends) {
				end();
			}
		};
	};

	constructor(leases?: RefreshLeases) {
		this.#leases = leases;
	}

	/**
	 * The token of a sign-in, refreshed when it has ended or soon will.
	 * @throws SessionsError `SignInRequired`, `SignInExpired`, `SignInCacheFailed`, and when the token has ended those
	 * of the token service; CancelledError
	 */
	async token(signIn: SignIn, context: SignInContext, signal: AbortSignal): Promise<SsoToken> {
		const { clock, homeFolder } = context;
		if (homeFolder === undefined) {
			throw signInRequired(signIn);
		}
		const file = tokenFile(signIn, context);
		await this.#held.writeAgain(file);
		const token = await this.#read(signIn, context);
		if (token.expiresAt - clock.now() > refreshBelow) {
			return token;
		}
		if (!this.#isWorthTrying(file, token, clock.now())) {
			if (token.expiresAt > clock.now()) {
				return token;
			}
			throw signInExpired(signIn);
		}
		try {
			return await unlessAborted(this.#refreshOnce(file, signIn, token, context), signal);
		} catch (error) {
			// What is left of it will do.
			if (
				error instanceof SessionsError &&
				error.code !== "SignInRequired" &&
				token.expiresAt > clock.now()
			) {
				return token;
			}
			throw error;
		}
	}

	/** Has a sign-in count as ended, as the portal says it has, until another token is kept of it. */
	noteRefused(signIn: SignIn, accessToken: Secret, context: SignInContext): void {
		const file = tokenFile(signIn, context);
		if (this.#refused.get(file)?.accessToken.equals(accessToken) !== true) {
			this.#refused.set(file, { accessToken, at: context.clock.now() });
			this.#refusedOne.fire(signIn);
		}
	}

	/**
	 * What is kept of a sign-in, in force or not; undefined: nothing.
	 * @throws SessionsError `SignInCacheFailed`
	 */
	async kept(signIn: SignIn, context: SignInContext): Promise<SsoToken | undefined> {
		const file = tokenFile(signIn, context);
		const token = await readSsoToken(file, signIn, context.clock);
		const held = this.#held.of(file, token?.renewal?.refreshToken);
		return token?.renewal === undefined || held === undefined
			? token
			: {
					...token,
					accessToken: held.accessToken,
					expiresAt: held.expiresAt,
					renewal: { ...token.renewal, refreshToken: held.refreshToken ?? token.renewal.refreshToken },
				};
	}

	/** Drops what could not be written of a sign-in that is over. */
	forget(signIn: SignIn, context: SignInContext): void {
		this.#held.forget(tokenFile(signIn, context));
	}

	/** How a sign-in stands, by what is kept of it and what has come of refreshing it. Never throws. */
	async state(signIn: SignIn, context: SignInContext): Promise<SignInState> {
		const now = context.clock.now();
		try {
			const file = tokenFile(signIn, context);
			const token = await this.kept(signIn, context);
			const refused = this.#refused.get(file);
			if (token !== undefined && refused?.accessToken.equals(token.accessToken) === true) {
				return { kind: "ended", at: Math.min(token.expiresAt, refused.at) };
			}
			const isRefused = token !== undefined && this.#isRefused(file, token);
			return signInState(token === undefined || !isRefused ? token : { expiresAt: token.expiresAt }, now);
		} catch (error) {
			return { kind: "broken", message: error instanceof Error ? error.message : String(error) };
		}
	}

	#isWorthTrying(file: string, { renewal, expiresAt }: SsoToken, now: number): boolean {
		if (renewal === undefined || renewal.registration.expiresAt <= now) {
			return false;
		}
		const last = this.#attempts.get(file);
		if (last === undefined || !last.refreshToken.equals(renewal.refreshToken)) {
			return true;
		}
		return !last.isRefused && (expiresAt <= now || now - last.at >= quietFor);
	}

	#isRefused(file: string, { renewal }: SsoToken): boolean {
		const last = this.#attempts.get(file);
		return last?.isRefused === true && renewal?.refreshToken.equals(last.refreshToken) === true;
	}

	#refreshOnce(file: string, signIn: SignIn, token: SsoToken, context: SignInContext): Promise<SsoToken> {
		const running =
			this.#running.get(file) ??
			this.#withLease(file, signIn, token, context).finally(() => this.#running.delete(file));
		this.#running.set(file, running);
		return running;
	}

	async #withLease(
		file: string,
		signIn: SignIn,
		before: SsoToken,
		context: SignInContext,
	): Promise<SsoToken> {
		// A refresh token may be good for once: nobody calls off what has been sent.
		const { signal } = new AbortController();
		const name = `sign-in ${file}`;
		const patience = context.clock.now() + leaseFor;
		while (!(await this.#take(name))) {
			await pause(lookEvery, context.clock, signal);
			const token = await this.#read(signIn, context);
			if (!token.accessToken.equals(before.accessToken)) {
				return token;
			}
			if (context.clock.now() >= patience) {
				break;
			}
		}
		try {
			const token = await this.#read(signIn, context);
			return token.accessToken.equals(before.accessToken) ||
				token.expiresAt - context.clock.now() <= refreshBelow
				? await this.#refresh(file, signIn, token, context, signal)
				: token;
		} finally {
			await this.#leases?.release(name).catch(() => undefined);
		}
	}

	async #refresh(
		file: string,
		signIn: SignIn,
		token: SsoToken,
		context: SignInContext,
		signal: AbortSignal,
	): Promise<SsoToken> {
		const { renewal } = token;
		if (renewal === undefined) {
			throw signInExpired(signIn);
		}
		const { refreshToken, registration } = renewal;
		const note = (isRefused: boolean): void => {
			this.#attempts.set(file, { refreshToken, at: context.clock.now(), isRefused });
		};
		note(false);
		try {
			const endpoint = endpointFor("sso_oidc", signIn, context);
			const caller = callerFor(signIn, context, signal);
			const issued = await createToken(endpoint, registration, { kind: "refresh", refreshToken }, caller);
			await this.#held.keep(file, {
				name: signInLabel(signIn),
				used: refreshToken,
				next: issued.refreshToken ?? refreshToken,
				value: { refreshToken, ...issued },
				write: (inFile, value) => keepRefreshed(file, signIn, inFile, value, context.clock),
			});
			// Or what somebody has put there in the meantime.
			return await this.#read(signIn, context);
		} catch (error) {
			if (!isOidcFault(error, "InvalidGrant", "ExpiredToken", "InvalidClient", "UnauthorizedClient")) {
				throw error;
			}
			for (const ms of pausesForOthers) {
				await pause(ms, context.clock, signal);
				const other = await this.#read(signIn, context);
				if (!other.accessToken.equals(token.accessToken) && other.expiresAt > context.clock.now()) {
					return other;
				}
			}
			note(true);
			throw error;
		}
	}

	/** When leases don't work, each window is on its own: better twice than never. */
	async #take(name: string): Promise<boolean> {
		return (await this.#leases?.take(name, leaseFor).catch(() => true)) ?? true;
	}

	async #read(signIn: SignIn, context: SignInContext): Promise<SsoToken> {
		const token = await this.kept(signIn, context);
		if (token === undefined) {
			throw signInRequired(signIn);
		}
		return token;
	}
}

/**
 * The token of a sign-in that is in force, refreshed without a person when it has ended or soon will.
 * @throws SessionsError `SignInRequired`, `SignInExpired`, `SignInCacheFailed`, and those of the token service;
 * CancelledError
 */
export function tokenInForce(signIn: SignIn, context: SignInContext, signal: AbortSignal): Promise<SsoToken> {
	return (context.signInRefreshes ?? new SignInRefreshes()).token(signIn, context, signal);
}
