import { type ErrorDetails, type Remedy, SessionsError } from "../../core/errors.ts";
import { type SignIn, signInCommand, signInName, signInWords } from "../../core/identityCenter/signIn.ts";
import type { Place } from "../../core/place.ts";
import type { Secret } from "../../core/text/secret.ts";
import type { RestFault } from "../http/restJson.ts";

/** The role that is asked for. */
export interface RoleAsked {
	readonly account: string;
	readonly roleName: string;
	/** The profile that names it, and where it does; absent: none does. */
	readonly named?: { readonly profile: string; readonly place: Place };
}

/** What was asked of the portal. */
export type PortalOperation =
	| { readonly operation: "GetRoleCredentials"; readonly role: RoleAsked }
	| { readonly operation: "ListAccounts" | "Logout" }
	| { readonly operation: "ListAccountRoles"; readonly account: string };

/** The error to tell the person, for what the portal has said. */
export function portalError(
	fault: RestFault,
	asked: PortalOperation,
	host: string,
	accessToken: Secret,
	signIn: SignIn,
): SessionsError {
	const role = asked.operation === "GetRoleCredentials" ? asked.role : undefined;
	const account = "account" in asked ? asked.account : role?.account;
	const named = role?.named;
	const message = accessToken.scrub(fault.message);
	const details = (...remedies: Remedy[]): ErrorDetails => ({
		remedies,
		about: { operation: asked.operation, host },
		...(fault.requestId === undefined ? {} : { requestId: fault.requestId }),
	});
	const openProfile: Remedy[] = named === undefined ? [] : [{ kind: "openFile", place: named.place }];
	switch (fault.code || fault.status) {
		case "UnauthorizedException":
		case 401: {
			const command = signInCommand(signIn);
			return new SessionsError(
				"SignInExpired",
				`IAM Identity Center no longer accepts the sign-in to ${signInWords(signIn)}. Sign in again${command === undefined ? "" : `, here or with: ${command}`}. If that does not help, check sso_region`,
				details({ kind: "signIn", signIn: signInName(signIn) }, { kind: "retry" }),
			);
		}
		case "ForbiddenException":
		case 403:
			return new SessionsError(
				"AccessDenied",
				role === undefined
					? `IAM Identity Center gives you no access${account === undefined ? "" : ` to account ${account}`}. It says: ${message}`
					: `You have no access to role ${role.roleName} in account ${role.account}. ${named === undefined ? "Ask" : `Check sso_role_name and sso_account_id of profile '${named.profile}', or ask`} for the permission set in IAM Identity Center`,
				details(...openProfile),
			);
		case "ResourceNotFoundException":
		case 404:
			return new SessionsError(
				"InvalidRequest",
				`${host} knows no ${role === undefined ? "such thing" : `role ${role.roleName}`}${account === undefined ? "" : ` in account ${account}`}. ${named === undefined ? "It may have been taken back: refresh the list" : `Check sso_role_name, sso_account_id and sso_region of profile '${named.profile}'`}`,
				details(...openProfile),
			);
		case "InvalidRequestException":
			return new SessionsError(
				"InvalidRequest",
				`IAM Identity Center refused ${named === undefined ? asked.operation : `the settings of profile '${named.profile}'. Check sso_account_id and sso_role_name`}. It says: ${message}`,
				details(...openProfile),
			);
		default:
			return new SessionsError(
				"ServiceError",
				`${host} refused ${asked.operation} (${fault.code || fault.status}): ${message}`,
				details({ kind: "showLog" }),
			);
	}
}
