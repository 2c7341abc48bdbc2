import assert from "node:assert/strict";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { waitFor } from "../harness/waitFor.ts";
import { activeKey, aliceMfaSerial, sampleAlice } from "../sandbox/sampleWorld.ts";
import { call } from "./commandCalls.ts";
import { openSandbox, type Sandbox, shownSession, statusItem, typeMfaCode } from "./sandbox.ts";

let sandbox: Sandbox;

before(async () => {
	sandbox = await openSandbox();
	const { id, secret } = activeKey(sampleAlice());
	const keys = `aws_access_key_id = ${id}\naws_secret_access_key = ${secret}`;
	await appendFile(
		join(sandbox.home, ".aws", "config"),
		`\n[profile alice]\n${keys}\nmfa_serial = ${aliceMfaSerial}\nregion = eu-west-1\n` +
			`\n[profile pasted]\n${keys}\naws_session_token = token\n`,
	);
	await person().openView("AWS Sessions");
	await person()
		.tree("Profiles")
		.waitForRows("the new profiles", (rows) => rows.some(({ label }) => label === "pasted"));
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

const person = () => sandbox.workbench.person;
const sent = () => sandbox.sts.requests.filter(({ operation }) => operation === "GetSessionToken");
/** Calls the command as a keybinding or another extension does, and tells its outcome. */
const callWith = (argument: unknown) => call(sandbox.workbench.host, "getSessionToken", argument);
const pick = (label: string | RegExp) => person().quickInput.pick(label);
const optionRows = async () => {
	await person().quickInput.waitForState("the options", ({ placeholder }) => /Press Enter/.test(placeholder));
	return person().quickInput.rows();
};

test("only profiles with a user's own keys, or a program that may give some, are offered, and the box says why", async () => {
	const { quickInput } = person();
	await person().runCommand("AWS Sessions: Get Session Token…");
	const asked = await quickInput.waitForTitle("Get session token");
	assert.match(asked.placeholder, /GetSessionToken takes a user's own access keys: .* have or may give them/);
	assert.deepEqual(
		(await quickInput.rows()).map(({ label }) => label),
		["acme", "ci-bot", "vault-tools", "alice"],
	);
});

test("the form has a device of the user's roles, 12 hours and the profile's region", async () => {
	await pick("acme");
	const rows = await optionRows();
	assert.deepEqual(
		rows.map(({ label, description }) => [label, description]),
		[
			["Get Session Token", "with the access keys of acme"],
			["MFA device", "alice"],
			["Duration", "12h"],
			["Region", "eu-central-1 · Frankfurt"],
		],
	);
	assert.match(rows[0]?.detail ?? "", /In STS it may call AssumeRole and GetCallerIdentity only/);
});

test("Back leads to the profiles, and another user's device is another", async () => {
	const { quickInput } = person();
	await quickInput.clickTitleButton("Back");
	await quickInput.waitForTitle("Get session token");
	await pick("ci-bot");
	const device = (await optionRows()).find(({ label }) => label === "MFA device");
	assert.equal(device?.description, "none");
	assert.match(device?.detail ?? "", /can't call IAM/);
	await quickInput.clickTitleButton("Back");
	await quickInput.waitForTitle("Get session token");
	await pick("acme");
	assert.equal((await optionRows()).find(({ label }) => label === "MFA device")?.description, "alice");
});

test("a session of 36 hours with MFA, like any other in tree, status bar and tooltip", async () => {
	const { quickInput, statusBar } = person();
	await pick("Duration");
	await quickInput.waitForTitle("Duration");
	await pick("36 hours");
	assert.equal((await optionRows()).find(({ label }) => label === "Duration")?.description, "36h");
	await pick("Get Session Token");
	await quickInput.waitForTitle("MFA code of alice for acme");
	await typeMfaCode(sandbox);
	await statusBar.waitFor(statusItem, ({ text }) => text === "acme (session token) · 35h 59m");
	const { TokenCode: _, ...parameters } = sent().at(-1)?.parameters ?? {};
	assert.deepEqual(parameters, { DurationSeconds: "129600", SerialNumber: aliceMfaSerial });
	const [row] = await person()
		.tree("Sessions")
		.waitForRows("the session", (rows) => rows.length === 1);
	assert.equal(row?.label, "acme (session token)");
	assert.match(row?.description ?? "", /^35h 59m · alice · 111122223333/);
	for (const tooltip of [
		await statusBar.hover(statusItem),
		await person().tree("Sessions").hover("acme (session token)"),
	]) {
		assert.match(tooltip, /In STS it can call AssumeRole and GetCallerIdentity only/);
		assert.match(tooltip, /user\/alice/);
	}
});

test("without MFA the note says what that costs; a row's menu leads straight to the options", async () => {
	const { quickInput, statusBar } = person();
	await person().tree("Profiles").openContextMenu("ci-bot");
	await person().menu.choose("Get Session Token…");
	await quickInput.waitForTitle("Get session token for ci-bot");
	assert.deepEqual((await quickInput.state()).buttons, [], "there is no step before");
	await pick("Get Session Token");
	await statusBar.waitFor(statusItem, ({ text }) => text === "ci-bot (session token) · 11h 59m");
	assert.match(await statusBar.hover(statusItem), /Without MFA in it, it can't call IAM/);
	assert.deepEqual(sent().at(-1)?.parameters, {});
});

test("a typed device is checked as it is typed; one that is not the user's is told", async () => {
	const { quickInput, notifications } = person();
	await person().tree("Profiles").openContextMenu("alice");
	await person().menu.choose("Get Session Token…");
	await quickInput.waitForTitle("Get session token for alice");
	await pick("MFA device");
	await quickInput.waitForTitle("MFA device");
	const devices = await quickInput.rows();
	assert.deepEqual([devices[0]?.label, devices[0]?.focused], ["alice", true]);
	assert.deepEqual(
		devices.slice(-2).map(({ label, description }) => [label, description ?? ""]),
		[
			["None", "then it can't call IAM"],
			["Other…", ""],
		],
	);
	await pick("Other…");
	await quickInput.waitForState("the device's box", ({ message }) => /ARN or serial number/.test(message));
	await quickInput.type("bob");
	const wrong = await quickInput.waitForState("an error", ({ severity }) => severity === "error");
	assert.match(wrong.message, /9 to 256 characters/);
	await quickInput.type("arn:aws:iam::111122223333:mfa/bob");
	await quickInput.accept();
	assert.equal((await optionRows()).find(({ label }) => label === "MFA device")?.description, "bob");
	await pick("Get Session Token");
	await quickInput.waitForTitle("MFA code of bob for alice");
	await quickInput.type("123456");
	const told = await notifications.waitFor(/The MFA device is not one of the user/);
	assert.equal(told.severity, "error");
	assert.deepEqual(told.buttons, ["Try Again", "Open Config File"]);
	await notifications.click(/The MFA device/, "Try Again");
	assert.equal((await optionRows())[1]?.description, "bob", "it is to be mended where it was filled in");
	await quickInput.clickTitleButton("Back");
	await quickInput.waitForTitle("Get session token");
	assert.equal((await quickInput.rows()).find(({ focused }) => focused)?.label, "alice");
	await pick("ci-bot");
	assert.equal((await optionRows())[1]?.description, "none", "another user has another device");
	await quickInput.escape();
});

test("role profiles have no such entry in their menu", async () => {
	await person().tree("Profiles").openContextMenu("dev-readonly");
	const items = await person().menu.items();
	assert.ok(!items.includes("Get Session Token…"), items.join());
	assert.ok(!items.includes("Get Federation Token…"), items.join());
	await person().menu.escape();
});

test("with arguments nothing is asked that is given, and errors are coded", async () => {
	const { outcome } = await callWith({
		profile: "alice",
		mfaSerial: false,
		durationSeconds: 900,
		region: "eu-central-1",
	});
	const { expiresAt, ...session } = outcome ?? {};
	assert.deepEqual(session, {
		id: "session-token:alice",
		name: "alice (session token)",
		account: "111122223333",
		arn: "arn:aws:iam::111122223333:user/alice",
		region: "eu-central-1",
	});
	assert.ok(Date.parse(expiresAt ?? "") <= Date.now() + 900_000);
	assert.equal(sent().at(-1)?.region, "eu-central-1");
	const calls = sandbox.sts.requests.length;
	for (const [argument, code, says] of [
		[
			{ profile: "dev-readonly" },
			"InvalidRequest",
			/own access keys, and profile 'dev-readonly' assumes a role/,
		],
		[{ profile: "pasted" }, "InvalidRequest", /'pasted' gives temporary credentials/],
		[{ profile: "nope" }, "ProfileNotFound", /'nope'/],
		[{ profile: "acme", durationSeconds: 129_601 }, "InvalidArgument", /durationSeconds: .*900 to 129600/],
		[{ profile: "acme", name: "x" }, "InvalidArgument", /'name' is not a field/],
	] as const) {
		const refused = await callWith(argument);
		assert.equal(refused.code, code, refused.message);
		assert.match(refused.message ?? "", says);
	}
	assert.equal(sandbox.sts.requests.length, calls, "nothing was sent");
	const disabled = await callWith({ profile: "acme", mfaSerial: false, region: "moon-north-1" });
	assert.equal(disabled.outcome?.["region"], "moon-north-1", "a region nobody knows yet is not refused");
	await person().statusBar.waitFor(statusItem, ({ text }) => text.startsWith("acme (session token)"));
});

test("cancelling at any step changes nothing and says nothing", async () => {
	const { quickInput, notifications } = person();
	const before = await shownSession(sandbox);
	const calls = sandbox.sts.requests.length;
	const steps: (() => Promise<unknown>)[] = [
		async () => {
			await person().runCommand("AWS Sessions: Get Session Token…");
			await quickInput.waitForTitle("Get session token");
		},
		async () => {
			await pick("acme");
			await optionRows();
		},
		async () => {
			await pick("Region");
			await quickInput.waitForTitle("Region");
		},
	];
	for (let depth = 1; depth <= steps.length; depth++) {
		for (const step of steps.slice(0, depth)) {
			await step();
		}
		await quickInput.escape();
		await quickInput.waitUntilClosed();
	}
	await steps[0]?.();
	await steps[1]?.();
	await pick("Get Session Token");
	await quickInput.waitForTitle(/^MFA code/);
	await quickInput.escape();
	assert.equal(await shownSession(sandbox), before);
	assert.equal(sandbox.sts.requests.length, calls);
	assert.deepEqual(await notifications.told(), []);
});

test("MFA without a role: starting a profile with mfa_serial and keys asks for the code and uses it", async () => {
	const { quickInput, statusBar } = person();
	const calls = sent().length;
	await person().runCommand("AWS Sessions: Start Session…");
	await quickInput.waitForTitle("Start session");
	await quickInput.type("alice");
	await pick("alice");
	await quickInput.waitForTitle("MFA code of alice for alice");
	await typeMfaCode(sandbox);
	await statusBar.waitFor(statusItem, ({ text }) => text === "alice · 11h 59m");
	assert.equal(sent().length, calls + 1);
	assert.equal(sent().at(-1)?.parameters["SerialNumber"], aliceMfaSerial);
	await person().terminals.open();
	assert.match((await person().terminals.variable("AWS_ACCESS_KEY_ID")) ?? "", /^ASIA/);
	await waitFor("no notification", async () => (await person().notifications.all()).length === 0);
});
