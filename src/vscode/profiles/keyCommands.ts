import * as vscode from "vscode";
import type { LoadedConfig } from "../../aws/files/configFiles.ts";
import { deleteFile, editableFiles } from "../../aws/files/configWrite.ts";
import { listProfiles } from "../../core/config/chain.ts";
import { type KeyMove, type KeyRemoval, planMove, planReturn } from "../../core/config/keyMove.ts";
import { type Profile, readKeys } from "../../core/config/profile.ts";
import { emptyConfig } from "../../core/config/sharedConfig.ts";
import { SessionsError } from "../../core/errors.ts";
import { logError } from "../../core/logError.ts";
import { moveKeysToKeeper, moveKeysToFile as moveToFile } from "../../credentials/moveKeys.ts";
import type { App } from "../app.ts";
import { showError } from "../errorMessage.ts";
import { pickProfile } from "../forms/profilePick.ts";
import { pickOne } from "../forms/steps.ts";
import { localDate } from "../time.ts";
import { confirmEdit, confirmWithBackup, requireSaved, shortPath } from "./fileEdit.ts";
import type { KeptPair } from "./keyStore.ts";
import { givesKeys, stopGivingKeys, useInOtherShells } from "./otherShells.ts";

/** What has become of a profile's keys. */
export interface MovedKeys {
	readonly profile: string;
	readonly accessKeyId: string;
	/** The copies of the files before. */
	readonly backups?: readonly string[];
}

/**
 * Move Access Keys to Secret Storage: takes a profile's long-term keys out of the files; the profile goes on working
 * here. @throws SessionsError, CancelledError
 */
export async function moveKeysToSecretStorage(named: string | undefined, app: App): Promise<MovedKeys> {
	const { clock, config, keyStore } = app;
	await config.reload();
	const profile = named ?? (await pickProfileWithKeys(app));
	const loaded = await config.reload();
	const credentialsFile = credentialsFileOf(loaded);
	const move = planMove(profile, loaded.config, editableFiles(loaded));
	requireSaved(move.changes.map(({ file }) => file));
	const kept = await keyStore.pairsOf(credentialsFile);
	const replaced = kept.filter((pair) => pair.profile === profile);
	const backsUp = await confirmMove(move, replaced);
	const backups = await moveKeysToKeeper(move, {
		keeper: keyStore,
		replaced,
		credentialsFile,
		backsUp,
		now: clock.now(),
	});
	await config.reload();
	tellOfMove(profile, backups, app);
	const { accessKeyId } = move.keys;
	return { profile, accessKeyId, ...(backsUp ? { backups } : {}) };
}

/** Move Access Keys Back to File: undoes it. @throws SessionsError, CancelledError */
export async function moveKeysToFile(named: string | undefined, app: App): Promise<MovedKeys> {
	const { config, keyStore } = app;
	const pair = await choosePair(named, "Move access keys back to file", app);
	const keys = await keyStore.get(pair);
	if (keys === undefined) {
		const place = { file: pair.credentialsFile, line: 0, column: 0, length: 0 };
		throw new SessionsError(
			"StoredKeysMissing",
			`The access keys of '${pair.profile}' (${pair.accessKeyId}) are not in VS Code's secret storage any more, so they can't be moved back. Put keys for it into the credentials file`,
			{ remedies: [{ kind: "openFile", place }] },
		);
	}
	const loaded = await config.reload();
	const change = planReturn(pair, keys, loaded.config, editableFiles(loaded));
	requireSaved([change.file, loaded.location?.configFile ?? ""]);
	const isGiven = await givesKeys(pair.profile, app);
	await confirmEdit(
		`Move the access keys of '${pair.profile}' back to ${shortPath(change.file)}?`,
		[
			`Access key: ${keys.accessKeyId}`,
			...((await isOfThisMachine(pair, loaded, app)) ? [] : [`Kept for: ${whereOf(pair)}`]),
			"",
			"There they are in plain text, for every program of yours to read. VS Code's secret storage forgets them.",
			...(isGiven ? [`The credential_process that gives other shells '${pair.profile}' goes.`] : []),
		],
		["Move Back"],
	);
	await moveToFile(pair, keys, change, {
		keeper: keyStore,
		reload: async () => (await config.reload()).config,
	});
	await config.reload();
	await stopGivingKeys(pair.profile, app);
	vscode.window.setStatusBarMessage(
		`$(check) The access keys of ${pair.profile} are in ${shortPath(change.file)} again`,
		5000,
	);
	return { profile: pair.profile, accessKeyId: keys.accessKeyId };
}

/** Delete Stored Access Keys: forgets a profile's. @throws SessionsError, CancelledError */
export async function deleteStoredKeys(named: string | undefined, app: App): Promise<MovedKeys> {
	const { config, keyStore } = app;
	const pair = await choosePair(named, "Delete stored access keys", app);
	const { profile, accessKeyId } = pair;
	await confirmEdit(
		`Delete the stored access keys of '${profile}'?`,
		[
			`Access key: ${accessKeyId}`,
			`Stored since: ${localDate(pair.since)}`,
			"",
			"Nothing brings them back: without a copy elsewhere, new ones have to be made in IAM.",
			...((await givesKeys(profile, app)) ? ["Other shells get them no longer, either."] : []),
		],
		["Delete"],
	);
	await keyStore.remove(pair);
	await config.reload();
	await stopGivingKeys(profile, app);
	vscode.window.setStatusBarMessage(`$(check) Deleted the stored access keys of ${profile}`, 5000);
	return { profile, accessKeyId };
}

