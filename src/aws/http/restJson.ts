import { SessionsError } from "../../core/errors.ts";
import type { HttpResponse } from "./http.ts";
import { type JsonObject, parseJsonObject, textOf } from "./json.ts";

/** What a REST service of AWS's said instead of a result. */
export interface RestFault {
	readonly status: number;
	/** The exception's name: `UnauthorizedException`, …; empty when the service named none. */
	readonly code: string;
	/** An OAuth service's finer word: `TOKEN_EXPIRED`, … */
	readonly reason: string | undefined;
	/** The service's own words. Secrets of the request may be in them. */
	readonly message: string;
	readonly requestId: string | undefined;
}

/**
 * An answer's object, or the fault it tells of.
 * @throws SessionsError for what others answer in the service's place: `ServiceUnavailable`, `Throttled`,
 * `ProxyRefused`, `InvalidResponse`
 */
export function readRestJson(
	response: HttpResponse,
	host: string,
): { readonly result: JsonObject } | { readonly fault: RestFault } {
	const { status, headers } = response;
	const body = parseJsonObject(response.body);
	if (status >= 200 && status < 300 && body !== undefined) {
		return { result: body };
	}
	const named = headers["x-amzn-errortype"] ?? textOf(body, "__type") ?? textOf(body, "code") ?? "";
	if (status < 400 || (body === undefined && named === "")) {
		throw strangersAnswer(status, host);
	}
	return {
		fault: {
			status,
			code: named.replace(/:.*$/s, "").replace(/^.*#/s, ""),
			reason: textOf(body, "error"),
			message:
				textOf(body, "message") ??
				textOf(body, "Message") ??
				textOf(body, "error_description") ??
				"no message",
			requestId: headers["x-amzn-requestid"],
		},
	};
}

/** The error for a service that has a problem of its own, or for undefined when this fault is of another kind. */
export function passingFault(
	{ status, code, requestId }: RestFault,
	host: string,
): SessionsError | undefined {
	const details = {
		remedies: [{ kind: "retry" }] as const,
		...(requestId === undefined ? {} : { requestId }),
	};
	if (status === 429 || code.startsWith("TooManyRequests") || code.startsWith("Throttling")) {
		return new SessionsError(
			"Throttled",
			`${host} is being asked too often. Wait a moment, then try again`,
			details,
		);
	}
	return status >= 500
		? new SessionsError(
				"ServiceUnavailable",
				`${host} has a problem of its own (${status}). Wait a moment, then try again`,
				details,
			)
		: undefined;
}

function strangersAnswer(status: number, host: string): SessionsError {
	if (status === 407) {
		return new SessionsError("ProxyRefused", "The proxy asks for a sign-in (407)", {
			remedies: [{ kind: "openSettings", setting: "http.proxy" }],
		});
	}
	return (
		passingFault({ status, code: "", reason: undefined, message: "", requestId: undefined }, host) ??
		new SessionsError(
			"InvalidResponse",
			`${host} did not answer as AWS does (${status}). Is a proxy in the way?`,
			{
				remedies: [{ kind: "openSettings", setting: "http.proxy" }, { kind: "showLog" }],
			},
		)
	);
}
