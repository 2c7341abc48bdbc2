import * as vscode from "vscode";
import type { Environment } from "../../core/config/endpointSettings.ts";
import type { Log } from "../../core/log.ts";
import { logError } from "../../core/logError.ts";
import { identityLabel } from "../../core/places/arn.ts";
import type { Credentials } from "../../core/session/credentials.ts";
import type { Session } from "../../core/session/session.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import type { DeliveryKind } from "../../delivery/deliveryKind.ts";
import type { WindowEndpoint } from "../../delivery/endpoint/windowEndpoint.ts";
import { environmentVariables } from "../../delivery/environmentVariables.ts";
import type { OwnEnvironment } from "../../delivery/ownEnvironment.ts";
import { terminalEnvironment } from "../terminals/terminalEnvironment.ts";
import { setWindowDelivery, windowDeliveryKind } from "./deliverySettings.ts";

/** What new terminals get, and how. */
export interface Delivered {
	readonly session: Session;
	readonly kind: DeliveryKind;
}

/** Delivers to everything that is started in the window: its new terminals and tasks. */
export class WindowDelivery implements Delivery, vscode.Disposable {
	readonly #collection: vscode.GlobalEnvironmentVariableCollection;
	readonly #inherited: Environment;
	readonly #endpoint: WindowEndpoint;
	readonly #log: Log;
	#delivered: Delivered | undefined;
	/** Counts deliveries: one that had to wait for the endpoint may have been overtaken. */
	#turn = 0;
	#settled: Promise<void> = Promise.resolve();
	/** The person knows. */
	#hasFailed = false;

	constructor(
		collection: vscode.GlobalEnvironmentVariableCollection,
		inherited: Environment,
		endpoint: WindowEndpoint,
		log: Log,
	) {
		// Before anything is put in: VS Code would otherwise write the values to its storage as plain text.
		collection.persistent = false;
		// What a window that did not close in order may have left.
		collection.clear();
		this.#collection = collection;
		this.#inherited = inherited;
		this.#endpoint = endpoint;
		this.#log = log;
	}

	/** What new terminals get now. */
	get delivered(): Delivered | undefined {
		return this.#delivered;
	}

	/** Resolves once what was delivered last has reached the window. */
	settled(): Promise<void> {
		return this.#settled;
	}

	deliver(session: Session | undefined, credentials: Credentials | undefined): void {
		const turn = ++this.#turn;
		const kind = windowDeliveryKind();
		if (session === undefined || (kind === "environment" && credentials === undefined)) {
			this.#write(undefined, new Map());
			return;
		}
		const delivered = { session, kind };
		if (kind === "environment" && credentials !== undefined) {
			this.#write(
				delivered,
				environmentVariables({ session, credentials }, terminalEnvironment(this.#inherited)),
			);
			return;
		}
		// The endpoint's variables stay when the session expires: it is renewed behind them.
		const variables = this.#endpoint.variablesOf(session, terminalEnvironment(this.#inherited));
		if (variables !== undefined) {
			this.#write(delivered, variables);
			return;
		}
		// Until then nothing is delivered, least of all the session before.
		this.#write(undefined, new Map());
		this.#settled = this.#endpoint.listen().then(
			() => {
				if (turn === this.#turn) {
					this.deliver(session, credentials);
				}
			},
			(error: unknown) => {
				logError(this.#log, "the endpoint could not be opened", error);
				if (!this.#hasFailed) {
					this.#hasFailed = true;
					void tellOfFailure();
				}
			},
		);
	}

	/** Whether the window's own delivery would change a variable of an environment that is put under it. */
	contradicts(own: OwnEnvironment): boolean {
		let isContradicted = false;
		this.#collection.forEach((name, { value }) => {
			isContradicted ||= own[name] !== value;
		});
		return isContradicted;
	}

	dispose(): void {
		this.#collection.clear();
	}

	#write(delivered: Delivered | undefined, variables: ReadonlyMap<string, string>): void {
		this.#delivered = delivered;
		// Every write marks open terminals as stale, so only what differs is written.
		const outdated: string[] = [];
		this.#collection.forEach((name) => {
			if (!variables.has(name)) {
				outdated.push(name);
			}
		});
		for (const name of outdated) {
			this.#collection.delete(name);
		}
		for (const [name, value] of variables) {
			if (this.#collection.get(name)?.value !== value) {
				// Again after the shell's startup files, which may export keys of their own.
				this.#collection.replace(name, value, {
					applyAtProcessCreation: true,
					applyAtShellIntegration: true,
				});
			}
		}
		this.#collection.description = delivered === undefined ? undefined : describe(delivered);
	}
}

function describe({ session, kind }: Delivered): string {
	const how = kind === "endpoint" ? ", from this window's endpoint" : "";
	return `AWS session ${session.name}: ${identityLabel(session.identity)} in account ${session.identity.account}${how}`;
}

async function tellOfFailure(): Promise<void> {
	const useEnvironment = "Use Environment";
	const chosen = await vscode.window.showErrorMessage(
		"No address on this machine could be had for the credentials endpoint: terminals get no session",
		useEnvironment,
	);
	if (chosen === useEnvironment) {
		await setWindowDelivery("environment");
	}
}
