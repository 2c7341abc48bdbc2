import assert from "node:assert/strict";
import { appendFile, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { readSharedConfig } from "../../src/core/config/sharedConfig.ts";
import { waitFor } from "../harness/waitFor.ts";
import { activeKey, sampleAlice } from "../sandbox/sampleWorld.ts";
import { openSandbox, type Sandbox, statusItem } from "./sandbox.ts";

/** Long-term keys out of the file, used from VS Code's secret storage, and back. */
let sandbox: Sandbox;
let aws: string;
let credentialsFile: string;
let original: string;
const { id, secret } = activeKey(sampleAlice());
const moveTitle = "Move access keys to secret storage";

before(async () => {
	sandbox = await openSandbox({ size: { width: 1280, height: 1000 } });
	aws = join(sandbox.home, ".aws");
	credentialsFile = join(aws, "credentials");
	original = await readFile(credentialsFile, "utf8");
	await sandbox.workbench.person.openView("AWS Sessions");
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

const credentials = () => readFile(credentialsFile, "utf8");
const backups = async () => (await readdir(aws)).filter((name) => name.endsWith(".bak"));
const rowOf = (profile: string, description: string | RegExp) =>
	sandbox.workbench.person
		.tree("Profiles")
		.waitForRows(`${profile} as ${description}`, (rows) =>
			rows.some((row) => row.label === profile && row.description.match(description) !== null),
		);
/** The profiles as the files have them, without their places. */
const profiles = (text: string) =>
	Object.fromEntries(
		[...readSharedConfig([{ file: "credentials", kind: "credentials", text }]).profiles]
			.map(
				([name, { properties }]) => [name, [...properties].map(([key, { value }]) => [key, value])] as const,
			)
			.sort(([a], [b]) => (a < b ? -1 : 1)),
	);
/** What a command ends with when another extension calls it; a person answers its dialogs. */
const call = (command: string, argument: unknown): Promise<string> =>
	sandbox.workbench.host.evaluate(
		async (vscode, [name, given]) => {
			try {
				return JSON.stringify(await vscode.commands.executeCommand(`awsSessions.${name}`, given));
			} catch (error) {
				return `${(error as { code?: string }).code}: ${(error as Error).message}`;
			}
		},
		[command, argument] as const,
	);

test("what will happen is shown first, without the secret; Cancel leaves everything", async () => {
	const { person, page } = sandbox.workbench;
	await person.runCommand("AWS Sessions: Move Access Keys to Secret Storage…");
	await person.quickInput.waitForTitle(moveTitle);
	const offered = await person.quickInput.rows();
	assert.deepEqual(
		offered.map(({ label }) => label),
		["acme", "ci-bot"],
		"half a pair and roles are not offered",
	);
	await person.quickInput.pick("acme");
	const dialog = await person.dialogs.waitFor("Move the access keys of 'acme' to VS Code's secret storage?");
	assert.deepEqual(dialog.buttons.toSorted(), ["Cancel", "Move", "Move with Backup"]);
	assert.match(dialog.detail, new RegExp(`Access key: ${id}`));
	assert.match(dialog.detail, /Out of: ~\/\.aws\/credentials, lines 2–4, with the empty section \[acme\]/);
	assert.match(dialog.detail, /other tools will no longer find the keys/);
	assert.match(dialog.detail, /holds the keys in plain text: delete it when you no longer need it/);
	assert.ok(!JSON.stringify(dialog).includes(secret.slice(0, 8)));
	await page.keyboard.press("Escape");
	await waitFor("no dialog", async () => (await person.dialogs.all()).length === 0);
	assert.equal(await credentials(), original);
	assert.deepEqual(await backups(), []);
});

test("the keys are out of the file, backed up, and the profile and its roles go on working", async () => {
	const { person } = sandbox.workbench;
	await person.tree("Profiles").openContextMenu("acme");
	await person.menu.choose("Move Access Keys to Secret Storage…");
	await person.dialogs.click(/Move the access keys of 'acme'/, "Move with Backup");
	const told = await person.notifications.waitFor(
		/access keys of 'acme' are in VS Code's secret storage now/,
	);
	assert.match(
		told.message,
		/Backup with the keys in plain text: ~\/\.aws\/credentials\.\d{4}-\d\d-\d\d\.bak/,
	);

	const text = await credentials();
	assert.ok(!text.includes(secret) && !text.includes(id));
	assert.equal(text, original.replace(/\[acme\]\n.*\n.*\n/, ""), "and nothing else is different");
	assert.equal((await stat(credentialsFile)).mode & 0o777, 0o600);
	const [backup = ""] = await backups();
	assert.equal(await readFile(join(aws, backup), "utf8"), original);
	assert.equal((await stat(join(aws, backup))).mode & 0o777, 0o600);
	// At once: a notification goes by itself after a while.
	await person.notifications.click(/access keys of 'acme'/, "Delete Backup");
	await waitFor("the backup to be gone", async () => (await backups()).length === 0);

	await rowOf("acme", `key …${id.slice(-4)} · stored`);
	assert.match(await person.tree("Profiles").hover("acme"), /Stored since/);
	await person.tree("Profiles").clickInlineAction("dev-readonly", "Assume Role…");
	await person.statusBar.waitFor(statusItem, ({ text: shown }) => shown.startsWith("dev-readonly"));
	assert.match(await call("startSession", { profile: "acme" }), /:user\/alice"/);
});

test("they are there after a reload; a role is assumed with them again", async () => {
	await sandbox.workbench.reload();
	const { person } = sandbox.workbench;
	await person.openView("AWS Sessions");
	await rowOf("acme", /stored/);
	assert.match(await call("assumeRole", { profile: "prod-audit" }), /assumed-role\/ProdAudit/);
	assert.match(await call("moveKeysToSecretStorage", { profile: "acme" }), /^"?ProfileInvalid: .*already/);
});

test("Explain Profile says where they are kept", async () => {
	await call("explainProfile", { profile: "dev-admin" });
	const text = await waitFor("the page", () =>
		sandbox.workbench.host.evaluate(
			(vscode) =>
				vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === "aws-sessions-explain")?.getText() ??
				"",
		),
	);
	assert.match(text, /Kept in +VS Code's secret storage, since \d{4}-\d\d-\d\d/);
	assert.ok(!text.includes(secret.slice(0, 8)));
});

test("keys in the file again count, are told of, and are not written over", async () => {
	const { person } = sandbox.workbench;
	const moved = await credentials();
	await appendFile(
		credentialsFile,
		`[acme]\naws_access_key_id = AKIAOTHEROTHEROTHER1\naws_secret_access_key = other\n`,
	);
	await rowOf("acme", "key …HER1");
	const warnings = await waitFor("the warning", () =>
		sandbox.workbench.host.evaluate((vscode, path) => {
			const found = vscode.languages.getDiagnostics(vscode.Uri.file(path));
			const messages = found.map(({ message }) => message).filter((message) => /storage/.test(message));
			return messages.length > 0 && messages;
		}, credentialsFile),
	);
	assert.match(warnings[0] ?? "", new RegExp(`keys of 'acme' too \\(${id}\\)`));
	assert.match(await call("moveKeysToFile", { profile: "acme" }), /^ProfileInvalid: .*already/);
	await writeFile(credentialsFile, moved);
	await rowOf("acme", /stored/);
	assert.equal((await person.dialogs.all()).length, 0);
});

test("a file with unsaved changes is left alone", async () => {
	await sandbox.workbench.host.evaluate(async (vscode, path) => {
		const document = await vscode.workspace.openTextDocument(path);
		const edit = new vscode.WorkspaceEdit();
		edit.insert(document.uri, new vscode.Position(0, 0), "# not saved\n");
		await vscode.workspace.getConfiguration("files").update("autoSave", "off", true);
		await vscode.window.showTextDocument(document);
		await vscode.workspace.applyEdit(edit);
	}, credentialsFile);
	assert.match(await call("moveKeysToFile", { profile: "acme" }), /^ConfigUnwritable: .*unsaved changes/);
	await sandbox.workbench.host.evaluate(async (vscode) => {
		await vscode.commands.executeCommand("workbench.action.files.revert");
		await vscode.commands.executeCommand("workbench.action.closeAllEditors");
	});
});

test("moved back, the file parses as it did, and nothing is kept", async () => {
	const { person } = sandbox.workbench;
	await person.tree("Profiles").openContextMenu("acme");
	await person.menu.choose("Move Access Keys Back to File…");
	const dialog = await person.dialogs.waitFor("Move the access keys of 'acme' back to ~/.aws/credentials?");
	assert.match(dialog.detail, new RegExp(id));
	assert.ok(!JSON.stringify(dialog).includes(secret.slice(0, 8)));
	await person.dialogs.click(/Move the access keys of 'acme' back/, "Move Back");
	await waitFor("the keys in the file", async () => (await credentials()).includes(secret));
	assert.deepEqual(profiles(await credentials()), profiles(original));
	await rowOf("acme", new RegExp(`^key …${id.slice(-4)}$`));
	assert.match(await call("moveKeysToFile", { profile: "acme" }), /No access keys of 'acme' are stored/);
	assert.match(await call("assumeRole", { profile: "legacy-account" }), /assumed-role|AccessDenied/);
});

test("stored keys can be deleted, which takes the profile with them", async () => {
	const { person } = sandbox.workbench;
	// A tree that is drawn anew, as after a session's start, takes the focus back if it had it: a pick would close.
	await person.tree("Profiles").openContextMenu("ci-bot");
	await person.menu.choose("Move Access Keys to Secret Storage…");
	await person.dialogs.click(/Move the access keys of 'ci-bot'/, "Move");
	await rowOf("ci-bot", /stored/);
	assert.deepEqual(await backups(), []);
	await person.tree("Profiles").openContextMenu("ci-bot");
	await person.menu.choose("Delete Stored Access Keys…");
	const dialog = await person.dialogs.waitFor("Delete the stored access keys of 'ci-bot'?");
	assert.match(dialog.detail, /Nothing brings them back/);
	await person.dialogs.click(/Delete the stored access keys/, "Delete");
	await rowOf("ci-bot", "eu-west-1");
});
