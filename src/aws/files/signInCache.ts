import { readFile, rm } from "node:fs/promises";
import type { Clock } from "../../core/clock.ts";
import { SessionsError } from "../../core/errors.ts";
import { type SignIn, signInName } from "../../core/identityCenter/signIn.ts";
import { type JsonObject, parseJsonObject } from "../http/json.ts";
import { codeOf } from "./errorCode.ts";
import { privateMode, realFile, replaceWhole } from "./replaceFile.ts";

/** What helps when a file can't be read. */
export interface ReadOptions {
	/** With what to wait for a tool that is writing it. Absent: it is read once. */
	readonly clock?: Clock;
	/** The sign-in that it is to hold, for whoever has to sign in again. */
	readonly signIn?: SignIn;
}

/** After how long (ms) a file is read again that may be half written: tools write theirs in place. */
const pausesForWriters = [50, 150, 250];

/**
 * The JSON object in a file of the AWS CLI's sign-in caches; undefined when there is no such file.
 * @throws SessionsError `SignInCacheFailed`, which quotes nothing of the file
 */
export async function readSignIn(
	file: string,
	{ clock, signIn }: ReadOptions = {},
): Promise<JsonObject | undefined> {
	for (const ms of [...(clock === undefined ? [] : pausesForWriters), undefined]) {
		const text = await readText(file);
		const document = text === undefined ? undefined : parseJsonObject(text);
		if (text === undefined || document !== undefined) {
			return document;
		}
		if (ms !== undefined) {
			await new Promise<void>((resolve) => clock?.schedule(ms, resolve));
		}
	}
	throw brokenSignIn(file, "is not JSON", signIn);
}

async function readText(file: string): Promise<string | undefined> {
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		const code = codeOf(error);
		if (code === "ENOENT" || code === "ENOTDIR") {
			return undefined;
		}
		throw new SessionsError(
			"SignInCacheFailed",
			`The AWS CLI's sign-in can't be read from ${file} (${code}). Check the file's owner and mode`,
			{ remedies: [{ kind: "retry" }] },
		);
	}
}

/** The error for a file whose content is of no use; `problem` goes on from the file's name. */
export function brokenSignIn(file: string, problem: string, signIn?: SignIn): SessionsError {
	return new SessionsError(
		"SignInCacheFailed",
		`The AWS CLI's sign-in in ${file} ${problem}. Sign in again${signIn === undefined ? " with the AWS CLI" : ""}`,
		{
			remedies: [
				...(signIn === undefined ? [] : [{ kind: "signIn", signIn: signInName(signIn) } as const]),
				{ kind: "retry" },
			],
		},
	);
}

/**
 * Puts an object in the place of a file that only its owner may read: whole or not at all, at the end of a symbolic
 * link.
 * @throws SessionsError `SignInCacheFailed`
 */
export async function replaceSignIn(file: string, document: JsonObject): Promise<void> {
	try {
		await replaceWhole(await realFile(file), JSON.stringify(document), privateMode);
	} catch (error) {
		throw new SessionsError(
			"SignInCacheFailed",
			`The renewed sign-in can't be saved to ${file} (${codeOf(error)}). Check its folder, then try again`,
			{ remedies: [{ kind: "retry" }], cause: error },
		);
	}
}

/**
 * Removes a file that may be gone already, at the end of a symbolic link: what is to go is what stands in it.
 * @throws SessionsError `SignInCacheFailed`
 */
export async function removeSignIn(file: string): Promise<void> {
	try {
		await rm(await realFile(file), { force: true });
	} catch (error) {
		throw new SessionsError(
			"SignInCacheFailed",
			`${file} can't be removed (${codeOf(error)}). Check its folder`,
			{ cause: error, remedies: [{ kind: "retry" }] },
		);
	}
}

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * A time as AWS's tools write it into their caches, in ms since the epoch; undefined when it is none. Older
 * ones end it in `UTC`.
 */
export function cachedTime(text: string): number | undefined {
	const iso = text.replace(/UTC$/, "Z");
	const time = timestamp.test(iso) ? Date.parse(iso) : Number.NaN;
	return Number.isNaN(time) ? undefined : time;
}
