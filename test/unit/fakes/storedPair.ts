import type { StoredKeyPair } from "../../../src/core/config/sharedConfig.ts";

/** A pair of a profile that is kept outside the files. */
export function storedPair(profile: string, changes: Partial<StoredKeyPair> = {}): StoredKeyPair {
	return {
		id: profile,
		profile,
		accessKeyId: "AKIASTOREDSTOREDSTOR",
		since: Date.UTC(2025, 10, 22, 12),
		home: "credentials",
		credentialsFile: "credentials",
		...changes,
	};
}
