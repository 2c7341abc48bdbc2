const redacted = "[redacted]";

/**
 * A value that must not leak by accident. Printing, concatenating, serialising or inspecting it gives
 * `[redacted]`; only {@link Secret.reveal} gives the value, so that every use of one can be searched for.
 */
export class Secret {
	readonly #value: string;

	constructor(value: string) {
		this.#value = value;
	}

	/** The value itself, for signing, sending and delivering. */
	reveal(): string {
		return this.#value;
	}

	/** Whether both hold the same value. */
	equals(other: Secret): boolean {
		return this.#value === other.#value;
	}

	/** The text with every appearance of this value taken out. */
	scrub(text: string): string {
		return this.#value === "" ? text : text.replaceAll(this.#value, redacted);
	}

	toString(): string {
		return redacted;
	}

	toJSON(): string {
		return redacted;
	}

	[Symbol.for("nodejs.util.inspect.custom")](): string {
		return redacted;
	}
}
