import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { call, startCall } from "./commandCalls.ts";
import { openSandbox, type Sandbox, shownSession, statusItem } from "./sandbox.ts";

let sandbox: Sandbox;

before(async () => {
	sandbox = await openSandbox();
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

const person = () => sandbox.workbench.person;
const sent = () => sandbox.sts.requests.filter(({ operation }) => operation === "GetFederationToken");
/** Calls the command as a keybinding or another extension does, and tells its outcome. */
const callWith = (argument: unknown) => call(sandbox.workbench.host, "getFederationToken", argument);
const pick = (label: string | RegExp) => person().quickInput.pick(label);
const optionRows = async () => {
	await person().quickInput.waitForState("the options", ({ placeholder }) => /Press Enter/.test(placeholder));
	return person().quickInput.rows();
};
const askedForName = () =>
	person().quickInput.waitForState("the name's box", ({ message }) =>
		/Whom the session is for/.test(message),
	);
const askedWhetherWithout = () =>
	person().quickInput.waitForState("the warning", ({ placeholder }) => /no permissions/.test(placeholder));

test("a name is asked for and checked, and without a policy the form warns", async () => {
	const { quickInput } = person();
	await person().runCommand("AWS Sessions: Get Federation Token…");
	const asked = await quickInput.waitForTitle("Get federation token");
	assert.match(asked.placeholder, /GetFederationToken takes a user's own access keys/);
	assert.deepEqual(
		(await quickInput.rows()).map(({ label }) => label),
		["acme", "ci-bot", "vault-tools"],
	);
	await pick("acme");
	await askedForName();
	await quickInput.type("b");
	const wrong = await quickInput.waitForState("an error", ({ severity }) => severity === "error");
	assert.match(wrong.message, /2 to 32 characters/);
	await quickInput.type("build-agent");
	await quickInput.accept();
	const rows = await optionRows();
	assert.equal((await quickInput.state()).title, "Get federation token for build-agent");
	assert.deepEqual(
		rows.map(({ label, description }) => [label, description]),
		[
			["Get Federation Token", "with the access keys of acme"],
			["Inline policy", "none"],
			["Managed policies", "none"],
			["Tags", "none"],
			["Duration", "12h"],
			["Region", "eu-central-1 · Frankfurt"],
		],
	);
	assert.match(rows[0]?.detail ?? "", /Without a policy it may do nothing/);
});

test("to go on without a policy is asked about first, and leads back", async () => {
	const { quickInput } = person();
	await pick("Get Federation Token");
	await askedWhetherWithout();
	const [first] = await quickInput.rows();
	assert.equal(first?.label, "Add a Policy", "Enter alone does not go on");
	await quickInput.accept();
	await optionRows();
	assert.equal(sent().length, 0);
});

test("with a policy it goes on at once, and all that was set is sent", async () => {
	const { quickInput, statusBar } = person();
	await pick("Inline policy");
	const inline = await quickInput.waitForTitle("Inline policy");
	assert.equal(inline.placeholder, "The session may do only what both the user and this policy allow");
	await quickInput.clickTitleButton("Back");
	await optionRows();
	await pick("Managed policies");
	const managed = await quickInput.waitForTitle("Managed policies");
	assert.equal(managed.placeholder, "The session may do only what both the user and these policies allow");
	await pick("ReadOnlyAccess");
	await quickInput.waitForState("the list", ({ visible }) => visible);
	await pick("Done");
	const rows = await optionRows();
	assert.doesNotMatch(rows[0]?.detail ?? "", /Without a policy/);
	await pick("Get Federation Token");
	await statusBar.waitFor(statusItem, ({ text }) => text.startsWith("build-agent@acme (scoped) · 11h 59m"));
	assert.deepEqual(sent().at(-1)?.parameters, {
		Name: "build-agent",
		"PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
	});
	const tooltip = await statusBar.hover(statusItem);
	assert.match(tooltip, /federated-user\/build-agent/);
	assert.match(tooltip, /It can't call IAM, and in STS GetCallerIdentity only/);
	assert.doesNotMatch(tooltip, /Without a policy/);
});

test("Back loses nothing that was filled in", async () => {
	const { quickInput } = person();
	await person().openView("AWS Sessions");
	await person().tree("Profiles").openContextMenu("acme");
	await person().menu.choose("Get Federation Token…");
	await askedForName();
	await quickInput.type("deploy");
	await quickInput.accept();
	await optionRows();
	await pick("Duration");
	await quickInput.waitForTitle("Duration");
	await pick("15 minutes");
	await optionRows();
	await quickInput.clickTitleButton("Back");
	assert.equal((await askedForName()).value, "deploy");
	await quickInput.accept();
	assert.equal((await optionRows()).find(({ label }) => label === "Duration")?.description, "15m");
	await quickInput.escape();
});

test("a session without permissions can be had, and its note says so", async () => {
	const { quickInput, statusBar } = person();
	await person().tree("Profiles").openContextMenu("acme");
	await person().menu.choose("Get Federation Token…");
	await askedForName();
	await quickInput.type("nobody");
	await quickInput.accept();
	await optionRows();
	await pick("Get Federation Token");
	await askedWhetherWithout();
	await pick("Get It Without Permissions");
	await statusBar.waitFor(statusItem, ({ text }) => text.startsWith("nobody@acme"));
	assert.match(await statusBar.hover(statusItem), /Without a policy it may do nothing/);
});

test("a policy that STS refuses can be mended where it was written", async () => {
	const { quickInput, notifications } = person();
	await person().tree("Profiles").openContextMenu("acme");
	await person().menu.choose("Get Federation Token…");
	await askedForName();
	await quickInput.type("mended");
	await quickInput.accept();
	await optionRows();
	await pick("Inline policy");
	await quickInput.waitForTitle("Inline policy");
	await pick(/Type or paste JSON/);
	await quickInput.waitForState("the policy's box", ({ message }) => /policy document as JSON/.test(message));
	await quickInput.type("{");
	const wrong = await quickInput.waitForState("an error", ({ severity }) => severity === "error");
	assert.match(wrong.message, /JSON/);
	await quickInput.type('{"Statement":{"Effect":"Maybe","Action":"*","Resource":"*"}}');
	await quickInput.accept();
	await optionRows();
	await pick("Get Federation Token");
	const told = await notifications.waitFor(/can't read the session policy.*Syntax errors in policy/);
	assert.ok(told.buttons.includes("Try Again"), told.buttons.join());
	await notifications.click(/can't read the session policy/, "Try Again");
	const rows = await optionRows();
	assert.equal((await quickInput.state()).title, "Get federation token for mended");
	assert.match(rows.find(({ label }) => label === "Inline policy")?.description ?? "", /1 statement/);
	await quickInput.clickTitleButton("Back");
	assert.equal((await askedForName()).value, "mended", "whom it is for can be changed");
	await quickInput.clickTitleButton("Back");
	await quickInput.waitForTitle("Get federation token");
	assert.equal((await quickInput.rows()).find(({ focused }) => focused)?.label, "acme");
	await pick("ci-bot");
	assert.equal((await askedForName()).value, "mended");
	await quickInput.accept();
	const [action, policy] = await optionRows();
	assert.equal(action?.description, "with the access keys of ci-bot");
	assert.match(policy?.description ?? "", /1 statement/);
	await quickInput.escape();
	await quickInput.waitUntilClosed();
});

test("with arguments nothing is asked that is given, and errors are coded", async () => {
	const { outcome } = await callWith({
		profile: "acme",
		name: "ci",
		policy: '{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}',
		tags: { team: "blue" },
		durationSeconds: 900,
	});
	const { expiresAt, id, ...session } = outcome ?? {};
	assert.match(id ?? "", /^federation-token:ci@acme#/);
	assert.deepEqual(session, {
		name: "ci@acme (scoped)",
		account: "111122223333",
		arn: "arn:aws:sts::111122223333:federated-user/ci",
		sessionName: "ci",
		region: "eu-central-1",
	});
	assert.ok(Date.parse(expiresAt ?? "") <= Date.now() + 900_000);
	assert.equal(sent().at(-1)?.parameters["Tags.member.1.Value"], "blue");
	const calls = sandbox.sts.requests.length;
	for (const [argument, code, says] of [
		[
			{ profile: "prod-audit", name: "ci" },
			"InvalidRequest",
			/own access keys, and profile 'prod-audit' assumes/,
		],
		[{ profile: "acme", name: "c" }, "InvalidArgument", /name: .*2 to 32 characters/],
		[{ profile: "acme", name: "ci", policy: "{" }, "InvalidArgument", /policy: .*JSON/],
		[{ profile: "acme", name: "ci", tags: { "aws:x": "" } }, "InvalidArgument", /tags: .*aws:/],
		[{ profile: "acme", name: "ci", durationSeconds: 60 }, "InvalidArgument", /900 to 129600/],
	] as const) {
		const refused = await callWith(argument);
		assert.equal(refused.code, code, refused.message);
		assert.match(refused.message ?? "", says);
	}
	assert.equal(sandbox.sts.requests.length, calls, "nothing was sent");
});

test("handed over without a policy it is confirmed first, and says what that means", async () => {
	const { dialogs, statusBar } = person();
	const start = () =>
		startCall(sandbox.workbench.host, "getFederationToken", {
			profile: "acme",
			name: "bare",
			durationSeconds: 900,
		});
	const calls = sent().length;
	const declined = await start();
	const asked = await dialogs.waitFor("Get a federation token for bare without permissions?");
	assert.equal(asked.severity, "warning");
	assert.match(asked.detail, /A keybinding, a task or another extension asks for this/);
	assert.match(asked.detail, /Without a policy it may do nothing/);
	assert.match(asked.detail, /Access keys: acme/);
	assert.match(asked.detail, /Duration: 15 minutes/);
	await dialogs.click(/without permissions/, "Cancel");
	assert.deepEqual(await declined(), {});
	assert.equal(sent().length, calls, "nothing was sent");

	const agreed = await start();
	await dialogs.click(/without permissions/, "Get It Without Permissions");
	assert.equal((await agreed()).outcome?.["name"], "bare@acme");
	await statusBar.waitFor(statusItem, ({ text }) => text.startsWith("bare@acme ·"));
	assert.equal(sent().length, calls + 1);
});

test("cancelling at any step changes nothing and says nothing", async () => {
	const { quickInput, notifications } = person();
	const before = await shownSession(sandbox);
	const calls = sandbox.sts.requests.length;
	const steps: (() => Promise<unknown>)[] = [
		async () => {
			await person().runCommand("AWS Sessions: Get Federation Token…");
			await quickInput.waitForTitle("Get federation token");
		},
		async () => {
			await pick("acme");
			await askedForName();
		},
		async () => {
			await quickInput.type("build-agent");
			await quickInput.accept();
			await optionRows();
		},
		async () => {
			await pick("Get Federation Token");
			await askedWhetherWithout();
		},
	];
	for (let depth = 1; depth <= steps.length; depth++) {
		for (const step of steps.slice(0, depth)) {
			await step();
		}
		await quickInput.escape();
		await quickInput.waitUntilClosed();
	}
	assert.equal(await shownSession(sandbox), before);
	assert.equal(sandbox.sts.requests.length, calls);
	assert.deepEqual(await notifications.told(), []);
});
