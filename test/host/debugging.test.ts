import assert from "node:assert/strict";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { makeTemporaryFolder, removeFolder } from "../harness/folders.ts";
import { waitFor } from "../harness/waitFor.ts";
import { Probe, type Ran, roles, waitForSection, writeWorkspaceFile } from "./launches.ts";
import { openSandbox, type Sandbox, shownSession, typeMfaCode } from "./sandbox.ts";

let sandbox: Sandbox;
let folder: string;

/** What stands in the place of a terminal outside VS Code: it runs what comes after its own options. */
const externalTerminal = `#!/bin/sh
printf '%s\\n' "$@" >> "$0.arguments"
while [ "$1" != bash ]; do shift; done
exec "$@"
`;

before(async () => {
	folder = await makeTemporaryFolder("terminal");
	const terminal = join(folder, "terminal");
	await writeFile(terminal, externalTerminal);
	await chmod(terminal, 0o755);
	sandbox = await openSandbox({
		isInFolder: true,
		allBuiltIns: true,
		settings: { "terminal.external.linuxExec": terminal, "debug.internalConsoleOptions": "neverOpen" },
	});
	await sandbox.workbench.host.evaluate((vscode) => {
		const started: object[] = [];
		vscode.debug.onDidStartDebugSession(({ configuration }) => started.push(configuration));
		(globalThis as { started?: object[] }).started = started;
	});
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
	await removeFolder(folder);
});

const configure = (name: string, value: unknown) =>
	sandbox.workbench.host.evaluate(
		async (vscode, given) =>
			vscode.workspace.getConfiguration().update(given.name, given.value ?? undefined, true),
		{ name, value: value ?? null },
	);
const assume = (profile: string) =>
	sandbox.workbench.host.evaluate(
		async (vscode, given) =>
			(await vscode.commands.executeCommand("awsSessions.assumeRole", { profile: given })) !== undefined,
		profile,
	);
const launch = (configuration: object | string) =>
	sandbox.workbench.host.evaluate((vscode, given) => {
		vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], given as never);
	}, configuration);
/** Starts a launch as F5 does, and waits until its program has run. */
const debug = async (configuration: object): Promise<Ran> => {
	const probe = new Probe(sandbox.folder);
	await launch({ name: "Probe", ...probe.launch, ...configuration });
	return probe.ran();
};
/** The variables in the configurations of the sessions that were started, as every extension can read them. */
const startedVariables = async (): Promise<Readonly<Record<string, string | null>>[]> =>
	sandbox.workbench.host.evaluate(() =>
		((globalThis as { started?: { env?: Record<string, string | null> }[] }).started ?? [])
			.filter(({ env }) => env !== undefined)
			.map(({ env }) => env ?? {}),
	);

test("without a session, a launch with a profile starts one that does not become the window's", async () => {
	await configure("awsSessions.launchProfiles", { Probe: "dev-readonly" });
	assert.match((await debug({ console: "internalConsole" })).who, roles["dev-readonly"]);
	assert.equal(await shownSession(sandbox), "AWS: none of 1 active");
	await configure("awsSessions.launchProfiles", undefined);
});

test("a program in the debug console has the active session, from the endpoint", async () => {
	await assume("dev-readonly");
	const { who, names } = await debug({ console: "internalConsole" });
	assert.match(who, roles["dev-readonly"]);
	assert.ok(names.includes("AWS_CONTAINER_AUTHORIZATION_TOKEN"));
	assert.ok(!names.includes("AWS_SECRET_ACCESS_KEY"), "keys are for what is not read by other extensions");
});

test("one in the integrated terminal has it as every terminal has, and one outside by a token's file", async () => {
	const integrated = await debug({ console: "integratedTerminal" });
	assert.match(integrated.who, roles["dev-readonly"]);
	assert.ok(!integrated.names.includes("AWS_CONTAINER_CREDENTIALS_FULL_URI"), "nothing was added");

	const external = await debug({ console: "externalTerminal" });
	assert.match(external.who, roles["dev-readonly"]);
	assert.ok(external.names.includes("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"));
	const [first] = await startedVariables();
	const token = first?.["AWS_CONTAINER_AUTHORIZATION_TOKEN"] ?? "";
	assert.equal(token.length, 32);
	const line = await readFile(join(folder, "terminal.arguments"), "utf8");
	assert.ok(line.includes("node") && !line.includes(token));
});

test("a terminal that VS Code takes again for a launch has the session that is active then", async () => {
	await assume("legacy-account");
	const { who } = await debug({ console: "integratedTerminal" });
	assert.match(who, roles["legacy-account"]);
	const names = await sandbox.workbench.person.terminals.names();
	assert.equal(names.filter((name) => name === "Probe").length, 1, "it was taken again");
	await assume("dev-readonly");
});

