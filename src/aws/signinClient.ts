import type { KeyObject } from "node:crypto";
import { type ErrorCode, SessionsError } from "../core/errors.ts";
import { type EndpointParameters, resolveEndpoint } from "../core/places/serviceEndpoint.ts";
import { Secret } from "../core/text/secret.ts";
import type { LoginKeys } from "./files/loginCache.ts";
import { dpopProof } from "./http/dpop.ts";
import { endpointUrl } from "./http/endpointUrl.ts";
import { numberOf, textOf } from "./http/json.ts";
import { callRest, type RestCaller } from "./http/restCall.ts";
import type { RestFault } from "./http/restJson.ts";
import { required, temporaryKeys } from "./sts/temporaryKeys.ts";

/** What renews a sign-in, and whose it is. */
export interface RefreshInput {
	readonly clientId: string;
	readonly refreshToken: Secret;
	/** The key that the refresh token is bound to. */
	readonly key: KeyObject;
	/** The profile, for messages. */
	readonly profile: string;
	/** The command line that signs in. */
	readonly signInCommand: string;
}

/** The partitions whose sign-in service has a domain of its own. */
const ownDomains: Readonly<Record<string, string>> = {
	aws: "signin.aws.amazon.com",
	"aws-cn": "signin.amazonaws.cn",
	"aws-us-gov": "signin.amazonaws-us-gov.com",
};

/** Where the sign-in service is called. The text returned says why there is no such place. */
export function resolveSigninEndpoint(parameters: EndpointParameters): { readonly url: string } | string {
	return resolveEndpoint(parameters, ({ region, partition, dnsSuffix, useFips, useDualStack }) => {
		const ownDomain = useFips || useDualStack ? undefined : ownDomains[partition.id];
		return ownDomain === undefined
			? `${useFips ? "signin-fips" : "signin"}.${region}.${dnsSuffix}`
			: `${region}.${ownDomain}`;
	});
}

/**
 * CreateOAuth2Token with a refresh token, which the service takes more than once: the next keys.
 * @throws SessionsError `SignInExpired`, `AccessDenied` and those of {@link callRest}; CancelledError
 */
export async function refreshLogin(
	endpoint: string,
	{ clientId, refreshToken, key, ...names }: RefreshInput,
	caller: RestCaller,
): Promise<LoginKeys> {
	const url = endpointUrl(endpoint, "/v1/token");
	const { result } = await callRest(
		() => ({
			method: "POST",
			url,
			headers: {
				"content-type": "application/json",
				dpop: dpopProof(key, "POST", url, caller.clock.now()),
			},
			body: JSON.stringify({
				clientId,
				grantType: "refresh_token",
				refreshToken: refreshToken.reveal(),
			}),
		}),
		(fault) => refusedRefresh(fault, names, refreshToken),
		caller,
	);
	const life = required(numberOf(result, "expiresIn"), url.host);
	return {
		credentials: {
			...temporaryKeys(result, "accessToken", url.host),
			expiresAt: caller.clock.now() + life * 1000,
		},
		refreshToken: new Secret(required(textOf(result, "refreshToken"), url.host)),
	};
}

function refusedRefresh(
	{ code, status, reason, message, requestId }: RestFault,
	{ profile, signInCommand }: Pick<RefreshInput, "profile" | "signInCommand">,
	refreshToken: Secret,
): SessionsError {
	const error = (errorCode: ErrorCode, text: string): SessionsError =>
		new SessionsError(errorCode, text, {
			remedies: [{ kind: "awsLogin", profile }, { kind: "retry" }],
			...(requestId === undefined ? {} : { requestId }),
		});
	switch (reason) {
		case "TOKEN_EXPIRED":
			return error(
				"SignInExpired",
				`The sign-in of profile '${profile}' has expired. Sign in again with: ${signInCommand}`,
			);
		case "USER_CREDENTIALS_CHANGED":
			return error(
				"SignInExpired",
				`The sign-in of profile '${profile}' ended when its password changed. Sign in again with: ${signInCommand}`,
			);
		case "INSUFFICIENT_PERMISSIONS":
			return error(
				"AccessDenied",
				`The sign-in of profile '${profile}' may not be renewed: its policy must allow signin:CreateOAuth2Token. Once it does, sign in with: ${signInCommand}`,
			);
		default:
			return error(
				"SignInExpired",
				`The sign-in of profile '${profile}' was not renewed (${reason ?? (code || status)}): ${refreshToken.scrub(message)}. Check the profile's region, and sign in again with: ${signInCommand}`,
			);
	}
}
