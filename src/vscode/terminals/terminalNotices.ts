import * as vscode from "vscode";
import type { Environment } from "../../core/config/endpointSettings.ts";
import { isLive, type Session } from "../../core/session/session.ts";
import { identityConflicts } from "../../delivery/conflicts.ts";
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

/** Tells, once per window, of variables in terminals that name another identity than the session. */
export class ConflictNotice {
	#isTold = false;

	/** `inherited`: the environment of the window. */
	async tell(session: Session, inherited: Environment): Promise<void> {
		const conflicts = identityConflicts(terminalEnvironment(inherited));
		if (conflicts.length === 0 || this.#isTold) {
			return;
		}
		this.#isTold = true;
		const names = conflicts.map(({ variable, value }) => `${variable}=${value}`).join(" and ");
		const unset = "Unset in Terminals";
		const chosen = await vscode.window.showWarningMessage(
			`Terminals have ${names}: in new ones some tools would use that profile and others the session ${session.name}. Unsetting it changes your setting ${terminalEnvironmentSetting} for good`,
			unset,
		);
		if (chosen === unset) {
			await unsetInTerminals(conflicts.map(({ variable }) => variable));
		}
	}
}
