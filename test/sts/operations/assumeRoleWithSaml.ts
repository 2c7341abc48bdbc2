import { createHash } from "node:crypto";
import { assumedRoleArn, assumedRoleId } from "../caller.ts";
import { accessDenied, expiredIdentityToken, expiredSamlToken, StsError, samlError } from "../errors.ts";
import { type Constraint, checkParameters, integer } from "../parameters.ts";
import { samlAudience } from "../samlAssertion.ts";
import { type ReadSamlResponse, readSamlResponse } from "../samlReading.ts";
import { trustsAssertion } from "../trust.ts";
import { accountOf, nameOf, type SamlProvider } from "../world.ts";
import { checkRegion, credentialsXml, type Operation, type OperationContext } from "./operation.ts";
import { checkRoleDuration } from "./roleDuration.ts";
import { packedPolicySize, policyConstraints, policyListConstraints } from "./sessionPolicies.ts";

const shortestSeconds = 900;
const defaultSeconds = 3600;
const longestSeconds = 43_200;
const redeemWithinMs = 5 * 60_000;
const formatPrefix = "urn:oasis:names:tc:SAML:2.0:nameid-format:";
const endpoint = /^https:\/\/([a-z\d-]+\.)?signin\.aws\.amazon\.com\/saml$/;

const constraints: Readonly<Record<string, Constraint>> = {
	RoleArn: { required: true, minLength: 20, maxLength: 2048 },
	PrincipalArn: { required: true, minLength: 20, maxLength: 2048 },
	SAMLAssertion: { required: true, minLength: 4, maxLength: 100_000 },
	DurationSeconds: { minValue: shortestSeconds, maxValue: longestSeconds },
	...policyConstraints,
};

/** A response that was found good, with the names that the session gets from it. */
type Accepted = {
	readonly response: ReadSamlResponse;
	readonly recipient: string;
	readonly sessionName: string;
};

/** AssumeRoleWithSAML: the assertion is looked at before the role. */
export const assumeRoleWithSaml: Operation = {
	signed: false,
	run(parameters, context) {
		checkParameters(parameters, constraints, policyListConstraints);
		const roleArn = parameters.get("RoleArn") ?? "";
		const principalArn = parameters.get("PrincipalArn") ?? "";
		const assertion = parameters.get("SAMLAssertion") ?? "";
		const packedSize = packedPolicySize(parameters);
		checkRegion(accountOf(roleArn), context);
		const provider = context.world.samlProviders?.find(({ arn }) => arn === principalArn);
		if (provider === undefined) {
			throw samlError("Specified provider doesn't exist", "AuthSamlManifestNotFoundException");
		}
		const { response, recipient, sessionName } = accept(assertion, provider, context);
		checkPair(response, roleArn, principalArn);
		const role = context.world.roles.find(({ arn }) => arn === roleArn);
		const claims = { provider: principalArn, audience: recipient, subject: response.nameId };
		if (role === undefined || !trustsAssertion(role, claims)) {
			throw accessDenied("Not authorized to perform sts:AssumeRoleWithSAML");
		}
		const asked = integer(parameters, "DurationSeconds") ?? defaultSeconds;
		checkRoleDuration(asked, role);
		const seconds = shortened(asked, response, context.now());
		const { sourceIdentity } = response;
		const session = {
			kind: "roleSession",
			role,
			sessionName,
			...(sourceIdentity === undefined ? {} : { sourceIdentity }),
		} as const;
		context.issuer.remember(assertion);
		return {
			Audience: recipient,
			AssumedRoleUser: {
				AssumedRoleId: assumedRoleId(roleArn, sessionName),
				Arn: assumedRoleArn(roleArn, sessionName),
			},
			Credentials: credentialsXml(context.issuer.issue(session, seconds)),
			Subject: response.nameId,
			NameQualifier: nameQualifier(provider),
			SubjectType: response.nameIdFormat.replace(formatPrefix, ""),
			Issuer: response.issuer,
			PackedPolicySize: packedSize,
			SourceIdentity: sourceIdentity,
		};
	},
};

/** Checks all of a response that does not depend on the role. @throws StsError in SAML's own words. */
function accept(text: string, provider: SamlProvider, { now }: OperationContext): Accepted {
	const response = readSamlResponse(text);
	if (response === undefined) {
		throw samlError("Invalid base64 SAMLResponse", "AuthSamlInvalidSamlResponseException");
	}
	if (response.status !== "Success") {
		const message = "The identity provider reported that authentication failed";
		throw new StsError(403, "IDPRejectedClaim", message);
	}
	if (response.issuer !== provider.issuer) {
		throw samlError("Issuer not present in specified provider", "AuthSamlInvalidSamlResponseException");
	}
	if (!response.isSignedWith(provider.secret)) throw samlError("Response signature invalid");
	const { recipient, notOnOrAfter, sessionName } = response;
	if (recipient === undefined || notOnOrAfter === undefined) {
		throw samlError("Responses must contain SubjectConfirmatonData with a Recipient and NotOnOrAfter");
	}
	if (!endpoint.test(recipient)) throw samlError("Response does not contain the required recipient.");
	if (!response.audiences.some((audience) => audience === samlAudience || endpoint.test(audience))) {
		throw samlError("Response does not contain the required audience.");
	}
	if (notOnOrAfter <= now()) throw expiredIdentityToken(seconds(now()), seconds(notOnOrAfter));
	if (now() - response.issuedAt > redeemWithinMs) throw expiredSamlToken();
	if (sessionName === undefined) throw samlError("RoleSessionName is required in AuthnResponse");
	if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
		throw samlError("RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}");
	}
	const { sessionDurationSeconds: duration = longestSeconds } = response;
	if (!(duration >= shortestSeconds && duration <= longestSeconds)) {
		throw samlError(`SessionDuration must be between ${shortestSeconds} and ${longestSeconds} seconds`);
	}
	return { response, recipient, sessionName };
}

function checkPair({ roles }: ReadSamlResponse, roleArn: string, providerArn: string): void {
	const pairs = roles.map((pair) => pair.split(",").map((arn) => arn.trim()));
	const wanted = [roleArn, providerArn].sort().join();
	if (pairs.some((pair) => pair.sort().join() === wanted)) return;
	throw samlError("SAML Assertion doesn't contain the requested Role and Metadata in the attributes");
}

/** What the assertion says of time makes the session shorter, and never refuses it. */
function shortened(asked: number, response: ReadSamlResponse, now: number): number {
	const { sessionDurationSeconds = asked, sessionNotOnOrAfter } = response;
	const left = sessionNotOnOrAfter === undefined ? asked : seconds(sessionNotOnOrAfter - now);
	return Math.max(0, Math.min(asked, sessionDurationSeconds, left));
}

function nameQualifier({ issuer, arn }: SamlProvider): string {
	return createHash("sha1")
		.update(`${issuer}${accountOf(arn)}/${nameOf(arn)}`)
		.digest("base64");
}

function seconds(ms: number): number {
	return Math.floor(ms / 1000);
}
