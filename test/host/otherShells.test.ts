import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { appendFile, readdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execPath } from "node:process";
import { after, before, type TestContext, test } from "node:test";
import { childEnvironment } from "../harness/environment.ts";
import { repositoryRoot } from "../harness/folders.ts";
import { waitFor } from "../harness/waitFor.ts";
import type { WorkbenchWindow } from "../harness/workbench.ts";
import { activeKey, sampleAlice } from "../sandbox/sampleWorld.ts";
import { assumeRoleAnswer } from "./answers.ts";
import { assumeRole, callerIdentityWords, openSandbox, type Sandbox, statusItem } from "./sandbox.ts";

/** Shells outside of VS Code with the sessions of its windows. Each step builds on the one before. */
let sandbox: Sandbox;
let second: WorkbenchWindow;
let aws: string;
let configFile: string;
let original: string;
let storage: string;
const name = "dev-readonly-vscode";
const useTitle = "Use session in other shells";
const useQuestion = "Give other shells AWS session dev-readonly?";
const asked = /^Another shell asks for AWS session dev-readonly/;

before(async () => {
	sandbox = await openSandbox({ size: { width: 1280, height: 1000 } });
	aws = join(sandbox.home, ".aws");
	configFile = join(aws, "config");
	original = await readFile(configFile, "utf8");
	storage = join(sandbox.folder, "editor", "user-data", "User", "globalStorage", "aws-sessions.aws-sessions");
	await sandbox.workbench.person.openView("AWS Sessions");
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

/** A dialog shows lines; what reads it tells no line's end. */
const packed = (text: string) => text.replace(/\s+/g, "");
const config = () => readFile(configFile, "utf8");
const helper = () => join(storage, "bin", "aws-sessions-credentials");
const backups = async () => (await readdir(aws)).filter((file) => file.endsWith(".bak"));
const windowFiles = async () =>
	(await readdir(join(storage, "other-shells", "windows")).catch(() => [])).filter((file) =>
		file.endsWith(".json"),
	);

interface Ended {
	readonly output: string;
	readonly errors: string;
}

/** Runs a program outside of VS Code, as a shell does whose home is the sandbox's. */
function outside(profile: string, file: string, args: readonly string[]): Promise<Ended> {
	const environment = {
		AWS_PROFILE: profile,
		AWS_ENDPOINT_URL_STS: sandbox.sts.url,
		AWS_REGION: "eu-central-1",
		AWS_EC2_METADATA_DISABLED: "true",
	};
	return new Promise((resolve) => {
		execFile(
			file,
			args,
			{ env: childEnvironment(sandbox.home, environment), cwd: "/", timeout: 30_000 },
			(_, output, errors) => resolve({ output, errors }),
		);
	});
}

const javaScriptClient = (profile: string) =>
	outside(profile, execPath, [join(repositoryRoot, "test", "host", "callerIdentity.mjs")]);

/** Who the real `aws` is by a profile; undefined where there is none. */
async function awsClient(profile: string, t: TestContext): Promise<Ended | undefined> {
	const { output } = await outside(profile, "aws", ["--version"]);
	if (!output.startsWith("aws-cli/")) {
		t.diagnostic("there is no aws CLI on this machine");
		return undefined;
	}
	return outside(profile, "aws", callerIdentityWords(sandbox.sts.url));
}

const call = (command: string, argument: unknown): Promise<string> =>
	sandbox.workbench.host.evaluate(
		async (vscode, [id, given]) => {
			try {
				return JSON.stringify(await vscode.commands.executeCommand(`awsSessions.${id}`, given)) ?? "";
			} catch (error) {
				return `${(error as { code?: string }).code}: ${(error as Error).message}`;
			}
		},
		[command, argument] as const,
	);

async function askToUse(): Promise<void> {
	const { person } = sandbox.workbench;
	await person.runCommand("AWS Sessions: Use Session in Other Shells…");
	await person.quickInput.waitForTitle(useTitle);
	await person.quickInput.pick("dev-readonly");
	const box = await person.quickInput.waitForTitle("Use dev-readonly in other shells");
	assert.equal(box.value, name);
	await person.quickInput.accept();
}

test("the lines are shown first, to the letter; Cancel leaves everything, and nothing listens", async () => {
	const { person, page } = sandbox.workbench;
	await assumeRole(sandbox, "dev-readonly", false);
	await person.runCommand("AWS Sessions: Use Session in Other Shells…");
	await person.quickInput.waitForTitle(useTitle);
	const rows = await person.quickInput.rows();
	assert.equal(rows[0]?.label, "dev-readonly");
	assert.equal(rows[0]?.separator, "sessions");
	const labels = rows.map(({ label }) => label);
	assert.ok(labels.includes("dev-admin"));
	assert.ok(!labels.includes("acme"), "its keys are in the file, for every shell");
	assert.ok(!labels.includes("vault-tools") && !labels.includes("half-keys"));
	await person.quickInput.pick("dev-readonly");
	await person.quickInput.waitForTitle("Use dev-readonly in other shells");
	await person.quickInput.type("acme");
	const taken = await person.quickInput.waitForState("the problem", ({ severity }) => severity === "error");
	assert.match(taken.message, /There is a profile 'acme' already/);
	await person.quickInput.type(name);
	await person.quickInput.accept();
	const dialog = await person.dialogs.waitFor(useQuestion);
	assert.deepEqual(dialog.buttons.toSorted(), ["Cancel", "Write"]);
	const lines = `[profile ${name}]\ncredential_process = "${helper()}" ${name}\nregion = eu-central-1\n`;
	assert.ok(
		packed(dialog.detail).startsWith(packed(`These lines go into ~/.aws/config:\n\n${lines}\nEvery`)),
		dialog.detail,
	);
	assert.match(
		dialog.detail,
		new RegExp(`--profile ${name} or AWS_PROFILE=${name}, while the session is live`),
	);
	assert.match(dialog.detail, /A backup of the file is kept beside it\.$/);
	await page.keyboard.press("Escape");
	await waitFor("no dialog", async () => (await person.dialogs.all()).length === 0);
	assert.equal(await config(), original);
	assert.deepEqual([await backups(), await windowFiles()], [[], []]);
	assert.match((await javaScriptClient(name)).errors, /not be found|not resolve|Could not/);
});

test("written, a shell outside of VS Code works with the session", async (t) => {
	const { person } = sandbox.workbench;
	await askToUse();
	await person.dialogs.click(useQuestion, "Write");
	const told = await person.notifications.waitFor(/^Profile 'dev-readonly-vscode' is in ~\/.aws\/config/);
	assert.match(told.message, /Backup: ~\/\.aws\/config\.\d{4}-\d\d-\d\d\.bak/);
	assert.equal(
		await config(),
		`${original}\n[profile ${name}]\ncredential_process = "${helper()}" ${name}\nregion = eu-central-1\n`,
	);
	assert.equal((await stat(configFile)).mode & 0o777, 0o600);
	const [backup = ""] = await backups();
	assert.equal(await readFile(join(aws, backup), "utf8"), original);
	assert.equal((await windowFiles()).length, 1);

	assert.match((await javaScriptClient(name)).output, /assumed-role\/DevReadOnly\//);
	const answer = await awsClient(name, t);
	if (answer !== undefined) {
		assert.match(answer.output, /"Arn": ".*assumed-role\/DevReadOnly\//, answer.errors);
	}
	await person
		.tree("Profiles")
		.waitForRows("the profile", (rows) =>
			rows.some(({ label, description }) => label === name && description === "for other shells"),
		);
});

test("here the profile is the session that it hands out; nothing goes round in a circle", async () => {
	const started = JSON.parse(await call("startSession", { profile: name })) as { id: string };
	assert.equal(started.id, "profile:dev-readonly");
	await appendFile(
		configFile,
		`[profile circle]\nrole_arn = arn:aws:iam::777788889999:role/ProdAudit\nsource_profile = ${name}\n`,
	);
	assert.match(await call("assumeRole", { profile: "circle" }), /^ProfileLoop: .*in this window/);
	assert.match((await javaScriptClient("circle")).output, /assumed-role\/ProdAudit\//, "elsewhere it works");
	assert.match(await call("useInOtherShells", { profile: name }), /^InvalidArgument: .*already/);
	assert.match(await call("useInOtherShells", { profile: "acme" }), /^InvalidArgument: .*in the files/);
	assert.match(await call("useInOtherShells", { profile: "nope" }), /^ProfileNotFound/);
});

test("another window answers too, also when the first one is gone for a moment", async () => {
	second = await sandbox.workbench.newWindow();
	await second.person.openView("AWS Sessions");
	await second.person.tree("Sessions").waitForRows("the session", (rows) => rows.length === 1);
	await waitFor("both windows", async () => (await windowFiles()).length === 2);
	await sandbox.workbench.reload();
	assert.match((await javaScriptClient(name)).output, /assumed-role\/DevReadOnly\//);
	await waitFor("both windows again", async () => (await windowFiles()).length === 2);
});

test("without the session it fails at once with what to do, and one window asks, once, and starts it", async (t) => {
	const { person } = sandbox.workbench;
	await person.openView("AWS Sessions");
	const questions = async () =>
		(await Promise.all([sandbox.workbench, second].map((window) => window.person.notifications.all())))
			.flat()
			.filter(({ message }) => asked.test(message));
	await person.tree("Sessions").clickInlineAction("dev-readonly", "End Session");
	await person.statusBar.waitFor(statusItem, ({ text }) => text === "AWS: no session");
	// In this host an end does not reach windows that are open already, so one of them still has the session.
	if (sandbox.workbench.kind === "server") {
		assert.match((await javaScriptClient(name)).output, /assumed-role\/DevReadOnly\//);
		assert.deepEqual(await questions(), []);
		await second.person.tree("Sessions").clickInlineAction("dev-readonly", "End Session");
	}
	await second.person.statusBar.waitFor(statusItem, ({ text }) => text === "AWS: no session");
	const missing = "There is no AWS session dev-readonly. Start it in VS Code: Assume Role";
	const failed = await Promise.all([outside(name, helper(), [name]), outside(name, helper(), [name])]);
	assert.deepEqual(failed, Array(2).fill({ output: "", errors: `AWS Sessions: ${missing}\n` }));
	const [question, ...others] = await waitFor("the question", async () => {
		const all = await questions();
		return all.length > 0 && all;
	});
	assert.deepEqual([question?.buttons, others], [["Assume Role"], []]);

	for (const window of [sandbox.workbench, second]) {
		const told = await window.person.notifications.all();
		if (told.some(({ message }) => asked.test(message))) {
			await window.person.notifications.click(asked, "Assume Role");
			// It is there, and nobody's active one.
			await window.person.statusBar.waitFor(statusItem, ({ text }) => text === "AWS: none of 1 active");
			assert.match((await javaScriptClient(name)).output, /assumed-role\/DevReadOnly\//);
			await window.person.runCommand("AWS Sessions: End All Sessions");
			await window.person.statusBar.waitFor(statusItem, ({ text }) => text === "AWS: no session");
		}
	}
	const answer = await awsClient(name, t);
	assert.ok(answer === undefined || answer.errors.includes(missing), answer?.errors);
	assert.deepEqual(await questions(), [], "asked again within minutes, it is not asked about again");
	await second.page.close();
	await assumeRole(sandbox, "dev-readonly", false);
});

test("a socket that somebody tidied away comes back with the person", async () => {
	const { host } = sandbox.workbench;
	const [file = ""] = await windowFiles();
	const read = async (window: string) =>
		(
			JSON.parse(await readFile(join(storage, "other-shells", "windows", window), "utf8")) as {
				socket: string;
			}
		).socket;
	const before = await read(file);
	await rm(dirname(before), { recursive: true });
	assert.match((await outside(name, helper(), [name])).errors, /No VS Code window answers/);
	// What the files say has changed, or the person has come back to the window: it looks.
	await appendFile(configFile, "# looked at\n");
	await host.evaluate((vscode) => vscode.commands.executeCommand("awsSessions.refreshProfiles"));
	await waitFor("another socket", async () => {
		const [found] = await windowFiles();
		return found !== undefined && (await read(found)) !== before;
	});
	assert.match((await javaScriptClient(name)).output, /assumed-role\/DevReadOnly\//);
});

test("what has expired is renewed behind the shell's back, if that takes nobody", async () => {
	sandbox.sts.faults.answer(1, () => assumeRoleAnswer(Date.now() + 3_000));
	await call("renewSession", { session: "dev-readonly" });
	const failed = await waitFor("the end", async () => {
		const { errors } = await outside(name, helper(), [name]);
		return errors !== "" && errors;
	});
	assert.equal(
		failed,
		"AWS Sessions: AWS session dev-readonly has expired. Renew it in VS Code, then try again\n",
	);
	await waitFor("new credentials", async () => /DevReadOnly/.test((await javaScriptClient(name)).output));
	const told = await sandbox.workbench.person.notifications.all();
	assert.ok(!told.some(({ message }) => asked.test(message)));
});

test("what has become production is not given any more until the person agrees by name", async () => {
	const { person, host } = sandbox.workbench;
	await host.evaluate((vscode) =>
		vscode.workspace.getConfiguration("awsSessions").update("production.patterns", ["dev-readonly"], true),
	);
	const refused = await waitFor("the refusal", async () => {
		const { errors } = await outside(name, helper(), [name]);
		return errors !== "" && errors;
	});
	assert.match(refused, /has become production since it was given to other shells/);
	await askToUse();
	const question = /^Give other shells DevReadOnly in account 444455556666\? It is marked as production$/;
	const kept = await backups();
	const { detail } = await person.dialogs.waitFor(question);
	assert.doesNotMatch(detail, /backup/, "the lines are there already");
	await person.dialogs.click(question, "Write");
	await waitFor("its session", async () => /DevReadOnly/.test((await javaScriptClient(name)).output));
	assert.equal((await config()).match(/credential_process = .*aws-sessions/g)?.length, 1);
	assert.deepEqual(await backups(), kept);
	await host.evaluate((vscode) =>
		vscode.workspace.getConfiguration("awsSessions").update("production.patterns", [], true),
	);
});

test("stopped, the lines are gone and nothing listens", async () => {
	const { person } = sandbox.workbench;
	const before = await config();
	const [file = ""] = await windowFiles();
	const { socket } = JSON.parse(await readFile(join(storage, "other-shells", "windows", file), "utf8")) as {
		socket: string;
	};
	assert.equal((await stat(dirname(socket))).mode & 0o777, 0o700);
	await person.tree("Profiles").openContextMenu(name);
	await person.menu.choose("Stop Using Session in Other Shells…");
	const stopping = "Stop giving other shells AWS session dev-readonly?";
	const { detail } = await person.dialogs.waitFor(stopping);
	assert.ok(
		packed(detail).startsWith(
			packed(`These lines go out of ~/.aws/config:\n\n[profile ${name}]\ncredential_`),
		),
		detail,
	);
	assert.match(detail, /A backup of the file is kept beside it\.$/);
	const kept = await backups();
	await person.dialogs.click(stopping, "Remove");
	await waitFor("no window's file", async () => (await windowFiles()).length === 0);
	const [backup = "", ...more] = (await backups()).filter((file) => !kept.includes(file));
	assert.deepEqual([await readFile(join(aws, backup), "utf8"), more], [before, []]);
	assert.equal((await stat(join(aws, backup))).mode & 0o777, 0o600);
	const gone = `[profile ${name}]\ncredential_process = "${helper()}" ${name}\nregion = eu-central-1\n`;
	assert.equal(await config(), before.replace(gone, ""));
	await assert.rejects(stat(dirname(socket)));
	assert.match((await outside(name, helper(), [name])).errors, /No VS Code window answers/);
});

test("stored keys: other shells go on with the profile and its roles when the person says so", async (t) => {
	const { person } = sandbox.workbench;
	const { secret } = activeKey(sampleAlice());
	await person.runCommand("AWS Sessions: Move Access Keys to Secret Storage…");
	await person.quickInput.waitForTitle("Move access keys to secret storage");
	await person.quickInput.pick("acme");
	await person.dialogs.click(/Move the access keys of 'acme'/, "Move");
	await person.notifications.waitFor(/^The access keys of 'acme' are in VS Code's secret storage now$/);
	assert.match((await javaScriptClient("acme")).errors, /Could not load|not resolve|credentials/i);
	await person.notifications.click(/^The access keys of 'acme'/, "Use in Other Shells…");
	const question = "Give other shells the access keys of 'acme'?";
	const { detail } = await person.dialogs.waitFor(question);
	assert.ok(
		packed(detail).startsWith(
			packed(
				`This goes into [profile acme] in ~/.aws/config:\n\ncredential_process = "${helper()}" acme\n\n`,
			),
		),
		detail,
	);
	await person.dialogs.click(question, "Write");
	await waitFor("the line", async () => (await config()).includes(`" acme\n`));
	await waitFor("a window that listens", async () => (await windowFiles()).length === 1);
	assert.match((await javaScriptClient("acme")).output, /:user\/alice/);
	assert.match((await javaScriptClient("legacy-account")).output, /assumed-role\/LegacyAdmin\//);
	const answer = await awsClient("acme", t);
	if (answer !== undefined) {
		assert.match(answer.output, /:user\/alice"/, answer.errors);
	}
	assert.match(await call("startSession", { profile: "acme" }), /:user\/alice"/, "and here, with no program");
	for (const file of [configFile, join(aws, "credentials"), helper()]) {
		assert.ok(!(await readFile(file, "utf8")).includes(secret), file);
	}
});

test("moved back, the line goes too", async () => {
	const { person } = sandbox.workbench;
	await person.tree("Profiles").openContextMenu("acme");
	await person.menu.choose("Move Access Keys Back to File…");
	const question = /Move the access keys of 'acme' back/;
	const { detail } = await person.dialogs.waitFor(question);
	assert.match(detail, /credential_process that gives other shells 'acme' goes/);
	await person.dialogs.click(question, "Move Back");
	await waitFor("no line", async () => !(await config()).includes("aws-sessions-credentials"));
	await waitFor("no window's file", async () => (await windowFiles()).length === 0);
	assert.match((await javaScriptClient("acme")).output, /:user\/alice/, "from the file");
});

test("no secret is in what was left behind, logs and the editor's own files among it", async () => {
	const secrets = sandbox.sts.secretsIssued();
	assert.ok(secrets.length > 2);
	const kept = join(aws, "credentials");
	for (const folder of [join(sandbox.folder, "editor", "user-data"), storage, aws]) {
		const entries = await readdir(folder, { recursive: true, withFileTypes: true });
		for (const entry of entries.filter((one) => one.isFile())) {
			const file = join(entry.parentPath, entry.name);
			const content = file === kept ? "" : await readFile(file, "latin1");
			assert.ok(!secrets.some((secret) => content.includes(secret)), file);
		}
	}
});
