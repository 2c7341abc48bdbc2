import { authenticate } from "./authenticate.ts";
import { invalidAction, unneededSignature } from "./errors.ts";
import { checkAccess } from "./operations/access.ts";
import type { OperationContext } from "./operations/operation.ts";
import { operations } from "./operations/table.ts";
import type { Parameters } from "./parameters.ts";
import { type HttpRequestParts, headerValue, parseAuthorization } from "./sigv4.ts";
import type { Xml } from "./xml.ts";

const apiVersion = "2011-06-15";
const formType = "application/x-www-form-urlencoded";

/** The region and key that a request claims to be signed with; both undefined without a signature. */
export function claims(request: HttpRequestParts): { accessKeyId?: string; region?: string } {
	const authorization = parseAuthorization(headerValue(request, "authorization") ?? "");
	if (authorization === undefined) return {};
	return { accessKeyId: authorization.accessKeyId, region: authorization.scope.region };
}

/** The parameters of a request: those of the query, and of the body when it is a form. */
export function parametersOf(request: HttpRequestParts): Parameters {
	const isForm = headerValue(request, "content-type")?.toLowerCase().startsWith(formType) === true;
	const body = isForm ? Buffer.from(request.body).toString("utf8") : "";
	return new Map([...new URLSearchParams(request.query), ...new URLSearchParams(body)]);
}

/**
 * Carries a request out and gives the content of its result element.
 * @throws StsError for everything that STS refuses.
 */
export function serve(
	request: HttpRequestParts,
	parameters: Parameters,
	context: Pick<OperationContext, "world" | "issuer" | "mfa" | "now">,
): Xml {
	const name = parameters.get("Action") ?? "";
	const version = parameters.get("Version") ?? "NO_VERSION_SPECIFIED";
	const operation = operations.get(name);
	if (operation === undefined || version !== apiVersion) throw invalidAction(name, version);
	const { accessKeyId = "", region = "us-east-1" } = claims(request);
	const sessionEndsAt = context.issuer.find(accessKeyId)?.credentials.expiresAt;
	const host = headerValue(request, "host") ?? "";
	const inRegion = { ...context, region, host, sessionEndsAt };
	if (!operation.signed) {
		// AWS lets a signature pass here; from us one would mean that keys were used for nothing.
		if (headerValue(request, "authorization") !== undefined) throw unneededSignature(name);
		return operation.run(parameters, inRegion);
	}
	const caller = authenticate(request, context);
	checkAccess(name, caller);
	return operation.run(parameters, inRegion, caller);
}
