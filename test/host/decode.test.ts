import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import type { Locator } from "playwright-core";
import type * as vscode from "vscode";
import { waitFor } from "../harness/waitFor.ts";
import {
	deniedError,
	encodedDenial,
	encodedShortDenial,
	shortError,
	worldWithDecoders,
} from "./authorizationSamples.ts";
import { clickLink as clickUntil } from "./links.ts";
import { answerListed } from "./messages.ts";
import { assumeRole, openSandbox, type Sandbox, statusItem } from "./sandbox.ts";

/** Decoding authorization messages as a person does: from an editor, the clipboard, a click. */
let sandbox: Sandbox;

before(async () => {
	sandbox = await openSandbox({ world: worldWithDecoders(), settings: { "editor.wordWrap": "on" } });
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});
afterEach(() =>
	sandbox.workbench.host.evaluate((api) => api.commands.executeCommand("workbench.action.closeAllEditors")),
);

const person = () => sandbox.workbench.person;
const decodeTitle = "AWS Sessions: Decode Authorization Message";
const decodeCommand = "awsSessions.decodeAuthorizationMessage";

let files = 0;

/** Opens a text in an editor, as a file's; with all of it selected, or nothing. */
async function open(text: string, isSelected: boolean): Promise<void> {
	const file = join(sandbox.home, `output-${files++}.log`);
	await writeFile(file, text);
	await sandbox.workbench.host.evaluate(
		async (api, [path, all]) => {
			const editor = await api.window.showTextDocument(api.Uri.file(path));
			const { document } = editor;
			const end = document.lineAt(document.lineCount - 1).range.end;
			editor.selection = new api.Selection(new api.Position(0, 0), all ? end : new api.Position(0, 0));
		},
		[file, isSelected] as const,
	);
}

const openSelected = (text: string) => open(text, true);

const copy = (text: string) =>
	sandbox.workbench.host.evaluate((api, content) => api.env.clipboard.writeText(content), text);

/** The page that has come up. */
const page = () =>
	waitFor("the page", () =>
		sandbox.workbench.host.evaluate((api) => {
			const document = api.window.activeTextEditor?.document;
			return document?.uri.scheme === "aws-sessions-result"
				? { path: document.uri.path, text: document.getText() }
				: undefined;
		}),
	);

const decodings = () =>
	sandbox.sts.requests.filter(({ operation }) => operation === "DecodeAuthorizationMessage");

/** Clicks a link until a message is decoded, or what else it does is done. */
async function clickLink(place: Locator, isTaken?: () => Promise<boolean>): Promise<void> {
	const before = decodings().length;
	await clickUntil(
		sandbox.workbench.page,
		place,
		async () => decodings().length > before || (await isTaken?.()) === true,
	);
}

const call = (argument: unknown) =>
	sandbox.workbench.host.evaluate(
		async (api, [id, given]) => {
			try {
				return { outcome: await api.commands.executeCommand(id, given) };
			} catch (error) {
				return { code: (error as { code?: string }).code, message: (error as Error).message };
			}
		},
		[decodeCommand, argument] as const,
	);

test("a selected error is decoded: the page says in words what was denied", async () => {
	await assumeRole(sandbox, "legacy-account", false);
	await openSelected(`$ aws ec2 run-instances\n\n${deniedError}\n`);
	await person().runCommand(decodeTitle);
	const { path, text } = await page();
	assert.equal(path, "/Denied ec2:RunInstances.jsonc");
	for (const part of [
		"Denied: role DevReadOnly may not call ec2:RunInstances",
		"account 444455556666 (dev-admin, dev-readonly",
		"A statement denies it: DenyLargeInstances (explicit deny), in a service control policy",
		"the request had m5.large",
		"with the credentials of legacy-account",
		'"statementId": "DenyLargeInstances"',
	]) {
		assert.ok(text.includes(part), `${part} in ${text}`);
	}
	assert.equal(decodings().length, 1);
});

