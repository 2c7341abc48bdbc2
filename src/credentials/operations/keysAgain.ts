import { resolveChain } from "../../core/config/chain.ts";
import type { Credentials } from "../../core/session/credentials.ts";
import type { Session, SessionRequest } from "../../core/session/session.ts";
import type { AcquireContext } from "../context.ts";
import { environmentVariables } from "../sources/environmentVariables.ts";
import { asCredentials } from "../sources/staticKeys.ts";
import { fetchStoredKeys } from "../sources/storedKeys.ts";

type Context = Pick<AcquireContext, "config" | "environment" | "clock" | "storedKeys">;

/**
 * The keys of a session that has no end, from where they stand: a file, the secret storage, the environment. Nobody is
 * asked, nothing is run, and nothing is sent: whose an access key is does not change. Undefined when they do not stand
 * in such a place, or others do by now.
 * @throws SessionsError when they can't be read
 */
export async function keysAgain(
	{ request, accessKeyId }: Pick<Session, "request" | "accessKeyId">,
	context: Context,
): Promise<Credentials | undefined> {
	const credentials = await standingKeys(request, context);
	return credentials?.accessKeyId === accessKeyId ? credentials : undefined;
}

async function standingKeys(request: SessionRequest, context: Context): Promise<Credentials | undefined> {
	if (request.kind === "profile") {
		return profileKeys(request.profile, context);
	}
	const { environment } = context;
	const isThere = request.kind === "ambient" && request.source === "Environment";
	return isThere && !environment["AWS_CREDENTIAL_EXPIRATION"] && environment["AWS_ACCESS_KEY_ID"]
		? (await environmentVariables(context)).credentials
		: undefined;
}

async function profileKeys(
	profile: string,
	{ config, storedKeys }: Context,
): Promise<Credentials | undefined> {
	const resolution = resolveChain(config, profile);
	if (resolution.kind === "broken" || resolution.hops.length > 0) {
		return undefined;
	}
	const { base } = resolution;
	switch (base.kind) {
		case "keys":
			return asCredentials(base.keys);
		case "storedKeys":
			return asCredentials(await fetchStoredKeys(base, storedKeys === undefined ? {} : { storedKeys }));
		default:
			return undefined;
	}
}
