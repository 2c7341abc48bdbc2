import { numberOf, parseJsonObject } from "../../aws/http/json.ts";
import type { Clock } from "../../core/clock.ts";
import type { Environment } from "../../core/config/endpointSettings.ts";
import type { Log } from "../../core/log.ts";
import { logError } from "../../core/logError.ts";
import type { Session } from "../../core/session/session.ts";
import { CredentialsEndpoint, type EndpointAnswer } from "./credentialsEndpoint.ts";
import { endpointVariables } from "./endpointVariables.ts";
import { Grants, type KeptGrants, readKeptGrants } from "./grants.ts";
import { type ReloadMark, seenInterval } from "./reloadMark.ts";

/** Where the window's endpoint is kept for the time of a reload. */
export interface EndpointPlace {
	readonly kept: KeptEndpoint;
	readonly mark: ReloadMark;
}

/** It holds secrets. */
export interface KeptEndpoint {
	read(): Promise<string | undefined>;
	write(text: string): Promise<void>;
	remove(): Promise<void>;
}

export interface WindowEndpointOptions {
	/** What a grant for a session is for. */
	readonly subjectOf: (session: Session) => string;
	/** What a client is answered that has a grant for this. */
	readonly answer: (subject: string) => EndpointAnswer | Promise<EndpointAnswer>;
	/** This window's; and one that is nobody's, for when another window has that. */
	readonly places: readonly [own: EndpointPlace, other: EndpointPlace];
	/** Called when the window came back and its address had been taken: what was started before can't ask any more. */
	readonly moved: () => void;
	readonly log: Log;
	readonly clock: Clock;
}

/** The extension host of before a reload may hold the port for a moment: how often (ms, times) it is tried again. */
const retry = { delay: 150, times: 20 };

const unwrittenMark = "the window's mark could not be written";

/**
 * The endpoint of this window, which begins to listen when a session is first delivered by it. A window that is
 * reloaded takes up its address and its tokens again, so that terminals go on.
 */
export class WindowEndpoint {
	readonly #options: WindowEndpointOptions;
	readonly #resumed: Promise<void>;
	#place: EndpointPlace;
	#grants = new Grants();
	#endpoint: CredentialsEndpoint | undefined;
	#listening: Promise<void> | undefined;
	#cancelSeen: (() => void) | undefined;
	#isDisposed = false;

	constructor(options: WindowEndpointOptions) {
		this.#options = options;
		[this.#place] = options.places;
		this.#resumed = this.#resume().catch((error: unknown) =>
			logError(options.log, "the endpoint of before a reload could not be taken up", error),
		);
	}

	get isListening(): boolean {
		return this.#endpoint?.port !== undefined;
	}

	/** Begins to listen, unless it does. @throws when no address can be had */
	listen(): Promise<void> {
		this.#listening ??= this.#listen().catch((error: unknown) => {
			this.#listening = undefined;
			throw error;
		});
		return this.#listening;
	}

	/** The variables that lead clients to a session; undefined while the window does not listen. */
	variablesOf(session: Session, inherited: Environment): ReadonlyMap<string, string> | undefined {
		if (this.#endpoint?.port === undefined) {
			return undefined;
		}
		const grant = this.#grants.of(this.#options.subjectOf(session));
		return endpointVariables({ uri: this.#endpoint.uriOf(grant), grant, session, inherited });
	}

	dispose(): void {
		this.#isDisposed = true;
		this.#cancelSeen?.();
		this.#endpoint?.dispose();
		this.#place.mark.close();
	}

	async #resume(): Promise<void> {
		const { moved, log } = this.#options;
		const origin = await this.#place.mark.origin();
		if (origin === "another") {
			[, this.#place] = this.#options.places;
			return;
		}
		const { kept, mark } = this.#place;
		const { port, grants } = readKept(await kept.read());
		if (origin === "gone") {
			// Tokens of a window that is gone for good are worth nothing, and forgotten.
			mark.remove();
			await kept.remove();
			if (port !== undefined) {
				moved();
			}
			return;
		}
		if (port === undefined || grants === undefined) {
			return;
		}
		if (await this.#open(new Grants(grants), port)) {
			log.info("the endpoint goes on after a reload", {});
			return;
		}
		// Whoever has the old address now can be handed the old tokens: they must not be good for anything.
		await this.#open(new Grants());
		moved();
	}

	async #listen(): Promise<void> {
		await this.#resumed;
		if (this.#endpoint === undefined) {
			await this.#open(new Grants());
		}
	}

	/** @returns whether the port asked for could be had */
	async #open(grants: Grants, port?: number): Promise<boolean> {
		const { answer, log, clock } = this.#options;
		for (let tries = 0; !this.#isDisposed; tries++) {
			const endpoint = new CredentialsEndpoint({ grants, answer, log, clock });
			const { isPreferred } = await endpoint.listen(port);
			if (port === undefined || isPreferred) {
				this.#grants = grants;
				this.#endpoint = endpoint;
				if (this.#isDisposed) {
					endpoint.dispose();
					return true;
				}
				grants.onDidChange(() => void this.#keep());
				await this.#leaveMark();
				this.#saySeen();
				await this.#keep();
				return true;
			}
			endpoint.dispose();
			if (tries >= retry.times) {
				break;
			}
			await new Promise<void>((resolve) => clock.schedule(retry.delay, resolve));
		}
		return false;
	}

	/** Without it the next window knows nothing of this one's address, and this one works. */
	async #leaveMark(): Promise<void> {
		try {
			await this.#place.mark.leave();
		} catch (error) {
			logError(this.#options.log, unwrittenMark, error);
		}
	}

	#saySeen(): void {
		const { log, clock } = this.#options;
		const { shortest, longest } = seenInterval;
		this.#cancelSeen = clock.alarm(
			clock.now() + longest,
			() => {
				try {
					this.#place.mark.seen();
				} catch (error) {
					logError(log, unwrittenMark, error);
				}
				this.#saySeen();
			},
			{ early: longest - shortest },
		);
	}

	async #keep(): Promise<void> {
		const { log } = this.#options;
		try {
			await this.#place.kept.write(
				JSON.stringify({ port: this.#endpoint?.port, grants: this.#grants.toKeep() }),
			);
		} catch (error) {
			logError(log, "the endpoint's tokens could not be kept for a reload", error);
		}
	}
}

/** What was kept, as far as it has the form: another version of this extension may have written it. */
function readKept(text: string | undefined): { readonly port?: number; readonly grants?: KeptGrants } {
	const kept = parseJsonObject(text ?? "");
	const port = numberOf(kept, "port");
	const isPort = port !== undefined && Number.isInteger(port) && port > 0 && port < 65_536;
	return isPort ? { port, grants: readKeptGrants(kept?.["grants"]) } : {};
}
