import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { text as textOf } from "node:stream/consumers";
import { HttpRequest } from "@smithy/protocol-http";
import { SignatureV4 } from "@smithy/signature-v4";
import type { StsDouble } from "../../sts/double.ts";

/** What a request is signed with. */
export type Keys = {
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
	readonly sessionToken?: string;
};

/** How a request departs from the usual. */
export type CallOptions = {
	readonly region?: string;
	readonly service?: string;
	/** The Host header, when it is not the double's address. */
	readonly host?: string;
	/** The date that is signed, in milliseconds since 1970. */
	readonly at?: number;
	/** Changes headers after signing. */
	readonly tamper?: (headers: Record<string, string>) => Record<string, string>;
	readonly signal?: AbortSignal;
};

/** An answer, its body read. */
export type Answer = {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
	/** The text of the first element with this name, XML escapes undone; the empty string when absent. */
	readonly element: (name: string) => string;
};

/** The moment at which the tests' clocks stand: 2026-03-01T12:00:10Z. */
export const startOfTime = Date.UTC(2026, 2, 1, 12, 0, 10);

/** Sends one signed request to the double. Without keys it goes unsigned. */
export async function call(
	sts: StsDouble,
	keys: Keys | undefined,
	parameters: Record<string, string>,
	options: CallOptions = {},
): Promise<Answer> {
	const { hostname, port, protocol } = new URL(sts.url);
	const request = new HttpRequest({
		method: "POST",
		protocol,
		hostname,
		port: Number(port),
		path: "/",
		headers: {
			host: options.host ?? `${hostname}:${port}`,
			"content-type": "application/x-www-form-urlencoded; charset=utf-8",
		},
		body: new URLSearchParams({ Version: "2011-06-15", ...parameters }).toString(),
	});
	const headers = keys === undefined ? request.headers : await signedHeaders(request, keys, options);
	const sent = options.tamper?.(headers) ?? headers;
	if (options.host !== undefined) return sendByHost(sts.url, sent, request.body);
	const response = await fetch(sts.url, {
		method: "POST",
		headers: sent,
		body: request.body,
		...(options.signal && { signal: options.signal }),
	});
	return answerOf(response.status, response.headers, await response.text());
}

/** The credentials in an answer. */
export function keysIn(answer: Answer): Keys {
	return {
		accessKeyId: answer.element("AccessKeyId"),
		secretAccessKey: answer.element("SecretAccessKey"),
		sessionToken: answer.element("SessionToken"),
	};
}

/** Status, code and message in one line, for comparing. */
export function outcome(answer: Answer): string {
	return `${answer.status} ${answer.element("Code")}: ${answer.element("Message")}`;
}

/** `fetch` sets the Host header itself; this does not. */
async function sendByHost(url: string, headers: Record<string, string>, body: string): Promise<Answer> {
	const request = httpRequest(url, { method: "POST", headers });
	request.end(body);
	const [response] = (await once(request, "response")) as [IncomingMessage];
	return answerOf(response.statusCode ?? 0, new Headers(), await textOf(response));
}

function answerOf(status: number, headers: Headers, text: string): Answer {
	return { status, headers, text, element: (name) => elementOf(text, name) };
}

async function signedHeaders(request: HttpRequest, keys: Keys, options: CallOptions) {
	const signer = new SignatureV4({
		credentials: keys,
		region: options.region ?? "eu-central-1",
		service: options.service ?? "sts",
		sha256: Sha256,
	});
	const signed = await signer.sign(request, { signingDate: new Date(options.at ?? startOfTime) });
	return signed.headers;
}

class Sha256 {
	readonly #hash;

	constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
		this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", bytes(secret));
	}

	update(data: string | ArrayBuffer | ArrayBufferView): void {
		this.#hash.update(bytes(data));
	}

	async digest(): Promise<Uint8Array> {
		return this.#hash.digest();
	}

	reset(): void {
		throw new Error("A hash is used once");
	}
}

function bytes(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
	if (typeof data === "string") return Buffer.from(data);
	return ArrayBuffer.isView(data)
		? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
		: new Uint8Array(data);
}

function elementOf(text: string, name: string): string {
	const [, content = ""] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(text) ?? [];
	const escapes = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&" };
	return Object.entries(escapes).reduce((held, [escaped, plain]) => held.replaceAll(escaped, plain), content);
}
