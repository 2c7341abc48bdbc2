import { assumedRoleArn, assumedRoleId } from "../caller.ts";
import { accessDenied, expiredIdentityToken, invalidIdentityToken, StsError } from "../errors.ts";
import { type IdentityClaims, isSignedWith, readIdentityToken } from "../identityToken.ts";
import { type Constraint, checkParameters, integer } from "../parameters.ts";
import { trustsToken } from "../trust.ts";
import { accountOf } from "../world.ts";
import { checkRegion, credentialsXml, type Operation, type OperationContext } from "./operation.ts";
import { checkRoleDuration } from "./roleDuration.ts";
import { packedPolicySize, policyConstraints, policyListConstraints } from "./sessionPolicies.ts";

const defaultSeconds = 3600;

const constraints: Readonly<Record<string, Constraint>> = {
	RoleArn: { required: true, minLength: 20, maxLength: 2048 },
	RoleSessionName: { required: true, minLength: 2, maxLength: 64, pattern: "[\\w+=,.@-]*" },
	WebIdentityToken: { required: true, minLength: 4, maxLength: 20_000 },
	ProviderId: { minLength: 4, maxLength: 2048 },
	DurationSeconds: { minValue: 900, maxValue: 43_200 },
	...policyConstraints,
};

/** AssumeRoleWithWebIdentity: the token is looked at before the role. */
export const assumeRoleWithWebIdentity: Operation = {
	signed: false,
	run(parameters, context) {
		checkParameters(parameters, constraints, policyListConstraints);
		const roleArn = parameters.get("RoleArn") ?? "";
		const sessionName = parameters.get("RoleSessionName") ?? "";
		const token = parameters.get("WebIdentityToken") ?? "";
		const packedSize = packedPolicySize(parameters);
		checkRegion(accountOf(roleArn), context);
		const { claims, host } = checkToken(token, context);
		const role = context.world.roles.find(({ arn }) => arn === roleArn);
		if (role === undefined || !trustsToken(role, { host, audience: claims.aud, subject: claims.sub })) {
			throw accessDenied("Not authorized to perform sts:AssumeRoleWithWebIdentity");
		}
		const seconds = integer(parameters, "DurationSeconds") ?? defaultSeconds;
		checkRoleDuration(seconds, role);
		context.issuer.remember(token);
		return {
			SubjectFromWebIdentityToken: claims.sub,
			Audience: claims.aud,
			AssumedRoleUser: {
				AssumedRoleId: assumedRoleId(roleArn, sessionName),
				Arn: assumedRoleArn(roleArn, sessionName),
			},
			Credentials: credentialsXml(context.issuer.issue({ kind: "roleSession", role, sessionName }, seconds)),
			Provider: `arn:aws:iam::${accountOf(roleArn)}:oidc-provider/${host}`,
			PackedPolicySize: packedSize,
		};
	},
};

/** What a good token says. @throws StsError InvalidIdentityToken, ExpiredTokenException */
function checkToken(
	token: string,
	{ world, now }: OperationContext,
): { claims: IdentityClaims; host: string } {
	const claims = readIdentityToken(token);
	if (claims === undefined) {
		throw invalidIdentityToken(
			"The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
		);
	}
	const host = claims.iss.replace(/^https:\/\//, "");
	const provider = world.identityProviders?.find((candidate) => candidate.host === host);
	if (provider === undefined) {
		throw invalidIdentityToken(`No OpenIDConnect provider found in your account for ${claims.iss}`);
	}
	if (provider.trouble === "unreachable") {
		throw new StsError(400, "IDPCommunicationError", "Could not communicate with the identity provider");
	}
	const seconds = Math.floor(now() / 1000);
	if (claims.exp <= seconds) throw expiredIdentityToken(seconds, claims.exp);
	if (!provider.audiences.includes(claims.aud)) throw invalidIdentityToken("Incorrect token audience");
	if (!isSignedWith(token, provider.secret)) {
		throw invalidIdentityToken("Couldn't retrieve verification key from your identity provider");
	}
	if (provider.trouble === "rejects") {
		throw new StsError(403, "IDPRejectedClaim", "The identity provider rejected the claim");
	}
	return { claims, host };
}
