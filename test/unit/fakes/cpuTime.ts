import { cpuUsage } from "node:process";

/** How long something keeps the processor busy (ms), however many others want a share of it meanwhile. */
export function cpuTime(work: () => void): number {
	const before = cpuUsage();
	work();
	const { user, system } = cpuUsage(before);
	return (user + system) / 1000;
}
