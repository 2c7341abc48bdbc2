import { SessionsError } from "../../core/errors.ts";
import type { HttpResponse } from "../http/http.ts";
import { type StsCallContext, stsError } from "./stsErrors.ts";
import { child, parseXml, requiredText, textAt, type XmlNode } from "./stsXml.ts";

/**
 * The result in an answer of STS's.
 * @param scrub takes the request's secrets out of STS's own words
 * @throws SessionsError for a fault, by reason and remedy; also for what others answer in STS's place
 */
export function readStsResult(
	response: HttpResponse,
	scrub: (text: string) => string,
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
			throw new SessionsError("ProxyRefused", "The proxy asks for a sign-in (407)", {
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
			message: scrub(textAt(envelope, "Error", "Message") ?? "no message"),
			requestId: textAt(envelope, "RequestId"),
		},
		context,
	);
}
