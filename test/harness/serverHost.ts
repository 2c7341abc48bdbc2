import { type ChildProcess, execFile } from "node:child_process";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { env } from "node:process";
import { promisify } from "node:util";
import { cached } from "./cached.ts";
import type { EditorFolders } from "./editorFolders.ts";
import { endProcessTree, spawnOwned } from "./processTree.ts";
import { startPatience, waitFor } from "./waitFor.ts";

const run = promisify(execFile);

/**
 * The npm package whose lib/vscode is a complete VS Code server with its web workbench. 4.139.1 is VS Code 1.139.1;
 * CODE_SERVER_VERSION names another one, as 4.103.2 for the oldest VS Code that the extension is for; its terminals
 * come as sources, and `npm rebuild node-pty` in its folder builds them.
 */
const serverPackage = "code-server";
const serverVersion = env["CODE_SERVER_VERSION"] ?? "4.139.1";

async function npm(folder: string, ...parameters: string[]): Promise<void> {
	const windows = process.platform === "win32";
	// npm is a .cmd file on Windows, and those start only through a shell.
	await run(windows ? "npm.cmd" : "npm", parameters, { cwd: folder, shell: windows, maxBuffer: 2 ** 26 });
}

/**
 * The folder of the VS Code server, fetched from the npm registry on first use (45 MB, a minute at most) and kept.
 * @throws Error when npm cannot fetch it
 */
export async function serverFolder(): Promise<string> {
	return cached(`${serverPackage}-${serverVersion}`, async (staging) => {
		await npm(staging, "pack", "--silent", `${serverPackage}@${serverVersion}`);
		// Relative names: to some versions of tar, a Windows drive's colon means another machine.
		await run("tar", ["-xzf", `${serverPackage}-${serverVersion}.tgz`, "package/lib/vscode"], {
			cwd: staging,
		});
		const folder = join(staging, "package", "lib", "vscode");
		// Not `npm ci`: the lock file in the package is out of step with its package.json.
		await npm(folder, "install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--silent");
		return folder;
	});
}

/** Built-in extensions that have to do with what is tested or pictured: themes, and the languages of files shown. */
const fewBuiltIns = [
	"theme-defaults",
	"theme-seti",
	"configuration-editing",
	"json",
	"ini",
	"shellscript",
	"log",
];

/** Fills a folder with links to a few of the server's built-in extensions. */
async function linkFewBuiltIns(server: string, folder: string): Promise<void> {
	await mkdir(folder, { recursive: true });
	for (const name of fewBuiltIns) {
		await symlink(join(server, "extensions", name), join(folder, name), "junction");
	}
}

/** What a VS Code server is started with. */
export interface ServerOptions {
	/** Where the server keeps all its data. */
	readonly folders: EditorFolders;
	/** The server's whole environment, which its extension hosts and terminals inherit. */
	readonly env: Readonly<Record<string, string>>;
	/** Leaves out most built-in extensions, which halves the time until an extension host is up. */
	readonly onlyFewBuiltIns?: boolean;
	/** Opens folders in Restricted Mode; else they are trusted. */
	readonly isRestricted?: boolean;
	/** Command line parameters for this server; else it lets everyone in who knows its port. */
	readonly parameters?: readonly string[];
}

/** A VS Code server that runs. */
export interface Server {
	/** Where it is, as in `http://127.0.0.1:41234`. */
	readonly origin: string;
	/** 127.0.0.1 and the port. */
	readonly authority: string;
	/** The process, to be watched. */
	readonly process: ChildProcess;
	/** Ends the server, its extension hosts and its terminals, and waits until they are gone. */
	readonly close: () => Promise<void>;
}

/**
 * Starts a VS Code server on a free loopback port.
 * @throws Error with the server's output when it does not come up
 */
export async function startServer(options: ServerOptions): Promise<Server> {
	const folder = await serverFolder();
	const builtIns = join(options.folders.serverData, "built-in-extensions");
	if (options.onlyFewBuiltIns) {
		await linkFewBuiltIns(folder, builtIns);
	}
	const parameters = [
		join(folder, "out", "server-main.js"),
		...["--host", "127.0.0.1", "--port", "0", "--accept-server-license-terms", "--telemetry-level", "off"],
		...["--user-data-dir", options.folders.userData, "--extensions-dir", options.folders.extensions],
		...["--server-data-dir", options.folders.serverData],
		...(options.isRestricted ? [] : ["--disable-workspace-trust"]),
		...(options.onlyFewBuiltIns ? ["--builtin-extensions-dir", builtIns] : []),
		...(options.parameters ?? ["--without-connection-token"]),
	];
	const child = spawnOwned(process.execPath, parameters, { cwd: options.folders.userData, env: options.env });
	let output = "";
	let failure: Error | undefined;
	child.on("error", (error) => {
		failure = error;
	});
	for (const stream of [child.stdout, child.stderr]) {
		stream?.setEncoding("utf8").on("data", (text: string) => {
			// Kept only while it may explain a failed start; read on after that, or the pipe fills and blocks.
			output = (output + text).slice(-20_000);
		});
	}
	const close = () => endProcessTree(child);
	try {
		const portTold = () => {
			if (failure !== undefined || child.exitCode !== null) {
				return -1;
			}
			const found = /Extension host agent listening on (\d+)/.exec(output)?.[1];
			return found === undefined ? undefined : Number(found);
		};
		const port = await waitFor("the VS Code server to listen", portTold, startPatience);
		if (port < 0) {
			throw new Error(`The VS Code server ended with code ${child.exitCode}`, { cause: failure });
		}
		const authority = `127.0.0.1:${port}`;
		await waitFor(
			"the VS Code server to answer",
			async () => (await fetch(`http://${authority}/version`)).ok,
		);
		return { origin: `http://${authority}`, authority, process: child, close };
	} catch (error) {
		await close();
		throw new Error(`${error instanceof Error ? error.message : error}\n${output}`, { cause: error });
	}
}
