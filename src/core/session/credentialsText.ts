import { Secret } from "../text/secret.ts";
import type { Credentials } from "./credentials.ts";

/** Credentials with their secrets in plain, to be written to a place that keeps them. */
export function plainCredentials({
	accessKeyId,
	secretAccessKey,
	sessionToken,
	expiresAt,
}: Credentials): Readonly<Record<string, unknown>> {
	return {
		accessKeyId,
		secretAccessKey: secretAccessKey.reveal(),
		sessionToken: sessionToken?.reveal(),
		expiresAt,
	};
}

/** What {@link plainCredentials} gave; undefined for anything else. */
export function readCredentials(value: unknown): Credentials | undefined {
	if (typeof value !== "object" || value === null) {
		return undefined;
	}
	const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = value as Readonly<
		Record<string, unknown>
	>;
	if (!isText(accessKeyId) || !isText(secretAccessKey)) {
		return undefined;
	}
	if (
		(sessionToken !== undefined && !isText(sessionToken)) ||
		(expiresAt !== undefined && !isTime(expiresAt))
	) {
		return undefined;
	}
	return {
		accessKeyId,
		secretAccessKey: new Secret(secretAccessKey),
		...(sessionToken === undefined ? {} : { sessionToken: new Secret(sessionToken) }),
		...(expiresAt === undefined ? {} : { expiresAt }),
	};
}

function isText(value: unknown): value is string {
	return typeof value === "string" && value !== "";
}

function isTime(value: unknown): value is number {
	return typeof value === "number" && Math.abs(value) <= 8.64e15;
}
