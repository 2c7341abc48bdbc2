import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { uptime } from "node:os";
import { join } from "node:path";
import type * as vscode from "vscode";
import { systemClock as clock } from "../../aws/systemClock.ts";
import type { Log } from "../../core/log.ts";
import { logError } from "../../core/logError.ts";
import { ReloadMark } from "../../delivery/endpoint/reloadMark.ts";
import type { SessionAnswers } from "../../delivery/endpoint/sessionAnswers.ts";
import { type EndpointPlace, WindowEndpoint } from "../../delivery/endpoint/windowEndpoint.ts";
import { isRunning } from "../../sessions/openWindows.ts";
import type { SecretEntries } from "../secretEntries.ts";
import { sharedEntries } from "../sessions/sessionKeeping.ts";

const windowKey = "window";

/** How long (ms) a window is taken to be open that has not written anything. */
const longestOpen = 90 * 24 * 3_600_000;

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
	const folder = join(context.globalStorageUri.fsPath, "endpoint-marks");
	const marks = { pid: process.pid, parent: process.ppid, uptime: () => uptime() * 1000, isAlive: isRunning };
	const markOf = (name: string) => new ReloadMark(join(folder, name), clock, marks);
	const entries = sharedEntries(context, "endpoints", host, longestOpen);
	const place = (id: string): EndpointPlace => ({
		mark: markOf(id),
		kept: {
			read: () => entries.read(id),
			write: (text) => entries.write(id, text),
			remove: () => entries.remove(id),
		},
	});
	const own = windowId(context.workspaceState);
	forgetLeft(folder, own, markOf, entries).catch((error: unknown) =>
		logError(log, "what windows have left of their endpoints could not be removed", error),
	);
	return new WindowEndpoint({
		subjectOf: (session) => answers.subjectOf(session),
		answer: (subject) => answers.of(subject),
		places: [place(own), place(randomUUID())],
		moved,
		log,
		clock,
	});
}

/** Removes what windows have left that do not come back. */
async function forgetLeft(
	folder: string,
	own: string,
	markOf: (name: string) => ReloadMark,
	entries: SecretEntries,
): Promise<void> {
	const names = existsSync(folder) ? await readdir(folder) : [];
	for (const name of names) {
		const mark = markOf(name);
		if (name !== own && mark.isLeft()) {
			await entries.remove(name);
			mark.remove();
		}
	}
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