async function pickProfileWithKeys({ config, recent, manager, clock }: App): Promise<string> {
	const offers = ({ section }: Profile): boolean => {
		const keys = readKeys(section);
		return keys !== undefined && "accessKeyId" in keys && keys.sessionToken === undefined;
	};
	if (!listProfiles(config.current?.config ?? emptyConfig).some(offers)) {
		throw new SessionsError("ProfileInvalid", "No profile has long-term access keys in the files");
	}
	const pick = await pickProfile({
		title: "Move access keys to secret storage",
		placeholder: "The profile whose long-term keys go out of the file",
		files: config,
		offers,
		recent: recent.names,
		withRoleByHand: false,
		manager,
		clock,
	});
	return pick.kind === "profile" ? pick.profile : "";
}

/** One of another machine, or of another file, can be got back too: its machine may be gone. */
async function choosePair(named: string | undefined, title: string, app: App): Promise<KeptPair> {
	const { config, keyStore } = app;
	const loaded = await config.reload();
	const own = await keyStore.pairsOf(credentialsFileOf(loaded));
	const found = own.findLast(({ profile }) => profile === named);
	if (found !== undefined) {
		return found;
	}
	if (named !== undefined) {
		throw new SessionsError("ProfileInvalid", `No access keys of '${named}' are stored`);
	}
	const others = (await keyStore.all()).filter(({ id }) => !own.some((pair) => pair.id === id));
	if (own.length + others.length === 0) {
		throw new SessionsError("ProfileInvalid", "No access keys are stored");
	}
	return pickOne(
		[...own, ...others].map((pair) => ({
			label: pair.profile,
			description: `key …${pair.accessKeyId.slice(-4)}`,
			detail: `stored since ${localDate(pair.since)}${own.includes(pair) ? "" : ` · for ${whereOf(pair)}`}`,
			value: pair,
		})),
		{ title, placeholder: "The profile whose keys they are", canGoBack: false },
	);
}

async function isOfThisMachine(pair: KeptPair, loaded: LoadedConfig, { keyStore }: App): Promise<boolean> {
	const own = await keyStore.pairsOf(credentialsFileOf(loaded));
	return own.some(({ id }) => id === pair.id);
}

/** Shows what will happen. Resolves to whether a backup is wanted. @throws CancelledError */
function confirmMove(
	{ profile, keys, changes, copies }: KeyMove,
	replaced: readonly KeptPair[],
): Promise<boolean> {
	return confirmWithBackup(
		`Move the access keys of '${profile}' to VS Code's secret storage?`,
		[
			`Access key: ${keys.accessKeyId}`,
			...changes.map((change) => `Out of: ${whatGoes(change, profile)}`),
			...(copies.length === 0
				? []
				: [`The same secret stays in: ${copies.map(({ file, lines }) => place(file, lines)).join("; ")}`]),
			...replaced.map(({ accessKeyId }) => `Replaces: the stored keys ${accessKeyId}, which are forgotten`),
			"",
			`'${profile}' and the roles assumed from it go on working here. The AWS CLI and other tools will no longer find the keys, until you give them to other shells, which is offered then.`,
			"",
			"A backup stands beside the file and holds the keys in plain text: delete it when you no longer need it. Without one, the keys are lost if VS Code's secret storage is.",
		],
		"Move",
		true,
	);
}

function whatGoes({ file, lines, removesSection }: KeyRemoval, profile: string): string {
	return `${place(file, lines)}${removesSection ? `, with the empty section [${profile}]` : ""}`;
}

/** Tells where the backup is, and deletes it when that is asked for; offers a way for other tools to find the keys. */
function tellOfMove(profile: string, backups: readonly string[], app: App): void {
	const deleteBackup = "Delete Backup";
	const useElsewhere = "Use in Other Shells…";
	const tell = async (): Promise<void> => {
		const moved = `The access keys of '${profile}' are in VS Code's secret storage now`;
		const kept =
			backups.length === 0
				? ""
				: `. Backup with the keys in plain text: ${backups.map(shortPath).join(", ")}`;
		const buttons = [
			...((await givesKeys(profile, app)) ? [] : [useElsewhere]),
			...(backups.length === 0 ? [] : [deleteBackup]),
		];
		if (buttons.length === 0) {
			vscode.window.setStatusBarMessage(`$(check) ${moved}`, 5000);
			return;
		}
		const chosen = await vscode.window.showInformationMessage(`${moved}${kept}`, ...buttons);
		if (chosen === useElsewhere) {
			await useInOtherShells({ profile }, app);
			// The plain text is there still.
			tellOfMove(profile, backups, app);
		} else if (chosen === deleteBackup) {
			await Promise.all(backups.map(deleteFile));
		}
	};
	tell().catch((error: unknown) => {
		logError(app.log, "what was chosen after moving access keys failed", error);
		void showError(error, {
			openConfig: () => void vscode.commands.executeCommand("awsSessions.openConfigFile"),
			showLog: () => app.log.show(),
		});
	});
}

function credentialsFileOf({ location }: LoadedConfig): string {
	return location?.credentialsFile ?? "";
}

function whereOf({ machine, credentialsFile }: KeptPair): string {
	return `${credentialsFile} on ${machine}`;
}

/** `~/.aws/credentials, lines 3–4` */
function place(file: string, lines: readonly number[]): string {
	const ranges: [number, number][] = [];
	for (const line of lines) {
		const last = ranges.at(-1);
		if (last !== undefined && last[1] === line - 1) {
			last[1] = line;
		} else {
			ranges.push([line, line]);
		}
	}
	const names = ranges.map(([from, to]) => (from === to ? `${from + 1}` : `${from + 1}–${to + 1}`));
	return `${shortPath(file)}, line${lines.length === 1 ? "" : "s"} ${names.join(", ")}`;
}