test("a launch has the profile that the settings name; called off, nothing runs, no task either", async () => {
	const { person } = sandbox.workbench;
	await configure("awsSessions.launchProfiles", { "Deploy*": "dev-admin" });
	const probe = new Probe(sandbox.folder);
	const task = new Probe(sandbox.folder);
	const [command, ...args] = task.command;
	await writeWorkspaceFile(sandbox, "tasks.json", {
		version: "2.0.0",
		tasks: [{ label: "before", type: "process", command, args }],
	});
	const file = {
		version: "0.2.0",
		configurations: [{ name: "Deploy it", ...probe.launch, preLaunchTask: "before" }],
	};
	await writeWorkspaceFile(sandbox, "launch.json", file);
	await waitForSection(sandbox, "launch", "Deploy it");
	await waitForSection(sandbox, "tasks", "before");

	await launch("Deploy it");
	await person.quickInput.waitForTitle(/^MFA code/);
	await person.press("Escape");
	await person.quickInput.waitUntilClosed();
	await delay(1500);
	assert.deepEqual(await person.notifications.told(), []);
	assert.deepEqual([await task.hasRun(), await probe.hasRun()], [false, false]);

	await launch("Deploy it");
	await person.quickInput.waitForTitle(/^MFA code/);
	await typeMfaCode(sandbox);
	assert.match((await probe.ran()).who, roles["dev-admin"]);
	assert.match((await task.ran()).who, roles["dev-readonly"], "a task is the window's");
	const text = await readFile(join(sandbox.home, "project", ".vscode", "launch.json"), "utf8");
	assert.deepEqual(JSON.parse(text), file);
});

test("beside the active session it has it in a terminal too, without a token on the line", async () => {
	const { person } = sandbox.workbench;
	const { who } = await debug({ name: "Deploy there", console: "integratedTerminal" });
	assert.match(who, roles["dev-admin"]);
	const tokens = (await startedVariables()).flatMap((env) => env["AWS_CONTAINER_AUTHORIZATION_TOKEN"] || []);
	await person.terminals.waitForDrawn(/TOKEN_FILE/);
	const drawn = (await person.terminals.drawnLines()).join("");
	assert.ok(tokens.length > 0 && tokens.every((token) => !drawn.includes(token)));
});

test("a compound's name counts for what is in it", async () => {
	const probe = new Probe(sandbox.folder);
	await writeWorkspaceFile(sandbox, "launch.json", {
		version: "0.2.0",
		configurations: [{ name: "Part", ...probe.launch }],
		compounds: [{ name: "Deploy all", configurations: ["Part"] }],
	});
	await waitForSection(sandbox, "launch", "Deploy all");
	await launch("Deploy all");
	assert.match((await probe.ran()).who, roles["dev-admin"]);
});

test("an identity that the configuration has itself is left alone", async () => {
	const { who, names } = await debug({ env: { AWS_PROFILE: "acme" }, name: "Deploy mine" });
	assert.match(who, /:user\/alice$/);
	assert.ok(names.includes("AWS_PROFILE") && !names.includes("AWS_CONTAINER_CREDENTIALS_FULL_URI"));
	const envFile = join(sandbox.home, "project", "mine.env");
	await writeFile(envFile, "AWS_PROFILE=acme\n");
	assert.match((await debug({ envFile })).who, /:user\/alice$/);
});

test("one in a file that is named by variables is seen before anything is asked", async () => {
	const { person } = sandbox.workbench;
	await writeFile(join(sandbox.home, "project", ".env"), "AWS_PROFILE=acme\n");
	await configure("awsSessions.launchProfiles", { "Audit*": "prod-admin", "Deploy*": "dev-admin" });
	const { who } = await debug({ name: "Audit it", envFile: `\${workspaceFolder}/.env` });
	assert.match(who, /:user\/alice$/);
	assert.equal((await person.quickInput.state()).visible, false);
});

test("a debug type that is not known is told once when a session is active, and not for what attaches", async () => {
	const { person } = sandbox.workbench;
	const told = /^Programs of debug type 'sample' start without session dev-readonly/;
	const isRefused = async () =>
		(await person.dialogs.all()).some(({ detail }) => /debug adapter .* type 'sample'/.test(detail));
	const run = async (request: string) => {
		await launch({ name: "Odd", type: "sample", request });
		await waitFor("VS Code to refuse it", isRefused);
		await person.press("Escape");
		await waitFor("its dialog to close", async () => !(await isRefused()));
	};
	await run("attach");
	assert.deepEqual(await person.notifications.told(), []);
	await run("launch");
	await person.notifications.waitFor(told);
	await person.notifications.dismiss(/debug type 'sample'/);
	await run("launch");
	await delay(500);
	assert.deepEqual(await person.notifications.told(), []);
});

