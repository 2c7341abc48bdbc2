import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** The algorithm's name in the Authorization header and in the string to sign. */
export const algorithm = "AWS4-HMAC-SHA256";

/** What of an HTTP request goes into its signature. */
export type HttpRequestParts = {
	readonly method: string;
	/** The path as it was sent. */
	readonly path: string;
	/** The query as it was sent, without the question mark. */
	readonly query: string;
	/** Names and values in the order of the wire, repetitions kept. */
	readonly headers: readonly (readonly [string, string])[];
	readonly body: Uint8Array | string;
};

/** A credential scope: `date/region/service/aws4_request`. */
export type Scope = {
	/** YYYYMMDD */
	readonly date: string;
	readonly region: string;
	readonly service: string;
};

/** An Authorization header taken apart. */
export type Authorization = {
	readonly accessKeyId: string;
	readonly scope: Scope;
	/** Lower-case names, in the order of the header. */
	readonly signedHeaders: readonly string[];
	readonly signature: string;
};

/** Takes an Authorization header apart; undefined when it is not a complete one of Signature Version 4. */
export function parseAuthorization(header: string): Authorization | undefined {
	const space = header.indexOf(" ");
	if (header.slice(0, space) !== algorithm) return undefined;
	const fields = new Map<string, string>();
	for (const part of header.slice(space + 1).split(",")) {
		const equals = part.indexOf("=");
		fields.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
	}
	const [accessKeyId, date, region, service, end, ...rest] = fields.get("Credential")?.split("/") ?? [];
	const signedHeaders = fields.get("SignedHeaders");
	const signature = fields.get("Signature");
	if (!accessKeyId || !date || !region || !service || !signedHeaders || !signature) return undefined;
	if (end !== "aws4_request" || rest.length > 0) return undefined;
	return {
		accessKeyId,
		scope: { date, region, service },
		signedHeaders: signedHeaders.split(";").map((name) => name.toLowerCase()),
		signature,
	};
}

/** The value of a header, repetitions joined by commas as the specification has them; undefined when absent. */
export function headerValue(request: HttpRequestParts, name: string): string | undefined {
	const values = request.headers
		.filter(([key]) => key.toLowerCase() === name)
		.map(([, value]) => value.trim().replace(/ +/g, " "));
	return values.length > 0 ? values.join(",") : undefined;
}

/** The canonical request: method, path, query, signed headers, their names, and the body's hash. */
export function canonicalRequest(request: HttpRequestParts, signedHeaders: readonly string[]): string {
	const names = [...signedHeaders].sort();
	return [
		request.method.toUpperCase(),
		canonicalPath(request.path),
		canonicalQuery(request.query),
		...names.map((name) => `${name}:${headerValue(request, name) ?? ""}`),
		"",
		names.join(";"),
		sha256(request.body),
	].join("\n");
}

/** The string to sign. `amzDate` is the text of the `x-amz-date` header. */
export function stringToSign(canonical: string, amzDate: string, scope: Scope): string {
	return [algorithm, amzDate, scopeText(scope), sha256(canonical)].join("\n");
}

/** The signature, in lower-case hexadecimal. */
export function signatureOf(secretAccessKey: string, scope: Scope, toSign: string): string {
	const dateKey = hmac(`AWS4${secretAccessKey}`, scope.date);
	const serviceKey = hmac(hmac(dateKey, scope.region), scope.service);
	return hmac(hmac(serviceKey, "aws4_request"), toSign).toString("hex");
}

/** Whether two signatures are the same, in a time that tells nothing of where they differ. */
export function sameSignature(left: string, right: string): boolean {
	const [a, b] = [Buffer.from(left), Buffer.from(right)];
	return a.length === b.length && timingSafeEqual(a, b);
}

/** Milliseconds since 1970 of an `x-amz-date` (`YYYYMMDDTHHMMSSZ`); undefined for any other text. */
export function parseAmzDate(text: string): number | undefined {
	const [, year, month, day, hour, minute, second] =
		/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
	const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
	return Number.isNaN(at) ? undefined : at;
}

/** A moment (milliseconds since 1970) as an `x-amz-date`. */
export function formatAmzDate(ms: number): string {
	return new Date(ms).toISOString().replace(/[:-]|\.\d{3}/g, "");
}

function scopeText({ date, region, service }: Scope): string {
	return `${date}/${region}/${service}/aws4_request`;
}

/** Every service but S3 signs the path encoded once more than it is sent. */
function canonicalPath(path: string): string {
	return path.split("/").map(encode).join("/") || "/";
}

function canonicalQuery(query: string): string {
	return [...new URLSearchParams(query)]
		.map(([name, value]) => [encode(name), encode(value)] as const)
		.sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
		.map(([name, value]) => `${name}=${value}`)
		.join("&");
}

function compare(left: string, right: string): number {
	return left < right ? -1 : Number(left > right);
}

function encode(text: string): string {
	return encodeURIComponent(text).replace(
		/[!'()*]/g,
		(letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
	);
}

function sha256(data: Uint8Array | string): string {
	return createHash("sha256").update(data).digest("hex");
}

function hmac(key: Uint8Array | string, data: string): Buffer {
	return createHmac("sha256", key).update(data).digest();
}
