import { Secret } from "../../../src/core/text/secret.ts";
import type { TotpSecrets } from "../../../src/credentials/context.ts";

/** Nobody has asked to keep a secret. */
export const noTotpSecrets: TotpSecrets = { get: async () => undefined };

/** The secrets of these devices are kept. */
export function totpSecretsOf(secrets: Readonly<Record<string, string>>): TotpSecrets {
	return {
		get: async (serial) => {
			const secret = secrets[serial];
			return secret === undefined ? undefined : new Secret(secret);
		},
	};
}
