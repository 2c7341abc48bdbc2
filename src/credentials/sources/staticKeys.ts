import type { StaticKeys } from "../../core/config/profile.ts";
import type { Credentials } from "../../core/session/credentials.ts";
import type { CredentialSource } from "./source.ts";

/** The keys as they stand in the file. */
export const staticKeys: CredentialSource<"keys"> = async ({ keys }) => ({
	credentials: asCredentials(keys),
});

/** Keys of a file as credentials. Whatever they are, the file does not say when they expire. */
export function asCredentials({ accessKeyId, secretAccessKey, sessionToken }: StaticKeys): Credentials {
	return {
		accessKeyId,
		secretAccessKey,
		...(sessionToken === undefined ? {} : { sessionToken }),
	};
}
