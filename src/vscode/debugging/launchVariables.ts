import type * as vscode from "vscode";
import { SessionsError } from "../../core/errors.ts";
import {
	type DebugType,
	debugTypeOf,
	type LaunchConfiguration,
	type LaunchPlace,
} from "../../core/launch/debugTypes.ts";
import {
	type FittedVariables,
	fitVariables,
	namesIdentity,
	ownVariables,
	withVariables,
} from "../../core/launch/launchEnvironment.ts";
import { isLive, type Session } from "../../core/session/session.ts";
import { type Conflict, conflictingVariables, identityConflicts } from "../../delivery/conflicts.ts";
import type { DeliveryKind } from "../../delivery/deliveryKind.ts";
import type { OwnEnvironment } from "../../delivery/ownEnvironment.ts";
import type { App } from "../app.ts";
import { windowDeliveryKind } from "../delivery/deliverySettings.ts";
import { isProductionNow } from "../sessions/production.ts";
import { terminalEnvironment } from "../terminals/terminalEnvironment.ts";
import {
	askAboutConflicts,
	askAboutOldTerminals,
	askAboutTerminal,
	type LaunchAnswer,
} from "./launchQuestions.ts";
import { fileVariables } from "./launchSettings.ts";

const tokenVariable = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
const tokenFileVariable = `${tokenVariable}_FILE`;

/** What the window's delivery puts into terminals, by its kind; it changes others only where they are inherited. */
const deliveredNames = {
	environment: [
		"AWS_ACCESS_KEY_ID",
		"AWS_SECRET_ACCESS_KEY",
		"AWS_SESSION_TOKEN",
		"AWS_CREDENTIAL_EXPIRATION",
	],
	endpoint: ["AWS_CONTAINER_CREDENTIALS_FULL_URI", tokenVariable],
} as const satisfies Record<DeliveryKind, readonly string[]>;

/** Puts sessions into launch configurations, as tokens of the window's endpoint: other extensions can read them. */
export class LaunchVariables {
	readonly #app: App;
	/** What the person has answered in this window, by what was asked. */
	readonly #answers = new Map<string, LaunchAnswer>();

	constructor(app: App) {
		this.#app = app;
	}

	/** Whether a configuration says itself who its program is to be. */
	async namesIdentity(
		configuration: LaunchConfiguration,
		type: Pick<DebugType, "property">,
	): Promise<boolean> {
		return (
			namesIdentity(ownVariables(configuration, type) ?? {}) ||
			namesIdentity(await fileVariables(configuration))
		);
	}

	/**
	 * The configuration with a session in it.
	 * @param isOwn whether the session was named for this launch; otherwise it is what the window's terminals get
	 * @throws SessionsError `LaunchUnsupported`, `SessionNotFound`; CancelledError
	 */
	async put<T extends LaunchConfiguration>(session: Session, isOwn: boolean, configuration: T): Promise<T> {
		const type = debugTypeOf(String(configuration["type"]));
		if (type === undefined || ownVariables(configuration, type) === undefined) {
			if (!isOwn) {
				return configuration;
			}
			throw unsupported(session, String(configuration["type"]));
		}
		if (await this.namesIdentity(configuration, type)) {
			return configuration;
		}
		const place = type.place(configuration);
		const { delivery } = this.#app;
		await delivery.settled();
		const isDelivered = delivery.delivered?.session.id === session.id;
		const outdated = isDelivered && place === "integrated" ? this.#outdated(configuration, type) : [];
		if (isDelivered && outdated.length === 0 && (place === "integrated" || place === "terminal")) {
			return configuration;
		}
		const own = await this.#app.variables.environmentOf(session, "endpoint");
		const isImpossible =
			(place === "integrated" && process.platform === "win32") ||
			(place === "terminal" && delivery.contradicts(own));
		if (isImpossible) {
			return isDelivered
				? this.#inNewTerminal(session, configuration, outdated)
				: this.#elsewhere(session, configuration, type);
		}
		const fitted = await this.#fit(own, place, type);
		const conflicts = this.#conflicts(fitted);
		if (conflicts.length > 0 && outdated.length > 0) {
			return this.#inNewTerminal(session, configuration, outdated);
		}
		if (conflicts.length > 0) {
			const answer = await this.#ask(session, conflicts, place);
			if (answer === "switch") {
				return this.#switch(session, configuration);
			}
			if (answer === "keys") {
				const keys = await this.#app.variables.environmentOf(session, "environment");
				return this.#with(
					configuration,
					type,
					fitVariables(keys, type.takesNull(place), this.#present(place)),
				);
			}
		}
		return this.#with(configuration, type, fitted);
	}

