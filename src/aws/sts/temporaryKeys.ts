import { SessionsError } from "../../core/errors.ts";
import type { Credentials } from "../../core/session/credentials.ts";
import { Secret } from "../../core/text/secret.ts";
import { asObject, type JsonObject, textOf } from "../http/json.ts";

/** What a service's answer must have. @throws SessionsError `InvalidResponse`, which quotes nothing of it */
export function required<T>(value: T | undefined, host: string): T {
	if (value === undefined) {
		throw new SessionsError("InvalidResponse", `${host} gave no complete credentials`, {
			remedies: [{ kind: "retry" }],
		});
	}
	return value;
}

/** The keys under a name in a service's answer, with their end still to be told. @throws as {@link required} */
export function temporaryKeys(
	answer: JsonObject,
	name: string,
	host: string,
): Omit<Credentials, "expiresAt"> {
	const keys = asObject(answer[name]);
	return {
		accessKeyId: required(textOf(keys, "accessKeyId"), host),
		secretAccessKey: new Secret(required(textOf(keys, "secretAccessKey"), host)),
		sessionToken: new Secret(required(textOf(keys, "sessionToken"), host)),
	};
}
