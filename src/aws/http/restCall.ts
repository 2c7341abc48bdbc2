import type { Clock } from "../../core/clock.ts";
import { SessionsError } from "../../core/errors.ts";
import { clockSkew } from "./clockSkew.ts";
import type { HttpRequest, SendHttp } from "./http.ts";
import type { JsonObject } from "./json.ts";
import { neverArrived } from "./networkError.ts";
import { passingFault, type RestFault, readRestJson } from "./restJson.ts";
import { isThrottled, isTransient, withRetries } from "./retry.ts";

/** With what a REST service is called. */
export interface RestCaller {
	readonly send: SendHttp;
	readonly clock: Clock;
	readonly signal: AbortSignal;
}

export interface RestResult {
	readonly result: JsonObject;
	/** Turns the server's time (ms since the epoch) into this machine's. */
	readonly toLocalTime: (serverTime: number) => number;
}

/**
 * Calls a service that takes and gives JSON, again when it was busy or lost. Each try sends a request of its own
 * making.
 * @param isOnce whether it may not be made twice, so that it is sent again only when it has not been looked at
 * @throws SessionsError `Throttled`, `ServiceUnavailable`, `InvalidResponse`, those of the network, and
 * `errorOf` for any other fault; CancelledError
 */
export function callRest(
	makeRequest: () => HttpRequest,
	errorOf: (fault: RestFault) => SessionsError,
	{ send, clock, signal }: RestCaller,
	{ isOnce = false } = {},
): Promise<RestResult> {
	const once = async (): Promise<RestResult> => {
		const request = makeRequest();
		const response = await send(request, { signal });
		const answer = readRestJson(response, request.url.host);
		if ("fault" in answer) {
			throw passingFault(answer.fault, request.url.host) ?? errorOf(answer.fault);
		}
		const skew = clockSkew(response.headers["date"], clock.now()) ?? 0;
		return { result: answer.result, toLocalTime: (serverTime) => serverTime - skew };
	};
	return withRetries(once, { clock, signal, isRetryable: isOnce ? isUnseen : isRetryable });
}

function isUnseen(error: unknown): boolean {
	return isThrottled(error) || neverArrived(error);
}

function isRetryable(error: unknown): boolean {
	return (
		isTransient(error) ||
		neverArrived(error) ||
		(error instanceof SessionsError && error.code === "ConnectionLost")
	);
}
