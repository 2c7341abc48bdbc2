import { createCipheriv, createDecipheriv, createHash } from "node:crypto";

/** Lists as the decoded messages have them. */
export type Items<T> = { readonly items: readonly T[] };

type Value = { readonly value: string };
type Condition = { readonly key: string; readonly values: Items<Value> };

/** A statement that had a part in the decision. */
export type MatchedStatement = {
	/** The statement's `Sid`; the empty string when it has none. */
	readonly statementId: string;
	readonly effect: "ALLOW" | "DENY";
	readonly principals: Items<Value>;
	readonly principalGroups: Items<Value>;
	readonly actions: Items<Value>;
	readonly resources: Items<Value>;
	readonly conditions: Items<Condition>;
};

/** A decoded authorization message, in the shape that STS gives it. */
export type DecodedAuthorization = {
	readonly allowed: boolean;
	readonly explicitDeny: boolean;
	readonly matchedStatements: Items<MatchedStatement>;
	readonly failures: Items<Value>;
	readonly context: {
		/** Only users have a name. */
		readonly principal: { readonly id: string; readonly name?: string; readonly arn: string };
		readonly action: string;
		readonly resource: string;
		readonly conditions: Items<Condition>;
	};
};

/** A message taken out of its encoding. */
export type OpenedMessage = {
	/** The decoded message, as the JSON text that STS answers with. */
	readonly text: string;
	/** When it can no longer be decoded, in milliseconds since 1970; undefined when it always can. */
	readonly expiresAt: number | undefined;
};

const algorithm = "aes-256-gcm";
const key = createHash("sha256").update("authorization messages of the double").digest();
const nonceBytes = 12;
const tagBytes = 16;

/**
 * The encoded message that a service adds to a refusal: long text in the alphabet of URL-safe Base64, the same for the
 * same content.
 * @param expiresAt milliseconds since 1970; never when left out
 */
export function encodeAuthorizationMessage(decoded: DecodedAuthorization, expiresAt?: number): string {
	const plain = JSON.stringify({ text: JSON.stringify(decoded), expiresAt });
	const nonce = createHash("sha256").update(plain).digest().subarray(0, nonceBytes);
	const cipher = createCipheriv(algorithm, key, nonce);
	const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
	return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url");
}

/** What an encoded message holds; undefined for any text that the double did not make. */
export function openAuthorizationMessage(encoded: string): OpenedMessage | undefined {
	if (!/^[\w-]+$/.test(encoded)) return undefined;
	const bytes = Buffer.from(encoded, "base64url");
	if (bytes.length < nonceBytes + tagBytes) return undefined;
	const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes));
	decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
	try {
		const sealed = bytes.subarray(nonceBytes + tagBytes);
		const plain = Buffer.concat([decipher.update(sealed), decipher.final()]).toString("utf8");
		const { text, expiresAt } = JSON.parse(plain);
		return { text, expiresAt };
	} catch {
		return undefined;
	}
}

/** A list in the decoded messages' shape. */
export function items<T>(...values: readonly T[]): Items<T> {
	return { items: values };
}

/** A list of values in the decoded messages' shape. */
export function valueItems(...values: readonly string[]): Items<Value> {
	return items(...values.map((value) => ({ value })));
}

/** A list of conditions in the decoded messages' shape: each key with its value. */
export function conditionItems(conditions: Readonly<Record<string, string>>): Items<Condition> {
	return items(...Object.entries(conditions).map(([key, value]) => ({ key, values: valueItems(value) })));
}
