/** A TOTP secret as bytes, or why a text holds none. */
export type TotpSecretReading =
	| { readonly kind: "secret"; readonly secret: Uint8Array }
	| { readonly kind: "problem"; readonly problem: string };

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * Reads the secret of an AWS virtual MFA device: the text AWS shows (Base32) or an `otpauth://` URI of its QR
 * code. AWS's devices make 6 digits every 30 s with SHA-1; a URI that says otherwise is not one of theirs.
 */
export function readTotpSecret(text: string): TotpSecretReading {
	const trimmed = text.trim();
	if (!trimmed.toLowerCase().startsWith("otpauth:")) {
		return decodeBase32(trimmed);
	}
	const uri = URL.canParse(trimmed) ? new URL(trimmed) : undefined;
	if (uri === undefined || uri.host !== "totp") {
		return problem("Only otpauth://totp/… addresses are for time-based codes");
	}
	const parameter = (name: string, only: string): string | undefined => {
		const value = uri.searchParams.get(name);
		return value === null || value.toUpperCase() === only
			? undefined
			: `${name} is ${value}, AWS uses ${only}`;
	};
	const different = parameter("digits", "6") ?? parameter("period", "30") ?? parameter("algorithm", "SHA1");
	if (different !== undefined) {
		return problem(different);
	}
	const secret = uri.searchParams.get("secret");
	return secret === null ? problem("The address has no secret in it") : decodeBase32(secret);
}

function decodeBase32(text: string): TotpSecretReading {
	const symbols = text.replace(/[\s-]/g, "").replace(/=+$/, "").toUpperCase();
	if (symbols.length < 16) {
		return problem("A secret has at least 16 letters and digits");
	}
	const bytes = new Uint8Array(Math.floor((symbols.length * 5) / 8));
	let buffer = 0;
	let bits = 0;
	let at = 0;
	for (const symbol of symbols) {
		const value = alphabet.indexOf(symbol);
		if (value < 0) {
			return problem("A secret consists of the letters A to Z and the digits 2 to 7");
		}
		buffer = ((buffer << 5) | value) & 0xfff;
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			bytes[at++] = (buffer >> bits) & 0xff;
		}
	}
	return { kind: "secret", secret: bytes };
}

function problem(text: string): TotpSecretReading {
	return { kind: "problem", problem: text };
}
