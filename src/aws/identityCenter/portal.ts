import type { SsoAccount } from "../../core/identityCenter/accountRole.ts";
import { type EndpointParameters, resolveEndpoint } from "../../core/places/serviceEndpoint.ts";
import type { Credentials } from "../../core/session/credentials.ts";
import type { Secret } from "../../core/text/secret.ts";
import { endpointUrl } from "../http/endpointUrl.ts";
import { asObject, type JsonObject, numberOf, textOf } from "../http/json.ts";
import type { RestResult } from "../http/restCall.ts";
import { required, temporaryKeys } from "../sts/temporaryKeys.ts";
import { type PortalOperation, portalError, type RoleAsked } from "./portalErrors.ts";
import { callIdentityCenter, type SignInCaller } from "./serviceCall.ts";

/** With what the portal is called, and whose token. */
export interface PortalCaller extends SignInCaller {
	readonly accessToken: Secret;
}

/** The most that the portal gives at once. */
const pageSize = "100";

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
 * @throws SessionsError `SignInExpired`, `AccessDenied`, `InvalidRequest`, `ServiceError` and those of the network;
 * CancelledError
 */
export async function getRoleCredentials(
	endpoint: string,
	role: RoleAsked,
	caller: PortalCaller,
): Promise<Credentials & { readonly expiresAt: number }> {
	const url = endpointUrl(endpoint, "/federation/credentials");
	url.searchParams.set("role_name", role.roleName);
	url.searchParams.set("account_id", role.account);
	const { result, toLocalTime } = await ask("GET", url, { operation: "GetRoleCredentials", role }, caller);
	const keys = temporaryKeys(result, "roleCredentials", url.host);
	const expiration = numberOf(asObject(result["roleCredentials"]), "expiration");
	return { ...keys, expiresAt: toLocalTime(required(expiration, url.host)) };
}

/**
 * ListAccounts, page after page: the accounts that the person was given something in.
 * @throws SessionsError as {@link getRoleCredentials}; CancelledError
 */
export async function* listAccounts(endpoint: string, caller: PortalCaller): AsyncGenerator<SsoAccount[]> {
	const url = endpointUrl(endpoint, "/assignment/accounts");
	for await (const page of pages(url, { operation: "ListAccounts" }, caller)) {
		yield objectsIn(page, "accountList").flatMap((account): SsoAccount[] => {
			const id = textOf(account, "accountId");
			const email = textOf(account, "emailAddress");
			return id === undefined
				? []
				: [{ id, name: textOf(account, "accountName") ?? id, ...(email === undefined ? {} : { email }) }];
		});
	}
}

/**
 * ListAccountRoles, all pages: the names of the roles that the person was given in an account.
 * @throws SessionsError as {@link getRoleCredentials}; CancelledError
 */
export async function listAccountRoles(
	endpoint: string,
	account: string,
	caller: PortalCaller,
): Promise<string[]> {
	const url = endpointUrl(endpoint, "/assignment/roles");
	url.searchParams.set("account_id", account);
	const names: string[] = [];
	for await (const page of pages(url, { operation: "ListAccountRoles", account }, caller)) {
		names.push(...objectsIn(page, "roleList").flatMap((role) => textOf(role, "roleName") ?? []));
	}
	return names;
}

/**
 * Logout: the token, and the credentials' session behind it, end.
 * @throws SessionsError as {@link getRoleCredentials}; CancelledError
 */
export async function logout(endpoint: string, caller: PortalCaller): Promise<void> {
	await ask("POST", endpointUrl(endpoint, "/logout"), { operation: "Logout" }, caller);
}

async function* pages(
	first: URL,
	operation: PortalOperation,
	caller: PortalCaller,
): AsyncGenerator<JsonObject> {
	let next: string | undefined;
	do {
		const url = new URL(first);
		url.searchParams.set("max_result", pageSize);
		if (next !== undefined) {
			url.searchParams.set("next_token", next);
		}
		const { result } = await ask("GET", url, operation, caller);
		yield result;
		const token = textOf(result, "nextToken");
		// One that comes again would go on for ever.
		next = token === next ? undefined : token;
	} while (next !== undefined);
}

function ask(
	method: "GET" | "POST",
	url: URL,
	operation: PortalOperation,
	caller: PortalCaller,
): Promise<RestResult> {
	return callIdentityCenter(
		() => ({ method, url, headers: { "x-amz-sso_bearer_token": caller.accessToken.reveal() } }),
		(fault) => {
			const error = portalError(fault, operation, url.host, caller.accessToken, caller.signIn);
			if (error.code === "SignInExpired") {
				caller.refused?.(caller.accessToken);
			}
			return error;
		},
		caller,
	);
}

function objectsIn(answer: JsonObject, key: string): JsonObject[] {
	const list = answer[key];
	return (Array.isArray(list) ? list : []).map(asObject).filter((item) => item !== undefined);
}
