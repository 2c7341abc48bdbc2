import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { repositoryRoot } from "../harness/folders.ts";
import { waitFor } from "../harness/waitFor.ts";
import { openSandbox, type Sandbox, sha256, variableHash } from "./sandbox.ts";

/** VS Code started from a shell that had an AWS identity of its own. */
let sandbox: Sandbox;

before(async () => {
	sandbox = await openSandbox({
		isInFolder: true,
		settings: {
			"terminal.integrated.profiles.linux": { bash: { path: "bash" } },
			"terminal.integrated.defaultProfile.linux": "bash",
		},
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

const client = `"${process.execPath}" "${join(repositoryRoot, "test", "host", "callerIdentity.mjs")}"`;
const configure = (name: string, value: unknown) =>
	sandbox.workbench.host.evaluate(
		async (vscode, given) =>
			vscode.workspace.getConfiguration().update(given.name, given.value ?? undefined, true),
		{ name, value: value ?? null },
	);

/** What terminals have beside the session is looked at whenever something happens to it. */
const renew = () =>
	sandbox.workbench.host.evaluate(async (vscode) => {
		await vscode.commands.executeCommand("awsSessions.renewSession", { session: "dev-readonly" });
	});
const variables = () =>
	sandbox.workbench.host.evaluate((vscode) =>
		JSON.stringify(vscode.workspace.getConfiguration().get<object>("terminal.integrated.env.linux")),
	);

test("one that the workspace's settings set is unset there, where it works", async () => {
	const { person } = sandbox.workbench;
	await configure("terminal.integrated.env.linux", { AWS_PROFILE: null });
	const folder = join(sandbox.home, "project", ".vscode");
	await mkdir(folder, { recursive: true });
	await writeFile(
		join(folder, "settings.json"),
		JSON.stringify({ "terminal.integrated.env.linux": { AWS_PROFILE: "acme", KEPT: "yes" } }),
	);
	await waitFor("the setting", async () => (await variables()).includes("acme"));
	await renew();
	const told = /Terminals have AWS_PROFILE=acme: .* changes the workspace's setting terminal/;
	await person.notifications.waitFor(told);
	await person.notifications.click(told, "Unset in Terminals");
	await waitFor("the setting", async () => (await variables()) === '{"AWS_PROFILE":null,"KEPT":"yes"}');
	await person.terminals.open();
	assert.equal(await variableHash(sandbox, "AWS_PROFILE"), "unset");
	assert.equal(await person.terminals.variable("KEPT"), "yes");
});

test("what the endpoint can't put out of the way is told as soon as it delivers", async () => {
	const { person } = sandbox.workbench;
	await rm(join(sandbox.home, "project", ".vscode"), { recursive: true });
	await configure("terminal.integrated.env.linux", undefined);
	await waitFor("the settings to be gone", async () => (await variables()) === "{}");
	await configure("awsSessions.delivery", "endpoint");
	await person.notifications.waitFor(/^Terminals have AWS_PROFILE=ci-bot: new ones are that, and not/);
	await person.notifications.dismiss(/=ci-bot: new ones/);
	await configure("awsSessions.delivery", undefined);
});

test("one that a startup file sets is told with the file, as unsetting it before that would be no use", async () => {
	const { person, host } = sandbox.workbench;
	const startup = join(sandbox.home, ".bashrc");
	await writeFile(startup, "# mine\nexport AWS_PROFILE=ci-bot\n");
	// As when VS Code was started from such a shell.
	await renew();
	const told = /^~\/\.bashrc sets AWS_PROFILE: in new terminals some tools would use that profile/;
	const { buttons } = await person.notifications.waitFor(told);
	assert.deepEqual(buttons, ["Open File", "Open Terminal with Session"]);
	await person.notifications.click(told, "Open File");
	await waitFor("the line", () =>
		host.evaluate((vscode) => {
			const editor = vscode.window.activeTextEditor;
			return editor?.document.fileName.endsWith("/.bashrc") && editor.selection.start.line === 1;
		}),
	);
	assert.ok(!(await person.notifications.all()).some(({ message }) => /=ci-bot/.test(message)));
});

test("with the endpoint too, and a terminal of its own has the session in spite of it", async () => {
	const { person } = sandbox.workbench;
	await configure("awsSessions.delivery", "endpoint");
	const told = /^~\/\.bashrc sets AWS_PROFILE: new terminals are that, and not the session dev-readonly/;
	await person.notifications.waitFor(told);
	const { length: count } = await person.terminals.names();
	await person.notifications.click(told, "Open Terminal with Session");
	await waitFor("one more", async () => (await person.terminals.names()).length > count);
	assert.match(await person.terminals.run(client, "dev-readonly"), /assumed-role\/DevReadOnly\//);
	await rm(join(sandbox.home, ".bashrc"));
});

test("of several startup files each is told", async () => {
	const { person } = sandbox.workbench;
	await configure("terminal.integrated.profiles.linux", { bash: { path: "bash", args: ["-l"] } });
	for (const [name, more] of [
		[".bash_profile", ". ~/.bashrc\n"],
		[".bashrc", ""],
	] as const) {
		await writeFile(join(sandbox.home, name), `export AWS_DEFAULT_PROFILE=ci-bot\n${more}`);
	}
	await renew();
	await person.notifications.waitFor(/^~\/\.bash_profile sets AWS_DEFAULT_PROFILE: new terminals are that/);
	await person.notifications.waitFor(/^~\/\.bashrc sets AWS_DEFAULT_PROFILE: new terminals are that/);
});
