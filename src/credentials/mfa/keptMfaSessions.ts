import type { MfaSessions } from "../context.ts";

/** What of {@link MfaSessions} can fail. */
type Store = Pick<MfaSessions, "get" | "keep" | "remove">;

/** The MFA sessions that are kept, as far as their store works: one that fails costs a code, and nothing else. */
export function keptMfaSessions(mfaSessions: MfaSessions): Store {
	const orNothing = async <T>(use: () => Promise<T>): Promise<T | undefined> => {
		try {
			return await use();
		} catch (error) {
			mfaSessions.failed?.(error);
			return undefined;
		}
	};
	return {
		get: (keyId, serial) => orNothing(() => mfaSessions.get(keyId, serial)),
		keep: (keyId, serial, credentials) => orNothing(() => mfaSessions.keep(keyId, serial, credentials)),
		remove: (keyId, serial) => orNothing(() => mfaSessions.remove(keyId, serial)),
	};
}
