import * as vscode from "vscode";
import { CancelledError, SessionsError } from "../../core/errors.ts";
import type { Session } from "../../core/session/session.ts";
import { identityConflicts } from "../../delivery/conflicts.ts";
import type { DeliveryKind } from "../../delivery/deliveryKind.ts";
import type { OwnEnvironment } from "../../delivery/ownEnvironment.ts";
import { ownShell } from "../../delivery/ownShell.ts";
import type { App } from "../app.ts";
import { deliveryKindOf } from "../delivery/deliverySettings.ts";
import { extensionFile } from "../extensionFile.ts";
import { isProductionNow } from "../sessions/production.ts";
import { defaultShell } from "./defaultShell.ts";
import { tellOfRevival } from "./revivalNotice.ts";
import { startupFiles } from "./startupFiles.ts";
import { terminalEnvironment } from "./terminalEnvironment.ts";

/** A terminal for a session, as VS Code is to open it, and how it gets the session. */
export interface SessionTerminal {
	readonly options: vscode.TerminalOptions;
	readonly kind: DeliveryKind;
}

/**
 * Opens a terminal with a session's identity and no other, whichever session the window's other terminals get.
 * @param asked how it is to get the session; otherwise as the settings say
 * @throws SessionsError `SessionNotFound`, `TerminalUnsupported`; CancelledError
 */
export async function openTerminalOf(session: Session, app: App, asked?: DeliveryKind): Promise<void> {
	const { options, kind } = await sessionTerminal(session, app, asked);
	app.terminals.open(options, session, kind);
}

/** What {@link openTerminalOf} opens. */
export async function sessionTerminal(
	session: Session,
	app: App,
	asked?: DeliveryKind,
): Promise<SessionTerminal> {
	const kind = await workingKind(session, asked ?? deliveryKindOf(session), app);
	const own = await app.variables.environmentOf(session, kind);
	await app.delivery.settled();
	void tellOfRevival(kind, app);
	return { options: { ...appearance(session), ...launch(own, app) }, kind };
}

/**
 * Through the launcher also where the window's own delivery leaves the terminal alone: that may change, and a terminal
 * that is started anew by VS Code would get the window's session under this one's name.
 */
function launch(
	own: OwnEnvironment,
	{ storage, environment }: App,
): Pick<vscode.TerminalOptions, "env" | "shellPath" | "shellArgs"> {
	const { shell, args, env: given } = defaultShell();
	const launched = ownShell(own, {
		shell,
		args,
		isWindows: process.platform === "win32",
		launcher: extensionFile("media", "bin", "terminal.sh"),
		startup: startupFiles(storage, { ...terminalEnvironment(environment), ...given }["ZDOTDIR"] ?? undefined),
	});
	if (launched === undefined) {
		throw new SessionsError(
			"TerminalUnsupported",
			`${shell} can't be started with a session of its own. Choose another default terminal profile, or switch to the session and open a plain terminal`,
			{ remedies: [{ kind: "openSettings", setting: "terminal.integrated.defaultProfile" }] },
		);
	}
	const { shellPath, shellArgs, env } = launched;
	return {
		shellPath,
		shellArgs: typeof shellArgs === "string" ? shellArgs : [...shellArgs],
		env: { ...given, ...env },
	};
}

/** Colours for terminals side by side; red is for production. */
const colors = ["Green", "Blue", "Magenta", "Cyan", "Yellow"];

function appearance(session: Session): Pick<vscode.TerminalOptions, "name" | "iconPath" | "color"> {
	if (isProductionNow(session)) {
		return {
			name: `PROD ${session.name}`,
			iconPath: new vscode.ThemeIcon("flame"),
			color: new vscode.ThemeColor("terminal.ansiRed"),
		};
	}
	const sum = [...session.id].reduce((total, character) => total + (character.codePointAt(0) ?? 0), 0);
	return {
		name: session.name,
		iconPath: new vscode.ThemeIcon("key"),
		color: new vscode.ThemeColor(`terminal.ansi${colors[sum % colors.length]}`),
	};
}

/**
 * How a terminal is to get a session so that it works: with a `default` profile, tools would take that before an
 * endpoint's, and the person decides.
 * @throws CancelledError
 */
async function workingKind(session: Session, kind: DeliveryKind, { config }: App): Promise<DeliveryKind> {
	// A terminal of its own inherits no variables that matter.
	const conflicts = identityConflicts(kind, {}, config.current?.config);
	if (conflicts.length === 0) {
		return kind;
	}
	const useEnvironment = "Use Environment";
	const anyway = "Open Anyway";
	const chosen = await vscode.window.showWarningMessage(
		`Profile default would be used in place of session ${session.name}`,
		{
			modal: true,
			detail:
				"The profile has credentials of its own, which the AWS CLI and the SDKs take before those of an endpoint. Keys in the terminal's environment come before both.",
		},
		useEnvironment,
		anyway,
	);
	switch (chosen) {
		case useEnvironment:
			return "environment";
		case anyway:
			return kind;
		default:
			throw new CancelledError();
	}
}
