import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { waitFor } from "../harness/waitFor.ts";
import { assumeRole, openSandbox, type Sandbox, statusItem } from "./sandbox.ts";

/** A folder that nobody trusts, whose settings want more than they may say. */
let sandbox: Sandbox;

before(async () => {
	sandbox = await openSandbox({ isInFolder: true, isRestricted: true });
	await mkdir(join(sandbox.home, "project", ".vscode"), { recursive: true });
	await writeFile(
		join(sandbox.home, "project", ".vscode", "settings.json"),
		JSON.stringify({
			"awsSessions.profile": "dev-readonly",
			"awsSessions.delivery": "endpoint",
			"awsSessions.launchProfiles": { "*": "prod-audit" },
			"awsSessions.configFile": "/somebody's/config",
			"awsSessions.console.federationEndpoint": "https://attacker.example",
			"awsSessions.production.patterns": [],
			"awsSessions.statusBar.showWithoutSession": true,
		}),
	);
	await sandbox.workbench.reload();
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

const settings = (names: readonly string[]) =>
	sandbox.workbench.host.evaluate((vscode, asked) => {
		const configuration = vscode.workspace.getConfiguration("awsSessions");
		return asked.map((name) => configuration.get<unknown>(name));
	}, names);

test("in Restricted Mode the workspace says nothing of profiles and delivery, and the rest works", async () => {
	const { person, host } = sandbox.workbench;
	assert.equal(await host.evaluate((vscode) => vscode.workspace.isTrusted), false);
	await person.statusBar.waitFor(statusItem, ({ text }) => text === "AWS: no session");
	assert.deepEqual(await settings(["profile", "delivery", "launchProfiles"]), ["", "environment", {}]);
	await assumeRole(sandbox, "dev-readonly", false);
	await person.openView("AWS Sessions");
	await person.tree("Sessions").waitForRows("the session", (rows) => rows.length === 1);
});

test("what names a file or an address is never a workspace's to say, trusted or not", async () => {
	const { host, person } = sandbox.workbench;
	const names = ["configFile", "console.federationEndpoint"];
	assert.deepEqual(await settings(names), ["", ""]);
	await host.evaluate((vscode) => {
		void vscode.commands.executeCommand("workbench.trust.manage");
	});
	await sandbox.workbench.page.getByRole("button", { name: "Trust", exact: true }).first().click();
	await waitFor("trust", () => host.evaluate((vscode) => vscode.workspace.isTrusted));
	assert.deepEqual(await settings(["profile", "delivery"]), ["dev-readonly", "endpoint"]);
	assert.deepEqual(await settings(names), ["", ""]);
	await person.terminals.open();
	assert.equal(
		await person.terminals.variable("AWS_ACCESS_KEY_ID"),
		undefined,
		"now it delivers as the folder says",
	);
	assert.match((await person.terminals.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI")) ?? "", /127\.0\.0\.1/);
});
