import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { waitFor } from "../harness/waitFor.ts";
import { assumeRole, openSandbox, type Sandbox, shownSession, statusItem } from "./sandbox.ts";

let sandbox: Sandbox;

before(async () => {
	sandbox = await openSandbox();
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

const person = () => sandbox.workbench.person;
/** Calls a command as a keybinding or another extension does, and tells its outcome. */
const call = (command: string, argument: unknown) =>
	sandbox.workbench.host.evaluate(
		async (vscode, given) => {
			try {
				return { outcome: await vscode.commands.executeCommand(given.command, given.argument) };
			} catch (error) {
				return { code: (error as { code?: string }).code, message: (error as Error).message };
			}
		},
		{ command, argument },
	);
const start = (command: string, argument: unknown) =>
	sandbox.workbench.host.evaluate(
		(vscode, given) => {
			const running = vscode.commands.executeCommand(given.command, given.argument);
			(globalThis as { lastOutcome?: unknown }).lastOutcome = running;
		},
		{ command, argument },
	);
const outcome = () =>
	sandbox.workbench.host.evaluate(async () => {
		const value = await (globalThis as { lastOutcome?: unknown }).lastOutcome;
		return value === undefined ? "undefined" : value;
	});

test("a command with arguments resolves to the outcome, without secrets", async () => {
	const { outcome: session } = await call("awsSessions.assumeRole", { profile: "dev-readonly" });
	const { expiresAt, sessionName, ...rest } = session as Record<string, string>;
	assert.deepEqual(rest, {
		id: "profile:dev-readonly",
		name: "dev-readonly",
		account: "444455556666",
		arn: `arn:aws:sts::444455556666:assumed-role/DevReadOnly/${sessionName}`,
		roleArn: "arn:aws:iam::444455556666:role/DevReadOnly",
		region: "eu-central-1",
	});
	assert.ok(Date.parse(expiresAt ?? "") > Date.now());
});

test("errors are coded and say what is wrong", async () => {
	const codes = async (command: string, argument: unknown) => {
		const { code, message } = await call(command, argument);
		return `${code}: ${message}`;
	};
	assert.match(await codes("awsSessions.assumeRole", { profile: "nope" }), /^ProfileNotFound: .*'nope'/);
	assert.match(
		await codes("awsSessions.assumeRole", { profile: "broken-source" }),
		/^MissingSource: .*does-not-exist/,
	);
	assert.match(
		await codes("awsSessions.startSession", { profile: "half-keys" }),
		/^PartialKeys: .*aws_secret_access_key/,
	);
	assert.match(
		await codes("awsSessions.assumeRole", { profile: "partner-locked" }),
		/^AccessDenied: .*PartnerData.*trust policy/,
	);
	assert.match(await codes("awsSessions.assumeRole", { profil: "x" }), /^InvalidArgument: .*'profil'/);
	assert.match(
		await codes("awsSessions.assumeRole", { roleArn: "arn:aws:iam::1:role/x" }),
		/^InvalidArgument: .*12 digits/,
	);
	assert.match(
		await codes("awsSessions.assumeRole", { profile: "a", durationSeconds: 10 }),
		/^InvalidArgument: .*900 to 43200/,
	);
	assert.match(await codes("awsSessions.endSession", { session: "nope" }), /^SessionNotFound: .*'nope'/);
});

test("an error is shown with the next step as a button", async () => {
	await person().openView("AWS Sessions");
	await person().tree("Profiles").clickInlineAction("partner-locked", "Assume Role…");
	const told = await person().notifications.waitFor(/may not assume/);
	assert.equal(told.severity, "error");
	assert.ok(told.buttons.includes("Open Config File"), told.buttons.join());
	await person().notifications.dismiss(/may not assume/);
	assert.equal(await shownSession(sandbox), "dev-readonly", "nothing has changed");
});

test("cancelling at any step changes nothing and says nothing", async () => {
	const { quickInput, notifications } = person();
	const before = await shownSession(sandbox);
	const steps: (() => Promise<void>)[] = [
		async () => {
			await person().runCommand("AWS Sessions: Assume Role…");
			await quickInput.waitForTitle("Assume role");
		},
		async () => {
			await quickInput.pick("dev-admin");
			await quickInput.waitForTitle(/^MFA code/);
		},
	];
	for (let depth = 1; depth <= steps.length; depth++) {
		for (const step of steps.slice(0, depth)) {
			await step();
		}
		await quickInput.escape();
		await quickInput.waitUntilClosed();
	}
	await start("awsSessions.assumeRole", { profile: "prod-admin" });
	await quickInput.waitForTitle(/^MFA code/);
	await quickInput.escape();
	assert.equal(await outcome(), "undefined");
	assert.equal(await shownSession(sandbox), before);
	assert.deepEqual(await notifications.told(), []);
});

test("what takes longer than half a second shows progress that can be cancelled", async () => {
	const release = sandbox.sts.faults.hold();
	await start("awsSessions.assumeRole", { profile: "legacy-account" });
	const progress = await person().notifications.waitFor(/Assuming legacy-account/);
	assert.ok(progress.buttons.includes("Cancel"), progress.buttons.join());
	await person().notifications.click(/Assuming legacy-account/, "Cancel");
	assert.equal(await outcome(), "undefined");
	release();
	await waitFor("no notification", async () => (await person().notifications.all()).length === 0);
	assert.equal(await shownSession(sandbox), "dev-readonly");
});

test("a role ARN handed over is confirmed by the person first", async () => {
	const argument = {
		roleArn: "arn:aws:iam::012345678901:role/LegacyAdmin",
		sourceProfile: "acme",
		durationSeconds: 1800,
		policy: '{"Statement":[]}',
		tags: { team: "blue" },
	};
	const calls = sandbox.sts.requests.length;
	await start("awsSessions.assumeRole", argument);
	const asked = await person().dialogs.waitFor(/Assume arn:aws:iam::012345678901:role\/LegacyAdmin/);
	assert.match(
		asked.detail,
		/Source profile: acme\s*Duration: 30 minutes\s*Inline policy: 16 characters, 0 statements\s*Tags: team=blue/,
	);
	await person().dialogs.click(/Assume arn/, "Cancel");
	assert.equal(await outcome(), "undefined");
	assert.equal(sandbox.sts.requests.length, calls, "nothing was sent");

	await start("awsSessions.assumeRole", argument);
	await person().dialogs.click(/Assume arn/, "Assume Role");
	assert.equal(((await outcome()) as { account: string }).account, "012345678901");
});

test("profiles used last come first in the pick", async () => {
	await assumeRole(sandbox, "prod-audit", false);
	await person().runCommand("AWS Sessions: Assume Role…");
	await person().quickInput.waitForTitle("Assume role");
	const [first] = await person().quickInput.rows();
	assert.equal(first?.label, "prod-audit");
	assert.equal(first?.separator, "recently used");
	await person().quickInput.escape();
});

test("Who Am I? tells what AWS says", async () => {
	await person().runCommand("AWS Sessions: Who Am I?");
	await person().quickInput.waitForTitle("Who am I?");
	await person().quickInput.pick("prod-audit");
	const told = await person().notifications.waitFor(/AWS says/);
	assert.match(
		told.message,
		/prod-audit is role ProdAudit in account 777788889999.*: arn:aws:sts::777788889999:assumed-role\/ProdAudit\//,
	);
	assert.deepEqual(told.buttons, ["Copy ARN", "Copy Account ID"]);
	await person().notifications.dismiss(/AWS says/);
});

test("the API tells sessions and changes, and has no secrets", async () => {
	const api = await sandbox.workbench.host.evaluate(async (vscode) => {
		const { exports } = vscode.extensions.getExtension("aws-sessions.aws-sessions") ?? {};
		const heard: string[] = [];
		const subscription = exports.onDidChangeSessions(() => heard.push(exports.activeSession?.name));
		const session = await exports.assumeRole({ profile: "dev-readonly" });
		subscription.dispose();
		return {
			version: exports.apiVersion,
			names: exports.sessions.map(({ name }: { name: string }) => name),
			active: exports.activeSession.name,
			session: session.name,
			heard,
			all: JSON.stringify(exports),
		};
	});
	assert.equal(api.version, 1);
	assert.ok(api.names.includes("dev-readonly"));
	assert.equal(api.active, "dev-readonly");
	assert.equal(api.session, "dev-readonly");
	assert.deepEqual(api.heard, ["dev-readonly"]);
	for (const secret of sandbox.sts.secretsIssued()) {
		assert.ok(!api.all.includes(secret));
	}
});

test("End All Sessions leaves none", async () => {
	await person().runCommand("AWS Sessions: End All Sessions");
	await person().statusBar.waitFor(statusItem, ({ text }) => text === "AWS: no session");
});
