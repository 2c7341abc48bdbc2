import { createHash } from "node:crypto";
import { join } from "node:path";
import { Secret } from "../../core/text/secret.ts";
import { textOf } from "../http/json.ts";
import { brokenSignIn, cachedTime, readSignIn } from "./signInCache.ts";

/** A sign-in to IAM Identity Center, as the AWS CLI keeps it. */
export interface SsoToken {
	readonly accessToken: Secret;
	/** Milliseconds since the epoch, by this machine's clock. */
	readonly expiresAt: number;
}

/** Where the AWS CLI keeps a sign-in: by the sso-session's name, else (legacy) by the start URL as it is written. */
export function ssoCacheFile(home: string, sessionOrStartUrl: string): string {
	const key = createHash("sha1").update(sessionOrStartUrl).digest("hex");
	return join(home, ".aws", "sso", "cache", `${key}.json`);
}

/** The sign-in in a file, expired or not; undefined without one. @throws SessionsError `SignInCacheFailed` */
export async function readSsoToken(file: string): Promise<SsoToken | undefined> {
	const document = await readSignIn(file);
	if (document === undefined) {
		return undefined;
	}
	const accessToken = textOf(document, "accessToken");
	// What a header can't carry is no token, and must not get into the error that says so.
	if (accessToken === undefined || !/^[\x21-\x7e]+$/.test(accessToken)) {
		throw brokenSignIn(file, "has no usable accessToken");
	}
	const expiresAt = cachedTime(textOf(document, "expiresAt") ?? "");
	if (expiresAt === undefined) {
		throw brokenSignIn(file, "has no usable expiresAt");
	}
	return { accessToken: new Secret(accessToken), expiresAt };
}
