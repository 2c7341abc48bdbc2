import assert from "node:assert/strict";
import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { readSharedConfig } from "../../src/core/config/sharedConfig.ts";
import { waitFor } from "../harness/waitFor.ts";
import { activeKey, sampleAlice } from "../sandbox/sampleWorld.ts";
import { assumeRole, openSandbox, type Sandbox, sha256, variableHash } from "./sandbox.ts";
import { filesHolding } from "./secretSearch.ts";

/** A session's keys, handed over to the person. */
let sandbox: Sandbox;
let credentialsFile: string;
let original: string;

before(async () => {
	sandbox = await openSandbox({ size: { width: 1280, height: 900 }, isInFolder: true });
	credentialsFile = join(sandbox.home, ".aws", "credentials");
	original = await readFile(credentialsFile, "utf8");
	await sandbox.workbench.person.openView("AWS Sessions");
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

const person = () => sandbox.workbench.person;
const quickInput = () => person().quickInput;
const title = "AWS Sessions: Export Session…";
const pickTitle = "Export session dev-readonly";
const clipboard = () => sandbox.workbench.host.evaluate((vscode) => vscode.env.clipboard.readText());
const copy = (text: string) =>
	sandbox.workbench.host.evaluate((vscode, content) => vscode.env.clipboard.writeText(content), text);
const copied = () =>
	waitFor("the keys", async () => {
		const text = await clipboard();
		return text !== "before" && text;
	});
const token = () => sandbox.sts.secretsIssued().at(-1) ?? "";
const credentials = () => readFile(credentialsFile, "utf8");
const backups = async () =>
	(await readdir(join(sandbox.home, ".aws"))).filter((name) => name.endsWith(".bak"));
/** Calls the command as another extension does. */
const call = (argument: unknown): Promise<string> =>
	sandbox.workbench.host.evaluate(async (vscode, given) => {
		try {
			return (
				JSON.stringify(await vscode.commands.executeCommand("awsSessions.exportSession", given)) ??
				"undefined"
			);
		} catch (error) {
			return `${(error as { code?: string }).code}: ${(error as Error).message}`;
		}
	}, argument);
const exportAs = async (row: RegExp | string) => {
	await person().runCommand(title);
	await quickInput().waitForTitle(pickTitle);
	await quickInput().pick(row);
};

test("from the palette: lines for the terminal's own shell come first, and work when they are pasted", async () => {
	await assumeRole(sandbox, "dev-readonly", false);
	await copy("before");
	await person().runCommand(title);
	await quickInput().waitForTitle(pickTitle);
	const rows = await quickInput().rows();
	assert.deepEqual(
		rows.map(({ label }) => label),
		[
			"Bash or Zsh",
			"Fish",
			"PowerShell",
			"Command Prompt",
			".env File",
			"JSON",
			"Profile in the Credentials File…",
		],
	);
	assert.equal(rows[0]?.separator, "to the clipboard, for a minute");
	assert.equal(await clipboard(), "before");
	await quickInput().accept();
	const text = await copied();
	await person().statusBar.waitFor(
		/^Copied dev-readonly for Bash or Zsh: works for (59m|1h)\. It leaves the clipboard/,
	);

	await person().runCommand("AWS Sessions: End All Sessions");
	await person().terminals.open();
	assert.equal(await variableHash(sandbox, "AWS_SESSION_TOKEN"), "unset");
	await person().terminals.send("export AWS_PROFILE=other");
	for (const line of text.trimEnd().split("\n")) {
		await person().terminals.send(line);
	}
	assert.equal(await variableHash(sandbox, "AWS_SESSION_TOKEN"), sha256(token()));
	assert.equal(
		await variableHash(sandbox, "AWS_SECRET_ACCESS_KEY"),
		sha256(sandbox.sts.secretsIssued().at(-2) ?? ""),
	);
	assert.equal(await person().terminals.variable("AWS_REGION"), "eu-central-1");
	assert.equal(await person().terminals.variable("AWS_PROFILE"), undefined);
});

test("from the tree: JSON, and a profile that has no session yet", async () => {
	await copy("before");
	await person().tree("Profiles").openContextMenu("dev-readonly");
	await person().menu.choose("Export Session…");
	await quickInput().waitForTitle(pickTitle);
	await quickInput().pick("JSON");
	const json = JSON.parse(await copied());
	assert.deepEqual(Object.keys(json), [
		"Version",
		"AccessKeyId",
		"SecretAccessKey",
		"SessionToken",
		"Expiration",
	]);
	assert.equal(sha256(json.SessionToken), sha256(token()));
	await copy("before");
	await person().tree("Sessions").openContextMenu("dev-readonly");
	await person().menu.choose("Export Session…");
	await quickInput().waitForTitle(pickTitle);
	await quickInput().pick(".env File");
	assert.match(await copied(), /^AWS_ACCESS_KEY_ID=ASIA[A-Z0-9]+$/m);
	await copy("");
});

test("a file is its owner's alone; inside a repository the person is warned", async () => {
	const project = join(sandbox.home, "project");
	await mkdir(join(project, ".git"));
	const save = async (file: string) => {
		await person().runCommand(title);
		await quickInput().waitForTitle(pickTitle);
		await quickInput().clickRowButton(".env File", "Save to File…");
		await quickInput().waitForTitle(/^Save the keys of dev-readonly/);
		await quickInput().waitForState("the folder", ({ buttons }) => buttons.length > 0);
		// It proposes a name of its own when it has looked around, and takes nothing while it looks for what is meant.
		await waitFor("the end of the dialog", async () => {
			const { visible, value } = await quickInput().state();
			if (visible && value !== file) {
				await quickInput().type(file);
			} else if (visible) {
				await quickInput().accept();
			}
			return !visible;
		});
	};
	const warning = "Save keys inside a Git repository?";
	const inside = join(project, "aws.env");
	await save(inside);
	const warned = await person().dialogs.waitFor(warning);
	assert.match(warned.detail, /project\/aws\.env is in the repository ~\/project\. Unless \.gitignore/);
	await person().dialogs.click(warning, "Cancel");
	await assert.rejects(stat(inside));

	const outside = join(sandbox.home, "aws.env");
	await save(outside);
	await person().statusBar.waitFor(/^The keys of dev-readonly are in ~\/aws\.env: works for/);
	assert.equal((await stat(outside)).mode & 0o777, 0o600);
	assert.ok((await readFile(outside, "utf8")).includes(token()));
	await save(inside);
	await person().dialogs.click(warning, "Save Anyway");
	await waitFor("the file", () =>
		stat(inside).then(
			({ mode }) => (mode & 0o777) === 0o600,
			() => false,
		),
	);
});

test("a profile in the credentials file: shown first without secrets, written in place, with a backup", async () => {
	await exportAs(/Profile in the Credentials File/);
	const name = await quickInput().waitForState("the name", ({ message }) => /profile's name/.test(message));
	assert.equal(name.value, "dev-readonly-keys", "not the profile that the session comes from");
	await quickInput().type("for tools");
	await quickInput().waitForState("the limit", ({ severity }) => severity === "error");
	await quickInput().type("tools");
	await quickInput().accept();
	const question = "Write profile 'tools' into ~/.aws/credentials?";
	const dialog = await person().dialogs.waitFor(question);
	assert.match(
		dialog.detail,
		/^\[tools\]\s*aws_access_key_id = ASIA\w+\s*aws_secret_access_key = •+\s*aws_session_token = •+\s*region = eu-central-1\s*There they are in plain text.* The profile works for (59m|1h), and is not renewed\.\s*A backup/,
	);
	const secrets = sandbox.sts.secretsIssued();
	assert.ok(!secrets.some((secret) => JSON.stringify(dialog).includes(secret.slice(0, 12))));
	await person().dialogs.click(question, "Cancel");
	assert.equal(await credentials(), original);

	await exportAs(/Profile in the Credentials File/);
	await quickInput().waitForState("the name", ({ message }) => /profile's name/.test(message));
	await quickInput().type("tools");
	await quickInput().accept();
	await person().dialogs.click(question, "Write Profile");
	const told = await person().notifications.waitFor(
		/^Profile 'tools' is in ~\/\.aws\/credentials: works for/,
	);
	assert.ok(!secrets.some((secret) => told.message.includes(secret.slice(0, 12))));
	const text = await credentials();
	assert.ok(text.startsWith(`${original}\n[tools]\n`), "the rest is as it was");
	assert.equal((await stat(credentialsFile)).mode & 0o777, 0o600);
	const [backup = ""] = await backups();
	assert.equal(await readFile(join(sandbox.home, ".aws", backup), "utf8"), original);
	const { profiles } = readSharedConfig([{ file: "x", kind: "credentials", text }]);
	assert.equal(
		sha256(profiles.get("tools")?.properties.get("aws_session_token")?.value ?? ""),
		sha256(token()),
	);
	await person().notifications.click(/^Profile 'tools'/, "Delete Backup");
	await waitFor("the backup to be gone", async () => (await backups()).length === 0);
	await person()
		.tree("Profiles")
		.waitForRows("the profile", (rows) => rows.some(({ label }) => label === "tools"));
});

test("keys that stand there are replaced when the person agrees; a source's own never are", async () => {
	const before = await credentials();
	await exportAs(/Profile in the Credentials File/);
	await quickInput().waitForState("the name", ({ message }) => /profile's name/.test(message));
	await quickInput().type("ci-bot");
	await quickInput().accept();
	const question = "Replace the keys of profile 'ci-bot' in ~/.aws/credentials?";
	const dialog = await person().dialogs.waitFor(question);
	assert.match(dialog.detail, /Replaces: AKIA\w+, long-term keys/);
	await person().dialogs.click(question, "Cancel");
	await exportAs(/Profile in the Credentials File/);
	await quickInput().waitForState("the name", ({ message }) => /profile's name/.test(message));
	await quickInput().type("acme");
	await quickInput().accept();
	await person().notifications.waitFor(/comes from profile 'acme', whose keys would be lost/);
	await person().notifications.dismiss(/comes from profile 'acme'/);
	assert.equal(await credentials(), before);
	assert.ok(before.includes(activeKey(sampleAlice()).secret));
});

test("another extension is answered without keys, and only when the person agrees", async () => {
	await copy("before");
	const question = "Export the keys of session dev-readonly?";
	const refused = call({ session: "dev-readonly", format: "bash" });
	const dialog = await person().dialogs.waitFor(question);
	assert.match(dialog.detail, /another extension asks for this/);
	assert.match(
		dialog.detail,
		/Identity: arn:aws:iam::444455556666:role\/DevReadOnly\s*To: the clipboard, for a minute \(Bash or Zsh\)/,
	);
	await person().dialogs.click(question, "Cancel");
	assert.equal(await refused, "undefined");
	assert.equal(await clipboard(), "before");

	const agreed = call({ profile: "dev-readonly", format: "json" });
	await person().dialogs.click(question, "Export Session");
	const { session, ...rest } = JSON.parse(await agreed);
	assert.deepEqual(rest, { format: "json", target: "clipboard" });
	assert.equal(session.name, "dev-readonly");
	for (const secret of sandbox.sts.secretsIssued()) {
		assert.ok(!(await agreed).includes(secret.slice(0, 12)));
	}
	assert.match(await clipboard(), /SessionToken/);
	assert.match(await call({ format: "csh" }), /^InvalidArgument: .*format/);
	await copy("");
});

test("production is confirmed, whoever asks", async () => {
	await sandbox.workbench.host.evaluate((vscode) =>
		vscode.workspace.getConfiguration("awsSessions").update("production.patterns", ["dev-*"], true),
	);
	await copy("before");
	await exportAs("JSON");
	const question = "Export the keys of session dev-readonly? It is marked as production";
	await person().dialogs.click(question, "Cancel");
	assert.equal(await clipboard(), "before");
	const calling = call({ session: "dev-readonly", format: "json" });
	await person().dialogs.click(question, "Export Session");
	assert.match(await calling, /"format":"json"/, "one question for both reasons");
	await copy("");
});

test("no file that was not asked for and no message has keys", async () => {
	const secrets = sandbox.sts.secretsIssued().filter((secret) => !original.includes(secret));
	for (const folder of ["user-data", "server-data"]) {
		assert.deepEqual(await filesHolding(join(sandbox.folder, "editor", folder), secrets), []);
	}
	assert.deepEqual((await filesHolding(sandbox.home, secrets)).toSorted(), [
		join(".aws", "credentials"),
		"aws.env",
		join("project", "aws.env"),
	]);
	const shown = JSON.stringify(await person().notifications.all());
	assert.ok(!secrets.some((secret) => shown.includes(secret.slice(0, 16))));
});
