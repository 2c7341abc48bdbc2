import { backUp, deleteFile, replaceText } from "../aws/files/configWrite.ts";
import type { FileChange, KeyMove } from "../core/config/keyMove.ts";
import { readKeys, type StaticKeys } from "../core/config/profile.ts";
import type { FileKind, SharedConfig, StoredKeyPair } from "../core/config/sharedConfig.ts";
import { SessionsError } from "../core/errors.ts";
import type { StoredKeys } from "./context.ts";

/** Where a profile's keys are to be kept, and what they came from. */
export interface KeepRequest {
	readonly profile: string;
	readonly home: FileKind;
	readonly credentialsFile: string;
	/** In ms since the epoch. */
	readonly since: number;
}

/** The place that keeps keys. */
export interface KeyKeeper extends StoredKeys {
	/** The pairs that it keeps beside a credentials file. */
	pairsOf(credentialsFile: string): Promise<readonly StoredKeyPair[]>;
	/** Keeps a profile's keys beside those it has kept for it; when it fails, none of it. */
	keep(request: KeepRequest, keys: StaticKeys): Promise<StoredKeyPair>;
	/** Forgets them. */
	remove(pair: StoredKeyPair): Promise<void>;
}

export interface MoveOptions {
	readonly keeper: KeyKeeper;
	/** What is kept for the profile already, and is forgotten in the end. */
	readonly replaced: readonly StoredKeyPair[];
	readonly credentialsFile: string;
	readonly backsUp: boolean;
	/** In ms since the epoch. */
	readonly now: number;
}

/**
 * Moves a profile's keys out of the files: they go only when they are kept for certain. After any failure the files
 * and the keeper are as they were.
 * @returns the paths of the backups
 * @throws SessionsError `StoredKeysMissing` when the keeper doesn't keep them; `ConfigUnwritable`
 */
export async function moveKeysToKeeper(
	{ profile, keys, home, changes }: KeyMove,
	{ keeper, replaced, credentialsFile, backsUp, now }: MoveOptions,
): Promise<readonly string[]> {
	const undo: (() => Promise<void>)[] = [];
	try {
		const pair = await keeper.keep({ profile, home, credentialsFile, since: now }, keys);
		undo.push(() => keeper.remove(pair));
		// Keys that are not listed are as good as lost.
		const listed = (await keeper.pairsOf(credentialsFile)).find(({ id }) => id === pair.id);
		const kept = listed === undefined ? undefined : await keeper.get(listed);
		if (kept?.accessKeyId !== keys.accessKeyId || !kept.secretAccessKey.equals(keys.secretAccessKey)) {
			throw notKept(profile);
		}
		const backups: string[] = [];
		for (const { file, before } of backsUp ? changes : []) {
			const copy = await backUp(file, before, now);
			backups.push(copy);
			undo.push(() => deleteFile(copy));
		}
		for (const { file, before, after } of changes) {
			await replaceText(file, before, after);
			undo.push(() => replaceText(file, after, before));
		}
		for (const former of replaced.filter(({ id }) => id !== pair.id)) {
			// The keys have moved: a former pair that can't be forgotten now is listed still, and no reason to go back.
			await keeper.remove(former).catch(() => undefined);
		}
		return backups;
	} catch (error) {
		for (const step of undo.reverse()) {
			// What can't be undone must not keep the rest from being undone, nor hide why.
			await step().catch(() => undefined);
		}
		throw error instanceof SessionsError ? error : notKept(profile);
	}
}

/**
 * Writes kept keys into a file, and has the keeper forget them when they are read there.
 * @param reload reads the files anew
 * @throws SessionsError `ConfigUnwritable`; the keeper has them still then
 */
export async function moveKeysToFile(
	pair: StoredKeyPair,
	keys: StaticKeys,
	{ file, before, after }: FileChange,
	{ keeper, reload }: { readonly keeper: KeyKeeper; readonly reload: () => Promise<SharedConfig> },
): Promise<void> {
	await replaceText(file, before, after, { isPrivate: true });
	const section = (await reload()).profiles.get(pair.profile);
	const read = section === undefined ? undefined : readKeys(section);
	const isThere =
		read !== undefined &&
		"accessKeyId" in read &&
		read.accessKeyId === keys.accessKeyId &&
		read.secretAccessKey.equals(keys.secretAccessKey);
	if (!isThere) {
		throw new SessionsError(
			"ConfigUnwritable",
			`The keys of '${pair.profile}' were written to ${file} and are not read there, so they stay in VS Code's secret storage too`,
			{ remedies: [{ kind: "openConfig" }] },
		);
	}
	await keeper.remove(pair);
}

/** Whatever it throws may name what it was to keep, so that goes no further. */
function notKept(profile: string): SessionsError {
	return new SessionsError(
		"StoredKeysMissing",
		`VS Code's secret storage does not keep the keys of '${profile}', so they stay in the file. Is a keyring set up on this machine?`,
		{ remedies: [{ kind: "retry" }], about: { profile } },
	);
}
