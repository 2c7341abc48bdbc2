import { assumedRoleArn, assumedRoleId } from "../caller.ts";
import { accessDenied, expiredIdentityToken, invalidIdentityToken, validationError } from "../errors.ts";
import { type IdentityClaims, isSignedWith, readIdentityToken } from "../identityToken.ts";
import { type Constraint, checkParameters, integer } from "../parameters.ts";
import { trustsToken } from "../trust.ts";
import { accountOf, maxSessionSeconds } from "../world.ts";
import { checkRegion, credentialsXml, type Operation, type OperationContext } from "./operation.ts";

const defaultSeconds = 3600;

const constraints: Readonly<Record<string, Constraint>> = {
	RoleArn: { required: true, minLength: 20, maxLength: 2048 },
	RoleSessionName: { required: true, minLength: 2, maxLength: 64, pattern: "[\\w+=,.@-]*" },
	WebIdentityToken: { required: true, minLength: 4, maxLength: 20_000 },
	ProviderId: { minLength: 4, maxLength: 2048 },
	DurationSeconds: { minValue: 900, maxValue: 43_200 },
	Policy: { minLength: 1, maxLength: 2048 },
};

/** AssumeRoleWithWebIdentity: the token is looked at before the role. */
export const assumeRoleWithWebIdentity: Operation = {
	signed: false,
	run(parameters, context) {
		checkParameters(parameters, constraints);
		const roleArn = parameters.get("RoleArn") ?? "";
		const sessionName = parameters.get("RoleSessionName") ?? "";
		checkRegion(accountOf(roleArn), context);
		const { claims, host } = checkToken(parameters.get("WebIdentityToken") ?? "", context);
		const role = context.world.roles.find(({ arn }) => arn === roleArn);
		if (role === undefined || !trustsToken(role, { host, audience: claims.aud, subject: claims.sub })) {
			throw accessDenied("Not authorized to perform sts:AssumeRoleWithWebIdentity");
		}
		const seconds = integer(parameters, "DurationSeconds") ?? defaultSeconds;
		if (seconds > maxSessionSeconds(role)) {
			throw validationError(
				"The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
			);
		}
		return {
			SubjectFromWebIdentityToken: claims.sub,
			Audience: claims.aud,
			AssumedRoleUser: {
				AssumedRoleId: assumedRoleId(roleArn, sessionName),
				Arn: assumedRoleArn(roleArn, sessionName),
			},
			Credentials: credentialsXml(context.issuer.issue({ kind: "roleSession", role, sessionName }, seconds)),
			Provider: `arn:aws:iam::${accountOf(roleArn)}:oidc-provider/${host}`,
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
	const seconds = Math.floor(now() / 1000);
	if (claims.exp <= seconds) throw expiredIdentityToken(seconds, claims.exp);
	if (!provider.audiences.includes(claims.aud)) throw invalidIdentityToken("Incorrect token audience");
	if (!isSignedWith(token, provider.secret)) {
		throw invalidIdentityToken("Couldn't retrieve verification key from your identity provider");
	}
	return { claims, host };
}
