import type { Clock } from "../../core/clock.ts";
import { type ErrorCode, SessionsError } from "../../core/errors.ts";
import type { HttpRequest, HttpResponse, SendHttp } from "./http.ts";
import { isTransient, withRetries } from "./retry.ts";

export interface MetadataOptions {
	/** What is asked, as a sentence's subject: `The EC2 instance metadata service`. */
	readonly subject: string;
	/** Why it may not be there, for the person. */
	readonly hint: string;
	/** Whether it is part of this machine or its network, so that no proxy may see the request. */
	readonly isLocal: boolean;
	readonly send: SendHttp;
	readonly clock: Clock;
	readonly signal: AbortSignal;
}

/** Milliseconds. What is part of the machine answers at once or not at all. */
const localConnectTimeout = 1_000;
const idleTimeout = 5_000;

const notThere: ReadonlySet<ErrorCode> = new Set(["NetworkUnreachable", "NetworkTimeout", "ConnectionLost"]);

/**
 * Asks an endpoint that gives credentials to what runs on its machine, up to three times while it has a problem
 * of its own. Gives every answer below 500, refusals too.
 * @throws SessionsError `SourceUnavailable`, `ServiceUnavailable`, `Throttled`, and as `sendHttp`; CancelledError
 */
export async function askMetadata(request: HttpRequest, options: MetadataOptions): Promise<HttpResponse> {
	const { subject, hint, isLocal, send, clock, signal } = options;
	const sendOnce = async (): Promise<HttpResponse> => {
		const response = await send(request, {
			signal,
			idleTimeout,
			...(isLocal ? { isDirect: true, connectTimeout: localConnectTimeout } : {}),
		});
		if (response.status >= 500 || response.status === 429) {
			throw new SessionsError(
				response.status === 429 ? "Throttled" : "ServiceUnavailable",
				`${subject} can't answer now (${response.status}). Wait a moment, then try again`,
				{ remedies: [{ kind: "retry" }] },
			);
		}
		return response;
	};
	try {
		return await withRetries(sendOnce, { clock, signal, isRetryable: isTransient });
	} catch (error) {
		if (error instanceof SessionsError && notThere.has(error.code)) {
			throw new SessionsError("SourceUnavailable", `${subject} can't be reached. ${hint}`, {
				cause: error,
				remedies: [{ kind: "retry" }],
			});
		}
		throw error;
	}
}
