import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** What stands in a lease's file. */
export interface Held {
	readonly owner: string;
	/** Milliseconds since the epoch. */
	readonly until: number;
	/** Milliseconds from when it was taken. */
	readonly duration: number;
	/** The process that it ends with. Absent: with none. */
	readonly keeper?: Keeper;
}

/** A process that a lease ends with. */
export interface Keeper {
	readonly pid: number;
	/** A folder may be shared with machines whose processes have the same numbers: a container's home, for one. */
	readonly machine: string;
}

/** The name of the file in a lease's folder. */
export const heldFile = "held";

/** How far (ms) a clock may be set back without a lease counting as taken in the future. */
const clockSlack = 60_000;

/**
 * Whether a lease has not run out. One that ends later than it could if it had been taken by now is of a clock that
 * was set back.
 */
export function isInTime({ until, duration }: Held, now: number): boolean {
	return until > now && until - now <= duration + clockSlack;
}

/** The lease in a folder; undefined when there is none, or none that can be read. */
export async function readHeld(folder: string): Promise<Held | undefined> {
	try {
		const { owner, until, duration, keeper } = JSON.parse(
			await readFile(join(folder, heldFile), "utf8"),
		) as Partial<Held>;
		return typeof owner === "string" && typeof until === "number" && typeof duration === "number"
			? { owner, until, duration, ...(isKeeper(keeper) ? { keeper } : {}) }
			: undefined;
	} catch {
		return undefined;
	}
}

function isKeeper(keeper: Partial<Keeper> | null | undefined): keeper is Keeper {
	return typeof keeper?.pid === "number" && typeof keeper.machine === "string";
}
