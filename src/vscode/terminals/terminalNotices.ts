import * as vscode from "vscode";
import { isLive, type Session } from "../../core/session/session.ts";
import { type Conflict, conflictingVariables, identityConflicts } from "../../delivery/conflicts.ts";
import type { DeliveryKind } from "../../delivery/deliveryKind.ts";
import type { App } from "../app.ts";
import { setWindowDelivery } from "../delivery/deliverySettings.ts";
import { localTime } from "../time.ts";
import { terminalEnvironment, terminalEnvironmentSetting, unsetInTerminals } from "./terminalEnvironment.ts";
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

/** Tells, once per window each, of what in terminals names another identity than the session delivered to them. */
export class ConflictNotice {
	readonly #told = new Set<string>();

	/** Looks again: to be called when what is delivered, or what may contradict it, has changed. */
	check({ environment, config, delivery }: App): void {
		const { delivered } = delivery;
		if (delivered === undefined) {
			return;
		}
		const { session, kind } = delivered;
		const conflicts = identityConflicts(kind, terminalEnvironment(environment), config.current?.config);
		const untold = conflicts.filter((conflict) => !this.#told.has(`${kind} ${keyOf(conflict)}`));
		for (const conflict of untold) {
			this.#told.add(`${kind} ${keyOf(conflict)}`);
		}
		if (conflictingVariables(untold).length > 0) {
			void tellOfVariables(untold, kind, session);
		}
		if (untold.some((conflict) => conflict.kind === "defaultProfile")) {
			void tellOfDefaultProfile(session);
		}
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
	const chosen = await vscode.window.showWarningMessage(
		`Terminals have ${names}: ${effect}. Unsetting it changes your setting ${terminalEnvironmentSetting} for good`,
		unset,
	);
	if (chosen === unset) {
		await unsetInTerminals(conflictingVariables(conflicts));
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
