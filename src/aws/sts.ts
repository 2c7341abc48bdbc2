import { type Identity, parseIdentity } from "../core/arn.ts";
import type { Clock } from "../core/clock.ts";
import { type Credentials, scrubCredentials } from "../core/credentials.ts";
import { SessionsError } from "../core/errors.ts";
import { Secret } from "../core/secret.ts";
import type { StsEndpoint } from "../core/stsEndpoint.ts";
import type { HttpRequest, HttpResponse, SendHttp } from "./http.ts";
import { neverArrived } from "./http.ts";
import { isTransient, withRetries } from "./retry.ts";
import { signRequest } from "./signer.ts";
import { type StsCallContext, stsError } from "./stsErrors.ts";
import { child, parseXml, requiredText, textAt, type XmlNode } from "./stsXml.ts";

/** With what, where and on whose behalf a request is made. */
export interface StsCall {
	readonly endpoint: StsEndpoint;
	readonly credentials: Credentials;
	/** The profile whose credentials these are, for messages. */
	readonly caller: string;
	readonly signal?: AbortSignal | undefined;
}

export interface AssumeRoleInput {
	readonly roleArn: string;
	readonly roleSessionName: string;
	/** Seconds. STS's own default is 3600. */
	readonly durationSeconds?: number | undefined;
	readonly externalId?: string | undefined;
	readonly serialNumber?: string | undefined;
	readonly tokenCode?: Secret | undefined;
}

export interface GetSessionTokenInput {
	/** Seconds. STS's own default is 43200. */
	readonly durationSeconds?: number | undefined;
	readonly serialNumber?: string | undefined;
	readonly tokenCode?: Secret | undefined;
}

export interface AssumeRoleOutput {
	readonly credentials: Credentials & { readonly expiresAt: number };
	readonly identity: Identity;
}

export interface StsClientOptions {
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

const apiVersion = "2011-06-15";
/** A server's date this far off (ms) is the likely reason for a refused signature. */
const notableSkew = 4 * 60_000;
/** Below this (ms) the two clocks count as equal: a Date header has whole seconds, and an answer takes time. */
const ignoredSkew = 30_000;

/** STS over awsQuery. Knows how far each server's clock is from ours, and corrects for it. */
export class StsClient {
	readonly #send: SendHttp;
	readonly #clock: Clock;
	readonly #onRequest: (event: StsRequestEvent) => void;
	/** Milliseconds to add to our clock, by host. */
	readonly #skew = new Map<string, number>();

	constructor({ send, clock, onRequest = () => {} }: StsClientOptions) {
		this.#send = send;
		this.#clock = clock;
		this.#onRequest = onRequest;
	}

