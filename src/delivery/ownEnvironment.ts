import type { Environment } from "../core/config/endpointSettings.ts";

/** The variables of the container credentials provider, beside the address and the token that are delivered. */
export const containerVariables = [
	"AWS_CONTAINER_CREDENTIALS_FULL_URI",
	"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
	"AWS_CONTAINER_AUTHORIZATION_TOKEN",
	"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
] as const;

/** Every variable by which the AWS CLI or an SDK can be told who it is. */
const identityVariables = [
	"AWS_ACCESS_KEY_ID",
	"AWS_SECRET_ACCESS_KEY",
	"AWS_SESSION_TOKEN",
	"AWS_SECURITY_TOKEN",
	"AWS_CREDENTIAL_EXPIRATION",
	"AWS_ACCOUNT_ID",
	"AWS_PROFILE",
	"AWS_DEFAULT_PROFILE",
	"AWS_WEB_IDENTITY_TOKEN_FILE",
	"AWS_ROLE_ARN",
	"AWS_ROLE_SESSION_NAME",
	...containerVariables,
] as const;

const regionVariables = ["AWS_REGION", "AWS_DEFAULT_REGION"] as const;

/** Variables as VS Code takes them: `null` takes one out. */
export type OwnEnvironment = Readonly<Record<string, string | null>>;

/**
 * The environment of something that is to have one session's identity and no other, whatever it would inherit.
 * @param variables the session's
 * @param inherited what is there without the window's own delivery: a region is left when the session has none
 */
export function ownEnvironment(
	variables: ReadonlyMap<string, string>,
	inherited: Environment,
): OwnEnvironment {
	const own: Record<string, string | null> = {};
	for (const name of identityVariables) {
		own[name] = variables.get(name) ?? null;
	}
	for (const name of regionVariables) {
		own[name] = variables.get(name) ?? inherited[name] ?? null;
	}
	return own;
}
