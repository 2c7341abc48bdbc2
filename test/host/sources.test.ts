import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { waitFor } from "../harness/waitFor.ts";
import { sampleStartUrl } from "../sandbox/sampleSignIn.ts";
import { activeKey, aliceMfaSerial, sampleAlice } from "../sandbox/sampleWorld.ts";
import { openSandbox, type Sandbox, statusItem } from "./sandbox.ts";

/** Sources of credentials other than keys in the files, in a real window. */
let sandbox: Sandbox;
const keys = activeKey(sampleAlice());

before(async () => {
	sandbox = await openSandbox({
		env: { AWS_ACCESS_KEY_ID: keys.id, AWS_SECRET_ACCESS_KEY: keys.secret },
	});
	const script = join(sandbox.home, "credentials.mjs");
	await writeFile(
		script,
		`console.log(JSON.stringify({ Version: 1, AccessKeyId: ${JSON.stringify(keys.id)}, SecretAccessKey: ${JSON.stringify(keys.secret)} }));\n`,
	);
	await appendFile(
		join(sandbox.home, ".aws", "config"),
		[
			"",
			"[profile tool]",
			`credential_process = "${process.execPath}" "${script}"`,
			"[profile tool-readonly]",
			"role_arn = arn:aws:iam::444455556666:role/DevReadOnly",
			"source_profile = tool",
			"region = eu-central-1",
			"[profile surroundings]",
			"role_arn = arn:aws:iam::444455556666:role/DevReadOnly",
			"credential_source = Environment",
			"",
		].join("\n"),
	);
	await sandbox.workbench.person.openView("AWS Sessions");
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

const assume = (profile: string) =>
	sandbox.workbench.host.evaluate(async (vscode, name) => {
		try {
			const session = await vscode.commands.executeCommand("awsSessions.assumeRole", { profile: name });
			return (session as { arn: string }).arn;
		} catch (error) {
			return `${(error as { code?: string }).code}: ${(error as Error).message}`;
		}
	}, profile);

test("credential_process, alone and as the source of a role", async () => {
	assert.match(await assume("tool"), /:user\/alice$/);
	assert.match(await assume("tool-readonly"), /assumed-role\/DevReadOnly\//);
	assert.match(await assume("vault-tools"), /^ProcessFailed: .*vault-tools/);
});

test("credential_source really assumes the role", async () => {
	assert.match(await assume("surroundings"), /assumed-role\/DevReadOnly\//);
});

test("the environment's own keys have a row, and start a session from it", async () => {
	const profiles = sandbox.workbench.person.tree("Profiles");
	await profiles.clickInlineAction("Environment variables", "Start Session…");
	await sandbox.workbench.person.statusBar.waitFor(
		statusItem,
		({ text }) => text === "environment variables",
	);
});

test("IAM Identity Center: who is signed out is asked to sign in; whose cached sign-in has expired too", async () => {
	const { quickInput } = sandbox.workbench.person;
	const asked = async () => {
		const outcome = assume("corp-sandbox");
		outcome.catch(() => undefined);
		const { placeholder } = await quickInput.waitForTitle("Sign in to corp?");
		await quickInput.escape();
		assert.match(await outcome, /^undefined: /, "that is cancelling, and silent");
		return placeholder;
	};
	assert.equal(await asked(), "You are not signed in to corp");
	const folder = join(sandbox.home, ".aws", "sso", "cache");
	await mkdir(folder, { recursive: true });
	const name = createHash("sha1").update("corp").digest("hex");
	await writeFile(
		join(folder, `${name}.json`),
		JSON.stringify({
			startUrl: sampleStartUrl,
			region: "eu-central-1",
			accessToken: "made-up-token-of-nobody",
			expiresAt: "2020-01-01T00:00:00Z",
		}),
	);
	assert.equal(await asked(), "The sign-in to corp has ended");
	assert.deepEqual(await sandbox.workbench.person.notifications.told(), []);
});

test("Explain Profile shows the way without running anything", async () => {
	const calls = sandbox.sts.requests.length;
	await sandbox.workbench.host.evaluate((vscode) =>
		vscode.commands.executeCommand("awsSessions.explainProfile", { profile: "prod-audit" }),
	);
	const text = await waitFor("the page", () =>
		sandbox.workbench.host.evaluate(
			(vscode) =>
				vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === "aws-sessions-explain")?.getText() ??
				"",
		),
	);
	for (const part of [
		"prod-audit",
		"DevReadOnly",
		"ProdAudit",
		"AssumeRole",
		"Access keys of acme",
		"signed for",
	]) {
		assert.ok(text.includes(part), `${part} in ${text}`);
	}
	assert.equal(sandbox.sts.requests.length, calls);
	await sandbox.workbench.host.evaluate((vscode) =>
		vscode.commands.executeCommand("workbench.action.closeAllEditors"),
	);
});

test("a stored MFA secret gives the codes, and can be removed", async () => {
	const { person } = sandbox.workbench;
	await person.runCommand("AWS Sessions: Store MFA Secret…");
	await person.quickInput.waitForTitle("Store MFA secret");
	await person.quickInput.pick("alice");
	const asked = await person.quickInput.waitForTitle("Secret of MFA device alice");
	assert.equal(asked.password, true);
	await person.quickInput.type("too short");
	await person.quickInput.waitForState("the problem", ({ message }) => /at least 16/.test(message));
	const secret = sampleAlice().mfaDevices?.[0]?.secret ?? "";
	await person.quickInput.type(`otpauth://totp/Amazon%20Web%20Services:alice?secret=${secret}`);
	await person.quickInput.accept();
	await person.quickInput.waitUntilClosed();

	assert.match(await assume("dev-admin"), /assumed-role\/DevAdmin\//, "nobody was asked");
	assert.equal(sandbox.sts.requests.at(-1)?.parameters["SerialNumber"], aliceMfaSerial);

	await person.runCommand("AWS Sessions: Remove MFA Secret…");
	await person.quickInput.waitForTitle("Remove MFA secret");
	await person.quickInput.pick("alice");
	await person.quickInput.waitUntilClosed();
	await sandbox.workbench.host.evaluate((vscode) => {
		void vscode.commands.executeCommand("awsSessions.assumeRole", { profile: "prod-admin" });
	});
	await person.quickInput.waitForTitle(/^MFA code/);
	await person.quickInput.escape();
});
