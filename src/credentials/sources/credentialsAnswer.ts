import { type JsonObject, parseJsonObject } from "../../aws/http/json.ts";
import { type Remedy, SessionsError } from "../../core/errors.ts";
import type { Credentials } from "../../core/session/credentials.ts";
import { Secret } from "../../core/text/secret.ts";

/** Who gave an answer, and what it has to hold. */
export interface AnswerFormat {
	/** What gave it, as a sentence's subject: `credential_process of profile 'x'`. */
	readonly subject: string;
	/** What the session token is called in it. */
	readonly tokenField: "SessionToken" | "Token";
	/** Fields it must have beside the pair of keys. */
	readonly required?: readonly string[];
	readonly remedies: readonly Remedy[];
}

/** The object that an answer is. @throws SessionsError `InvalidSourceAnswer`, without the text */
export function answerObject(text: string, { subject, remedies }: AnswerFormat): JsonObject {
	const object = parseJsonObject(text.replace(/^\uFEFF/, ""));
	if (object === undefined) {
		const what = text.trim() === "" ? "nothing" : "something that is not a JSON object";
		throw new SessionsError("InvalidSourceAnswer", `${subject} gave ${what}`, { remedies });
	}
	return object;
}

/**
 * The credentials in an answer.
 * @param now milliseconds since the epoch
 * @throws SessionsError `InvalidSourceAnswer` that names the field and never its content, `CredentialsExpired`
 */
export function answerCredentials(answer: JsonObject, format: AnswerFormat, now: number): Credentials {
	const { subject, tokenField, required = [], remedies } = format;
	const field = (name: string): string | undefined => {
		const value = answer[name] ?? "";
		if (typeof value !== "string") {
			throw new SessionsError("InvalidSourceAnswer", `${subject} gave a ${name} that is no text`, {
				remedies,
			});
		}
		return value === "" ? undefined : value;
	};
	const accessKeyId = field("AccessKeyId");
	const secretAccessKey = field("SecretAccessKey");
	const missing = ["AccessKeyId", "SecretAccessKey", ...required].filter((name) => field(name) === undefined);
	if (accessKeyId === undefined || secretAccessKey === undefined || missing.length > 0) {
		throw new SessionsError("InvalidSourceAnswer", `${subject} gave no ${missing.join(" and no ")}`, {
			remedies,
		});
	}
	const sessionToken = field(tokenField);
	const expiration = field("Expiration");
	const expiresAt = expiration === undefined ? undefined : Date.parse(expiration);
	if (Number.isNaN(expiresAt)) {
		throw new SessionsError("InvalidSourceAnswer", `${subject} gave an Expiration that is no date`, {
			remedies,
		});
	}
	if (expiresAt !== undefined && expiresAt <= now) {
		throw new SessionsError(
			"CredentialsExpired",
			`${subject} gave credentials that have expired already. Renew them where it takes them from, then try again`,
			{ remedies: [{ kind: "retry" }, ...remedies.filter(({ kind }) => kind !== "retry")] },
		);
	}
	return {
		accessKeyId,
		secretAccessKey: new Secret(secretAccessKey),
		...(sessionToken === undefined ? {} : { sessionToken: new Secret(sessionToken) }),
		...(expiresAt === undefined ? {} : { expiresAt }),
	};
}
