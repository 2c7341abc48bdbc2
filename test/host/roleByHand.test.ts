import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { defaultSessionName } from "../../src/credentials/operations/defaultSessionName.ts";
import { waitFor } from "../harness/waitFor.ts";
import { aliceMfaSerial, stagingExternalId } from "../sandbox/sampleWorld.ts";
import { openSandbox, type Sandbox, statusItem, typeMfaCode } from "./sandbox.ts";

let sandbox: Sandbox;

before(async () => {
	sandbox = await openSandbox();
	await sandbox.workbench.person.openView("AWS Sessions");
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

const person = () => sandbox.workbench.person;
const quick = () => sandbox.workbench.person.quickInput;
const pick = (label: string | RegExp) => quick().pick(label);
const policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}]}';

/** Waits for the list of options, and answers what each is set to. */
async function options(): Promise<Record<string, string>> {
	const rows = await waitFor("the options", async () => {
		const shown = await quick().rows();
		const labels = shown.map(({ label }) => label);
		return (
			labels[0] === "Assume Role" &&
			labels.includes("Duration") &&
			labels.includes("Source identity") &&
			shown
		);
	});
	return Object.fromEntries(rows.map(({ label, description }) => [label, description]));
}

/** Waits until an option is set to this. */
async function optionIs(option: string, value: string): Promise<void> {
	await waitFor(`${option} to be ${value}`, async () => (await options())[option] === value);
}

/** Begins Assume Role and goes to the options of a role by hand. */
async function enterRole(arn: string, source: string): Promise<void> {
	await person().runCommand("AWS Sessions: Assume Role…");
	await quick().waitForTitle("Assume role");
	await quick().type(arn);
	await pick(/Enter a role ARN/);
	await quick().waitForState("the sources", ({ placeholder }) => placeholder.includes("whose credentials"));
	await pick(source);
	await options();
}

/** Sets an option that is a text. */
async function setText(option: string, text: string): Promise<void> {
	await pick(option);
	await quick().waitForTitle(option);
	await quick().type(text);
	await quick().accept();
	await optionIs(option, text);
}

const sent = () => sandbox.sts.requests.at(-1)?.parameters ?? {};
const profileRows = () => person().tree("Profiles");

/** Opens a row's context menu once the tree is at rest: rows move while it is drawn anew. */
async function openMenu(label: string): Promise<void> {
	const read = async () => JSON.stringify(await profileRows().rows());
	await waitFor(`the tree at rest, with ${label}`, async () => {
		const before = await read();
		await sandbox.workbench.page.waitForTimeout(300);
		return before.includes(JSON.stringify(label)) && before === (await read());
	});
	await profileRows().openContextMenu(label);
}

test("a role by hand: the ARN is checked as it is typed, options are folded away", async () => {
	await person().runCommand("AWS Sessions: Assume Role…");
	await quick().waitForTitle("Assume role");
	await quick().type("arn:aws:iam::2222:role/x");
	await pick(/Enter a role ARN/);
	const typed = await quick().waitForTitle("Assume role by ARN");
	assert.equal(typed.value, "arn:aws:iam::2222:role/x", "what was typed is taken along");
	const wrong = await quick().waitForState("an error", ({ severity }) => severity === "error");
	assert.match(wrong.message, /12 digits, this has 4/);
	await quick().type("arn:aws:iam::222233334444:role/deploy/StagingDeploy");
	await quick().waitForState("no error", ({ severity }) => severity !== "error");
	await quick().accept();
	await quick().waitForTitle("Assume StagingDeploy · 222233334444");
	await pick("acme");
	assert.deepEqual(await options(), {
		"Assume Role": "StagingDeploy · 222233334444",
		Duration: "1h",
		"MFA device": "alice",
		"External ID": "none",
		"Session name": defaultSessionName(),
		Region: "eu-central-1 · Frankfurt",
		"Inline policy": "none",
		"Managed policies": "none",
		Tags: "none",
		"Source identity": "none",
	});
});

