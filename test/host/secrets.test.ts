import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { test } from "node:test";
import { makeTemporaryFolder, removeFolder, repositoryRoot } from "../harness/folders.ts";
import { waitFor } from "../harness/waitFor.ts";
import { openWorkbench } from "../harness/workbench.ts";
import { writeSampleHome } from "../sandbox/sampleHome.ts";
import {
	aliceMfaSerial,
	ciWebIdentityArn,
	sampleAlice,
	sampleIdentityToken,
	sampleWorld,
} from "../sandbox/sampleWorld.ts";
import { startSts } from "../sts/double.ts";
import { statusItem } from "./sandbox.ts";
import { filesHolding } from "./secretSearch.ts";

test("after sessions, terminals, errors, a reload and a shutdown no secret is on disk", async (t) => {
	const folder = await makeTemporaryFolder("secrets");
	const home = join(folder, "home");
	const { credentialsFile } = await writeSampleHome(home);
	const sts = await startSts(sampleWorld());
	const workbench = await openWorkbench({
		home,
		temporaryFolder: join(folder, "editor"),
		env: { AWS_ENDPOINT_URL_STS: sts.url },
	});
	t.after(async () => {
		await workbench.close();
		await sts.close();
		await removeFolder(folder);
	});
	const { person, host } = workbench;
	const command = (id: string, argument?: unknown) =>
		host.evaluate(
			async (vscode, [name, given]) => {
				try {
					await vscode.commands.executeCommand(name as string, given);
				} catch {
					// What is looked for is what an error leaves behind.
				}
			},
			[id, argument],
		);

	await person.runCommand("AWS Sessions: Assume Role…");
	await person.quickInput.waitForTitle("Assume role");
	await person.quickInput.pick("dev-admin");
	await person.quickInput.waitForTitle(/^MFA code/);
	await person.quickInput.type("000000");
	await person.quickInput.waitForState("the refusal", ({ severity }) => severity === "error");
	await person.quickInput.type(sts.nextMfaCode(aliceMfaSerial));
	await person.statusBar.waitFor(statusItem, ({ text }) => text === "dev-admin · 59m");
	// The one secret that VS Code's storage holds, because the person asks for it: encrypted there.
	const deviceSecret = sampleAlice().mfaDevices?.[0]?.secret ?? "";
	await person.runCommand("AWS Sessions: Store MFA Secret…");
	await person.quickInput.waitForTitle("Store MFA secret");
	await person.quickInput.pick("alice");
	await person.quickInput.waitForTitle("Secret of MFA device alice");
	await person.quickInput.type(deviceSecret);
	await person.quickInput.accept();
	await person.quickInput.waitUntilClosed();
	await person.terminals.open();
	/** What is confirmed first: production, and what another extension hands over. */
	const confirmed = async (
		question: RegExp,
		button: string,
		id: string,
		argument: unknown,
	): Promise<void> => {
		const done = command(id, argument);
		await person.dialogs.click(question, button);
		await done;
	};
	await confirmed(/ProdAudit/, "Start Session", "awsSessions.assumeRole", { profile: "prod-audit" });
	await confirmed(/use ProdAudit/, "Use Session", "awsSessions.openTerminal", { session: "prod-audit" });
	await person.terminals.open();
	await command("awsSessions.openTerminal", { session: "dev-admin" });
	await host.evaluate(async (vscode) => {
		await vscode.workspace.getConfiguration("awsSessions").update("delivery", "endpoint", true);
	});
	await command("awsSessions.switchSession", { session: "dev-admin" });
	await person.terminals.open();
	const client = join(repositoryRoot, "test", "host", "callerIdentity.mjs");
	assert.match(await person.terminals.run(`"${process.execPath}" "${client}"`), /assumed-role/);
	const endpointToken = await waitFor("the endpoint's token", () =>
		person.terminals.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN"),
	);
	await command("awsSessions.openTerminal", { session: "dev-admin", delivery: "environment" });
	await person.runCommand("AWS Sessions: Export Session…");
	await person.quickInput.waitForTitle(/^Export/);
	await person.quickInput.accept();
	await person.quickInput.waitUntilClosed();
	const tokenFile = join(home, "token");
	await writeFile(tokenFile, sampleIdentityToken(Date.now()));
	const vouched = command("awsSessions.assumeRoleWithWebIdentity", { roleArn: ciWebIdentityArn, tokenFile });
	await person.dialogs.click(/with a web identity token/, "Go On");
	await person.quickInput.waitForTitle("Web identity token");
	await person.quickInput.accept();
	await vouched;
	await confirmed(/without permissions/, "Get It Without Permissions", "awsSessions.getFederationToken", {
		profile: "acme",
		name: "bob",
	});
	await command("awsSessions.getCallerIdentity", {});
	await command("awsSessions.assumeRole", { profile: "partner-locked" });
	await command("awsSessions.assumeRole", { profile: "half-keys" });
	await command("awsSessions.showLog");
	// STS repeats the whole signed request, session token included, when a signature is wrong.
	sts.revokeAll();
	await confirmed(/use ProdAudit/, "Use Session", "awsSessions.renewSession", { session: "prod-audit" });
	await command("awsSessions.showHistory");
	await command("awsSessions.explainProfile", { profile: "dev-admin" });
	await person.statusBar.hover(statusItem);
	await person.openView("AWS Sessions");
	await person.tree("Sessions").hover("dev-admin");
	await workbench.reload();
	await person.statusBar.waitFor(statusItem);
	await workbench.close();
	const secrets = [...sts.secretsIssued(), deviceSecret, endpointToken];

	assert.ok(secrets.length >= 6, "the run gave out keys and tokens");
	assert.ok(
		sts.requests.some(({ operation }) => operation === "GetFederationToken") &&
			sts.requests.some(({ operation }) => operation === "AssumeRoleWithWebIdentity"),
	);
	const allowed = [credentialsFile, tokenFile].map((file) => relative(folder, file));
	assert.deepEqual(
		(await filesHolding(folder, secrets)).toSorted(),
		allowed,
		"only where the person keeps them",
	);
	// The server host writes no logs where its native logger is not built; the desktop's are among the files.
	await writeFile(join(folder, "planted"), Buffer.from(`"token":"${secrets.at(-1)}"`).toString("base64"));
	assert.ok((await filesHolding(folder, secrets)).includes("planted"), "the search finds what is there");
});
