import { randomUUID } from "node:crypto";

/** An error that STS answers with. */
export class StsError extends Error {
	/** The HTTP status. */
	readonly status: number;
	readonly code: string;

	constructor(status: number, code: string, message: string) {
		super(message);
		this.name = "StsError";
		this.status = status;
		this.code = code;
	}
}

/** Status 403: no signature at all. */
export function missingAuthenticationToken(): StsError {
	return new StsError(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
}

/** Status 403: a key or a session token that STS does not know. */
export function invalidClientTokenId(): StsError {
	return new StsError(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
}

/** Status 403: a session whose end has come. */
export function expiredToken(): StsError {
	return new StsError(403, "ExpiredToken", "The security token included in the request is expired");
}

/** Status 403: whatever is wrong with the signature, its scope or its date. */
export function signatureDoesNotMatch(message: string): StsError {
	return new StsError(403, "SignatureDoesNotMatch", message);
}

/** Status 403: MFA failures and refusals alike. */
export function accessDenied(message: string): StsError {
	return new StsError(403, "AccessDenied", message);
}

/** Status 403: who is not authorized to do what, in IAM's words. */
export function notAuthorized(callerArn: string, action: string, resource: string): StsError {
	return accessDenied(`User: ${callerArn} is not authorized to perform: ${action} on resource: ${resource}`);
}

/** Status 403: no policy of this kind (as `identity-based policy`) allows an action that names no resource. */
export function notAllowed(callerArn: string, action: string, policyKind: string): StsError {
	return accessDenied(
		`User: ${callerArn} is not authorized to perform: ${action} ` +
			`because no ${policyKind} allows the ${action} action`,
	);
}

/** Status 400: parameters, and both limits of a role session's duration. */
export function validationError(message: string): StsError {
	return new StsError(400, "ValidationError", message);
}

/** Status 403: STS is switched off in the region for the account that would issue the credentials. */
export function regionDisabled(account: string): StsError {
	return new StsError(
		403,
		"RegionDisabledException",
		`STS is not activated in this region for account:${account}. ` +
			"Your account administrator can activate STS in this region using the IAM Console.",
	);
}

/** Status 400: an operation, or a version of the API, that does not exist. */
export function invalidAction(operation: string, version: string): StsError {
	return new StsError(400, "InvalidAction", `Could not find operation ${operation} for version ${version}`);
}

/** Status 400: an operation that only regional endpoints have. */
export function unknownToGlobalEndpoint(): StsError {
	return new StsError(400, "InvalidAction", "Unknown Operation");
}

/** Status 400: session tags that contradict each other, or those of the calling session. */
export function invalidParameterValue(message: string): StsError {
	return new StsError(400, "InvalidParameterValue", message);
}

/** Status 400: a session policy that can't be read. */
export function malformedPolicyDocument(message: string): StsError {
	return new StsError(400, "MalformedPolicyDocument", message);
}

/** Status 400: session policies and tags over their common space. `what` begins the sentence. */
export function packedPolicyTooLarge(what: string, percent: number): StsError {
	return new StsError(400, "PackedPolicyTooLarge", `${what} consumes ${percent}% of allotted space.`);
}

/** Status 400: too many requests. */
export function throttling(): StsError {
	return new StsError(400, "Throttling", "Rate exceeded");
}

/** Status 400, the double's own: a signature where none belongs. */
export function unneededSignature(operation: string): StsError {
	return new StsError(400, "UnneededSignature", `${operation} is not signed`);
}

/** Status 400: an identity token that can't be used, in words that say why. */
export function invalidIdentityToken(message: string): StsError {
	return new StsError(400, "InvalidIdentityToken", message);
}

/** Status 400: an identity token whose end has come. Seconds since 1970. */
export function expiredIdentityToken(now: number, expiration: number): StsError {
	return new StsError(
		400,
		"ExpiredTokenException",
		`Token expired: current date/time ${now} must be before the expiration date/time ${expiration}`,
	);
}

/** Status 400: an assertion that was issued too long ago to be taken, though it has not expired. */
export function expiredSamlToken(): StsError {
	return new StsError(400, "ExpiredTokenException", "Token must be redeemed within 5 minutes of issuance");
}

/** Status 400: a SAML response that can't be used. Some messages go on with the error of the service behind STS. */
export function samlError(message: string, innerCode?: string): StsError {
	if (innerCode === undefined) return invalidIdentityToken(message);
	return invalidIdentityToken(
		`${message} (Service: AWSOpenIdDiscoveryService; Status Code: 400; Error Code: ${innerCode}; ` +
			`Request ID: ${randomUUID()}; Proxy: null)`,
	);
}
