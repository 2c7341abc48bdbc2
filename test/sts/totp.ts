import { createHmac } from "node:crypto";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** How long one code lasts, in milliseconds. */
export const totpWindowMs = 30_000;

/**
 * Bytes of a Base32 text (RFC 4648, padding and blanks optional).
 * @throws RangeError for a character outside the alphabet.
 */
export function fromBase32(text: string): Uint8Array {
	const bytes: number[] = [];
	let bits = 0;
	let held = 0;
	for (const letter of text.toUpperCase().replace(/[\s=]/g, "")) {
		const value = alphabet.indexOf(letter);
		if (value < 0) throw new RangeError("Not Base32");
		held = ((held << 5) | value) & 0xffff;
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			bytes.push((held >> bits) & 0xff);
		}
	}
	return Uint8Array.from(bytes);
}

/** Base32 text (RFC 4648, without padding) of some bytes. */
export function toBase32(bytes: Uint8Array): string {
	let text = "";
	let bits = 0;
	let held = 0;
	for (const byte of bytes) {
		held = ((held << 8) | byte) & 0xfff;
		bits += 8;
		while (bits >= 5) {
			bits -= 5;
			text += alphabet[(held >> bits) & 31] ?? "";
		}
	}
	return bits > 0 ? text + (alphabet[(held << (5 - bits)) & 31] ?? "") : text;
}

/** The number of the window that a moment (milliseconds since 1970) falls into. */
export function totpWindow(nowMs: number): number {
	return Math.floor(nowMs / totpWindowMs);
}

/** The one-time code (RFC 6238 over RFC 4226, HMAC-SHA-1) of a window. */
export function totpCode(seed: Uint8Array, window: number, digits = 6): string {
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(window));
	const digest = createHmac("sha1", seed).update(counter).digest();
	const offset = digest.readUInt8(digest.length - 1) & 0xf;
	const number = (digest.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits;
	return String(number).padStart(digits, "0");
}
