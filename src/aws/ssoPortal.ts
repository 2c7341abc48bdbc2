import { type ErrorDetails, type Remedy, SessionsError } from "../core/errors.ts";
import type { Place } from "../core/place.ts";
import { type EndpointParameters, resolveEndpoint } from "../core/places/serviceEndpoint.ts";
import type { Credentials } from "../core/session/credentials.ts";
import type { Secret } from "../core/text/secret.ts";
import { endpointUrl } from "./http/endpointUrl.ts";
import { asObject, numberOf } from "./http/json.ts";
import { callRest, type RestCaller } from "./http/restCall.ts";
import type { RestFault } from "./http/restJson.ts";
import { required, temporaryKeys } from "./sts/temporaryKeys.ts";

/** The role that is asked for, and for whom. */
export interface RoleCredentialsInput {
	readonly account: string;
	readonly roleName: string;
	readonly accessToken: Secret;
	/** The profile that names the role, for messages. */
	readonly profile: string;
	/** Where it does. */
	readonly place: Place;
	/** The command line that signs in. */
	readonly signInCommand: string;
}

/** Where IAM Identity Center's portal is called. The text returned says why there is no such place. */
export function resolvePortalEndpoint(parameters: EndpointParameters): { readonly url: string } | string {
	return resolveEndpoint(parameters, ({ region, partition, dnsSuffix, useFips, useDualStack }) => {
		// GovCloud's plain endpoints are the FIPS ones.
		const isFipsHost = useFips && !(partition.id === "aws-us-gov" && !useDualStack);
		return `portal.${isFipsHost ? "sso-fips" : "sso"}.${region}.${dnsSuffix}`;
	});
}

/**
 * GetRoleCredentials: keys of a role that the person was given.
 * @throws SessionsError `SignInExpired`, `AccessDenied`, `InvalidRequest`, `ServiceError` and those of
 * {@link callRest}; CancelledError
 */
export async function getRoleCredentials(
	endpoint: string,
	input: RoleCredentialsInput,
	caller: RestCaller,
): Promise<Credentials & { readonly expiresAt: number }> {
	const url = endpointUrl(endpoint, "/federation/credentials");
	url.searchParams.set("role_name", input.roleName);
	url.searchParams.set("account_id", input.account);
	const { result, toLocalTime } = await callRest(
		() => ({
			method: "GET",
			url,
			headers: { "x-amz-sso_bearer_token": input.accessToken.reveal() },
		}),
		(fault) => portalError(fault, input, url.host),
		caller,
	);
	const keys = temporaryKeys(result, "roleCredentials", url.host);
	const expiration = numberOf(asObject(result["roleCredentials"]), "expiration");
	return { ...keys, expiresAt: toLocalTime(required(expiration, url.host)) };
}

function portalError(fault: RestFault, input: RoleCredentialsInput, host: string): SessionsError {
	const { account, roleName, profile, place, signInCommand } = input;
	const message = input.accessToken.scrub(fault.message);
	const details = (...remedies: Remedy[]): ErrorDetails => ({
		remedies,
		...(fault.requestId === undefined ? {} : { requestId: fault.requestId }),
	});
	const openProfile: Remedy = { kind: "openFile", place };
	switch (fault.code || fault.status) {
		case "UnauthorizedException":
		case 401:
			return new SessionsError(
				"SignInExpired",
				`IAM Identity Center no longer accepts the sign-in of profile '${profile}'. Sign in again with: ${signInCommand}. If that does not help, check sso_region`,
				details({ kind: "retry" }),
			);
		case "ForbiddenException":
		case 403:
			return new SessionsError(
				"AccessDenied",
				`You have no access to role ${roleName} in account ${account}. Check sso_role_name and sso_account_id of profile '${profile}', or ask for the permission set in IAM Identity Center`,
				details(openProfile),
			);
		case "ResourceNotFoundException":
		case 404:
			return new SessionsError(
				"InvalidRequest",
				`${host} knows no role ${roleName} in account ${account}. Check sso_role_name, sso_account_id and sso_region of profile '${profile}'`,
				details(openProfile),
			);
		case "InvalidRequestException":
			return new SessionsError(
				"InvalidRequest",
				`IAM Identity Center refused the settings of profile '${profile}'. Check sso_account_id and sso_role_name. It says: ${message}`,
				details(openProfile),
			);
		default:
			return new SessionsError(
				"ServiceError",
				`${host} refused GetRoleCredentials (${fault.code || fault.status}): ${message}`,
				details({ kind: "showLog" }),
			);
	}
}
