import { SessionsError } from "../../core/errors.ts";
import type { App } from "../app.ts";

/** Does again what failed, with the credentials that the person picks. */
export type AgainWithOther = (app: App) => Promise<unknown>;

const ways = new WeakMap<SessionsError, AgainWithOther>();

/**
 * Runs something; an error of it that other credentials would mend remembers how to do it again with those.
 * @throws what `run` throws
 */
export async function offeringOther<T>(again: AgainWithOther, run: () => Promise<T>): Promise<T> {
	try {
		return await run();
	} catch (error) {
		if (error instanceof SessionsError && error.remedies.some(({ kind }) => kind === "useOther")) {
			ways.set(error, again);
		}
		throw error;
	}
}

/** How to do again with other credentials what an error came of; undefined when that was not said. */
export function againWithOther(error: unknown): AgainWithOther | undefined {
	return error instanceof SessionsError ? ways.get(error) : undefined;
}
