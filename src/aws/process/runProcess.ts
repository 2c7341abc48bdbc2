import { type ChildProcess, spawn } from "node:child_process";
import { statSync } from "node:fs";
import type { Clock } from "../../core/clock.ts";
import type { Environment } from "../../core/config/endpointSettings.ts";
import { CancelledError, type ErrorCode, type Remedy, SessionsError } from "../../core/errors.ts";
import type { Place } from "../../core/place.ts";
import { splitCommandLine } from "../../core/text/commandLine.ts";
import { stderrExcerpt } from "../../core/text/processOutput.ts";
import { Secret } from "../../core/text/secret.ts";
import { codeOf } from "../files/errorCode.ts";
import { type Invocation, invocationOf, shellInvocation } from "./invocation.ts";
import { killTree } from "./killTree.ts";

/** A command line that stands in the AWS files, or that a person gave. */
export interface ProcessCommand {
	/** What it is, as a sentence's subject: `credential_process of profile 'x'`. */
	readonly subject: string;
	readonly line: string;
	/** Absent: it stands in no file. */
	readonly place?: Place;
	/** The line is one for the system's shell, with pipes and variables. */
	readonly isForShell?: boolean;
}

export interface ProcessOptions {
	readonly environment: Environment;
	/** Where relative paths begin. */
	readonly folder: string | undefined;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	/** Milliseconds until it is ended. The process may be asking a person. */
	readonly timeout?: number;
}

const defaultTimeout = 300_000;
/** Bytes. A good answer has about two thousand. */
const maxOutput = 100_000;
/** UTF-16 units of stderr that are kept: its end. */
const keptErrors = 8_000;

/**
 * Runs a command line as the AWS CLI does, without a shell unless it is for one, and gives what it printed to stdout. That is in no
 * error; of stderr the errors hold the last lines, with whatever looks like credentials taken out.
 * @throws SessionsError `ProfileInvalid`, `ProcessFailed`, `ProcessTimeout`, `InvalidSourceAnswer` (too much);
 * CancelledError
 */
export async function runProcess(command: ProcessCommand, options: ProcessOptions): Promise<Secret> {
	const { clock, signal, environment, timeout = defaultTimeout } = options;
	const invocation = prepare(command, environment);
	if (signal.aborted) {
		throw new CancelledError();
	}
	return new Promise((resolve, reject) => {
		let child: ChildProcess;
		try {
			child = start(invocation, options);
		} catch (error) {
			reject(startError(command, invocation, error));
			return;
		}
		const output: Buffer[] = [];
		let size = 0;
		let errors = "";
		const text = (): string => Buffer.concat(output).toString("utf8");

		const finish = (): void => {
			callOffTimeout();
			signal.removeEventListener("abort", cancel);
		};
		const stop = (error: Error): void => {
			finish();
			killTree(child, clock, environment);
			reject(error);
		};
		const fail = (code: ErrorCode, what: string): SessionsError => {
			const excerpt = stderrExcerpt(errors, text());
			return problem(command, code, `${command.subject} ${what}${excerpt === "" ? "" : `: ${excerpt}`}`);
		};
		const cancel = (): void => stop(new CancelledError());
		const callOffTimeout = clock.schedule(timeout, () => {
			stop(fail("ProcessTimeout", `did not end within ${timeout / 1000} s and was stopped`));
		});
		signal.addEventListener("abort", cancel, { once: true });

		child.stdout?.on("data", (chunk: Buffer) => {
			size += chunk.length;
			if (size <= maxOutput) {
				output.push(chunk);
			} else {
				stop(problem(command, "InvalidSourceAnswer", `${command.subject} printed more than 100 kB`));
			}
		});
		child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
			const all = errors + chunk;
			// A line without its beginning can't be told from a piece of a secret.
			errors = all.length <= keptErrors ? all : all.slice(-keptErrors).replace(/^[^\n]*/, "");
		});
		child.on("error", (error) => {
			finish();
			reject(startError(command, invocation, error));
		});
		child.on("close", (code, endedBy) => {
			finish();
			if (code === 0) {
				resolve(new Secret(text()));
			} else {
				const how = code === null ? `was ended by ${endedBy}` : `failed with exit code ${code}`;
				reject(fail("ProcessFailed", how));
			}
		});
	});
}

function prepare(command: ProcessCommand, environment: Environment): Invocation {
	if (command.isForShell === true) {
		return shellInvocation(command.line, process.platform, environment);
	}
	const words = splitCommandLine(command.line, process.platform === "win32" ? "windows" : "posix");
	if (typeof words === "string") {
		throw problem(command, "ProfileInvalid", `${command.subject} can't be read: ${words}`);
	}
	if (words[0] === undefined || words[0] === "") {
		throw problem(command, "ProfileInvalid", `${command.subject} names no program`);
	}
	const invocation = invocationOf(words, process.platform, environment, isFile);
	switch (invocation) {
		case "notFound":
			throw noSuchProgram(command, words[0]);
		case "unsafeArguments":
			throw problem(
				command,
				"ProfileInvalid",
				`${command.subject} starts a batch file, to which line breaks can't be handed safely`,
			);
		default:
			return invocation;
	}
}

function start(
	{ file, args, isVerbatim }: Invocation,
	{ environment, folder }: ProcessOptions,
): ChildProcess {
	return spawn(file, args, {
		// A folder that is missing would be told as a missing program.
		...(folder === undefined || !isFolder(folder) ? {} : { cwd: folder }),
		env: { ...environment },
		stdio: ["ignore", "pipe", "pipe"],
		shell: false,
		windowsHide: true,
		windowsVerbatimArguments: isVerbatim,
		// A group of its own, so that what it starts can be ended with it.
		detached: process.platform !== "win32",
	});
}

function startError(command: ProcessCommand, { file }: Invocation, error: unknown): SessionsError {
	const code = codeOf(error);
	if (code === "ENOENT") {
		return noSuchProgram(command, file);
	}
	const why = code === "EACCES" ? "it may not be executed" : code;
	// Without its cause: the error of `spawn` holds the arguments.
	return problem(command, "ProcessFailed", `${command.subject} could not start '${file}': ${why}`);
}

function noSuchProgram(command: ProcessCommand, program: string): SessionsError {
	const hint = /^~|[$%]/.test(program)
		? "It runs without a shell, so ~ and variables are not replaced: write the full path"
		: /[\\/]/.test(program)
			? "Check the path"
			: "Write its full path: the PATH of VS Code may differ from your terminal's";
	return problem(
		command,
		"ProcessFailed",
		`There is no program '${program}', which is ${command.subject}. ${hint}`,
	);
}

function problem(command: ProcessCommand, code: ErrorCode, message: string): SessionsError {
	const openFile: readonly Remedy[] =
		command.place === undefined ? [] : [{ kind: "openFile", place: command.place }];
	return new SessionsError(code, message, {
		remedies: code === "ProfileInvalid" ? openFile : [...openFile, { kind: "retry" }],
	});
}

function isFolder(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function isFile(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