test("a debug type that is not known is told, when it was to have a session of its own", async () => {
	const { person } = sandbox.workbench;
	await launch({ name: "Deploy oddly", type: "sample", request: "launch" });
	const { buttons } = await person.notifications.waitFor(
		/^AWS Sessions does not know how programs of debug type 'sample'/,
	);
	assert.deepEqual(buttons, ["Open Settings"]);
	await person.notifications.dismiss(/debug type 'sample'/);
});

test("production is confirmed for each launch", async () => {
	const { person } = sandbox.workbench;
	await configure("awsSessions.production.patterns", ["*prod*"]);
	await configure("awsSessions.launchProfiles", { "Deploy*": "prod-admin" });
	const probe = new Probe(sandbox.folder);
	await launch({ name: "Deploy to it", ...probe.launch });
	await person.dialogs.click(/^Start ProdAdmin in account 777788889999\?/, "Start Session");
	await person.quickInput.waitForTitle(/^MFA code/);
	await typeMfaCode(sandbox);
	assert.match((await probe.ran()).who, roles["prod-admin"]);

	const again = new Probe(sandbox.folder);
	await launch({ name: "Deploy to it", ...again.launch });
	const question = "Debug as ProdAdmin in account 777788889999? It is marked as production";
	await person.dialogs.click(question, "Cancel");
	await launch({ name: "Deploy to it", ...again.launch });
	await person.dialogs.waitFor(question);
	assert.equal(await again.hasRun(), false);
	await person.dialogs.click(question, "Start Debugging");
	assert.match((await again.ran()).who, roles["prod-admin"]);
});

test("launches without it are told while production is active, once", async () => {
	const { person, host } = sandbox.workbench;
	const told =
		/^Launches get session prod-admin, which is marked as production, only by awsSessions.launchProfiles/;
	await host.evaluate((vscode) => {
		vscode.commands.executeCommand("awsSessions.switchSession", { session: "prod-admin" });
	});
	await person.dialogs.click(/^Let another extension use ProdAdmin/, "Use Session");
	await waitFor("production to be active", async () => (await shownSession(sandbox)).includes("prod-admin"));
	await launch({ name: "Attach", type: "node", request: "attach", port: 1 });
	assert.doesNotMatch((await debug({ env: { AWS_PROFILE: "acme" } })).who, roles["prod-admin"]);
	assert.ok(!(await person.notifications.all()).some(({ message }) => told.test(message)));
	assert.doesNotMatch((await debug({ console: "internalConsole" })).who, roles["prod-admin"]);
	const { buttons } = await person.notifications.waitFor(told);
	assert.deepEqual(buttons, ["Open Settings"]);
	await person.notifications.dismiss(/session prod-admin/);
	await debug({ console: "internalConsole" });
	assert.ok(!(await person.notifications.all()).some(({ message }) => told.test(message)));
	await assume("dev-readonly");
});

test("a default profile that would come first is told; keys are given only when the person says so", async () => {
	const { person, host } = sandbox.workbench;
	const credentials = join(sandbox.home, ".aws", "credentials");
	const text = await readFile(credentials, "utf8");
	await writeFile(credentials, `${text}\n${/\[ci-bot\][^[#]*/.exec(text)?.[0].replace("ci-bot", "default")}`);
	await host.evaluate((vscode) => vscode.commands.executeCommand("awsSessions.refreshProfiles"));
	const secrets = sandbox.sts.secretsIssued();
	assert.ok(secrets.length > 0);
	const isSecret = (env: object) => Object.values(env).some((value) => secrets.includes(value as string));
	assert.deepEqual((await startedVariables()).filter(isSecret), [], "no keys so far");

	const probe = new Probe(sandbox.folder);
	await launch({ name: "Probe", ...probe.launch });
	const question = "Profile default would be used in place of session dev-readonly";
	const { buttons } = await person.dialogs.waitFor(question);
	assert.deepEqual([...buttons].sort(), ["Cancel", "Start Anyway", "Use Keys"]);
	await person.dialogs.click(question, "Use Keys");
	const { who, names } = await probe.ran();
	assert.match(who, roles["dev-readonly"]);
	assert.ok(names.includes("AWS_SECRET_ACCESS_KEY"));
	assert.match((await debug({})).who, roles["dev-readonly"], "it is asked once");
});