test("everything that AssumeRole takes can be set, and is sent", async () => {
	await setText("External ID", stagingExternalId);
	await setText("Session name", "alice-by-hand");
	await setText("Source identity", "alice");
	await pick("Duration");
	await quick().waitForTitle("Duration");
	const durations = await quick().rows();
	assert.equal(durations.find(({ label }) => label === "1 hour")?.focused, true);
	assert.equal(durations.find(({ label }) => label === "2 hours")?.description, "if the role allows it");
	await pick("Other…");
	await quick().waitForState("a box", ({ placeholder }) => placeholder === "1h");
	await quick().type("13h");
	const tooLong = await quick().waitForState("an error", ({ severity }) => severity === "error");
	assert.match(tooLong.message, /900 to 43200 seconds/);
	await quick().type("90m");
	await quick().accept();
	await optionIs("Duration", "1h 30m, if the role allows it");

	await pick("Inline policy");
	await pick(/Type or paste/);
	await quick().waitForState("a box", ({ placeholder }) => placeholder.startsWith("{"));
	await quick().type(policy.slice(0, -1));
	const broken = await quick().waitForState("an error", ({ severity }) => severity === "error");
	assert.match(broken.message, /JSON document: it breaks at/);
	await quick().type(policy);
	await quick().accept();
	await optionIs("Inline policy", `${policy.length} characters, 1 statement`);

	await pick("Managed policies");
	await quick().waitForTitle("Managed policies");
	await pick("ReadOnlyAccess");
	await pick("SecurityAudit");
	await waitFor("two policies", async () => (await quick().rows())[0]?.description === "2 policies");
	await quick().clickRowButton("SecurityAudit", "Remove");
	await waitFor("one policy", async () => (await quick().rows())[0]?.description === "1 policy");
	await quick().clickTitleButton("Back");
	await optionIs("Managed policies", "ReadOnlyAccess");

	await pick("Tags");
	await pick("Add tags…");
	await quick().waitForState("a box", ({ placeholder }) => placeholder.startsWith("team="));
	await quick().type("team=blue, stage=test");
	await quick().accept();
	await waitFor("two tags", async () => (await quick().rows())[0]?.description === "2 tags");
	await quick().clickRowButton("stage", "Edit");
	await quick().waitForTitle("Session tag stage");
	await quick().type("live");
	await quick().accept();
	await pick("Done");
	await optionIs("Tags", "team=blue, stage=live");
	await pick("Transitive tags");
	await quick().waitForTitle("Transitive tags");
	await pick("team");
	await quick().accept();
	await optionIs("Transitive tags", "team");

	await pick("Assume Role");
	await quick().waitForTitle("MFA code of alice for StagingDeploy@222233334444 (scoped)");
	await typeMfaCode(sandbox);
	await person().statusBar.waitFor(
		statusItem,
		({ text }) => text === "StagingDeploy@222233334444 (scoped) · 1h 29m",
	);
	const { Action: _, Version: __, TokenCode: ___, ...parameters } = sent();
	assert.deepEqual(parameters, {
		RoleArn: "arn:aws:iam::222233334444:role/deploy/StagingDeploy",
		RoleSessionName: "alice-by-hand",
		DurationSeconds: "5400",
		ExternalId: stagingExternalId,
		SerialNumber: aliceMfaSerial,
		Policy: policy,
		"PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
		"Tags.member.1.Key": "team",
		"Tags.member.1.Value": "blue",
		"Tags.member.2.Key": "stage",
		"Tags.member.2.Value": "live",
		"TransitiveTagKeys.member.1": "team",
		SourceIdentity: "alice",
	});
});

test("a role used by hand is remembered under its source; it can be named, pinned, assumed again and removed", async () => {
	const tree = profileRows();
	const before = "StagingDeploy@222233334444";
	await openMenu(before);
	await person().menu.choose("Rename Role…");
	await quick().waitForTitle("Name of StagingDeploy · 222233334444 from acme");
	await quick().type("Deploy, read only");
	await quick().accept();
	await tree.waitForRows("the name", (rows) => rows.some(({ label }) => label === "Deploy, read only"));
	await openMenu("Deploy, read only");
	await person().menu.choose("Pin Role");
	const rows = await tree.waitForRows("the pin", (shown) =>
		shown.some(({ icon }) => icon.includes("codicon-pinned")),
	);
	const at = rows.findIndex(({ label }) => label === "Deploy, read only");
	assert.equal(rows[at - 1]?.label, "acme", "pinned ones come first");
	assert.equal(rows[at]?.description, "StagingDeploy · 222233334444 · scoped");

	await person().runCommand("AWS Sessions: Assume Role…");
	await quick().waitForTitle("Assume role");
	const [first] = await quick().rows();
	assert.deepEqual(
		[first?.label, first?.separator, first?.buttons],
		["Deploy, read only", "pinned", ["Set options", "Rename", "Remove"]],
	);
	assert.match(first?.description ?? "", /^1h 2\dm$/);
	const calls = sandbox.sts.requests.length;
	await pick("Deploy, read only");
	await quick().waitUntilClosed();
	assert.equal(sandbox.sts.requests.length, calls, "its live session is used");
	assert.match(await tree.hover("Deploy, read only"), /Inline policy.*Tags.*team=blue/s);

	await openMenu("Deploy, read only");
	await person().menu.choose("Remove Role");
	await tree.waitForRows("no such row", (shown) => shown.every(({ label }) => label !== "Deploy, read only"));
	await person().notifications.click(/Removed Deploy, read only/, "Undo");
	await tree.waitForRows("the row again", (shown) =>
		shown.some(({ label }) => label === "Deploy, read only"),
	);
});

