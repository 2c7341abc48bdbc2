import type { Clock } from "../../core/clock.ts";
import { Emitter } from "../../core/emitter.ts";
import { CancelledError, PersonNeededError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { logError } from "../../core/logError.ts";
import { type SessionRequest, sessionId } from "../../core/session/session.ts";
import type { ShellProfile } from "../../core/shells/shellProfile.ts";
import type { SessionManager } from "../../sessions/manager.ts";
import type { Leases } from "../../sessions/store.ts";
import { Unattended } from "../../sessions/unattended.ts";
import { isProductionNow } from "../sessions/production.ts";
import { renewalSettings } from "../settings.ts";

/** What is asked for elsewhere and not there, and the profile by which. */
export interface WantedSession {
	readonly profile: ShellProfile;
	readonly request: SessionRequest;
}

export interface WantsOptions {
	readonly manager: SessionManager;
	readonly leases: Leases;
	readonly clock: Clock;
	readonly log: Log;
}

/** Milliseconds between two questions about the same session, and two tries to renew it. */
const askPause = 5 * 60_000;
const renewPause = 30_000;

/** Sees to the sessions that other shells ask for and that have ended. */
export class OtherShellsWants {
	readonly #options: WantsOptions;
	readonly #wanted = new Emitter<WantedSession>();
	readonly #askedAt = new Map<string, number>();
	readonly #renewedAt = new Map<string, number>();

	/** Told that a person is wanted for what another shell asks for. */
	readonly onDidWant = this.#wanted.subscribe;

	constructor(options: WantsOptions) {
		this.#options = options;
	}

	/** Renews what has expired, if that takes nobody; else asks the person, now and then, in one window. */
	async see(wanted: WantedSession): Promise<void> {
		const { clock, leases, log } = this.#options;
		const { name } = wanted.profile;
		try {
			if (await this.#isRenewed(sessionId(wanted.request))) {
				return;
			}
			const now = clock.now();
			if (now - (this.#askedAt.get(name) ?? Number.NEGATIVE_INFINITY) < askPause) {
				return;
			}
			this.#askedAt.set(name, now);
			if (await leases.take(`other shells ask for ${name}`, askPause)) {
				this.#wanted.fire(wanted);
			}
		} catch (error) {
			logError(log, "what another shell asks for could not be seen to", error);
		}
	}

	/** Whether an expired session is being renewed, or was just now tried to be. One that was ended stays so. */
	async #isRenewed(id: string): Promise<boolean> {
		const { manager, clock, leases, log } = this.#options;
		const session = manager.get(id);
		if (session === undefined || !renewalSettings().isOn || isProductionNow(session)) {
			return false;
		}
		const now = clock.now();
		if (now - (this.#renewedAt.get(id) ?? Number.NEGATIVE_INFINITY) < renewPause) {
			return false;
		}
		this.#renewedAt.set(id, now);
		if (!(await leases.take(`renew ${id}`, renewPause, "withWindow"))) {
			return true;
		}
		try {
			await manager.renew(id, new Unattended());
			return true;
		} catch (error) {
			if (!(error instanceof PersonNeededError || error instanceof CancelledError)) {
				logError(log, "a session that another shell asks for could not be renewed", error);
			}
			return error instanceof CancelledError;
		} finally {
			await leases.release(`renew ${id}`);
		}
	}
}
