import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Clock } from "../../core/clock.ts";
import type { SignIn, SignInTimes } from "../../core/identityCenter/signIn.ts";
import { tidyStartUrl } from "../../core/identityCenter/signInChecks.ts";
import { iso8601 } from "../../core/text/iso8601.ts";
import { Secret } from "../../core/text/secret.ts";
import { brokenSignIn, cachedTime, readSignIn, replaceSignIn } from "../files/signInCache.ts";
import { type JsonObject, textOf } from "../http/json.ts";

/** This program as IAM Identity Center knows it, for some time. */
export interface ClientRegistration {
	readonly clientId: string;
	readonly clientSecret: Secret;
	/** Milliseconds since the epoch, by this machine's clock. */
	readonly expiresAt: number;
	/** What it may be granted a token for; absent: what it is granted by itself. */
	readonly grantTypes?: readonly string[];
	readonly scopes?: readonly string[];
}

/** A token as the service gives it. */
export interface IssuedToken {
	readonly accessToken: Secret;
	/** Milliseconds since the epoch, by this machine's clock. */
	readonly expiresAt: number;
	readonly refreshToken?: Secret;
}

/** A sign-in to IAM Identity Center, as the AWS CLI keeps it. */
export interface SsoToken extends SignInTimes {
	readonly accessToken: Secret;
	/** What gets the next one; absent: only a person does. */
	readonly renewal?: {
		readonly refreshToken: Secret;
		readonly registration: ClientRegistration;
	};
}

/** Where the AWS CLI keeps a sign-in: by the sso-session's name, else (legacy) by the start URL as it is written. */
export function ssoCacheFile(home: string, sessionOrStartUrl: string): string {
	return join(ssoCacheFolder(home), `${sha1(sessionOrStartUrl)}.json`);
}

/**
 * Where the AWS CLI keeps a sign-in's registration, so that both use the same one. Its name is the hash of a text
 * that Python writes.
 */
export function registrationFile(home: string, signIn: SignIn): string {
	return registrationFileOf("botocore", home, signIn);
}

/**
 * Where a registration for codes in the redirect is kept that was made here. The service has none that is for devices'
 * codes too, and versions of the AWS CLI before 2.22, which know but those, take whatever is under their own name, and
 * then can't sign in before it ends.
 */
export function codeRegistrationFile(home: string, signIn: SignIn): string {
	return registrationFileOf("aws-sessions", home, signIn);
}

function registrationFileOf(
	tool: string,
	home: string,
	{ session, startUrl, region, scopes }: SignIn,
): string {
	const list = scopes === undefined ? "null" : `[${scopes.map(pythonText).join(", ")}]`;
	const key = [
		`"region": ${pythonText(region)}`,
		`"scopes": ${list}`,
		`"session_name": ${session === undefined ? "null" : pythonText(session)}`,
		`"startUrl": ${pythonText(startUrl)}`,
		`"tool": ${pythonText(tool)}`,
	].join(", ");
	return join(ssoCacheFolder(home), `${sha1(`{${key}}`)}.json`);
}

/**
 * The sign-in in a file, expired or not; undefined without one. What says that it is for another start URL or region,
 * as those of the sso-session were once, is none.
 * @throws SessionsError `SignInCacheFailed`
 */
export async function readSsoToken(
	file: string,
	signIn: SignIn,
	clock: Clock,
): Promise<SsoToken | undefined> {
	const document = await readSignIn(file, { clock, signIn });
	if (document === undefined || !isOf(document, signIn)) {
		return undefined;
	}
	const accessToken = textOf(document, "accessToken");
	// What a header can't carry is no token, and must not get into the error that says so.
	if (accessToken === undefined || !/^[\x21-\x7e]+$/.test(accessToken)) {
		throw brokenSignIn(file, "has no usable accessToken", signIn);
	}
	const expiresAt = timeOf(document, "expiresAt");
	if (expiresAt === undefined) {
		throw brokenSignIn(file, "has no usable expiresAt", signIn);
	}
	const refreshToken = textOf(document, "refreshToken");
	const registration = registrationIn(document, "registrationExpiresAt");
	return {
		accessToken: new Secret(accessToken),
		expiresAt,
		...(refreshToken === undefined || registration === undefined
			? {}
			: {
					renewal: { refreshToken: new Secret(refreshToken), registration },
					refreshableUntil: registration.expiresAt,
				}),
	};
}

