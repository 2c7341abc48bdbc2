import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { HttpRequest as SmithyRequest } from "@smithy/protocol-http";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Credentials } from "../../core/session/credentials.ts";
import type { HttpRequest } from "../http/http.ts";

type Data = string | ArrayBuffer | ArrayBufferView;

/** SHA-256, plain or keyed, in the form the signer wants. */
class Sha256 {
	readonly #hash: Hash | Hmac;

	constructor(key?: Data) {
		this.#hash = key === undefined ? createHash("sha256") : createHmac("sha256", bytes(key));
	}

	update(data: Data): void {
		this.#hash.update(bytes(data));
	}

	async digest(): Promise<Uint8Array> {
		return this.#hash.digest();
	}

	reset(): void {}
}

function bytes(data: Data): Buffer {
	if (typeof data === "string") {
		return Buffer.from(data, "utf8");
	}
	return ArrayBuffer.isView(data)
		? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
		: Buffer.from(data);
}

export interface SigningScope {
	readonly service: string;
	readonly region: string;
	readonly credentials: Credentials;
	/** Milliseconds since the epoch, by the server's clock. */
	readonly date: number;
}

/** The request with the headers that sign it with Signature Version 4. */
export async function signRequest(request: HttpRequest, scope: SigningScope): Promise<HttpRequest> {
	const { service, region, credentials, date } = scope;
	const signer = new SignatureV4({
		service,
		region,
		sha256: Sha256,
		credentials: {
			accessKeyId: credentials.accessKeyId,
			secretAccessKey: credentials.secretAccessKey.reveal(),
			...(credentials.sessionToken === undefined ? {} : { sessionToken: credentials.sessionToken.reveal() }),
		},
	});
	const signed = await signer.sign(
		new SmithyRequest({
			method: request.method,
			protocol: request.url.protocol,
			hostname: request.url.hostname,
			path: request.url.pathname,
			query: Object.fromEntries(request.url.searchParams),
			headers: { ...request.headers, host: request.url.host },
			body: request.body,
		}),
		{ signingDate: new Date(date) },
	);
	return { ...request, headers: signed.headers };
}
