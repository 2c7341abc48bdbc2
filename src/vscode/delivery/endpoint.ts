import { randomUUID } from "node:crypto";
import { uptime } from "node:os";
import { join } from "node:path";
import type * as vscode from "vscode";
import { systemClock as clock } from "../../aws/systemClock.ts";
import type { Log } from "../../core/log.ts";
import { ReloadMark } from "../../delivery/endpoint/reloadMark.ts";
import type { SessionAnswers } from "../../delivery/endpoint/sessionAnswers.ts";
import { WindowEndpoint } from "../../delivery/endpoint/windowEndpoint.ts";
import { sharedEntries } from "../sessions/sessionKeeping.ts";

const windowKey = "window";

/**
 * The endpoint of this window. What it goes on with after a reload is in the secret storage, under a name that VS Code
 * keeps for the window.
 * @param host what this machine's entries are marked with
 * @param moved called when it could not go on at the same address
 */
export function windowEndpoint(
	context: vscode.ExtensionContext,
	host: string,
	answers: SessionAnswers,
	log: Log,
	moved: () => void,
): WindowEndpoint {
	const id = windowId(context.workspaceState);
	const entries = sharedEntries(context, "endpoints", host);
	return new WindowEndpoint({
		answer: (session) => answers.of(session),
		kept: {
			read: () => entries.read(id),
			write: (text) => entries.write(id, text),
			remove: () => entries.remove(id),
		},
		mark: new ReloadMark(join(context.globalStorageUri.fsPath, "endpoint-marks", id), clock, {
			parent: process.ppid,
			uptime: () => uptime() * 1000,
		}),
		moved,
		log,
		clock,
	});
}

/** A name for the window that it has again after it was reloaded. */
function windowId(state: vscode.Memento): string {
	const known = state.get<string>(windowKey);
	if (known !== undefined) {
		return known;
	}
	const id = randomUUID();
	void state.update(windowKey, id);
	return id;
}
