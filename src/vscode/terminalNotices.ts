import * as vscode from "vscode";
import { isLive, type Session } from "../core/session.ts";
import type { Conflict } from "../delivery/conflicts.ts";
import type { Terminals } from "./terminals.ts";
import { localTime } from "./time.ts";

/** Says which open terminals still hold the keys of a session that was ended: its keys can't be taken back. */
export async function tellTerminalsThatHold(
	ended: Session,
	terminals: Terminals,
	now: number,
): Promise<void> {
	const holding = terminals.holding(ended.id, now);
	const [first] = holding;
	if (first === undefined || !isLive(ended, now)) {
		return;
	}
	const names = holding.map(({ terminal }) => terminal.name).join(", ");
	const expiries = holding.flatMap(({ session }) => session.expiresAt ?? []);
	const until = expiries.length === 0 ? "" : ` until ${localTime(Math.max(...expiries), now)}`;
	const which =
		holding.length === 1 ? `Terminal ${names} still holds` : `${holding.length} terminals still hold`;
	const list = holding.length === 1 ? "" : `: ${names}`;
	const close = holding.length === 1 ? "Close Terminal" : "Close Terminals";
	const chosen = await vscode.window.showInformationMessage(
		`Session ${ended.name} has ended. ${which} its keys${until}${list}`,
		close,
	);
	if (chosen === close) {
		for (const { terminal } of holding) {
			terminal.dispose();
		}
	}
}

/** Tells, once per window, of inherited variables that name another identity than the session. */
export class ConflictNotice {
	#isTold = false;

	/** `conflicts`: what the window inherited. */
	async tell(session: Session, conflicts: readonly Conflict[]): Promise<void> {
		const open = conflicts.filter(({ variable }) => !isUnsetInTerminals(variable));
		const [first] = open;
		if (first === undefined || this.#isTold) {
			return;
		}
		this.#isTold = true;
		const names = open.map(({ variable, value }) => `${variable}=${value}`).join(" and ");
		const unset = "Unset in Terminals";
		const chosen = await vscode.window.showWarningMessage(
			`VS Code was started with ${names}. In new terminals some tools would use that profile and others the session ${session.name}`,
			unset,
		);
		if (chosen === unset) {
			await unsetInTerminals(open.map(({ variable }) => variable));
		}
	}
}

type TerminalEnvironment = Readonly<Record<string, string | null>>;

function environmentSetting(): string {
	const os = process.platform === "win32" ? "windows" : process.platform === "darwin" ? "osx" : "linux";
	return `env.${os}`;
}

function isUnsetInTerminals(variable: string): boolean {
	const environment = vscode.workspace
		.getConfiguration("terminal.integrated")
		.get<TerminalEnvironment>(environmentSetting(), {});
	return environment[variable] === null;
}

/** `null` in VS Code's own setting takes an inherited variable out of every new terminal. */
async function unsetInTerminals(variables: readonly string[]): Promise<void> {
	const configuration = vscode.workspace.getConfiguration("terminal.integrated");
	const current = configuration.inspect<TerminalEnvironment>(environmentSetting())?.globalValue ?? {};
	await configuration.update(
		environmentSetting(),
		{ ...current, ...Object.fromEntries(variables.map((variable) => [variable, null])) },
		vscode.ConfigurationTarget.Global,
	);
}
