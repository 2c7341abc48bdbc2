import { randomBytes } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Host } from "./bridge.ts";
import { waitFor } from "./waitFor.ts";

/** A person's hands on the integrated terminals. */
export class Terminals {
	readonly #page: Page;
	readonly #host: Host;
	readonly #folder: string;

	/** @param folder where commands' output is written, to be read and removed */
	constructor(page: Page, host: Host, folder: string) {
		this.#page = page;
		this.#host = host;
		this.#folder = folder;
	}

	/** Opens a plain terminal with the default shell, as Ctrl+Shift+` does, and waits until it is the active one. */
	async open(): Promise<void> {
		await this.#host.evaluate(async (vscode) => {
			const before = vscode.window.activeTerminal;
			await vscode.commands.executeCommand("workbench.action.terminal.new");
			if (vscode.window.activeTerminal === before) {
				await new Promise<void>((resolve) => {
					const listener = vscode.window.onDidChangeActiveTerminal(() => {
						listener.dispose();
						resolve();
					});
				});
			}
		});
	}

	/** Names of the open terminals, in the order they were opened. */
	async names(): Promise<string[]> {
		return this.#host.evaluate((vscode) => vscode.window.terminals.map(({ name }) => name));
	}

	/**
	 * Types a line into a terminal and presses Enter.
	 * @param terminal a terminal's name; else the active one
	 * @throws Error when there is no such terminal
	 */
	async send(line: string, terminal?: string): Promise<void> {
		await this.#host.evaluate(
			(vscode, sent) => {
				const named = vscode.window.terminals.filter(({ name }) => name === sent.terminal);
				const target = sent.terminal === "" ? vscode.window.activeTerminal : named.at(-1);
				if (target === undefined) {
					throw new Error(`There is no terminal "${sent.terminal}"`);
				}
				target.sendText(sent.line);
			},
			{ line, terminal: terminal ?? "" },
		);
	}

	/** Types a line into the active terminal, and waits until VS Code knows that it has ended, by shell integration. */
	async sendAndWait(line: string): Promise<void> {
		await this.#host.evaluate(
			(vscode, sent) =>
				new Promise<void>((resolve, reject) => {
					const { activeTerminal } = vscode.window;
					if (activeTerminal === undefined) {
						reject(new Error("There is no terminal"));
						return;
					}
					const listener = vscode.window.onDidEndTerminalShellExecution(({ terminal }) => {
						if (terminal === activeTerminal) {
							listener.dispose();
							resolve();
						}
					});
					activeTerminal.sendText(sent);
				}),
			line,
		);
	}

	/**
	 * Runs a command line in a terminal's shell (bash or alike) and answers all it prints, without the line's own echo.
	 * The output goes through a file: what a terminal draws is wrapped at its width. Not for pictures.
	 * @param terminal a terminal's name; else the active one
	 * @throws Error when there is no such terminal, or the command does not end
	 */
	async run(command: string, terminal?: string, timeout?: number): Promise<string> {
		const script = join(this.#folder, `command-${randomBytes(4).toString("hex")}`);
		await writeFile(script, `${command}\n`);
		// Sourced, so that it may change the shell; and the answer appears under its name only when it is whole.
		await this.send(
			`. '${script}' > '${script}.part' 2>&1; mv '${script}.part' '${script}.output'`,
			terminal,
		);
		const text = await waitFor(`the end of ${command}`, () => readFile(`${script}.output`, "utf8"), timeout);
		await rm(script);
		await rm(`${script}.output`);
		return text;
	}

	/** The value of a variable in a terminal's shell, or undefined when it is not set there. */
	async variable(name: string, terminal?: string): Promise<string | undefined> {
		const text = await this.run(`printenv ${name} || echo "unset:"`, terminal);
		return text === "unset:\n" ? undefined : text.replace(/\n$/, "");
	}

	/** The lines that the visible terminal draws now. */
	async drawnLines(): Promise<string[]> {
		const rows = this.#page.locator(".terminal-wrapper.active .xterm-rows > div");
		return (await rows.allTextContents()).map((row) => row.replaceAll("\u00a0", " ").trimEnd());
	}

	/** Waits until the visible terminal draws a line that fits. */
	async waitForDrawn(pattern: RegExp): Promise<string> {
		return waitFor(`${pattern} in the terminal`, async () =>
			(await this.drawnLines()).find((line) => pattern.test(line)),
		);
	}
}
