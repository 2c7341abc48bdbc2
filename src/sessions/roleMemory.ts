import type { RoleDraft } from "../core/arguments/commandArguments.ts";
import { resolveChain } from "../core/config/chain.ts";
import type { SharedConfig } from "../core/config/sharedConfig.ts";
import { SessionsError } from "../core/errors.ts";
import type { SessionRequest } from "../core/session/session.ts";

/** What this window has learned of roles. It goes with the window. */
export class RoleMemory {
	readonly #refused = new Map<string, number>();
	#unfinished: RoleDraft | undefined;
	#wasResumed = false;

	/** A role to assume by hand that was begun and has not been assumed. */
	get unfinished(): RoleDraft | undefined {
		return this.#unfinished;
	}

	/** The shortest duration (seconds) that a role has refused. */
	refusedDuration(roleArn: string): number | undefined {
		return this.#refused.get(roleArn);
	}

	/** A request has failed: if it is its duration that AWS refused, that is known the next time. */
	learnFromFailure(error: unknown, request: SessionRequest, config: SharedConfig): void {
		const asked = askedOf(request, config);
		// Without a request's id it was not AWS that refused it, so it says nothing of the role.
		if (asked !== undefined && isRefusedByAws(error)) {
			const known = this.refusedDuration(asked.roleArn);
			this.#refused.set(asked.roleArn, Math.min(asked.seconds, known ?? asked.seconds));
		}
	}

	/** A request has worked: its role no longer refuses what it was asked for. */
	learnFromSuccess(request: SessionRequest, config: SharedConfig): void {
		const asked = askedOf(request, config);
		const refused = asked === undefined ? undefined : this.refusedDuration(asked.roleArn);
		if (asked !== undefined && refused !== undefined && asked.seconds >= refused) {
			this.#refused.delete(asked.roleArn);
		}
	}

	/** Keeps what is being filled in. */
	keep(draft: RoleDraft): void {
		this.#unfinished = draft;
	}

	/** Hands out what is unfinished, to be gone on with. */
	resume(): RoleDraft | undefined {
		this.#wasResumed = true;
		return this.#unfinished;
	}

	/** It was called off: the second time it is dropped. */
	callOff(): void {
		if (this.#wasResumed) {
			this.finish();
		}
	}

	/** It was assumed, or given up. */
	finish(): void {
		this.#unfinished = undefined;
		this.#wasResumed = false;
	}
}

function isRefusedByAws(error: unknown): boolean {
	return error instanceof SessionsError && error.code === "DurationTooLong" && error.requestId !== undefined;
}

/** The role of a request and how long (seconds) its session was to be; undefined when neither person nor file says. */
function askedOf(
	request: SessionRequest,
	config: SharedConfig,
): { readonly roleArn: string; readonly seconds: number } | undefined {
	if (request.kind === "profile") {
		const resolution = resolveChain(config, request.profile);
		const role = resolution.kind === "broken" ? undefined : resolution.hops.at(-1)?.role;
		const seconds = request.options?.durationSeconds ?? role?.durationSeconds;
		return role === undefined || seconds === undefined ? undefined : { roleArn: role.roleArn, seconds };
	}
	return "roleArn" in request && request.durationSeconds !== undefined
		? { roleArn: request.roleArn, seconds: request.durationSeconds }
		: undefined;
}
