import type { Environment } from "../../core/config/endpointSettings.ts";
import { absentWhenEmpty } from "../../core/session/identityVariables.ts";
import type { Session } from "../../core/session/session.ts";
import { regionVariables } from "../environmentVariables.ts";
import type { Grant } from "./grants.ts";

/** What is to be reached from a terminal: a session, and the address and the grant that lead to it. */
export interface EndpointAccess {
	readonly uri: string;
	readonly grant: Grant;
	readonly session: Session;
	/** The environment that the variables are added to. */
	readonly inherited: Environment;
}

/**
 * The variables by which the AWS CLI and the SDKs fetch a session's credentials for themselves. They hold the right to
 * ask, never keys, and stay the same when the session is renewed.
 */
export function endpointVariables({
	uri,
	grant,
	session,
	inherited,
}: EndpointAccess): ReadonlyMap<string, string> {
	const { account } = session.identity;
	return new Map([
		// Those of other identities are asked before the endpoint.
		...absentWhenEmpty.filter((name) => (inherited[name] ?? "") !== "").map((name) => [name, ""] as const),
		["AWS_CONTAINER_CREDENTIALS_FULL_URI", uri],
		["AWS_CONTAINER_AUTHORIZATION_TOKEN", grant.token.reveal()],
		// botocore builds account-based endpoints from it.
		...(inherited["AWS_ACCOUNT_ID"] === undefined ? [] : [["AWS_ACCOUNT_ID", account] as const]),
		...regionVariables(session),
	]);
}
