import * as vscode from "vscode";
import { CancelledError } from "../../core/errors.ts";
import type { Session } from "../../core/session/session.ts";
import { type Conflict, conflictingVariables } from "../../delivery/conflicts.ts";

/** What a launch does about its session. */
export type LaunchAnswer = "keys" | "anyway" | "switch" | "debugConsole" | "closeTerminals" | "handOver";

const buttons = {
	keys: "Use Keys",
	anyway: "Start Anyway",
	switch: "Switch to Session",
	debugConsole: "Use Debug Console",
	closeTerminals: "Close Terminals",
	handOver: "Hand Over Anyway",
} as const satisfies Record<LaunchAnswer, string>;

/**
 * Tells that something else would be used in place of the session that a launch gets from the endpoint.
 * @param ways what can be done about it
 * @throws CancelledError
 */
export function askAboutConflicts(
	{ name }: Session,
	conflicts: readonly Conflict[],
	ways: readonly LaunchAnswer[],
): Promise<LaunchAnswer> {
	const variables = conflictingVariables(conflicts);
	const inTheWay = variables.length > 0 ? variables.join(", ") : "Profile default";
	const why =
		variables.length > 0
			? `VS Code was started with ${variables.length > 1 ? "them" : "it"}, and the debugger can't take variables out. Start VS Code without, or set an identity in the launch configuration's env.`
			: "The profile has credentials of its own, which the AWS CLI and the SDKs take before those of an endpoint.";
	const keys = ways.includes("keys")
		? " Keys come before both. While the program is debugged they stand in the debug session's configuration, where other extensions and the debugger's own logs can have them."
		: "";
	return ask(`${inTheWay} would be used in place of session ${name}`, `${why}${keys}`, ways);
}

/**
 * Tells that a terminal can't have a session of its own beside the window's.
 * @throws CancelledError
 */
export function askAboutTerminal({ name }: Session, ways: readonly LaunchAnswer[]): Promise<LaunchAnswer> {
	return ask(
		`The terminal of this launch can't have session ${name} to itself`,
		"Terminals of debug sessions get the window's active session.",
		ways,
	);
}

/**
 * Tells that a terminal that VS Code may take again for a launch keeps another session.
 * @param names of the terminals
 * @throws CancelledError
 */
export function askAboutOldTerminals({ name }: Session, names: readonly string[]): Promise<LaunchAnswer> {
	return ask(
		"The terminal of an earlier launch keeps another session",
		`VS Code may run this one in it, and not as ${name}. A new terminal gets session ${name}. Close ${names.join(", ")}?`,
		["closeTerminals", "anyway"],
	);
}

/**
 * Tells that a task would run as the window's session though it was handed another one.
 * @throws CancelledError
 */
export async function askAboutDelivered({ name }: Session, delivered: Session): Promise<void> {
	await ask(
		`A task would run as session ${delivered.name}, not as ${name}`,
		`Tasks get the window's session ${delivered.name}, which comes before variables of their own. To run one as ${name}, use the command awsSessions.getLauncher as its input instead.`,
		["handOver"],
	);
}

async function ask(message: string, detail: string, ways: readonly LaunchAnswer[]): Promise<LaunchAnswer> {
	const titles = ways.map((way) => buttons[way]);
	const chosen = await vscode.window.showWarningMessage(message, { modal: true, detail }, ...titles);
	const answer = ways.find((way) => buttons[way] === chosen);
	if (answer === undefined) {
		throw new CancelledError();
	}
	return answer;
}
