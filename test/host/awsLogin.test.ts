import assert from "node:assert/strict";
import { appendFile, chmod, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { makeTemporaryFolder, removeFolder } from "../harness/folders.ts";
import { waitFor } from "../harness/waitFor.ts";
import { openSandbox, type Sandbox, statusItem } from "./sandbox.ts";

/** Profiles of `aws login`, whose AWS CLI is a script here. */
let sandbox: Sandbox;
let programs: string;

before(async () => {
	programs = await makeTemporaryFolder("programs");
	sandbox = await openSandbox({ programs });
	await appendFile(
		join(sandbox.home, ".aws", "config"),
		"\n[profile console-me]\nlogin_session = arn:aws:iam::111122223333:user/alice\nregion = eu-central-1\n",
	);
	await person().openView("AWS Sessions");
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
	await removeFolder(programs);
});

const person = () => sandbox.workbench.person;
const closeTerminals = async () => {
	await sandbox.workbench.host.evaluate((vscode) => {
		for (const terminal of vscode.window.terminals) {
			terminal.dispose();
		}
	});
	await waitFor("no terminal", async () => (await person().terminals.names()).length === 0);
	// The focus is nowhere now, and keys would get lost.
	await sandbox.workbench.host.evaluate(async (vscode) => {
		await vscode.commands.executeCommand("workbench.action.closePanel");
		await vscode.commands.executeCommand("workbench.action.focusSideBar");
	});
};
const start = async () => {
	await person().runCommand("AWS Sessions: Start Session…");
	await person().quickInput.waitForTitle("Start session");
	await person().quickInput.type("console-me");
	await person().quickInput.pick("console-me");
	await person().quickInput.waitForTitle("Sign in console-me?");
};
/** An AWS CLI of some version. Its `login` waits for the file `go`, and signs in then. */
const putCli = async (version: string) => {
	const keys = sandbox.sts.issueRoleKeys("arn:aws:iam::444455556666:role/DevReadOnly", "alice");
	const { accessKeyId, secretAccessKey, sessionToken } = keys;
	const expiresAt = new Date(Date.now() + 900_000).toISOString();
	const text = JSON.stringify({
		accessToken: { accessKeyId, secretAccessKey, sessionToken, accountId: "444455556666", expiresAt },
		tokenType: "aws_sigv4",
		clientId: "arn:aws:signin:::devtools/same-device",
		refreshToken: "made-up-refresh-token",
		idToken: "made-up",
		dpopKey: "made-up",
	});
	const script = `#!${process.execPath}
const { appendFileSync, existsSync, mkdirSync, writeFileSync } = require("node:fs");
const { createHash } = require("node:crypto");
const { join } = require("node:path");
if (process.argv[2] === "--version") {
	console.log("aws-cli/${version} Python/3.13.7 Linux/6.8 exe/x86_64");
} else {
	appendFileSync(${JSON.stringify(join(programs, "ran"))}, process.argv.slice(2).join(" ") + "\\n");
	const folder = join(process.env.HOME, ".aws", "login", "cache");
	const name = createHash("sha256").update("arn:aws:iam::111122223333:user/alice").digest("hex");
	const timer = setInterval(() => {
		if (existsSync(${JSON.stringify(join(programs, "fail"))})) {
			process.exit(1);
		}
		if (existsSync(${JSON.stringify(join(programs, "go"))})) {
			clearInterval(timer);
			mkdirSync(folder, { recursive: true });
			writeFileSync(join(folder, name + ".json"), ${JSON.stringify(text)});
			console.log("Updated profile");
		}
	}, 50);
}
`;
	await writeFile(join(programs, "aws"), script);
	await chmod(join(programs, "aws"), 0o755);
};
/** What the script was run with so far. */
const ran = () => readFile(join(programs, "ran"), "utf8").catch(() => "");
/** The line that signs in where the tests run. */
const line = () => `login --profile console-me${sandbox.workbench.kind === "desktop" ? "" : " --remote"}`;

test("nothing runs unasked; without an AWS CLI that can do it, it says what is needed", async () => {
	await putCli("2.9.19");
	await start();
	const [row] = await person().quickInput.rows();
	assert.deepEqual([row?.label, row?.detail], ["Run aws login", `aws ${line()}`]);
	await person().quickInput.escape();
	assert.equal(await ran(), "");
	assert.deepEqual(await person().notifications.told(), []);

	await start();
	await person().quickInput.accept();
	const old = /takes the AWS CLI 2\.32 or newer, and here it is 2\.9\. Update it, then sign in$/;
	const told = await person().notifications.waitFor(old);
	assert.deepEqual(told.buttons, ["Sign In"]);
	assert.deepEqual(await person().terminals.names(), []);
	await putCli("2.32.7");
	await person().notifications.click(old, "Sign In");
	await waitFor("the command", async () => (await ran()) === `${line()}\n`);
	await closeTerminals();
});

test("aws login runs in a terminal, and what was asked goes on", async () => {
	await rm(join(programs, "ran"));
	await start();
	await person().quickInput.accept();
	await waitFor("the terminal", async () =>
		(await person().terminals.names()).includes("aws login console-me"),
	);
	await waitFor("the command", async () => (await ran()) === `${line()}\n`);
	await writeFile(join(programs, "go"), "");
	await person().statusBar.waitFor(statusItem, ({ text }) => text.startsWith("console-me"));
	await person().runCommand("AWS Sessions: End All Sessions");
	await person().statusBar.waitFor(statusItem, ({ text }) => text === "AWS: no session");
	await rm(join(programs, "go"));
});

test("a terminal that is closed ends it, silently", async () => {
	await closeTerminals();
	await rm(join(sandbox.home, ".aws", "login"), { recursive: true });
	await rm(join(programs, "ran"));
	await start();
	await person().quickInput.accept();
	await waitFor("the command", async () => (await ran()) !== "");
	await closeTerminals();
	await waitFor("no notification", async () => (await person().notifications.all()).length === 0);
	assert.equal((await person().statusBar.waitFor(statusItem)).text, "AWS: no session");
});

test("a wait that was called off, or whose command has failed, starts no session later", async () => {
	const waiting = /Waiting for aws login of console-me/;
	await rm(join(programs, "ran"));
	await start();
	await person().quickInput.accept();
	await waitFor("the command", async () => (await ran()) !== "");
	await person().notifications.waitFor(waiting);
	await writeFile(join(programs, "fail"), "");
	await waitFor("the end of the wait", async () => (await person().notifications.all()).length === 0);
	await rm(join(programs, "fail"));
	await closeTerminals();

	await rm(join(programs, "ran"));
	await start();
	await person().quickInput.accept();
	await waitFor("the command", async () => (await ran()) !== "");
	await person().notifications.click(waiting, "Cancel");
	await waitFor("the end of the wait", async () => (await person().notifications.all()).length === 0);
	await writeFile(join(programs, "go"), "");
	await waitFor(
		"the sign-in",
		async () => (await readdir(join(sandbox.home, ".aws", "login", "cache")).catch(() => [])).length > 0,
	);
	await delay(1500);
	assert.equal((await person().statusBar.waitFor(statusItem)).text, "AWS: no session");
	await closeTerminals();
});
