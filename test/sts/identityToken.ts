import { createHmac, timingSafeEqual } from "node:crypto";

/** What an identity token says. Times in seconds since 1970. */
export type IdentityClaims = {
	readonly iss: string;
	readonly aud: string;
	readonly sub: string;
	readonly exp: number;
};

/** A JSON Web Token, signed with a shared secret (HS256). Claims beside those that count are carried along. */
export function signIdentityToken(
	claims: Partial<IdentityClaims> & Readonly<Record<string, unknown>>,
	secret: string,
): string {
	const signed = [{ alg: "HS256", typ: "JWT" }, claims]
		.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
		.join(".");
	return `${signed}.${signatureOf(signed, secret)}`;
}

/** What a token says, its signature not looked at; undefined when it is no token. */
export function readIdentityToken(token: string): IdentityClaims | undefined {
	const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(token) ?? [];
	if (payload === undefined) return undefined;
	try {
		const { iss, aud, sub, exp } = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
		const isWhole = [iss, aud, sub].every((text) => typeof text === "string") && typeof exp === "number";
		return isWhole ? { iss, aud, sub, exp } : undefined;
	} catch {
		return undefined;
	}
}

/** Whether the token was signed with this secret. */
export function isSignedWith(token: string, secret: string): boolean {
	const end = token.lastIndexOf(".");
	const given = Buffer.from(token.slice(end + 1));
	const right = Buffer.from(signatureOf(token.slice(0, end), secret));
	return given.length === right.length && timingSafeEqual(given, right);
}

function signatureOf(signed: string, secret: string): string {
	return createHmac("sha256", secret).update(signed).digest("base64url");
}
