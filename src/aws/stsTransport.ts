import type { Clock } from "../core/clock.ts";
import type { Credentials } from "../core/credentials.ts";
import { SessionsError } from "../core/errors.ts";
import type { StsEndpoint } from "../core/stsEndpoint.ts";
import type { HttpNetwork, HttpRequest, HttpResponse, SendHttp } from "./http.ts";
import { neverArrived } from "./networkError.ts";
import { isTransient, withRetries } from "./retry.ts";
import { signRequest } from "./signer.ts";
import type { StsCallContext } from "./stsErrors.ts";
import { readStsResult } from "./stsResult.ts";
import type { XmlNode } from "./stsXml.ts";

/** With what, where and on whose behalf a request is made. */
export interface StsCall {
	readonly endpoint: StsEndpoint;
	readonly credentials: Credentials;
	/** The profile whose credentials these are, for messages. */
	readonly caller: string;
	readonly signal?: AbortSignal | undefined;
	readonly network?: HttpNetwork | undefined;
}

export interface StsTransportOptions {
	readonly send: SendHttp;
	readonly clock: Clock;
	/** Told once per request sent: no parameters, no secrets. */
	readonly onRequest?: (event: StsRequestEvent) => void;
}

/** One request and how it went, for the log. */
export interface StsRequestEvent {
	readonly operation: string;
	readonly host: string;
	readonly status: number;
	readonly requestId: string | undefined;
	/** Milliseconds. */
	readonly duration: number;
}

/** What STS answered, and how its clock stands to ours. */
export interface StsAnswer {
	readonly result: XmlNode | undefined;
	readonly host: string;
	/** Turns the server's time (ms since the epoch) into this machine's. */
	readonly toLocalTime: (serverTime: number) => number;
}

const apiVersion = "2011-06-15";
/** A server's date this far off (ms) is the likely reason for a refused signature. */
const notableSkew = 4 * 60_000;
/** Below this (ms) the two clocks count as equal: a Date header has whole seconds, and an answer takes time. */
const ignoredSkew = 30_000;

/**
 * awsQuery to STS: encodes, signs, sends, retries, and reads results and faults. Knows how far each server's
 * clock is from ours, and corrects for it.
 */
export class StsTransport {
	readonly #send: SendHttp;
	readonly #clock: Clock;
	readonly #onRequest: (event: StsRequestEvent) => void;
	/** Milliseconds to add to our clock, by host. */
	readonly #skew = new Map<string, number>();

	constructor({ send, clock, onRequest = () => {} }: StsTransportOptions) {
		this.#send = send;
		this.#clock = clock;
		this.#onRequest = onRequest;
	}

	/** Calls one operation; parameters that are undefined are left out. @throws SessionsError, CancelledError */
	async call(
		operation: string,
		call: StsCall,
		parameters: Readonly<Record<string, string | undefined>>,
	): Promise<StsAnswer> {
		const url = endpointUrl(call.endpoint.url);
		const body = encode({ Action: operation, Version: apiVersion, ...parameters });
		const request: HttpRequest = {
			method: "POST",
			url,
			headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
			body,
		};
		const context: StsCallContext = {
			operation,
			caller: call.caller,
			host: url.host,
			region: call.endpoint.signingRegion,
			roleArn: parameters["RoleArn"],
			sentMfa: parameters["TokenCode"] !== undefined,
		};
		// A lost connection may have spent the MFA code, so only a request without one is sent again blindly.
		const isRetryable = (error: unknown): boolean =>
			isTransient(error) ||
			neverArrived(error) ||
			(!context.sentMfa && error instanceof SessionsError && error.code === "ConnectionLost");
		const result = await withRetries(() => this.#sendCorrectingClock(request, call, context), {
			clock: this.#clock,
			signal: call.signal,
			isRetryable,
		});
		const skew = this.#skew.get(url.host) ?? 0;
		return { result, host: url.host, toLocalTime: (serverTime) => serverTime - skew };
	}

	/** Sends once, and once more when the signature was refused by a server whose date is far from ours. */
	async #sendCorrectingClock(
		request: HttpRequest,
		call: StsCall,
		context: StsCallContext,
	): Promise<XmlNode | undefined> {
		const before = this.#skew.get(context.host) ?? 0;
		try {
			return readStsResult(await this.#sendSigned(request, call, context), call.credentials, context);
		} catch (error) {
			// Any other refusal looked into the request first, and may have spent its MFA code.
			const isSignatureRefused =
				error instanceof SessionsError && (error.code === "InvalidSignature" || error.code === "ClockSkew");
			const after = this.#skew.get(context.host) ?? 0;
			if (!isSignatureRefused || Math.abs(after - before) < notableSkew) {
				throw error;
			}
		}
		return readStsResult(await this.#sendSigned(request, call, context), call.credentials, context);
	}

	async #sendSigned(request: HttpRequest, call: StsCall, context: StsCallContext): Promise<HttpResponse> {
		const started = this.#clock.now();
		const signed = await signRequest(request, {
			service: "sts",
			region: context.region,
			credentials: call.credentials,
			date: started + (this.#skew.get(context.host) ?? 0),
		});
		const response = await this.#send(signed, { ...call.network, signal: call.signal });
		const now = this.#clock.now();
		this.#learnSkew(context.host, response.headers["date"], now);
		this.#onRequest({
			operation: context.operation,
			host: context.host,
			status: response.status,
			requestId: response.headers["x-amzn-requestid"],
			duration: now - started,
		});
		return response;
	}

	#learnSkew(host: string, date: string | undefined, now: number): void {
		const skew = Date.parse(date ?? "") - now;
		if (!Number.isNaN(skew)) {
			this.#skew.set(host, Math.abs(skew) < ignoredSkew ? 0 : skew);
		}
	}
}

/** An endpoint's address as a URL. @throws SessionsError `InvalidEndpoint` */
function endpointUrl(text: string): URL {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
		throw new SessionsError(
			"InvalidEndpoint",
			`'${text}' is not an endpoint's URL. It begins with https:// or http://`,
			{
				remedies: [{ kind: "openConfig" }],
			},
		);
	}
	return url;
}

function encode(parameters: Readonly<Record<string, string | undefined>>): string {
	return Object.entries(parameters)
		.filter((entry): entry is [string, string] => entry[1] !== undefined)
		.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
		.join("&");
}
