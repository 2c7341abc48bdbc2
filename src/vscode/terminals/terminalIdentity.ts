import { execPath, platform } from "node:process";
import * as vscode from "vscode";
import type { Clock } from "../../core/clock.ts";
import { CancelledError, SessionsError } from "../../core/errors.ts";
import { commandLine, type Shell, shellOf } from "../../core/text/shellQuote.ts";
import type { App } from "../app.ts";
import { extensionFile } from "../extensionFile.ts";

const isWindows = platform === "win32";
/** Milliseconds for which a new terminal's shell may take to be ready to be told what to run. */
const readyLimit = 3_000;
/** Programs that VS Code takes for shells, and that read no command lines. */
const interpreters: ReadonlySet<string> = new Set(["julia", "node", "python"]);

/** The terminals in which a command runs, as far as shell integration tells. */
const busy = new Set<vscode.Terminal>();

/** Keeps track of which terminals are at their prompt. */
export function watchTerminals(): vscode.Disposable {
	return vscode.Disposable.from(
		vscode.window.onDidStartTerminalShellExecution(({ terminal }) => busy.add(terminal)),
		vscode.window.onDidEndTerminalShellExecution(({ terminal }) => busy.delete(terminal)),
		vscode.window.onDidCloseTerminal((terminal) => busy.delete(terminal)),
	);
}

/** The argument that stands for the terminal that a menu's command was called on; undefined when it is none. */
export function terminalTarget(argument: unknown): { readonly terminal: vscode.Terminal } | undefined {
	const terminal = vscode.window.terminals.find((candidate) => candidate === argument);
	return terminal === undefined ? undefined : { terminal };
}

/** The terminal that an argument names; undefined when there is no argument. @throws SessionsError `InvalidArgument` */
export function readTerminal(argument: unknown): vscode.Terminal | undefined {
	if (argument === undefined || argument === null) {
		return undefined;
	}
	const target = terminalTarget((argument as { terminal?: unknown }).terminal);
	if (target === undefined) {
		throw new SessionsError("InvalidArgument", "Invalid argument: it must be { terminal }, an open terminal");
	}
	return target.terminal;
}

/**
 * What Does aws See Here?: runs the helper in a terminal, the active one when none is given, a new one when there is
 * none. It tells who the AWS CLI and the SDKs are in that terminal's own environment.
 * @throws SessionsError `InvalidArgument` when the terminal can't run it; CancelledError
 */
export async function whatAwsSees(
	given: vscode.Terminal | undefined,
	{ clock }: App,
): Promise<{ terminal: string }> {
	const asked = given ?? vscode.window.activeTerminal;
	const terminal = asked !== undefined && (await mayType(asked)) ? asked : vscode.window.createTerminal();
	terminal.show();
	const integration = terminal === asked ? terminal.shellIntegration : await integrationOf(terminal, clock);
	const line = helperLine(terminal);
	// With a command running, VS Code would interrupt it.
	if (integration === undefined || busy.has(terminal)) {
		terminal.sendText(line);
	} else {
		integration.executeCommand(line);
	}
	return { terminal: terminal.name };
}

/** Whether to type into a terminal, and not into a new one. @throws CancelledError */
async function mayType(terminal: vscode.Terminal): Promise<boolean> {
	const { shell = "" } = terminal.state;
	const isInterpreter = interpreters.has(shell);
	if (!isInterpreter && !busy.has(terminal)) {
		return true;
	}
	const open = "Open New Terminal";
	// A shell within the shell (of aws-vault, nix, sudo) counts as a running command, too.
	const type = "Type It There";
	const what = isInterpreter ? shell : "a command";
	const chosen = await vscode.window.showWarningMessage(
		`Terminal ${terminal.name} is running ${what}. Is it a shell that waits at its prompt?`,
		...(isInterpreter ? [open] : [type, open]),
	);
	switch (chosen) {
		case type:
			return true;
		case open:
			return false;
		default:
			throw new CancelledError();
	}
}

/** The shell integration of a terminal that is just being opened; undefined when there is none in time. */
function integrationOf(
	terminal: vscode.Terminal,
	clock: Clock,
): Promise<vscode.TerminalShellIntegration | undefined> {
	return new Promise((resolve) => {
		const finish = (): void => {
			callOff();
			listener.dispose();
			resolve(terminal.shellIntegration);
		};
		const listener = vscode.window.onDidChangeTerminalShellIntegration((change) => {
			if (change.terminal === terminal) {
				finish();
			}
		});
		const callOff = clock.schedule(readyLimit, finish);
	});
}

/** The line that runs the helper in the terminal's shell. @throws SessionsError `InvalidArgument` */
function helperLine(terminal: vscode.Terminal): string {
	const shell = shellIn(terminal);
	const isBatch = isWindows && (shell === "cmd" || shell === "powershell");
	const script = extensionFile("media", "bin", isBatch ? "whatAwsSees.cmd" : "whatAwsSees.sh");
	const words = isBatch ? [script, execPath, shell] : ["sh", script, execPath, shell];
	// Git's shells on Windows read these with either slash, and only one of them means nothing else.
	const line = commandLine(
		isWindows && !isBatch ? words.map((word) => word.replaceAll("\\", "/")) : words,
		shell,
		isBatch,
	);
	if (line === undefined) {
		throw new SessionsError(
			"InvalidArgument",
			"The path of VS Code or of this extension has a character that can't be typed into a terminal",
		);
	}
	return line;
}

/** What VS Code sees in the terminal, else what it was started with, else the default. */
function shellIn({ state, creationOptions, name }: vscode.Terminal): Shell {
	const path = "shellPath" in creationOptions ? creationOptions.shellPath : undefined;
	const shell = [state.shell, path, vscode.env.shell].reduce<ReturnType<typeof shellOf>>(
		(found, candidate) => found ?? shellOf(candidate ?? ""),
		undefined,
	);
	if (shell === "wsl") {
		throw new SessionsError(
			"InvalidArgument",
			`Terminal ${name} is in WSL, and this window is not. Reopen the folder in WSL to see what aws sees there`,
		);
	}
	return shell ?? (isWindows ? "powershell" : "posix");
}
