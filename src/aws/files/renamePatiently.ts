import { rename } from "node:fs/promises";
import type { Clock } from "../../core/clock.ts";
import { codeOf } from "./errorCode.ts";

/** What Windows says for as long as another program, as one that looks for viruses, has a file open. */
const busyCodes: ReadonlySet<string> = new Set(["EPERM", "EACCES", "EBUSY"]);

/** How often it is tried, and how long (ms) is waited after the first time: then twice as long each time. */
const retry = { times: 5, delay: 20 };

/**
 * Renames a file or folder, and waits a little for a program that has it open. Throws whatever the system says.
 * @param isTaken whether there is no use in waiting: a place that is taken is refused in the same words
 * @param renameOnce one try; absent: the system's own
 */
export async function renamePatiently(
	from: string,
	to: string,
	clock: Clock,
	isTaken: () => Promise<boolean> = async () => false,
	renameOnce: (from: string, to: string) => Promise<void> = rename,
): Promise<void> {
	for (let tries = 1; ; tries++) {
		try {
			await renameOnce(from, to);
			return;
		} catch (error) {
			if (tries === retry.times || !busyCodes.has(codeOf(error)) || (await isTaken())) {
				throw error;
			}
		}
		await new Promise<void>((resolve) => clock.schedule(retry.delay * 2 ** (tries - 1), resolve));
	}
}
