import { lengthLimits } from "../session/stsLimits.ts";
import type { Secret } from "../text/secret.ts";

/** What a JSON Web Token says, as yet believed by nobody. Times are milliseconds since the epoch. */
export interface TokenClaims {
	readonly issuer: string | undefined;
	readonly subject: string | undefined;
	readonly audience: readonly string[];
	readonly expiresAt?: number;
	readonly issuedAt?: number;
	readonly notBefore?: number;
	/** All of them, as they stand in the token. */
	readonly claims: Readonly<Record<string, unknown>>;
}

/** The furthest a Date can be from the epoch, in ms. */
const maxTime = 8.64e15;

/** A token as it was pasted, without what often stands around one: blanks, quotation marks, `Bearer`. */
export function bareToken(text: string): string {
	const unquote = (quoted: string): string => /^(["'`])(.*)\1$/s.exec(quoted)?.[2]?.trim() ?? quoted;
	const withoutHeader = unquote(text.trim()).replace(/^(?:authorization\s*:\s*)?bearer(?:\s+|$)/i, "");
	return unquote(withoutHeader);
}

/** The claims of a token; undefined when it is no JWT, or an encrypted one. Never throws, and keeps no signature. */
export function readClaims(token: Secret | string): TokenClaims | undefined {
	const parts = bareToken(typeof token === "string" ? token : token.reveal()).split(".");
	const [header = "", payload = "", signature = ""] = parts;
	if (parts.length !== 3 || !/^[\w-]*$/.test(signature) || readPart(header)?.["alg"] === undefined) {
		return undefined;
	}
	const claims = readPart(payload);
	if (claims === undefined) {
		return undefined;
	}
	const expiresAt = timeOf(claims["exp"]);
	const issuedAt = timeOf(claims["iat"]);
	const notBefore = timeOf(claims["nbf"]);
	return {
		issuer: textOf(claims["iss"]),
		subject: textOf(claims["sub"]),
		audience: [claims["aud"]].flat().filter((item) => typeof item === "string" && item !== "") as string[],
		...(expiresAt === undefined ? {} : { expiresAt }),
		...(issuedAt === undefined ? {} : { issuedAt }),
		...(notBefore === undefined ? {} : { notBefore }),
		claims,
	};
}

/**
 * Why STS takes no token that has the form of this text: its length, blanks. Undefined when it may be one, opaque
 * ones among them, which STS takes from a few providers that it knows.
 */
export function tokenFormProblem(text: string): string | undefined {
	const token = bareToken(text);
	if (token === "") {
		return "There is no token";
	}
	if (/\s/.test(token)) {
		return "A token has no blanks or line breaks in it";
	}
	const { min, max } = lengthLimits.webIdentityToken;
	return token.length < min || token.length > max
		? `A token has ${min} to ${max} characters, this has ${token.length}`
		: undefined;
}

/** Why a text is not an OpenID Connect token that STS can take, in words; undefined when it is one. */
export function identityTokenProblem(text: string): string | undefined {
	const formProblem = tokenFormProblem(text);
	if (formProblem !== undefined) {
		return formProblem;
	}
	const token = bareToken(text);
	const parts = token.split(".").length;
	const read = readClaims(token);
	if (read === undefined) {
		return parts === 5 && token.startsWith("eyJ")
			? "This token is encrypted, and STS takes only signed ones"
			: parts === 3 && token.startsWith("eyJ")
				? "This token is damaged or cut short"
				: "This is no JSON Web Token. If it is an access token, take the ID token instead: three parts with dots between";
	}
	const { issuer, subject, audience, claims } = read;
	const missing = [
		...(issuer === undefined ? ["iss"] : []),
		...(subject === undefined ? ["sub"] : []),
		...(audience.length === 0 && textOf(claims["azp"]) === undefined ? ["aud"] : []),
	];
	return missing.length === 0
		? undefined
		: `This token has no ${missing.join(" and no ")}. If it is an access token, take the ID token instead`;
}

function readPart(part: string): Readonly<Record<string, unknown>> | undefined {
	if (!/^[\w-]+$/.test(part)) {
		return undefined;
	}
	try {
		const binary = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
		const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
		const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
		return typeof value === "object" && value !== null && !Array.isArray(value)
			? (value as Record<string, unknown>)
			: undefined;
	} catch {
		return undefined;
	}
}

function textOf(value: unknown): string | undefined {
	return typeof value === "string" && value !== "" ? value : undefined;
}

/** From the seconds that RFC 7519 counts in. */
function timeOf(value: unknown): number | undefined {
	const time = typeof value === "number" ? Math.round(value * 1000) : Number.NaN;
	return Math.abs(time) <= maxTime ? time : undefined;
}
