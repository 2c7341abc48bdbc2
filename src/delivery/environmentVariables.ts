import type { Environment } from "../core/config/endpointSettings.ts";
import { regionVariableNames } from "../core/session/identityVariables.ts";
import type { Session } from "../core/session/session.ts";
import { iso8601 } from "../core/text/iso8601.ts";
import type { DeliveredSession } from "./delivery.ts";

/**
 * The variables that make a session the identity of the AWS CLI and the SDKs. Of the variables inherited from
 * the window's own environment, those that would mix another identity's token into it are overridden.
 */
export function environmentVariables(
	{ session, credentials }: DeliveredSession,
	inherited: Environment,
): ReadonlyMap<string, string> {
	const variables = new Map<string, string>([
		["AWS_ACCESS_KEY_ID", credentials.accessKeyId],
		["AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey.reveal()],
	]);
	const token = credentials.sessionToken?.reveal();
	const overrideInherited = (name: string, value: string): void => {
		if (inherited[name] !== undefined) {
			variables.set(name, value);
		}
	};
	if (token !== undefined) {
		variables.set("AWS_SESSION_TOKEN", token);
	} else {
		overrideInherited("AWS_SESSION_TOKEN", "");
	}
	// The older name, which botocore prefers.
	overrideInherited("AWS_SECURITY_TOKEN", token ?? "");
	if (credentials.expiresAt !== undefined) {
		variables.set("AWS_CREDENTIAL_EXPIRATION", iso8601(credentials.expiresAt));
	} else {
		overrideInherited("AWS_CREDENTIAL_EXPIRATION", "");
	}
	// botocore builds account-based endpoints from it.
	overrideInherited("AWS_ACCOUNT_ID", session.identity.account);
	return new Map([...variables, ...regionVariables(session)]);
}

/** The variables that say which region to call; none when the session has none. */
export function regionVariables({ region }: Session): ReadonlyMap<string, string> {
	return new Map(region === undefined ? [] : regionVariableNames.map((name) => [name, region]));
}