	/** The terminals that VS Code may take again for a launch, and that keep another session. */
	#outdated({ name }: LaunchConfiguration, { namesTerminal }: DebugType): readonly vscode.Terminal[] {
		const outdated = this.#app.terminals.outdated();
		return namesTerminal ? outdated.filter((terminal) => terminal.name === name) : outdated;
	}

	async #inNewTerminal<T>(
		session: Session,
		configuration: T,
		outdated: readonly vscode.Terminal[],
	): Promise<T> {
		const answer = await askAboutOldTerminals(
			session,
			outdated.map(({ name }) => name),
		);
		if (answer === "closeTerminals") {
			for (const terminal of outdated) {
				terminal.dispose();
			}
		}
		return configuration;
	}

	async #with<T extends LaunchConfiguration>(
		configuration: T,
		type: DebugType,
		{ variables }: FittedVariables,
	): Promise<T> {
		const others = new Set(Object.keys(await fileVariables(configuration)));
		return withVariables(configuration, type, variables, others);
	}

	/** Lines that are typed, and arguments, are no place for a token: its file's name stands there. */
	async #fit(own: OwnEnvironment, place: LaunchPlace, type: DebugType): Promise<FittedVariables> {
		const isInLine = place === "integrated" || (place === "external" && process.platform !== "win32");
		const token = own[tokenVariable];
		const handed =
			isInLine && typeof token === "string"
				? { ...own, [tokenVariable]: null, [tokenFileVariable]: await this.#app.handoverFiles.ofToken(token) }
				: own;
		return fitVariables(handed, type.takesNull(place), this.#present(place));
	}

	/** The names of the variables that a program inherits. */
	#present(place: LaunchPlace): ReadonlySet<string> {
		const { environment, delivery } = this.#app;
		const inherited = place === "adapter" ? environment : terminalEnvironment(environment);
		const names = Object.keys(inherited).filter((name) => inherited[name] !== undefined);
		const { delivered } = delivery;
		return new Set([
			...names,
			...(place === "external" || delivered === undefined ? [] : deliveredNames[delivered.kind]),
		]);
	}

	#conflicts({ left }: FittedVariables): readonly Conflict[] {
		const { environment, config } = this.#app;
		const staying = Object.fromEntries(left.map((name) => [name, environment[name] ?? ""]));
		return identityConflicts("endpoint", staying, config.current?.config);
	}

	/** The person's answer, which holds for the window; about production they are asked each time. */
	async #ask(session: Session, conflicts: readonly Conflict[], place: LaunchPlace): Promise<LaunchAnswer> {
		const variables = conflictingVariables(conflicts);
		const key = JSON.stringify([session.id, place, variables]);
		const known = isProductionNow(session) ? undefined : this.#answers.get(key);
		if (known !== undefined) {
			return known;
		}
		const isOver = variables.length === 0;
		const canKeys = isOver && place === "adapter";
		const canSwitch = isOver && place === "integrated" && windowDeliveryKind() === "environment";
		const answer = await askAboutConflicts(session, conflicts, [
			...(canKeys ? (["keys"] as const) : []),
			...(canSwitch && this.#canSwitch(session) ? (["switch"] as const) : []),
			"anyway",
		]);
		if (answer !== "switch") {
			this.#answers.set(key, answer);
		}
		return answer;
	}

	/** In a place where it can have the session, as the person decides. */
	async #elsewhere<T extends LaunchConfiguration>(
		session: Session,
		configuration: T,
		type: DebugType,
	): Promise<T> {
		const answer = await askAboutTerminal(session, [
			...(type.hasDebugConsole ? (["debugConsole"] as const) : []),
			...(this.#canSwitch(session) ? (["switch"] as const) : []),
		]);
		return answer === "switch"
			? this.#switch(session, configuration)
			: this.put(session, true, { ...configuration, console: "internalConsole" });
	}

	#canSwitch(session: Session): boolean {
		return !isProductionNow(session) && isLive(session, this.#app.clock.now());
	}

	async #switch<T>(session: Session, configuration: T): Promise<T> {
		this.#app.manager.switchTo(session.id);
		await this.#app.delivery.settled();
		return configuration;
	}
}

function unsupported({ name }: Session, type: string): SessionsError {
	return new SessionsError(
		"LaunchUnsupported",
		`AWS Sessions does not know how programs of debug type '${type}' are given variables, so this one can't have session ${name}. Run it in the integrated terminal with ${name} as the active session, without an entry in awsSessions.launchProfiles`,
		{ remedies: [{ kind: "openSettings", setting: "awsSessions.launchProfiles" }] },
	);
}
