import * as vscode from "vscode";
import { type Log, type LogFields, logLine } from "../core/log.ts";

/** The output channel "AWS Sessions". Its level is VS Code's own setting for it. */
export interface LogChannel extends Log, vscode.Disposable {
	show(): void;
}

/** Opens the output channel and gives it as a {@link Log}. */
export function createLog(): LogChannel {
	const channel = vscode.window.createOutputChannel("AWS Sessions", { log: true });
	return {
		debug: (event: string, fields?: LogFields) => channel.debug(logLine(event, fields)),
		info: (event: string, fields?: LogFields) => channel.info(logLine(event, fields)),
		warn: (event: string, fields?: LogFields) => channel.warn(logLine(event, fields)),
		error: (event: string, fields?: LogFields) => channel.error(logLine(event, fields)),
		show: () => channel.show(),
		dispose: () => channel.dispose(),
	};
}
