import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { waitFor } from "./waitFor.ts";

const run = promisify(execFile);

/** A running process: its own number, its parent's, and its command line as far as the system tells. */
export interface RunningProcess {
	readonly pid: number;
	readonly parent: number;
	readonly command: string;
}

async function listProcesses(): Promise<RunningProcess[]> {
	const { stdout } = await run("ps", ["-A", "-o", "pid=,ppid=,stat=,args="], { maxBuffer: 2 ** 26 });
	return stdout.split("\n").flatMap((line) => {
		const [, pid, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
		// A zombie has ended and only waits for its parent to notice.
		return state?.startsWith("Z") === false && command !== undefined
			? [{ pid: Number(pid), parent: Number(parent), command }]
			: [];
	});
}

/** Every process that runs now and descends from `root`, without `root`. Not for Windows. */
export async function descendants(root: number): Promise<RunningProcess[]> {
	const all = await listProcesses();
	const found = new Map<number, RunningProcess>();
	const visit = (parent: number): void => {
		for (const child of all.filter((process) => process.parent === parent && !found.has(process.pid))) {
			found.set(child.pid, child);
			visit(child.pid);
		}
	};
	visit(root);
	return [...found.values()];
}

/** Every process that runs now and has `text` in its command line, such as a folder's path. Not for Windows. */
export async function processesMentioning(text: string): Promise<RunningProcess[]> {
	return (await listProcesses()).filter(({ pid, command }) => pid !== process.pid && command.includes(text));
}

function signal(pid: number, name: NodeJS.Signals): void {
	try {
		process.kill(pid, name);
	} catch {
		// It has ended already.
	}
}

/**
 * Starts a program that must not outlive this process: not even when this one dies of an uncaught error. It leads a
 * process group of its own, so Ctrl+C reaches only this process, which then ends the other in good order.
 */
export function spawnOwned(
	command: string,
	parameters: readonly string[],
	options: { readonly env: Readonly<Record<string, string>>; readonly cwd?: string },
): ChildProcess {
	const windows = process.platform === "win32";
	const child = spawn(command, parameters, {
		...options,
		env: { ...options.env },
		stdio: ["ignore", "pipe", "pipe"],
		detached: !windows,
	});
	const killNow = () => {
		if (child.pid !== undefined && windows) {
			spawnSync("taskkill", ["/pid", String(child.pid), "/t", "/f"]);
		} else if (child.pid !== undefined) {
			signal(-child.pid, "SIGKILL");
		}
	};
	process.once("exit", killNow);
	child.once("exit", () => process.off("exit", killNow));
	return child;
}

/**
 * Ends a process and all that descend from it, and waits until they are gone. Terminals' shells lead sessions of
 * their own, so a signal to the process group would not reach them: they are looked up first.
 * @throws Error when something still runs after the time-out
 */
export async function endProcessTree(child: ChildProcess): Promise<void> {
	const { pid } = child;
	if (pid === undefined) {
		return;
	}
	const ended = () => child.exitCode !== null || child.signalCode !== null;
	if (process.platform === "win32") {
		await run("taskkill", ["/pid", String(pid), "/t", "/f"]).catch(() => undefined);
		await waitFor(`process ${pid} to end`, ended);
		return;
	}
	const members = (await descendants(pid)).map((member) => member.pid);
	for (const member of [pid, ...members]) {
		signal(member, "SIGTERM");
	}
	const remaining = async () => {
		const running = new Set((await listProcesses()).map((process) => process.pid));
		return members.filter((member) => running.has(member));
	};
	const gone = async () => ended() && (await remaining()).length === 0;
	await waitFor(`process ${pid} and its children to end`, gone, 2_000).catch(async () => {
		for (const member of [pid, ...(await remaining())]) {
			signal(member, "SIGKILL");
		}
		await waitFor(`process ${pid} and its children to be killed`, gone);
	});
}
