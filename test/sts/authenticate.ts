import type { Caller } from "./caller.ts";
import {
	expiredToken,
	invalidClientTokenId,
	missingAuthenticationToken,
	StsError,
	signatureDoesNotMatch,
} from "./errors.ts";
import type { Issuer } from "./issuer.ts";
import {
	type Authorization,
	canonicalRequest,
	formatAmzDate,
	type HttpRequestParts,
	headerValue,
	parseAmzDate,
	parseAuthorization,
	sameSignature,
	signatureOf,
	stringToSign,
} from "./sigv4.ts";
import type { World } from "./world.ts";

/** How far a request's date may be off, in milliseconds. */
const toleranceMs = 15 * 60_000;

/** What a signature is checked against. */
export type Authority = {
	readonly world: World;
	readonly issuer: Issuer;
	/** The double's clock, in milliseconds since 1970. */
	readonly now: () => number;
};

/**
 * Who signed a request.
 * @throws StsError MissingAuthenticationToken, IncompleteSignature, InvalidClientTokenId, ExpiredToken,
 * SignatureDoesNotMatch.
 */
export function authenticate(request: HttpRequestParts, authority: Authority): Caller {
	const header = headerValue(request, "authorization");
	if (header === undefined) throw missingAuthenticationToken();
	const authorization = parseAuthorization(header);
	if (authorization === undefined) {
		throw incompleteSignature("Authorization header requires 'Credential', 'SignedHeaders' and 'Signature'.");
	}
	const { caller, secret } = findKey(request, authorization, authority);
	checkSignedHeaders(request, authorization);
	const amzDate = headerValue(request, "x-amz-date") ?? "";
	checkScope(authorization, amzDate);
	checkDate(amzDate, authority.now());
	checkSignature(request, authorization, amzDate, secret);
	return caller;
}

function findKey(request: HttpRequestParts, { accessKeyId }: Authorization, authority: Authority) {
	const token = headerValue(request, "x-amz-security-token");
	for (const user of authority.world.users) {
		const key = user.accessKeys.find((candidate) => candidate.id === accessKeyId);
		if (key === undefined) continue;
		if (!key.active || token !== undefined) throw invalidClientTokenId();
		return { caller: { kind: "user", user } as const, secret: key.secret };
	}
	const session = authority.issuer.find(accessKeyId);
	if (session === undefined || session.credentials.sessionToken !== token) throw invalidClientTokenId();
	if (session.credentials.expiresAt <= authority.now()) throw expiredToken();
	return { caller: session.caller, secret: session.credentials.secretAccessKey };
}

function checkSignedHeaders(request: HttpRequestParts, { signedHeaders }: Authorization): void {
	if (headerValue(request, "x-amz-date") === undefined) {
		throw incompleteSignature("Authorization header requires existence of a 'X-Amz-Date' header.");
	}
	const token = headerValue(request, "x-amz-security-token");
	const required = ["Host", "X-Amz-Date", ...(token === undefined ? [] : ["X-Amz-Security-Token"])];
	const unsigned = required.find((name) => !signedHeaders.includes(name.toLowerCase()));
	if (unsigned !== undefined) {
		throw signatureDoesNotMatch(`'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`);
	}
}

function checkScope({ scope }: Authorization, amzDate: string): void {
	if (scope.service !== "sts") {
		throw signatureDoesNotMatch("Credential should be scoped to correct service: 'sts'. ");
	}
	if (!/^[a-z]+(-[a-z]+)+-\d+$/.test(scope.region)) {
		throw signatureDoesNotMatch("Credential should be scoped to a valid region. ");
	}
	if (scope.date !== amzDate.slice(0, 8)) {
		throw signatureDoesNotMatch(
			"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: " +
				`'${scope.date}' != '${amzDate.slice(0, 8)}', from '${amzDate}'.`,
		);
	}
}

function checkDate(amzDate: string, now: number): void {
	const at = parseAmzDate(amzDate);
	if (at === undefined)
		throw incompleteSignature(`Date must be in ISO-8601 'basic format'. Got '${amzDate}'.`);
	const earliest = now - toleranceMs;
	const latest = now + toleranceMs;
	if (at < earliest) {
		throw signatureDoesNotMatch(
			`Signature expired: ${amzDate} is now earlier than ${formatAmzDate(earliest)} ` +
				`(${formatAmzDate(now)} - 15 min.)`,
		);
	}
	if (at > latest) {
		throw signatureDoesNotMatch(
			`Signature not yet current: ${amzDate} is still later than ${formatAmzDate(latest)} ` +
				`(${formatAmzDate(now)} + 15 min.)`,
		);
	}
}

function checkSignature(
	request: HttpRequestParts,
	{ scope, signedHeaders, signature }: Authorization,
	amzDate: string,
	secret: string,
): void {
	const canonical = canonicalRequest(request, signedHeaders);
	const toSign = stringToSign(canonical, amzDate, scope);
	if (sameSignature(signatureOf(secret, scope, toSign), signature)) return;
	throw signatureDoesNotMatch(
		"The request signature we calculated does not match the signature you provided. " +
			"Check your AWS Secret Access Key and signing method. " +
			"Consult the service documentation for details.\n\n" +
			`The Canonical String for this request should have been\n'${canonical}'\n\n` +
			`The String-to-Sign should have been\n'${toSign}'\n`,
	);
}

function incompleteSignature(message: string): StsError {
	return new StsError(400, "IncompleteSignature", message);
}