	/** @throws SessionsError by reason and remedy; CancelledError. */
	async assumeRole(input: AssumeRoleInput, call: StsCall): Promise<AssumeRoleOutput> {
		const { result, host } = await this.#call("AssumeRole", call, {
			RoleArn: input.roleArn,
			RoleSessionName: input.roleSessionName,
			DurationSeconds: input.durationSeconds?.toString(),
			ExternalId: input.externalId,
			SerialNumber: input.serialNumber,
			TokenCode: input.tokenCode?.reveal(),
		});
		const arn = requiredText(result, host, "AssumedRoleUser", "Arn");
		return {
			credentials: this.#readCredentials(child(result, "Credentials"), host),
			identity: parseIdentity(arn, arn.split(":")[4] ?? ""),
		};
	}

	/** Temporary credentials for the user itself, with MFA in them. @throws as {@link StsClient.assumeRole} */
	async getSessionToken(
		input: GetSessionTokenInput,
		call: StsCall,
	): Promise<Credentials & { readonly expiresAt: number }> {
		const { result, host } = await this.#call("GetSessionToken", call, {
			DurationSeconds: input.durationSeconds?.toString(),
			SerialNumber: input.serialNumber,
			TokenCode: input.tokenCode?.reveal(),
		});
		return this.#readCredentials(child(result, "Credentials"), host);
	}

	/** Who the credentials are. @throws SessionsError by reason and remedy; CancelledError. */
	async getCallerIdentity(call: StsCall): Promise<Identity> {
		const { result, host } = await this.#call("GetCallerIdentity", call, {});
		return parseIdentity(requiredText(result, host, "Arn"), requiredText(result, host, "Account"));
	}

	#readCredentials(node: XmlNode | undefined, host: string): Credentials & { expiresAt: number } {
		const expiration = requiredText(node, host, "Expiration");
		const serverTime = Date.parse(expiration);
		if (Number.isNaN(serverTime)) {
			throw new SessionsError("InvalidResponse", `${host} gave an expiration that is no date: ${expiration}`);
		}
		return {
			accessKeyId: requiredText(node, host, "AccessKeyId"),
			secretAccessKey: new Secret(requiredText(node, host, "SecretAccessKey")),
			sessionToken: new Secret(requiredText(node, host, "SessionToken")),
			expiresAt: serverTime - (this.#skew.get(host) ?? 0),
		};
	}

	async #call(
		operation: string,
		call: StsCall,
		parameters: Readonly<Record<string, string | undefined>>,
	): Promise<{ result: XmlNode | undefined; host: string }> {
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
		return { result, host: url.host };
	}

	/** Sends once, and once more when the signature was refused by a server whose date is far from ours. */
	async #sendCorrectingClock(
		request: HttpRequest,
		call: StsCall,
		context: StsCallContext,
	): Promise<XmlNode | undefined> {
		const before = this.#skew.get(context.host) ?? 0;
		try {
			return readResult(await this.#sendSigned(request, call, context), call.credentials, context);
		} catch (error) {
			// Any other refusal looked into the request first, and may have spent its MFA code.
			const isSignatureRefused =
				error instanceof SessionsError && (error.code === "InvalidSignature" || error.code === "ClockSkew");
			const after = this.#skew.get(context.host) ?? 0;
			if (!isSignatureRefused || Math.abs(after - before) < notableSkew) {
				throw error;
			}
		}
		return readResult(await this.#sendSigned(request, call, context), call.credentials, context);
	}

	async #sendSigned(request: HttpRequest, call: StsCall, context: StsCallContext): Promise<HttpResponse> {
		const started = this.#clock.now();
		const signed = await signRequest(request, {
			service: "sts",
			region: context.region,
			credentials: call.credentials,
			date: started + (this.#skew.get(context.host) ?? 0),
		});
		const response = await this.#send(signed, { signal: call.signal });
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

function readResult(
	response: HttpResponse,
	credentials: Credentials,
	context: StsCallContext,
): XmlNode | undefined {
	const isSuccess = response.status >= 200 && response.status < 300;
	if (!isSuccess && !response.body.includes("<Code>")) {
		// What a proxy or a load balancer says in STS's place.
		if (response.status >= 500 || response.status === 429) {
			throw stsError(
				{
					status: response.status,
					code: response.status === 429 ? "Throttling" : "",
					message: "",
					requestId: undefined,
				},
				context,
			);
		}
		if (response.status === 407) {
			throw new SessionsError("NetworkUnreachable", "The proxy asks for a sign-in (407)", {
				remedies: [{ kind: "openSettings", setting: "http.proxy" }],
			});
		}
	}
	const document = parseXml(response.body, context.host);
	if (isSuccess) {
		return child(child(document, `${context.operation}Response`), `${context.operation}Result`);
	}
	const envelope = child(document, "ErrorResponse");
	throw stsError(
		{
			status: response.status,
			code: requiredText(envelope, context.host, "Error", "Code"),
			message: scrubCredentials(textAt(envelope, "Error", "Message") ?? "no message", credentials),
			requestId: textAt(envelope, "RequestId"),
		},
		context,
	);
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