test("the editor's menu decodes what is selected", async () => {
	await openSelected(shortError);
	await sandbox.workbench.page.locator(".monaco-editor .view-line").first().click({ button: "right" });
	assert.ok((await person().menu.items()).includes("Decode Authorization Message"));
	await person().menu.choose("Decode Authorization Message");
	const { text } = await page();
	assert.ok(text.includes("Denied: user alice may not call ec2:CreateVpc"), text);
	assert.ok(text.includes("No identity-based policy allows it (implicit deny)"), text);
});

test("without a selection an error in the clipboard is decoded", async () => {
	await copy(shortError);
	await person().runCommand(decodeTitle);
	const { path, text } = await page();
	assert.equal(path, "/Denied ec2:CreateVpc.jsonc");
	assert.ok(text.includes("No identity-based policy allows it"), text);
});

test("of the clipboard nothing is sent unseen that does not say what it is, and no known secret is shown", async () => {
	const before = decodings().length;
	const { quickInput } = person();
	await copy(encodedShortDenial);
	await person().runCommand(decodeTitle);
	const offered = await quickInput.waitForTitle("Decode authorization message");
	assert.equal(offered.value, encodedShortDenial);
	assert.match(offered.message, /From the clipboard: Enter sends it to AWS/);
	assert.equal(decodings().length, before);
	await quickInput.accept();
	assert.equal((await page()).path, "/Denied ec2:CreateVpc.jsonc");

	for (const content of [`sk-ant-api03-${encodedShortDenial.slice(0, 98)}`, "something else"]) {
		await copy(content);
		await person().runCommand(decodeTitle);
		assert.equal((await quickInput.waitForTitle("Decode authorization message")).value, "", content);
		await quickInput.escape();
		await quickInput.waitUntilClosed();
	}
	assert.equal(decodings().length, before + 1);

	await person().runCommand(decodeTitle);
	await quickInput.waitForTitle("Decode authorization message");
	await quickInput.type("no message");
	await quickInput.waitForState("the problem", ({ message }) => /encoded message is needed/.test(message));
	await quickInput.type(deniedError);
	await quickInput.accept();
	await waitFor("the page", async () => (await page()).path === "/Denied ec2:RunInstances.jsonc");
});

test("a bare message that the person has selected is decoded", async () => {
	await copy("something else");
	await openSelected(encodedShortDenial);
	await person().runCommand(decodeTitle);
	assert.equal((await page()).path, "/Denied ec2:CreateVpc.jsonc");
});

test("a click on the message in a terminal decodes it", async () => {
	await person().terminals.open();
	await person().terminals.send(`clear; printf '%s\\n' '${shortError}'`);
	await person().terminals.waitForDrawn(/^You are not authorized/);
	const { page: window } = sandbox.workbench;
	const row = window
		.locator(".terminal-wrapper.active .xterm-rows > div")
		.filter({ hasText: encodedShortDenial.slice(-40, -8) })
		.first();
	await clickLink(row);
	const { text } = await page();
	assert.ok(text.includes("No identity-based policy allows it"), text);
	await sandbox.workbench.host.evaluate((api) =>
		api.commands.executeCommand("workbench.action.terminal.killAll"),
	);
});

test("a click on words without their message asks for it: no selection and no clipboard goes unseen", async () => {
	const before = decodings().length;
	await copy(shortError);
	await openSelected(deniedError);
	await person().terminals.open();
	await person().terminals.send("clear; echo 'Encoded authorization failure message:'");
	await person().terminals.waitForDrawn(/^Encoded authorization/);
	const row = sandbox.workbench.page
		.locator(".terminal-wrapper.active .xterm-rows > div")
		.filter({ hasText: /^Encoded authorization/ })
		.first();
	await clickLink(row, async () => (await person().quickInput.state()).visible);
	const offered = await person().quickInput.waitForTitle("Decode authorization message");
	assert.equal(offered.value, encodedShortDenial);
	assert.equal(decodings().length, before);
	await person().quickInput.accept();
	const { text } = await page();
	assert.ok(text.includes("No identity-based policy allows it"), text);
	await sandbox.workbench.host.evaluate((api) =>
		api.commands.executeCommand("workbench.action.terminal.killAll"),
	);
});

