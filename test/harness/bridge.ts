import { randomBytes } from "node:crypto";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type * as vscode from "vscode";
import { patience, startPatience, waitFor } from "./waitFor.ts";

/** An error thrown inside the extension host, with the name, message, code and stack it had there. */
export class HostError extends Error {
	readonly code: string | undefined;

	constructor(thrown: HostFailure) {
		super(thrown.message);
		this.name = thrown.name;
		this.code = thrown.code;
		if (thrown.stack !== undefined) {
			this.stack = `${thrown.stack}\n    (inside the extension host)`;
		}
	}
}

interface HostFailure {
	readonly name: string;
	readonly message: string;
	readonly stack?: string;
	readonly code?: string;
}

interface HostAnswer<R> {
	readonly result?: R;
	readonly error?: HostFailure;
}

/**
 * A function evaluated inside the extension host. Sent as source: it sees only its arguments and globals. The context
 * is the bridge extension's own, for its `secrets` and `globalState`.
 */
export type HostFunction<A, R> = (
	api: typeof vscode,
	argument: A,
	context: vscode.ExtensionContext,
) => R | PromiseLike<R>;

/** A test's hand inside the extension host of one window. */
export interface Host {
	/**
	 * Evaluates a function with the VS Code API in the extension host. Argument and result go as JSON.
	 * @param timeout in milliseconds
	 * @throws HostError when the function throws; Error that names the function when it doesn't come to an end
	 */
	evaluate<R>(fn: HostFunction<undefined, R>): Promise<R>;
	evaluate<A, R>(fn: HostFunction<A, R>, argument: A, timeout?: number): Promise<R>;
	/** Does what restarts this window's extension host, and waits until the new one can be reached. */
	afterRestart(restart: () => Promise<unknown>): Promise<void>;
}

/** The bridge extension as one workbench loads it, and the extension hosts that announced themselves through it. */
export class Bridge {
	readonly #announcements: string;
	readonly #claimed = new Set<string>();
	readonly #token = randomBytes(16).toString("hex");

	private constructor(announcements: string) {
		this.#announcements = announcements;
	}

	/**
	 * Installs the bridge extension, with a token of its own, into an extensions folder that VS Code has not used yet.
	 * @param announcements a new folder in which extension hosts tell their ports
	 */
	static async install(extensionsFolder: string, announcements: string): Promise<Bridge> {
		const bridge = new Bridge(announcements);
		const extension = join(extensionsFolder, "test-bridge");
		await cp(resolve(import.meta.dirname, "bridge-extension"), extension, { recursive: true });
		await mkdir(announcements, { recursive: true });
		await writeFile(join(extension, "bridge.json"), JSON.stringify({ token: bridge.#token, announcements }), {
			mode: 0o600,
		});
		return bridge;
	}

	async #announced(): Promise<string[]> {
		return (await readdir(this.#announcements)).filter((name) => name.endsWith(".json"));
	}

	/** Does what starts one extension host (opens a window, reloads it) and answers that host's port. */
	async #portAfter<T>(start: () => Promise<T>): Promise<{ port: number; opened: T }> {
		const opened = await start();
		const fresh = await waitFor(
			"the test bridge in the extension host",
			async () => (await this.#announced()).find((name) => !this.#claimed.has(name)),
			startPatience,
		);
		this.#claimed.add(fresh);
		const { port } = JSON.parse(await readFile(join(this.#announcements, fresh), "utf8")) as { port: number };
		return { port, opened };
	}

	/** Opens a window with `open` and connects to its extension host. One at a time: hosts announce no window. */
	async connect<T>(open: () => Promise<T>): Promise<{ host: Host; opened: T }> {
		const first = await this.#portAfter(open);
		let { port } = first;
		const host: Host = {
			evaluate: <A, R>(fn: HostFunction<A, R>, argument?: A, timeout = patience) =>
				this.#evaluate<R>(port, `${fn}`, argument, timeout),
			afterRestart: async (restart) => {
				({ port } = await this.#portAfter(restart));
			},
		};
		return { host, opened: first.opened };
	}

	async #evaluate<R>(port: number, source: string, argument: unknown, timeout: number): Promise<R> {
		const signal = AbortSignal.timeout(timeout);
		const request = {
			method: "POST",
			headers: { authorization: `Bearer ${this.#token}` },
			body: JSON.stringify({ source, argument }),
			signal,
		};
		const answer = fetch(`http://127.0.0.1:${port}/`, request).then((response) => response.json());
		const { result, error } = (await answer.catch((cause: unknown) => {
			const what = `${source.replaceAll(/\s+/g, " ")} of ${JSON.stringify(argument)}`.slice(0, 300);
			const message = `Waited ${timeout} ms in vain for the extension host's answer to ${what}`;
			throw signal.aborted ? new Error(message, { cause }) : cause;
		})) as HostAnswer<R>;
		if (error !== undefined) {
			throw new HostError(error);
		}
		return result as R;
	}
}
