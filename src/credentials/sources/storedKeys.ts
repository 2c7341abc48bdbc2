import type { Base } from "../../core/config/chain.ts";
import type { StaticKeys } from "../../core/config/profile.ts";
import { SessionsError } from "../../core/errors.ts";
import type { AcquireContext } from "../context.ts";
import type { CredentialSource } from "./source.ts";
import { asCredentials } from "./staticKeys.ts";

/** A user's own keys that are kept outside the files: fetched when they are used, not before. */
export const storedKeys: CredentialSource<"storedKeys"> = async (base, context) => ({
	credentials: asCredentials(await fetchStoredKeys(base, context)),
});

/** @throws SessionsError `StoredKeysMissing` */
export async function fetchStoredKeys(
	{ name, profile, stored }: Extract<Base, { kind: "storedKeys" }>,
	context: Pick<AcquireContext, "storedKeys">,
): Promise<StaticKeys> {
	const keys = await context.storedKeys?.get(stored);
	if (keys === undefined) {
		throw new SessionsError(
			"StoredKeysMissing",
			`The access keys of '${name}' (${stored.accessKeyId}) are not in VS Code's secret storage any more. Put keys for it into the credentials file`,
			{
				remedies: [{ kind: "openFile", place: profile.place }],
				about: { profile: name },
			},
		);
	}
	return keys;
}
