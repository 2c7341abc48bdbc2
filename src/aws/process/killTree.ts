import { type ChildProcess, spawn } from "node:child_process";
import type { Clock } from "../../core/clock.ts";
import type { Environment } from "../../core/config/endpointSettings.ts";
import { systemProgram } from "./invocation.ts";

/** Milliseconds a process has to clean up after itself. */
const grace = 2_000;

/** Ends a process that leads a group of its own, and all it started. What does not go by itself is killed. */
export function killTree(child: ChildProcess, clock: Clock, environment: Environment): void {
	const { pid } = child;
	if (pid === undefined) {
		return;
	}
	if (process.platform === "win32") {
		const options = { stdio: "ignore", windowsHide: true } as const;
		spawn(systemProgram(environment, "taskkill.exe"), ["/pid", String(pid), "/t", "/f"], options).on(
			"error",
			() => child.kill(),
		);
		return;
	}
	signalGroup(pid, "SIGTERM");
	const callOff = clock.schedule(grace, () => signalGroup(pid, "SIGKILL"));
	child.once("close", callOff);
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-leader, signal);
	} catch {
		// It is gone already.
	}
}
