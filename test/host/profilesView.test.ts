import assert from "node:assert/strict";
import { appendFile, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { TreeRow } from "../harness/treeView.ts";
import { waitFor } from "../harness/waitFor.ts";
import { openSandbox, type Sandbox } from "./sandbox.ts";

let sandbox: Sandbox;
let configFile: string;
let credentialsFile: string;

before(async () => {
	// High enough for every row: a tree draws only those in sight.
	sandbox = await openSandbox({ size: { width: 1280, height: 1400 } });
	configFile = join(sandbox.home, ".aws", "config");
	credentialsFile = join(sandbox.home, ".aws", "credentials");
	await sandbox.workbench.person.openView("AWS Sessions");
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

const profiles = () => sandbox.workbench.person.tree("Profiles");
const outline = (rows: TreeRow[]) => rows.map(({ label, level }) => `${"  ".repeat(level - 1)}${label}`);
const problemsOf = (file: string) =>
	sandbox.workbench.host.evaluate(
		(vscode, path) =>
			vscode.languages.getDiagnostics(vscode.Uri.file(path)).map(({ message, range, source, severity }) => ({
				message,
				line: range.start.line,
				source,
				severity,
			})),
		file,
	);

test("profiles are grouped by where credentials come from, roles under their source", async () => {
	const rows = await profiles().waitForRows("all profiles", (all) =>
		all.some(({ label }) => label === "half-keys"),
	);
	assert.deepEqual(outline(rows), [
		"2 problems in your AWS files",
		"Access keys",
		"  acme",
		"    dev-admin",
		"    dev-readonly",
		"      prod-audit",
		"    staging-deploy",
		"    prod-admin",
		"    partner-locked",
		"    legacy-account",
		"  ci-bot",
		"    ci-deploy",
		"IAM Identity Center",
		"  corp",
		"    corp-sandbox",
		"    Accounts",
		"Credential processes",
		"  vault-tools",
		"Can't be used",
		"  broken-source",
		"  half-keys",
	]);
});

test("a row says account and role; its tooltip the chain, device, region and place", async () => {
	const rows = await profiles().rows();
	assert.equal(
		rows.find(({ label }) => label === "legacy-account")?.description,
		"LegacyAdmin · 012345678901",
	);
	const tooltip = await profiles().hover("staging-deploy");
	for (const part of [
		"arn:aws:iam::222233334444:role/deploy/StagingDeploy",
		"acme",
		"eu-west-1",
		"arn:aws:iam::111122223333:mfa/alice",
		"7200 s",
		"alice-deploy",
		"config, line",
	]) {
		assert.ok(tooltip.includes(part), `${part} in ${tooltip}`);
	}
});

test("rows offer what can be done with them, broken ones only what helps", async () => {
	assert.deepEqual(await profiles().inlineActions("dev-admin"), [
		"Assume Role…",
		"Open Terminal with Session…",
	]);
	assert.deepEqual(await profiles().inlineActions("acme"), ["Start Session…", "Open Terminal with Session…"]);
	assert.deepEqual(await profiles().inlineActions("broken-source"), []);
	await profiles().openContextMenu("dev-admin");
	const items = await sandbox.workbench.person.menu.items();
	assert.deepEqual(items.filter(Boolean), [
		"Assume Role…",
		"Assume Role with Options…",
		"Open Terminal with Session…",
		"Who Am I?",
		"Open AWS Console in Browser…",
		"Use Session in Other Shells…",
		"Export Session…",
		"Assume Root…",
		"Explain Profile…",
		"Open Config File",
		"Copy Role ARN",
		"Refresh Profiles",
	]);
	await sandbox.workbench.person.menu.choose("Copy Role ARN");
	const { host } = sandbox.workbench;
	await waitFor("the ARN on the clipboard", async () => {
		const text = await host.evaluate((vscode) => vscode.env.clipboard.readText());
		return text === "arn:aws:iam::444455556666:role/DevAdmin";
	});
});

test("Open Config File goes to the profile's line", async () => {
	const { host, person } = sandbox.workbench;
	await profiles().openContextMenu("prod-admin");
	await person.menu.choose("Open Config File");
	const line = await waitFor("the editor at the profile", () =>
		host.evaluate((vscode) => {
			const editor = vscode.window.activeTextEditor;
			return editor?.document.lineAt(editor.selection.start.line).text;
		}),
	);
	assert.equal(line, "[profile prod-admin]");
	await host.evaluate(async (vscode) => vscode.commands.executeCommand("workbench.action.closeAllEditors"));
});

test("broken places are Problems on the file at their line", async () => {
	const text = await readFile(configFile, "utf8");
	const line = text.split("\n").findIndex((found) => found.includes("does-not-exist"));
	assert.deepEqual(await problemsOf(configFile), [
		{
			message: "Profile 'broken-source' names 'does-not-exist' as its source_profile, which does not exist",
			line,
			source: "AWS Sessions",
			severity: 0,
		},
	]);
	const [halfPair] = await problemsOf(credentialsFile);
	assert.match(halfPair?.message ?? "", /'half-keys' has aws_access_key_id but no aws_secret_access_key/);
});

test("a change on disk shows, however it is written", async () => {
	await appendFile(configFile, "\n[profile added]\nregion = eu-west-3\n");
	await profiles().waitForRows("the added profile", (rows) => rows.some(({ label }) => label === "added"));

	const text = await readFile(configFile, "utf8");
	await writeFile(`${configFile}.new`, text.replace("[profile added]", "[profile replaced]"));
	await rename(`${configFile}.new`, configFile);
	await profiles().waitForRows("the replaced file", (rows) => rows.some(({ label }) => label === "replaced"));
});

test("a file broken by hand keeps its sound profiles and says where it is broken", async () => {
	const text = await readFile(configFile, "utf8");
	await writeFile(
		configFile,
		`${text}\n[profile unclosed\nregion = eu-west-1\n[profile sound]\nregion = eu-west-1\n`,
	);
	const rows = await profiles().waitForRows(
		"the sound profile and the third problem",
		(all) => all.some(({ label }) => label === "sound") && all[0]?.label === "3 problems in your AWS files",
	);
	assert.ok(rows.every(({ label }) => !label.startsWith("unclosed")));
	const problems = await problemsOf(configFile);
	assert.ok(problems.some(({ message }) => message === "Profile definition must end with ']'"));
	await writeFile(configFile, text);
	await profiles().waitForRows(
		"two problems again",
		(all) => all[0]?.label === "2 problems in your AWS files",
	);
});

test("clicking the problems row opens the first broken place", async () => {
	const { host } = sandbox.workbench;
	await profiles().click("2 problems in your AWS files");
	const selected = await waitFor("the broken place", () =>
		host.evaluate((vscode) => {
			const editor = vscode.window.activeTextEditor;
			return editor?.document.getText(editor.selection);
		}),
	);
	assert.equal(selected, "does-not-exist");
	await host.evaluate(async (vscode) => vscode.commands.executeCommand("workbench.action.closeAllEditors"));
});

test("without any file a welcome says what to do; a folder that comes back is seen", async () => {
	const folder = join(sandbox.home, ".aws");
	await rename(folder, `${folder}-away`);
	const welcome = await waitFor("the welcome", async () => {
		const text = await profiles().welcome();
		return text.includes("No AWS profiles") && text;
	});
	assert.match(welcome, /aws configure/);
	assert.match(welcome, /Open Config File/);
	await rename(`${folder}-away`, folder);
	await profiles().waitForRows("the profiles again", (rows) => rows.some(({ label }) => label === "acme"));
	await rm(`${folder}-away`, { recursive: true, force: true });
});