test("of two messages in an editor, the one that is clicked is decoded", async () => {
	await open(`${shortError}\n${deniedError}`, false);
	const targets = await sandbox.workbench.host.evaluate(async (api) => {
		const found = await api.commands.executeCommand<vscode.DocumentLink[]>(
			"vscode.executeLinkProvider",
			api.window.activeTextEditor?.document.uri,
			10,
		);
		return found.flatMap(({ target }) => (target?.scheme === "command" ? [target.query] : []));
	});
	assert.equal(targets.length, 2);
	const [argument, origin] = JSON.parse(targets[1] ?? "[]") as unknown[];
	await sandbox.workbench.host.evaluate(
		(api, [id, ...given]) => void api.commands.executeCommand(id, ...given),
		[decodeCommand, argument, origin] as const,
	);
	assert.equal((await page()).path, "/Denied ec2:RunInstances.jsonc");
});

test("in an editor it is a link; a big document is searched at its end", async () => {
	const links = async (text: string) => {
		await open(text, false);
		return sandbox.workbench.host.evaluate(async (api) => {
			const document = api.window.activeTextEditor?.document;
			const found = await api.commands.executeCommand<vscode.DocumentLink[]>(
				"vscode.executeLinkProvider",
				document?.uri,
				10,
			);
			const ours = found.filter(({ tooltip }) => tooltip === "Decode authorization message");
			return ours.map(({ range, target }) => [document?.getText(range), target?.path] as const);
		});
	};
	assert.deepEqual(await links(`one\n${deniedError}\ntwo`), [[encodedDenial, decodeCommand]]);
	assert.deepEqual(await links("nothing of the kind"), []);
	const filling = "a line of a log that says nothing\n".repeat(20_000);
	assert.deepEqual(await links(`${filling}${deniedError}\n`), [[encodedDenial, decodeCommand]]);
	assert.deepEqual(await links(`${deniedError}\n${filling}`), []);

	await open(`one\n${shortError}`, false);
	const link = sandbox.workbench.page.locator(".monaco-editor .detected-link").first();
	await link.waitFor();
	await clickLink(link);
	assert.ok((await page()).text.includes("ec2:CreateVpc"));
});

test("where the permission is missing, another session can be taken, and the active one stays", async () => {
	await assumeRole(sandbox, "dev-readonly", false);
	await openSelected(deniedError);
	await person().runCommand(decodeTitle);
	const told = await person().notifications.waitFor(/sts:DecodeAuthorizationMessage/);
	assert.match(told.message, /[Ss]ession dev-readonly lacks the permission/);
	assert.deepEqual(told.buttons, ["Use Another Session…"]);
	await sandbox.workbench.host.evaluate((api) =>
		api.commands.executeCommand("workbench.action.closeAllEditors"),
	);
	await person().notifications.click(/sts:DecodeAuthorizationMessage/, "Use Another Session…");
	await person().quickInput.waitForTitle("Decode authorization message");
	const labels = (await person().quickInput.rows()).map(({ label }) => label);
	assert.deepEqual(labels, ["legacy-account", "dev-readonly", "Use a profile…"]);
	await person().quickInput.pick("Use a profile…");
	await person().quickInput.waitForState("the profiles", ({ placeholder }) => /profile/.test(placeholder));
	await person().quickInput.type("acme");
	await person().quickInput.pick("acme");
	assert.ok((await page()).text.includes("with the credentials of acme"));
	assert.match((await person().statusBar.waitFor(statusItem)).text, /^dev-readonly/);
});