/** Keeps the token of a new sign-in. @throws SessionsError `SignInCacheFailed` */
export async function keepToken(
	file: string,
	signIn: SignIn,
	token: IssuedToken,
	registration: ClientRegistration,
): Promise<void> {
	await replaceInFolder(file, {
		...tokenFields(signIn, token),
		clientId: registration.clientId,
		clientSecret: registration.clientSecret.reveal(),
		registrationExpiresAt: iso8601(registration.expiresAt),
	});
}

/**
 * Puts a refreshed token in the place of the one it comes from, and leaves the rest of the file as it is. What has
 * come there in the meantime, or gone, is newer and stands.
 * @returns whether it is kept
 * @throws SessionsError `SignInCacheFailed`
 */
export async function keepRefreshed(
	file: string,
	signIn: SignIn,
	usedToken: Secret,
	token: IssuedToken,
	clock: Clock,
): Promise<boolean> {
	const document = await readSignIn(file, { clock, signIn });
	if (
		document === undefined ||
		!isOf(document, signIn) ||
		textOf(document, "refreshToken") !== usedToken.reveal()
	) {
		return false;
	}
	await replaceInFolder(file, { ...document, ...tokenFields(signIn, token) });
	return true;
}

/** A registration that is kept, expired or not; undefined without one that is whole. */
export async function readRegistration(file: string): Promise<ClientRegistration | undefined> {
	// Whatever is wrong with it, the next one replaces it.
	const document = await readSignIn(file).catch(() => undefined);
	return registrationIn(document, "expiresAt");
}

/** Keeps a registration. @throws SessionsError `SignInCacheFailed` */
export async function keepRegistration(file: string, registration: ClientRegistration): Promise<void> {
	const { clientId, clientSecret, expiresAt, scopes, grantTypes } = registration;
	await replaceInFolder(file, {
		clientId,
		clientSecret: clientSecret.reveal(),
		expiresAt: iso8601(expiresAt),
		...(scopes === undefined ? {} : { scopes }),
		...(grantTypes === undefined ? {} : { grantTypes }),
	});
}

/** Whether a token is the sign-in's. One that does not say for which it is, is. */
function isOf(document: JsonObject, signIn: SignIn): boolean {
	const startUrl = textOf(document, "startUrl") ?? signIn.startUrl;
	const region = textOf(document, "region") ?? signIn.region;
	return tidyStartUrl(startUrl) === tidyStartUrl(signIn.startUrl) && region === signIn.region;
}

function tokenFields({ startUrl, region }: SignIn, token: IssuedToken): JsonObject {
	const { accessToken, expiresAt, refreshToken } = token;
	return {
		startUrl,
		region,
		accessToken: accessToken.reveal(),
		expiresAt: iso8601(expiresAt),
		...(refreshToken === undefined ? {} : { refreshToken: refreshToken.reveal() }),
	};
}

function registrationIn(document: JsonObject | undefined, end: string): ClientRegistration | undefined {
	const clientId = textOf(document, "clientId");
	const clientSecret = textOf(document, "clientSecret");
	const expiresAt = document === undefined ? undefined : timeOf(document, end);
	const grantTypes = document?.["grantTypes"];
	return clientId === undefined || clientSecret === undefined || expiresAt === undefined
		? undefined
		: {
				clientId,
				clientSecret: new Secret(clientSecret),
				expiresAt,
				...(Array.isArray(grantTypes) ? { grantTypes: grantTypes.map(String) } : {}),
			};
}

async function replaceInFolder(file: string, document: JsonObject): Promise<void> {
	// When it can't be made, the file can't be written either, and that says why.
	await mkdir(dirname(file), { recursive: true, mode: 0o700 }).catch(() => undefined);
	await replaceSignIn(file, document);
}

/** Where the AWS CLI keeps sign-ins and registrations, to be watched. */
export function ssoCacheFolder(home: string): string {
	return join(home, ".aws", "sso", "cache");
}

function timeOf(document: JsonObject, key: string): number | undefined {
	return cachedTime(textOf(document, key) ?? "");
}

/** A text in JSON as Python writes it, for names of files: in ASCII. */
export function pythonText(text: string): string {
	return JSON.stringify(text).replace(
		/[^ -~]/g,
		(unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}

/** Of a text, in hexadecimal: what the AWS CLI names its files by. */
export function sha1(text: string): string {
	return createHash("sha1").update(text).digest("hex");
}
