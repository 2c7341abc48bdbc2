import { SessionsError } from "../../core/errors.ts";
import { Secret } from "../../core/text/secret.ts";
import type { AcquireContext } from "../context.ts";
import type { SourceCredentials } from "./source.ts";

/**
 * The credentials that VS Code itself was started with.
 * @throws SessionsError `SourceUnavailable`, `PartialKeys`, `CredentialsExpired`, `InvalidSourceAnswer`; each
 * names the variable
 */
export async function environmentVariables({
	environment,
	clock,
}: Pick<AcquireContext, "environment" | "clock">): Promise<SourceCredentials> {
	const variable = (name: string): string | undefined => environment[name] || undefined;
	const accessKeyId = variable("AWS_ACCESS_KEY_ID");
	const secretAccessKey = variable("AWS_SECRET_ACCESS_KEY");
	// The older name, from before there was an API reference of it.
	const sessionToken = variable("AWS_SESSION_TOKEN") ?? variable("AWS_SECURITY_TOKEN");
	if (accessKeyId === undefined && secretAccessKey === undefined) {
		throw new SessionsError(
			"SourceUnavailable",
			"AWS_ACCESS_KEY_ID is not set in the environment of VS Code. Start VS Code from where it is set",
		);
	}
	if (accessKeyId === undefined || secretAccessKey === undefined) {
		const names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const;
		const [present, absent] = accessKeyId === undefined ? names.toReversed() : names;
		throw new SessionsError(
			"PartialKeys",
			`The environment of VS Code has ${present} but no ${absent}. Start VS Code from where both are set`,
		);
	}
	const expiration = variable("AWS_CREDENTIAL_EXPIRATION");
	const expiresAt = expiration === undefined ? undefined : Date.parse(expiration);
	if (Number.isNaN(expiresAt)) {
		throw new SessionsError("InvalidSourceAnswer", "The variable AWS_CREDENTIAL_EXPIRATION holds no date");
	}
	if (expiresAt !== undefined && expiresAt <= clock.now()) {
		throw new SessionsError(
			"CredentialsExpired",
			"The credentials in the environment of VS Code have expired (AWS_CREDENTIAL_EXPIRATION). Start VS Code with new ones",
		);
	}
	return {
		credentials: {
			accessKeyId,
			secretAccessKey: new Secret(secretAccessKey),
			...(sessionToken === undefined ? {} : { sessionToken: new Secret(sessionToken) }),
			...(expiresAt === undefined ? {} : { expiresAt }),
		},
	};
}