test("a duration that can't work is explained, with the way that gives it", async () => {
	await enterRole("arn:aws:iam::444455556666:role/DevAdmin", "dev-readonly");
	await pick("Duration");
	await quick().waitForTitle("Duration");
	const rows = await quick().rows();
	const impossible = rows.find(({ label }) => label === "2 hours");
	assert.equal(impossible?.separator, "over 1 hour: not this way");
	assert.match(impossible?.detail ?? "", /AWS caps a role assumed with another role's credentials at 1 hour/);
	await pick("4 hours");
	await quick().waitForTitle("4 hours can't work this way");
	assert.deepEqual(
		(await quick().rows()).map(({ label, description }) => [label, description]),
		[
			["Use 1 hour", "the longest this way"],
			["Assume it directly from acme", "with MFA device alice"],
		],
	);
	await quick().clickTitleButton("Back");
	await quick().waitForTitle("Duration");
	await pick("4 hours");
	await pick("Assume it directly from acme");
	const set = await options();
	assert.equal(set["Duration"], "4h, if the role allows it");
	assert.equal(set["MFA device"], "alice");
	await pick("Assume Role");
	await quick().waitForTitle(/^MFA code/);
	await typeMfaCode(sandbox);
	await person().statusBar.waitFor(statusItem, ({ text }) => text === "DevAdmin@444455556666 · 3h 59m");
});

test("what the role refuses is told with a button, and the next time in the form", async () => {
	const arn = "arn:aws:iam::012345678901:role/LegacyAdmin";
	await enterRole(arn, "acme");
	await quick().clickRowButton("MFA device", "Clear MFA device");
	await optionIs("MFA device", "none");
	await pick("Duration");
	await pick("4 hours");
	await optionIs("Duration", "4h, if the role allows it");
	await pick("Assume Role");
	const told = await person().notifications.waitFor(/longer than .*LegacyAdmin allows/);
	assert.ok(told.buttons.includes("Use 1h"), told.buttons.join());
	await person().notifications.click(/longer than/, "Use 1h");
	await person().statusBar.waitFor(statusItem, ({ text }) => text === "LegacyAdmin@012345678901 · 59m");
	assert.equal(sent()["DurationSeconds"], "3600");

	await person().runCommand("AWS Sessions: Assume Role with Options…");
	await quick().waitForTitle("Assume role with options");
	await quick().type("LegacyAdmin@");
	await pick("LegacyAdmin@012345678901");
	await optionIs("Duration", "1h");
	await pick("Duration");
	await quick().waitForTitle("Duration");
	const notes = (await quick().rows()).map(({ label, description }) => [label, description]);
	assert.deepEqual(
		notes.filter(([label]) => /^[248] hours$/.test(label ?? "")),
		[
			["2 hours", "if the role allows it"],
			["4 hours", "this role refused 4h"],
			["8 hours", "this role refused 4h"],
		],
	);
	await quick().escape();
});

test("an error loses nothing of what was filled in", async () => {
	await enterRole("arn:aws:iam::222233334444:role/deploy/StagingDeploy", "acme");
	await setText("External ID", "not-the-one");
	await pick("Assume Role");
	await quick().waitForTitle(/^MFA code/);
	await typeMfaCode(sandbox);
	await person().notifications.click(/may not assume/, "Change Options…");
	await optionIs("External ID", "not-the-one");
	await quick().clickTitleButton("Back");
	await quick().waitForState("the sources", ({ placeholder }) => placeholder.includes("whose credentials"));
	await pick("acme");
	await optionIs("External ID", "not-the-one");
	await quick().escape();

	await person().runCommand("AWS Sessions: Assume Role…");
	await quick().waitForTitle("Assume role");
	await quick().type("Go on");
	await pick("Go on with StagingDeploy · 222233334444");
	await optionIs("External ID", "not-the-one");
	await setText("External ID", stagingExternalId);
	await pick("Assume Role");
	await quick().waitForTitle(/^MFA code/);
	await typeMfaCode(sandbox);
	await person().statusBar.waitFor(statusItem, ({ text }) => text === "StagingDeploy@222233334444 · 59m");
	await person().runCommand("AWS Sessions: Assume Role…");
	await quick().waitForTitle("Assume role");
	await quick().type("Go on");
	await waitFor("only the last row", async () => (await quick().rows()).length === 1);
	await quick().escape();
});

test("a profile's role with options: what is set goes before what the profile says", async () => {
	await person().runCommand("AWS Sessions: Assume Role…");
	await quick().waitForTitle("Assume role");
	await quick().type("staging-deploy");
	await quick().clickRowButton("staging-deploy", "Set options");
	await quick().waitForTitle("Assume staging-deploy with options");
	const before = await options();
	assert.deepEqual(
		["Duration", "MFA device", "External ID", "Session name", "Region"].map((name) => before[name]),
		["2h", "alice", stagingExternalId, "alice-deploy", "eu-west-1 · Ireland"],
	);
	await pick("Region");
	const region = await quick().waitForState("the region's box", ({ message }) =>
		/STS is called in/.test(message),
	);
	assert.match(region.message, /Empty: eu-west-1, as in profile staging-deploy/);
	assert.equal(region.value, "eu-west-1");
	await quick().accept();
	await optionIs("Region", "eu-west-1 · Ireland");
	await pick("Duration");
	await pick("15 minutes");
	await setText("Session name", "alice-once");
	await pick("Assume Role");
	await quick().waitForTitle(/^MFA code/);
	await typeMfaCode(sandbox);
	await person().statusBar.waitFor(statusItem, ({ text }) => text === "staging-deploy · 14m");
	assert.deepEqual(
		[sent()["DurationSeconds"], sent()["RoleSessionName"], sent()["ExternalId"]],
		["900", "alice-once", stagingExternalId],
	);
});

test("options can be handed over with a profile, without a question", async () => {
	const outcome = await sandbox.workbench.host.evaluate((vscode) =>
		vscode.commands.executeCommand("awsSessions.assumeRole", {
			profile: "dev-readonly",
			durationSeconds: 1800,
			tags: [{ key: "team", value: "blue" }],
			transitiveTagKeys: ["team"],
		}),
	);
	assert.equal((outcome as { name: string }).name, "dev-readonly (scoped)");
	assert.equal(sent()["DurationSeconds"], "1800");
	assert.equal(sent()["TransitiveTagKeys.member.1"], "team");
});

test("a policy comes from the active editor too, and what is wrong with it is told before", async () => {
	const show = (content: string) =>
		sandbox.workbench.host.evaluate(async (vscode, text) => {
			const document = await vscode.workspace.openTextDocument({ language: "json", content: text });
			await vscode.window.showTextDocument(document);
		}, content);
	await show('{\n  "Statement": [\n');
	await person().runCommand("AWS Sessions: Assume Role with Options…");
	await quick().waitForTitle("Assume role with options");
	await pick("dev-readonly");
	await options();
	await pick("Inline policy");
	await waitFor("the problem", async () =>
		(await quick().rows()).some(
			({ label, detail }) => label === "Use the active editor" && /is a JSON document/.test(detail),
		),
	);
	await quick().escape();

	await show('{\n  "Statement": [\n    { "Effect": "Deny", "Action": "*", "Resource": "a b" }\n  ]\n}\n');
	await person().runCommand("AWS Sessions: Assume Role with Options…");
	await quick().waitForTitle("Assume role with options");
	await pick("dev-readonly");
	await options();
	await pick("Inline policy");
	await pick("Use the active editor");
	assert.match((await options())["Inline policy"] ?? "", /1 statement$/);
	await pick("Assume Role");
	await person().statusBar.waitFor(statusItem, ({ text }) => text === "dev-readonly (scoped) · 59m");
	assert.equal(sent()["Policy"], '{"Statement":[{"Effect":"Deny","Action":"*","Resource":"a b"}]}');
});

test("a remembered role whose source profile is gone is kept, marked, by itself", async () => {
	await enterRole("arn:aws:iam::777788889999:role/ProdAudit", "dev-readonly");
	await pick("Assume Role");
	await person().statusBar.waitFor(statusItem, ({ text }) => text === "ProdAudit@777788889999 · 59m");
	const file = join(sandbox.home, ".aws", "config");
	const text = await readFile(file, "utf8");
	await writeFile(file, text.replace("[profile dev-readonly]", "[profile dev-reader]"));
	await profileRows().waitForRows("the role in its group", (shown) => {
		const at = shown.findIndex(({ label }) => label === "Assumed by hand");
		const { label, description } = shown[at + 1] ?? {};
		return at >= 0 && label === "ProdAudit@777788889999" && description === "profile dev-readonly is gone";
	});
	await openMenu("ProdAudit@777788889999");
	assert.deepEqual(await person().menu.items(), ["Rename Role…", "Copy Role ARN", "Remove Role"]);
	await person().menu.escape();
	await writeFile(file, text);
});

test("remembered roles come back with the window", async () => {
	await sandbox.workbench.reload();
	await person().openView("AWS Sessions");
	await profileRows().waitForRows("the role", (rows) =>
		rows.some(({ label }) => label === "Deploy, read only"),
	);
});
