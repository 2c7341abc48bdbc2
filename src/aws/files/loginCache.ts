import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Clock } from "../../core/clock.ts";
import type { Environment } from "../../core/config/endpointSettings.ts";
import type { Credentials } from "../../core/session/credentials.ts";
import { iso8601 } from "../../core/text/iso8601.ts";
import { Secret } from "../../core/text/secret.ts";
import { asObject, type JsonObject, textOf } from "../http/json.ts";
import { brokenSignIn, cachedTime, readSignIn, replaceSignIn } from "./signInCache.ts";

/** Temporary keys, until when they work (ms since the epoch by this machine's clock), and what gets the next ones. */
export interface LoginKeys {
	readonly credentials: Credentials & { readonly expiresAt: number };
	readonly refreshToken: Secret;
}

/** A sign-in by `aws login`, as the AWS CLI keeps it. */
export interface LoginToken extends LoginKeys {
	readonly clientId: string;
	/** The key that its refresh token is bound to, in PEM. */
	readonly dpopKey: Secret;
}

/** Where the AWS CLI keeps the sign-in of a `login_session`; undefined without a home folder to keep it in. */
export function loginCacheFile(
	loginSession: string,
	environment: Environment,
	home: string | undefined,
): string | undefined {
	const named = environment["AWS_LOGIN_CACHE_DIRECTORY"];
	const folder =
		named !== undefined && named !== ""
			? expand(named, environment, home)
			: home === undefined
				? undefined
				: join(home, ".aws", "login", "cache");
	const key = createHash("sha256").update(loginSession).digest("hex");
	return folder === undefined ? undefined : join(folder, `${key}.json`);
}

/**
 * The sign-in in a file, expired or not; undefined without one.
 * @param clock with what to wait for a tool that is writing it. Absent: it is read once
 * @throws SessionsError `SignInCacheFailed`
 */
export async function readLogin(file: string, clock?: Clock): Promise<LoginToken | undefined> {
	const document = await readSignIn(file, clock === undefined ? {} : { clock });
	if (document === undefined) {
		return undefined;
	}
	const required = (object: JsonObject | undefined, key: string): string => {
		const value = textOf(object, key);
		if (value === undefined) {
			throw brokenSignIn(file, `has no ${key}`);
		}
		return value;
	};
	const keys = asObject(document["accessToken"]);
	if (keys === undefined) {
		throw brokenSignIn(file, "has no accessToken");
	}
	const expiresAt = cachedTime(required(keys, "expiresAt"));
	if (expiresAt === undefined) {
		throw brokenSignIn(file, "has no usable expiresAt");
	}
	return {
		credentials: {
			accessKeyId: required(keys, "accessKeyId"),
			secretAccessKey: new Secret(required(keys, "secretAccessKey")),
			sessionToken: new Secret(required(keys, "sessionToken")),
			expiresAt,
		},
		refreshToken: new Secret(required(document, "refreshToken")),
		clientId: required(document, "clientId"),
		dpopKey: new Secret(required(document, "dpopKey")),
	};
}

/**
 * Puts renewed keys into the file in the place of those read before, and leaves the rest of it as it is. A
 * sign-in or sign-out in the meantime is newer than the keys, and stands.
 * @throws SessionsError `SignInCacheFailed`
 */
export async function saveLogin(file: string, usedToken: Secret, renewed: LoginKeys): Promise<void> {
	const document = await readSignIn(file);
	if (document === undefined || textOf(document, "refreshToken") !== usedToken.reveal()) {
		return;
	}
	const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = renewed.credentials;
	await replaceSignIn(file, {
		...document,
		accessToken: {
			...asObject(document["accessToken"]),
			accessKeyId,
			secretAccessKey: secretAccessKey.reveal(),
			sessionToken: sessionToken?.reveal(),
			expiresAt: iso8601(expiresAt),
		},
		refreshToken: renewed.refreshToken.reveal(),
	});
}

/** A path with its `~` and variables written out, as the AWS CLI takes it. */
function expand(path: string, environment: Environment, home: string | undefined): string {
	const variable =
		process.platform === "win32" ? /\$(\w+)|\$\{([^}]*)\}|%([^%]+)%/g : /\$(\w+)|\$\{([^}]*)\}/g;
	const expanded = path.replace(
		variable,
		(text, plain, braced, percent) => environment[plain ?? braced ?? percent] ?? text,
	);
	return home !== undefined && /^~(?=$|[/\\])/.test(expanded) ? home + expanded.slice(1) : expanded;
}
