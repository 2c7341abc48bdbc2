import type { Credentials } from "../session/credentials.ts";
import { iso8601 } from "../text/iso8601.ts";

/**
 * Credentials as a `credential_process` prints them in JSON, by the AWS SDKs and Tools Reference Guide ("Process
 * credential provider"): those without `Expiration` last. The secrets are in it.
 */
export function processCredentials({
	accessKeyId,
	secretAccessKey,
	sessionToken,
	expiresAt,
}: Credentials): Readonly<Record<string, unknown>> {
	return {
		Version: 1,
		AccessKeyId: accessKeyId,
		SecretAccessKey: secretAccessKey.reveal(),
		...(sessionToken === undefined ? {} : { SessionToken: sessionToken.reveal() }),
		...(expiresAt === undefined ? {} : { Expiration: iso8601(expiresAt) }),
	};
}
