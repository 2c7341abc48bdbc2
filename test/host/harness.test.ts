import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { clickPart } from "../harness/clicks.ts";
import { makeTemporaryFolder, removeFolder } from "../harness/folders.ts";
import { descendants } from "../harness/processTree.ts";
import { openWorkbench, type Workbench } from "../harness/workbench.ts";
import { writeSampleHome } from "../sandbox/sampleHome.ts";

const statusBarItem = "awsSessions.status";
/** A button that is replaced when it is pressed for the first time, and then counts its clicks in the title. */
const drawsAnew = `
	const button = () => {
		const drawn = document.body.appendChild(document.createElement("button"));
		drawn.id = "fickle";
		drawn.style.cssText = "position: fixed; top: 200px; left: 200px; z-index: 1000";
		drawn.textContent = "Fickle";
		return drawn;
	};
	button().addEventListener("mousedown", ({ target }) => {
		target.remove();
		let clicks = 0;
		button().addEventListener("click", () => (document.title = clicks++ === 0 ? "clicked once" : "clicked again"));
	});
`;
const marker = "value of a variable, ünïcode and 'quotes'";

let home: string;
let workbench: Workbench;

before(async () => {
	home = await makeTemporaryFolder("home");
	await writeSampleHome(home);
	workbench = await openWorkbench({ home, folder: home, env: { HARNESS_MARKER: marker } });
});

after(async () => {
	await workbench?.close();
	await removeFolder(home);
});

test("the extension is there, for a person and for the API", async () => {
	const { person, host } = workbench;
	await person.statusBar.waitFor(statusBarItem);
	const isActive = await host.evaluate(
		(vscode) => vscode.extensions.getExtension("aws-sessions.aws-sessions")?.isActive,
	);
	assert.equal(isActive, true);
});

test("a command runs through the palette", async () => {
	const { person } = workbench;
	await person.runCommand("AWS Sessions: Assume Role…");
	await person.quickInput.waitForState("rows to choose from", (state) => state.visible && state.value === "");
	await person.quickInput.escape();
	assert.equal((await person.quickInput.state()).visible, false);
});

test("a click on what is drawn anew between pressing and letting go is done again", async () => {
	const { page } = workbench;
	await page.evaluate(drawsAnew);
	await clickPart(page, "a fickle button", async () => page.locator("#fickle"));
	assert.deepEqual(
		await page.evaluate("[document.title, document.querySelector('#fickle').remove()][0]"),
		"clicked once",
	);
});

test("a terminal has the environment that was asked for, and none of the caller's AWS variables", async () => {
	const { terminals } = workbench.person;
	await terminals.open();
	const hash = await terminals.run(
		'printf %s "$HARNESS_MARKER" | node -e \'process.stdin.pipe(require("crypto").createHash("sha256").setEncoding("hex")).pipe(process.stdout)\'',
	);
	assert.equal(hash, createHash("sha256").update(marker).digest("hex"));
	assert.equal(await terminals.variable("HOME"), home);
	assert.equal(await terminals.run("env | grep -c '^AWS_'"), "0\n");
});

test("an error in the extension host comes back with its name and message", async () => {
	const failing = workbench.host.evaluate(() => {
		throw new RangeError("too far");
	});
	await assert.rejects(failing, { name: "RangeError", message: "too far" });
});

test("what never comes to an end in the extension host is told by its name, in time", async () => {
	const forever = workbench.host.evaluate(() => Promise.withResolvers().promise, undefined, 500);
	await assert.rejects(
		forever,
		/^Error: Waited 500 ms in vain for the extension host's answer to .*withResolvers/,
	);
});

test("a reload brings a new extension host, and keeps secrets", async () => {
	const { host, person } = workbench;
	const before = await host.evaluate(() => process.pid);
	await host.evaluate((_vscode, _argument, context) => context.secrets.store("kept", "through a reload"));
	await workbench.reload();
	await person.statusBar.waitFor(statusBarItem);
	assert.notEqual(await host.evaluate(() => process.pid), before);
	const kept = await host.evaluate((_vscode, _argument, context) => context.secrets.get("kept"));
	assert.equal(kept, "through a reload");
});

test("nothing runs on after the end", async () => {
	await workbench.close();
	const left = process.platform === "win32" ? [] : await descendants(process.pid);
	assert.deepEqual(
		left.filter(({ command }) => !command.startsWith("ps ")),
		[],
	);
});
