import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { waitFor } from "../harness/waitFor.ts";
import { openSandbox, type Sandbox, sha256, variableHash } from "./sandbox.ts";

/** VS Code started from a shell that had an AWS identity of its own. */
let sandbox: Sandbox;

before(async () => {
	sandbox = await openSandbox({
		env: {
			AWS_PROFILE: "ci-bot",
			AWS_SECURITY_TOKEN: "left-over",
			AWS_ACCESS_KEY_ID: "AKIALEFTOVER00000000",
		},
	});
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

test("an inherited AWS_PROFILE is told, and the way out works", async () => {
	const { person, host } = sandbox.workbench;
	await host.evaluate((vscode) =>
		vscode.commands.executeCommand("awsSessions.assumeRole", { profile: "dev-readonly" }),
	);
	const told = await person.notifications.waitFor(/Terminals have AWS_PROFILE=ci-bot/);
	assert.equal(told.severity, "warning");
	await person.terminals.open();
	assert.equal(await variableHash(sandbox, "AWS_PROFILE"), sha256("ci-bot"), "it is there before");

	await person.notifications.click(/Terminals have/, "Unset in Terminals");
	await waitFor("the setting", () =>
		host.evaluate((vscode) => {
			const os = process.platform === "win32" ? "windows" : process.platform === "darwin" ? "osx" : "linux";
			const environment = vscode.workspace.getConfiguration("terminal.integrated").get<object>(`env.${os}`);
			return JSON.stringify(environment) === '{"AWS_PROFILE":null}';
		}),
	);
	await person.terminals.open();
	assert.equal(await variableHash(sandbox, "AWS_PROFILE"), "unset");
});

test("tokens and keys inherited under other names don't mix with the session's", async () => {
	const token = await variableHash(sandbox, "AWS_SESSION_TOKEN");
	assert.equal(await variableHash(sandbox, "AWS_SECURITY_TOKEN"), token, "botocore prefers the older name");
	assert.notEqual(await variableHash(sandbox, "AWS_ACCESS_KEY_ID"), sha256("AKIALEFTOVER00000000"));
});

test("a terminal opened with a session is clean from the start", async () => {
	const { person, host } = sandbox.workbench;
	await host.evaluate(async (vscode) => {
		await vscode.workspace.getConfiguration("terminal.integrated").update("env.linux", undefined, true);
		await vscode.commands.executeCommand("awsSessions.openTerminal", { session: "dev-readonly" });
	});
	assert.equal(await variableHash(sandbox, "AWS_PROFILE", "dev-readonly"), "unset");
	assert.ok((await person.terminals.names()).includes("dev-readonly"));
});
