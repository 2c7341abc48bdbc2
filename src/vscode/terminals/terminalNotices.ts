import * as vscode from "vscode";
import { isLive, type Session } from "../../core/session/session.ts";
import { type Conflict, conflictingVariables, identityConflicts } from "../../delivery/conflicts.ts";
import type { DeliveryKind } from "../../delivery/deliveryKind.ts";
import type { App } from "../app.ts";
import { setWindowDelivery, windowDeliveryKind } from "../delivery/deliverySettings.ts";
import { isProductionNow } from "../sessions/production.ts";
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

/** Tells, once per window and way of delivery, of what in terminals names another identity than the session. */
export class ConflictNotice {
	readonly #told = new Set<DeliveryKind>();

	async tell(session: Session, { environment, config }: App): Promise<void> {
		const kind = windowDeliveryKind();
		const conflicts = identityConflicts(kind, terminalEnvironment(environment), config.current?.config);
		// One of production gets into terminals of its own only, which are clean.
		if (conflicts.length === 0 || this.#told.has(kind) || isProductionNow(session)) {
			return;
		}
		this.#told.add(kind);
		const unset = "Unset in Terminals";
		const useEnvironment = "Use Environment";
		const variables = conflictingVariables(conflicts);
		const chosen =
			variables.length > 0
				? await vscode.window.showWarningMessage(describeVariables(conflicts, session), unset)
				: await vscode.window.showWarningMessage(
						`Profile default has credentials of its own, which the AWS CLI and the SDKs take before those of an endpoint: in new terminals they are not session ${session.name}`,
						useEnvironment,
					);
		if (chosen === unset) {
			await unsetInTerminals(variables);
		} else if (chosen === useEnvironment) {
			await setWindowDelivery("environment");
		}
	}
}

function describeVariables(conflicts: readonly Conflict[], session: Session): string {
	const names = conflicts
		.flatMap((conflict) => {
			if (conflict.kind !== "variable") {
				return [];
			}
			const { variable, profile } = conflict;
			return [profile === undefined ? variable : `${variable}=${profile}`];
		})
		.join(" and ");
	const effect = conflicts.some((conflict) => conflict.kind === "variable" && conflict.profile !== undefined)
		? "some tools would use that profile"
		: "tools would use what it names";
	return `Terminals have ${names}: in new ones ${effect} and others the session ${session.name}. Unsetting it changes your setting ${terminalEnvironmentSetting} for good`;
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
		`${which} no credentials any more, as another program took the endpoint's address while the window was reloaded. New terminals work`,
		close,
	);
	if (chosen === close) {
		for (const terminal of lost) {
			terminal.dispose();
		}
	}
}