test("a session token, with which STS decodes nothing, is passed over, and refused when it is named", async () => {
	const { quickInput } = person();
	const { id } = await sandbox.workbench.host.evaluate(
		async (api) =>
			(await api.commands.executeCommand("awsSessions.getSessionToken", { profile: "acme" })) as {
				id: string;
			},
	);
	await person().statusBar.waitFor(statusItem, ({ text }) => /session token/.test(text));
	const before = decodings().length;
	const refused = await call({ encodedMessage: deniedError, session: id });
	assert.equal(refused.code, "InvalidRequest");
	assert.match(refused.message ?? "", /temporary credentials, which STS does not take for this/);
	assert.equal(decodings().length, before, "it is not sent");
	await openSelected(deniedError);
	await person().runCommand(decodeTitle);
	const { placeholder } = await quickInput.waitForTitle("Decode authorization message");
	assert.match(placeholder, /STS takes no session tokens here/);
	const labels = (await quickInput.rows()).map(({ label }) => label);
	assert.ok(labels.includes("acme") && !labels.some((label) => /session token/.test(label)), labels.join());
	await quickInput.pick("acme");
	assert.ok((await page()).text.includes("with the credentials of acme"));
});

test("a message that is not whole is told as such", async () => {
	const before = decodings().length;
	const cut = await call({ encodedMessage: `${deniedError.slice(0, -300)}...`, session: "legacy-account" });
	assert.equal(cut.code, "MessageInvalid");
	assert.match(cut.message ?? "", /cut off/);
	assert.equal(decodings().length, before, "it is not sent");
	const short = await call({ encodedMessage: encodedDenial.slice(0, -300), session: "legacy-account" });
	assert.equal(short.code, "MessageInvalid");
	assert.match(short.message ?? "", /whole/);
	await openSelected(deniedError.slice(0, -300));
	await sandbox.workbench.host.evaluate((api) =>
		api.commands.executeCommand("awsSessions.switchSession", { session: "legacy-account" }),
	);
	await person().runCommand(decodeTitle);
	const told = await person().notifications.waitFor(/can't decode this message/);
	assert.deepEqual(told.buttons, ["Try Again"]);

	const { quickInput } = person();
	await copy(`${shortError.slice(0, -30)}...`);
	await person().notifications.click(/can't decode this message/, "Try Again");
	const asked = await quickInput.waitForTitle("Decode authorization message");
	assert.equal(asked.value, "", "what the clipboard has is cut off too");
	await quickInput.type(deniedError);
	await quickInput.accept();
	assert.ok((await page()).text.includes("with the credentials of legacy-account"), "the session stays");
});

test("what only has to be sent again is not asked for again", async () => {
	await openSelected(deniedError);
	const before = sandbox.sts.requests.length;
	// As often as it is sent by itself.
	sandbox.sts.faults.throttle(3);
	await person().runCommand(decodeTitle);
	await waitFor("the last of them", () => sandbox.sts.requests.length >= before + 3);
	await sandbox.workbench.host.evaluate((api) =>
		api.commands.executeCommand("workbench.action.closeAllEditors"),
	);
	await copy("something else");
	await answerListed(sandbox, /asked too often/, "Try Again");
	assert.equal((await page()).path, "/Denied ec2:RunInstances.jsonc");
});

test("with an argument it resolves to what was denied, or rejects with a code", async () => {
	const { outcome } = await call({ encodedMessage: deniedError, profile: "legacy-account" });
	assert.deepEqual(outcome, {
		allowed: false,
		explicitDeny: true,
		action: "ec2:RunInstances",
		resource: "arn:aws:ec2:eu-central-1:444455556666:instance/*",
		principal: "arn:aws:sts::444455556666:assumed-role/DevReadOnly/alice",
		statements: ["DenyLargeInstances"],
		policy: "service control policy",
	});
	const denied = await call({ encodedMessage: encodedDenial, session: "dev-readonly" });
	assert.equal(denied.code, "AccessDenied");
	for (const [argument, code, message] of [
		[{ encodedMessage: "no message in it" }, "InvalidArgument", /encodedMessage/],
		[{ encodedMessage: "x".repeat(10_241) }, "InvalidArgument", /1 to 10240 characters, this has 10241/],
		[{ encodedMessage: encodedDenial, session: "nobody" }, "SessionNotFound", /nobody/],
		[{ message: "x" }, "InvalidArgument", /'message' is not a field/],
	] as const) {
		const refused = await call(argument);
		assert.equal(refused.code, code);
		assert.match(refused.message ?? "", message);
	}
});
