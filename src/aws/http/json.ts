/** A JSON object of which nothing is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The object that a text says; undefined when it says anything else. The parser's own error is kept from
 * everybody: it quotes the text, and this one may hold secrets.
 */
export function parseJsonObject(text: string): JsonObject | undefined {
	try {
		return asObject(JSON.parse(text));
	} catch {
		return undefined;
	}
}

/** The value as an object; undefined when it is none. */
export function asObject(value: unknown): JsonObject | undefined {
	return typeof value === "object" && value !== null && !Array.isArray(value)
		? (value as JsonObject)
		: undefined;
}

/** A property's text; undefined when it is absent, empty or no text. */
export function textOf(object: JsonObject | undefined, key: string): string | undefined {
	const value = object?.[key];
	return typeof value === "string" && value !== "" ? value : undefined;
}

/** A property's number; undefined when it is absent or no number. */
export function numberOf(object: JsonObject | undefined, key: string): number | undefined {
	const value = object?.[key];
	return typeof value === "number" ? value : undefined;
}
