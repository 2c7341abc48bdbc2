import type { Clock } from "../../core/clock.ts";
import { SessionsError } from "../../core/errors.ts";
import type { StsEndpoint } from "../../core/places/stsEndpoint.ts";
import { type Credentials, scrubCredentials } from "../../core/session/credentials.ts";
import { Secret } from "../../core/text/secret.ts";
import { clockSkew } from "../http/clockSkew.ts";
import { endpointUrl } from "../http/endpointUrl.ts";
import type { HttpNetwork, HttpRequest, HttpResponse, SendHttp } from "../http/http.ts";
import { neverArrived } from "../http/networkError.ts";
import { isConnectionLost, isThrottled, isTransient, withRetries } from "../http/retry.ts";
import { signRequest } from "./signer.ts";
import type { StsCallContext } from "./stsErrors.ts";
import { encodeQuery, type StsParameters } from "./stsQuery.ts";
import { readStsResult } from "./stsResult.ts";
import type { XmlNode } from "./stsXml.ts";

/** Where and on whose behalf a request is made that is not signed: what it sends says who asks. */
export interface UnsignedStsCall {
	readonly endpoint: StsEndpoint;
	/** The profile whose credentials are sent, for messages; or what else they are, in words that begin a clause. */
	readonly caller: string | { readonly words: string };
	readonly signal?: AbortSignal | undefined;
	readonly network?: HttpNetwork | undefined;
}

/** A request that is signed, with what. */
export interface StsCall extends UnsignedStsCall {
	readonly credentials: Credentials;
}

type AnyCall = UnsignedStsCall & { readonly credentials?: Credentials };

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

	/**
	 * Calls one operation, signed when there are credentials; parameters that are undefined are left out.
	 * @throws SessionsError, CancelledError
	 */
	async call(operation: string, call: AnyCall, parameters: StsParameters): Promise<StsAnswer> {
		const url = endpointUrl(call.endpoint.url);
		const body = encodeQuery({ Action: operation, Version: apiVersion, ...parameters });
		const request: HttpRequest = {
			method: "POST",
			url,
			headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
			body,
		};
		const context: StsCallContext = {
			operation,
			...(typeof call.caller === "string"
				? { caller: `profile '${call.caller}'`, profile: call.caller }
				: { caller: call.caller.words }),
			host: url.host,
			region: call.endpoint.signingRegion,
			roleArn: parameters["RoleArn"]?.toString(),
			sentMfa: parameters["TokenCode"] !== undefined,
		};
		// A lost connection or a fault of STS's may have spent the MFA code; throttling comes before it is looked at.
		const isRetryable = (error: unknown): boolean =>
			neverArrived(error) ||
			(context.sentMfa ? isThrottled(error) : isTransient(error) || isConnectionLost(error));
		const scrub = scrubber(call, parameters);
		const sendOnce = async (): Promise<XmlNode | undefined> =>
			readStsResult(await this.#sendOnce(request, call, context), scrub, context);
		const result = await withRetries(() => this.#correctingClock(sendOnce, context.host), {
			clock: this.#clock,
			signal: call.signal,
			isRetryable,
		});
		const skew = this.#skew.get(url.host) ?? 0;
		return { result, host: url.host, toLocalTime: (serverTime) => serverTime - skew };
	}

	/** Sends once, and once more when the signature was refused by a server whose date is far from ours. */
	async #correctingClock<T>(sendOnce: () => Promise<T>, host: string): Promise<T> {
		const before = this.#skew.get(host) ?? 0;
		try {
			return await sendOnce();
		} catch (error) {
			// Any other refusal looked into the request first, and may have spent its MFA code.
			const isSignatureRefused =
				error instanceof SessionsError && (error.code === "InvalidSignature" || error.code === "ClockSkew");
			const after = this.#skew.get(host) ?? 0;
			if (!isSignatureRefused || Math.abs(after - before) < notableSkew) {
				throw error;
			}
		}
		return sendOnce();
	}

	async #sendOnce(request: HttpRequest, call: AnyCall, context: StsCallContext): Promise<HttpResponse> {
		const started = this.#clock.now();
		const { credentials } = call;
		const { region, host } = context;
		const date = started + (this.#skew.get(host) ?? 0);
		const signed =
			credentials === undefined
				? request
				: await signRequest(request, { service: "sts", region, credentials, date });
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
		const skew = clockSkew(date, now);
		if (skew !== undefined) {
			this.#skew.set(host, skew);
		}
	}
}

/** Takes all that is secret of a request out of a text. */
function scrubber({ credentials }: AnyCall, parameters: StsParameters): (text: string) => string {
	const secrets = Object.values(parameters).filter((value) => value instanceof Secret);
	return (text) =>
		secrets.reduce(
			(scrubbed, secret) => secret.scrub(scrubbed),
			credentials === undefined ? text : scrubCredentials(text, credentials),
		);
}
