import * as vscode from "vscode";
import { logError } from "../../core/logError.ts";
import { isLive, type Session } from "../../core/session/session.ts";
import { type Conflict, conflictingVariables, identityConflicts } from "../../delivery/conflicts.ts";
import type { DeliveryKind } from "../../delivery/deliveryKind.ts";
import { startupConflicts } from "../../delivery/startupConflicts.ts";
import type { App } from "../app.ts";
import { setWindowDelivery } from "../delivery/deliverySettings.ts";
import { localTime } from "../time.ts";
import { tellOfRevival } from "./revivalNotice.ts";
import { plainShell, tellOfStartup } from "./startupNotice.ts";
import { settingWith, terminalEnvironment, unsetInTerminals } from "./terminalEnvironment.ts";
import type { Terminals } from "./terminals.ts";

/** Says which open terminals still hold keys of sessions that were ended: AWS can't take keys back. */
export async function tellTerminalsThatHold(
	ended: readonly Session[],
	terminals: Terminals,
	now: number,
): Promise<void> {
	const holding = ended
		.filter((session) => isLive(session, now))
		.flatMap(({ id }) => terminals.holding(id, now));
	if (holding.length === 0) {
		return;
	}
	const names = holding.map(({ terminal }) => terminal.name).join(", ");
	const expiries = holding.flatMap(({ session }) => session.expiresAt ?? []);
	const until = expiries.length === 0 ? "" : ` until ${localTime(Math.max(...expiries), now)}`;
	const what =
		ended.length === 1 ? `Session ${ended[0]?.name} has ended` : `${ended.length} sessions have ended`;
	const which =
		holding.length === 1
			? `Terminal ${names} still holds keys${until}`
			: `${holding.length} terminals still hold keys${until}: ${names}`;
	const close = holding.length === 1 ? "Close Terminal" : "Close Terminals";
	const chosen = await vscode.window.showInformationMessage(`${what}. ${which}`, close);
	if (chosen === close) {
		for (const { terminal } of holding) {
			terminal.dispose();
		}
	}
}

/**
 * Tells, once per window each, of what in terminals names another identity than the session delivered to them; and once
 * of where keys that are delivered to them may stay.
 */
export class ConflictNotice {
	readonly #told = new Set<string>();

	/** Looks again: to be called when what is delivered, or what may contradict it, has changed. */
	check(app: App): void {
		this.#check(app).catch((error: unknown) =>
			logError(app.log, "what terminals have beside a session could not be told", error),
		);
	}

	async #check(app: App): Promise<void> {
		const { environment, config, delivery } = app;
		// The endpoint may only just begin to listen.
		await delivery.settled();
		const { delivered } = delivery;
		if (delivered === undefined) {
			return;
		}
		const { session, kind } = delivered;
		// Also when it was chosen for a session that had begun with the endpoint.
		void tellOfRevival(kind, app);
		const inherited = terminalEnvironment(environment);
		const startup = await startupConflicts(kind, plainShell(inherited));
		if (delivery.delivered?.session.id !== session.id || delivery.delivered.kind !== kind) {
			// What has come in its place is looked at by itself.
			return;
		}
		// Whatever is unset before a startup file, that sets it again.
		const again = new Set(startup.map(({ variable }) => variable));
		const conflicts = identityConflicts(kind, inherited, config.current?.config).filter((conflict) =>
			conflict.kind === "variable" ? !again.has(conflict.variable) : again.size === 0,
		);
		const untold = conflicts.filter((conflict) => this.#isNew(`${kind} ${keyOf(conflict)}`));
		if (conflictingVariables(untold).length > 0) {
			void tellOfVariables(untold, kind, session);
		}
		if (untold.some((conflict) => conflict.kind === "defaultProfile")) {
			void tellOfDefaultProfile(session);
		}
		const files = startup.filter(({ variable, place }) => this.#isNew(`${kind} ${variable} ${place.file}`));
		await tellOfStartup(files, kind, session);
	}

	#isNew(key: string): boolean {
		const isNew = !this.#told.has(key);
		this.#told.add(key);
		return isNew;
	}
}

function keyOf(conflict: Conflict): string {
	return conflict.kind === "variable" ? `${conflict.variable} ${conflict.profile ?? ""}` : conflict.kind;
}

async function tellOfVariables(
	conflicts: readonly Conflict[],
	kind: DeliveryKind,
	session: Session,
): Promise<void> {
	const unset = "Unset in Terminals";
	const names = conflicts
		.flatMap((conflict) => {
			if (conflict.kind !== "variable") {
				return [];
			}
			const { variable, profile } = conflict;
			return [profile === undefined ? variable : `${variable}=${profile}`];
		})
		.join(" and ");
	const effect =
		kind === "endpoint"
			? `new ones are that, and not the session ${session.name}`
			: `in new ones some tools would use that profile and others the session ${session.name}`;
	const variables = conflictingVariables(conflicts);
	const chosen = await vscode.window.showWarningMessage(
		`Terminals have ${names}: ${effect}. Unsetting it changes ${settingWith(variables)} for good`,
		unset,
	);
	if (chosen === unset) {
		await unsetInTerminals(variables);
	}
}

async function tellOfDefaultProfile(session: Session): Promise<void> {
	const useEnvironment = "Use Environment";
	const chosen = await vscode.window.showWarningMessage(
		`Profile default has credentials of its own, which the AWS CLI and the SDKs take before those of an endpoint: new terminals are not session ${session.name}`,
		useEnvironment,
	);
	if (chosen === useEnvironment) {
		await setWindowDelivery("environment");
	}
}

/** Says which terminals have lost their session, as the window came back at another address. */
export async function tellOfMovedEndpoint(terminals: Terminals): Promise<void> {
	const lost = terminals.onEndpoint();
	if (lost.length === 0) {
		return;
	}
	const names = lost.map(({ name }) => name).join(", ");
	const [which, close] =
		lost.length === 1
			? [`Terminal ${names} gets`, "Close Terminal"]
			: [`${lost.length} terminals get`, "Close Terminals"];
	const chosen = await vscode.window.showWarningMessage(
		`${which} no credentials any more, as the window was opened anew at another address. New terminals work`,
		close,
	);
	if (chosen === close) {
		for (const terminal of lost) {
			terminal.dispose();
		}
	}
}
