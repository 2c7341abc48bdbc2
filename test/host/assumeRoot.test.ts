import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startCall } from "./commandCalls.ts";
import { openSandbox, type Sandbox, shownSession, statusItem } from "./sandbox.ts";

let sandbox: Sandbox;

before(async () => {
	sandbox = await openSandbox();
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

const unlockBucket = "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy";
const person = () => sandbox.workbench.person;
const sent = () => sandbox.sts.requests.filter(({ operation }) => operation === "AssumeRoot");
const pick = (label: string | RegExp) => person().quickInput.pick(label);
const start = (argument: unknown) => startCall(sandbox.workbench.host, "assumeRoot", argument);
const placeholder = (words: RegExp) =>
	person().quickInput.waitForState(`${words}`, (state) => words.test(state.placeholder));

test("profile, account and task are asked for, each in words", async () => {
	const { quickInput } = person();
	await person().runCommand("AWS Sessions: Assume Root…");
	await quickInput.waitForTitle("Assume root");
	assert.match(
		(await quickInput.state()).placeholder,
		/management account, or of a delegated administrator$/,
	);
	const profiles = (await quickInput.rows()).map(({ label }) => label);
	assert.ok(profiles.includes("acme") && profiles.includes("dev-admin"), profiles.join());
	assert.ok(!profiles.includes("broken-source") && !profiles.includes("half-keys"), profiles.join());
	await pick("acme");

	await placeholder(/member account/);
	const accounts = await quickInput.rows();
	assert.match(
		accounts.find(({ label }) => label === "777788889999")?.description ?? "",
		/prod-admin, prod-audit/,
	);
	assert.equal(accounts.at(-1)?.label, "Another account…");
	await pick("444455556666");

	await placeholder(/one task/);
	assert.equal((await quickInput.state()).title, "Assume root in 444455556666");
	const tasks = await quickInput.rows();
	assert.deepEqual(tasks.map(({ description }) => description).toSorted(), [
		"IAMAuditRootUserCredentials",
		"IAMCreateRootUserPassword",
		"IAMDeleteRootUserCredentials",
		"S3UnlockBucketPolicy",
		"SQSUnlockQueuePolicy",
	]);
	assert.match(tasks[0]?.detail ?? "", /changes nothing/);
	await pick("Unlock an S3 bucket");

	await placeholder(/Press Enter/);
	assert.deepEqual(
		(await quickInput.rows()).map(({ label, description }) => [label, description]),
		[
			["Assume Root", "S3UnlockBucketPolicy, with the credentials of acme"],
			["Duration", "15m"],
			["Region", "eu-central-1 · Frankfurt"],
		],
	);
});

test("nothing is sent before the account and the task are confirmed", async () => {
	const { quickInput, dialogs } = person();
	await pick("Assume Root");
	const asked = await dialogs.waitFor("Become the root user of account 444455556666?");
	assert.equal(asked.severity, "warning");
	assert.match(asked.detail, /Task: Unlock an S3 bucket \(S3UnlockBucketPolicy\)/);
	assert.match(asked.detail, /444455556666 \(dev-admin, dev-readonly/);
	assert.match(asked.detail, /profile acme, for 15 minutes/);
	assert.doesNotMatch(asked.detail, /another extension/);
	await dialogs.click(/Become the root user/, "Cancel");
	await quickInput.waitUntilClosed();
	assert.equal(sent().length, 0);
	assert.equal((await person().statusBar.waitFor(statusItem)).text, "AWS: no session");
	assert.deepEqual(await person().notifications.told(), []);
});

test("confirmed, it is a session for that task, like any other", async () => {
	const { quickInput, dialogs, statusBar } = person();
	await person().openView("AWS Sessions");
	await person().tree("Profiles").openContextMenu("acme");
	await person().menu.choose("Assume Root…");
	await placeholder(/member account/);
	await pick("Another account…");
	await quickInput.waitForState("the account's box", ({ message }) => /12 digits/.test(message));
	await quickInput.type("4444");
	await quickInput.waitForState("an error", ({ severity }) => severity === "error");
	await quickInput.type("arn:aws-cn:iam::777788889999:root");
	const elsewhere = await quickInput.waitForState("an error", ({ message }) => /aws-cn/.test(message));
	assert.match(elsewhere.message, /This account is of aws-cn, and the region STS is called in of aws$/);
	await quickInput.type("arn:aws:iam::777788889999:root");
	await quickInput.accept();
	await placeholder(/one task/);
	assert.equal((await quickInput.state()).title, "Assume root in 777788889999");
	await pick("Look at the root user's credentials");
	await placeholder(/Press Enter/);
	await pick("Duration");
	await quickInput.waitForTitle("Duration");
	await pick("5 minutes");
	await placeholder(/Press Enter/);
	await pick("Assume Root");
	await dialogs.click("Become the root user of account 777788889999?", "Assume Root");
	await statusBar.waitFor(statusItem, ({ text }) => text === "root@777788889999 · 4m");
	assert.deepEqual(sent().at(-1)?.parameters, {
		TargetPrincipal: "arn:aws:iam::777788889999:root",
		"TaskPolicyArn.arn": "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials",
		DurationSeconds: "300",
	});
	const tooltip = await statusBar.hover(statusItem);
	assert.match(tooltip, /arn:aws:iam::777788889999:root/);
	assert.match(tooltip, /It may do one task: IAMAuditRootUserCredentials/);
});

test("handed over by others it is confirmed too, and says so", async () => {
	const { dialogs } = person();
	const argument = { profile: "acme", targetPrincipal: "444455556666", taskPolicyArn: unlockBucket };
	const calls = sent().length;
	const declined = await start(argument);
	const asked = await dialogs.waitFor("Become the root user of account 444455556666?");
	assert.match(asked.detail, /A keybinding, a task or another extension asks for this/);
	await dialogs.click(/Become the root user/, "Cancel");
	assert.deepEqual(await declined(), {});
	assert.equal(sent().length, calls);

	const agreed = await start(argument);
	await dialogs.click(/Become the root user/, "Assume Root");
	const { outcome: session } = await agreed();
	assert.equal(session?.["id"], "root:444455556666/S3UnlockBucketPolicy@acme");
	assert.equal(session?.["arn"], "arn:aws:iam::444455556666:root");
	for (const [wrong, says] of [
		[{ targetPrincipal: "4444" }, /targetPrincipal: .*12 digits/],
		[{ targetPrincipal: 444_455_556_666 }, /leading zeros/],
		[{ taskPolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }, /taskPolicyArn: .*root-task/],
		[{ durationSeconds: 901 }, /durationSeconds: .*900 seconds/],
	] as const) {
		const refused = await start({ ...argument, ...wrong });
		const { code, message = "" } = await refused();
		assert.equal(code, "InvalidArgument");
		assert.match(message, says);
	}
});

test("a refusal names who may, and another profile takes over what was filled in", async () => {
	const { quickInput, dialogs, notifications } = person();
	await person().tree("Profiles").openContextMenu("ci-bot");
	await person().menu.choose("Assume Root…");
	await placeholder(/member account/);
	await pick("444455556666");
	await placeholder(/one task/);
	await pick("Unlock an SQS queue");
	await placeholder(/Press Enter/);
	await pick("Assume Root");
	await dialogs.click(/Become the root user/, "Assume Root");
	const told = await notifications.waitFor(/may not assume root/);
	assert.match(told.message, /management account or a delegated administrator.*sts:AssumeRoot/);
	assert.ok(told.buttons.includes("Use Another Profile…"), told.buttons.join());
	await notifications.click(/may not assume root/, "Use Another Profile…");
	await quickInput.waitForTitle("Assume root");
	await pick("acme");
	await placeholder(/Press Enter/);
	const [action] = await quickInput.rows();
	assert.equal(action?.description, "SQSUnlockQueuePolicy, with the credentials of acme");
	await quickInput.clickTitleButton("Back");
	await placeholder(/one task/);
	await quickInput.escape();
});

test("after an error Back leads from the options to task, account and profile, each as it was", async () => {
	const { quickInput, dialogs, notifications } = person();
	const focused = async () => (await quickInput.rows()).find((row) => row.focused)?.label;
	await person().tree("Profiles").openContextMenu("ci-bot");
	await person().menu.choose("Assume Root…");
	await placeholder(/member account/);
	await pick("777788889999");
	await placeholder(/one task/);
	await pick("Unlock an SQS queue");
	await placeholder(/Press Enter/);
	await pick("Duration");
	await quickInput.waitForTitle("Duration");
	await pick("5 minutes");
	await placeholder(/Press Enter/);
	await pick("Assume Root");
	await dialogs.click(/Become the root user/, "Assume Root");
	await notifications.click(/may not assume root/, "Change Options…");
	await placeholder(/Press Enter/);
	assert.equal((await quickInput.state()).title, "Assume root in 777788889999");
	assert.equal((await quickInput.rows())[1]?.description, "5m");
	await quickInput.clickTitleButton("Back");
	await placeholder(/one task/);
	assert.equal(await focused(), "Unlock an SQS queue");
	await quickInput.clickTitleButton("Back");
	await placeholder(/member account/);
	assert.equal(await focused(), "777788889999");
	await quickInput.clickTitleButton("Back");
	await placeholder(/management account/);
	assert.equal(await focused(), "ci-bot");
	await quickInput.type("acme");
	await pick("acme");
	await placeholder(/member account/);
	await pick("444455556666");
	await placeholder(/one task/);
	await pick("Unlock an S3 bucket");
	await placeholder(/Press Enter/);
	await pick("Assume Root");
	await dialogs.click("Become the root user of account 444455556666?", "Assume Root");
	await person().statusBar.waitFor(statusItem, ({ text }) => text.startsWith("root@444455556666 · 4m"));
	assert.deepEqual(sent().at(-1)?.parameters, {
		TargetPrincipal: "444455556666",
		"TaskPolicyArn.arn": unlockBucket,
		DurationSeconds: "300",
	});
});

test("what only has to be sent again is confirmed again, and not filled in again", async () => {
	const { quickInput, dialogs, notifications } = person();
	await person().tree("Profiles").openContextMenu("acme");
	await person().menu.choose("Assume Root…");
	await placeholder(/member account/);
	await pick("777788889999");
	await placeholder(/one task/);
	await pick("Unlock an S3 bucket");
	await placeholder(/Press Enter/);
	sandbox.sts.faults.throttle(9);
	await pick("Assume Root");
	await dialogs.click(/Become the root user/, "Assume Root");
	await notifications.waitFor(/asked too often/);
	sandbox.sts.faults.reset();
	await notifications.click(/asked too often/, "Try Again");
	const asked = await dialogs.waitFor("Become the root user of account 777788889999?");
	assert.doesNotMatch(asked.detail, /another extension/);
	assert.equal((await quickInput.state()).visible, false);
	await dialogs.click(/Become the root user/, "Assume Root");
	await person().statusBar.waitFor(statusItem, ({ text }) => text.startsWith("root@777788889999"));
});

test("a role profile's live session makes the call: nobody is asked twice", async () => {
	const { dialogs, notifications } = person();
	const live = await sandbox.workbench.host.evaluate((vscode) =>
		vscode.commands.executeCommand("awsSessions.startSession", { profile: "dev-readonly" }),
	);
	assert.equal((live as { name?: string }).name, "dev-readonly");
	const roles = () => sandbox.sts.requests.filter(({ operation }) => operation === "AssumeRole");
	const calls = roles().length;
	const denied = await start({
		profile: "dev-readonly",
		targetPrincipal: "777788889999",
		taskPolicyArn: unlockBucket,
	});
	await dialogs.click(/Become the root user/, "Assume Root");
	assert.equal((await denied()).code, "AccessDenied", "it is of no management account");
	assert.equal(roles().length, calls);
	assert.match(sent().at(-1)?.accessKeyId ?? "", /^ASIA/);
	assert.deepEqual(await notifications.told(), [], "a caller gets the error itself");
});

test("cancelling at any step changes nothing and says nothing", async () => {
	const { quickInput, notifications } = person();
	const before = await shownSession(sandbox);
	const calls = sandbox.sts.requests.length;
	const steps: (() => Promise<unknown>)[] = [
		async () => {
			await person().runCommand("AWS Sessions: Assume Root…");
			await quickInput.waitForTitle("Assume root");
		},
		async () => {
			await pick("acme");
			await placeholder(/member account/);
		},
		async () => {
			await pick("444455556666");
			await placeholder(/one task/);
		},
		async () => {
			await pick("Delete the root user's credentials");
			await placeholder(/Press Enter/);
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
