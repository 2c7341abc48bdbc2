import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { repositoryRoot } from "../harness/folders.ts";
import { waitFor } from "../harness/waitFor.ts";
import { assumeRoleAnswer } from "./answers.ts";
import {
	assumeRole,
	callerIdentityWords,
	openSandbox,
	type Sandbox,
	statusItem,
	variableHash,
} from "./sandbox.ts";

const uriName = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
const tokenName = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
const client = `"${process.execPath}" "${join(repositoryRoot, "test", "host", "callerIdentity.mjs")}"`;

/** A window that delivers by its endpoint. */
let sandbox: Sandbox;

before(async () => {
	sandbox = await openSandbox({ settings: { "awsSessions.delivery": "endpoint" } });
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

const person = () => sandbox.workbench.person;

async function call(command: string, argument: object): Promise<void> {
	await sandbox.workbench.host.evaluate(
		async (vscode, given) => {
			await vscode.commands.executeCommand(`awsSessions.${given.command}`, given.argument);
		},
		{ command, argument },
	);
}

/** The variables of the endpoint in a terminal. */
async function access(terminal?: string): Promise<Record<string, string>> {
	const variable = async (name: string) => (await person().terminals.variable(name, terminal)) ?? "";
	return { [uriName]: await variable(uriName), [tokenName]: await variable(tokenName) };
}

/** Who a client outside of VS Code is with the variables of a terminal. */
async function identityOutside(variables: Record<string, string>): Promise<string> {
	const { stdout } = await promisify(execFile)(
		process.execPath,
		[join(repositoryRoot, "test", "host", "callerIdentity.mjs")],
		{
			env: {
				HOME: sandbox.home,
				AWS_REGION: "eu-central-1",
				AWS_ENDPOINT_URL_STS: sandbox.sts.url,
				...variables,
			},
		},
	);
	return stdout;
}

test("a new terminal has an address and a token, no keys, and clients there are the role", async (t) => {
	await assumeRole(sandbox, "dev-readonly", false);
	await person().terminals.open();
	assert.equal(await variableHash(sandbox, "AWS_ACCESS_KEY_ID"), "unset");
	assert.equal(await variableHash(sandbox, "AWS_SESSION_TOKEN"), "unset");
	assert.match((await access())[uriName] ?? "", /^http:\/\/127\.0\.0\.1:\d+\/[\w/-]+$/);
	assert.match(await person().terminals.run(client), /assumed-role\/DevReadOnly\//);
	await t.test("the aws CLI too", async (cli) => {
		if (!(await person().terminals.run("aws --version")).startsWith("aws-cli/")) {
			cli.skip("there is no aws CLI on this machine");
			return;
		}
		const answer = await person().terminals.run(`aws ${callerIdentityWords(sandbox.sts.url).join(" ")}`);
		assert.match(answer, /"Arn": "arn:aws:sts::444455556666:assumed-role\/DevReadOnly\//);
	});
});

test("a session renewed under a running loop of calls: none fails, and the terminal stays", async (t) => {
	const { terminals } = person();
	const keysSeen = () =>
		new Set(
			sandbox.sts.requests
				.filter(({ operation }) => operation === "GetCallerIdentity")
				.map(({ accessKeyId }) => accessKeyId),
		);
	const script = join(sandbox.home, "loop.mjs");
	const sdk = join(repositoryRoot, "node_modules/@aws-sdk/client-sts/dist-cjs/index.js");
	await writeFile(
		script,
		`import { createRequire } from "node:module";
import { appendFileSync, existsSync } from "node:fs";
const { GetCallerIdentityCommand, STSClient } = createRequire(import.meta.url)(${JSON.stringify(sdk)});
while (!existsSync("${script}.stop")) {
	try {
		// A client of its own each time, as one that runs for hours asks again and again.
		await new STSClient({}).send(new GetCallerIdentityCommand({}));
		appendFileSync("${script}.log", "ok\\n");
	} catch (error) {
		appendFileSync("${script}.log", error.name + "\\n");
	}
}`,
	);
	const lines = async () =>
		(await terminals.run(`cat "${script}.log" 2>/dev/null || true`, "reader")).split("\n").filter(Boolean);
	const loop = "loop";
	await sandbox.workbench.host.evaluate((vscode) => {
		vscode.window.createTerminal("reader");
		vscode.window.createTerminal("loop");
	});
	await terminals.send(`"${process.execPath}" "${script}"`, loop);
	await waitFor("calls with the first keys", async () => (await lines()).length >= 3);
	const before = keysSeen().size;
	await call("renewSession", { session: "dev-readonly" });
	await waitFor("calls with the next keys", async () => keysSeen().size > before);
	await writeFile(`${script}.stop`, "");
	const results = await lines();
	assert.deepEqual(
		results.filter((line) => line !== "ok"),
		[],
	);
	t.diagnostic(`${results.length} calls`);
	assert.match(await terminals.run(client, loop), /assumed-role\/DevReadOnly\//);
});

test("a program that runs on has the next keys by itself, with a session that botocore takes for stale", async (t) => {
	const { terminals } = person();
	if (
		!/^\d/.test(await terminals.run("python3 -c 'import botocore; print(botocore.__version__)' 2>/dev/null"))
	) {
		t.skip("there is no botocore on this machine");
		return;
	}
	// Fifteen minutes: botocore asks for others as soon as fewer are left.
	await call("assumeRole", { profile: "dev-readonly", durationSeconds: 900 });
	const script = join(sandbox.home, "program.py");
	await writeFile(
		script,
		`import botocore.session, os
sts = botocore.session.get_session().create_client("sts")
while not os.path.exists("${script}.stop"):
    print(sts.get_caller_identity()["Arn"].split("/")[1], flush=True)
`,
	);
	await sandbox.workbench.host.evaluate((vscode) => {
		vscode.window.createTerminal("program");
	});
	const seen = () => new Set(sandbox.sts.requests.map(({ accessKeyId }) => accessKeyId)).size;
	await terminals.send(
		`python3 "${script}" > "${script}.log" 2>&1; echo ended >> "${script}.log"`,
		"program",
	);
	await waitFor("its calls", async () => /ReadOnly/.test(await readFile(`${script}.log`, "utf8")));
	const before = seen();
	await call("renewSession", { session: "dev-readonly" });
	await waitFor("calls with the next keys", () => seen() > before);
	await writeFile(`${script}.stop`, "");
	const lines = await waitFor("its end", async () => {
		const log = await readFile(`${script}.log`, "utf8");
		return log.endsWith("ended\n") && log.trim().split("\n");
	});
	assert.deepEqual([...new Set(lines)], ["DevReadOnly", "ended"]);
	t.diagnostic(`${lines.length - 1} calls of one client`);
});

test("when it has expired, clients are told at once and the person is asked once; renewed, the same terminal works", async () => {
	const { notifications, terminals } = person();
	const { host } = sandbox.workbench;
	await host.evaluate(async (vscode) => {
		await vscode.workspace.getConfiguration("awsSessions").update("renewal.automatic", false, true);
	});
	const before = await access();
	sandbox.sts.faults.answer(1, () => assumeRoleAnswer(Date.now() + 500));
	await call("renewSession", { session: "dev-readonly" });
	await person().statusBar.waitFor(statusItem, ({ text }) => text === "dev-readonly · expired");
	const failed = await terminals.run(`${client} 2>&1 | tail -c 4000`);
	assert.doesNotMatch(failed, /assumed-role/);
	await notifications.waitFor(/A program asks for AWS session dev-readonly, which has expired/);
	await terminals.run(`${client} 2>/dev/null || true`);
	const asked = (await notifications.all()).filter(({ message }) => message.startsWith("A program asks"));
	assert.equal(asked.length, 1);
	await notifications.click(/A program asks/, "Renew");
	await person().statusBar.waitFor(statusItem, ({ text }) => /^dev-readonly · \d+m$/.test(text));
	assert.match(await terminals.run(client), /assumed-role\/DevReadOnly\//);
	assert.deepEqual(await access(), before, "its variables never went stale");
	await host.evaluate(async (vscode) => {
		await vscode.workspace.getConfiguration("awsSessions").update("renewal.automatic", undefined, true);
	});
});

test("two terminals with two roles side by side, whichever session is active", async () => {
	const { terminals } = person();
	await call("openTerminal", { profile: "prod-audit" });
	await waitFor("the terminal", async () => (await terminals.names()).includes("prod-audit"));
	assert.match(await terminals.run(client, "prod-audit"), /assumed-role\/ProdAudit\//);
	assert.equal(await terminals.variable("AWS_ACCESS_KEY_ID", "prod-audit"), undefined);
	await call("openTerminal", { session: "dev-readonly" });
	assert.match(await terminals.run(client, "dev-readonly"), /assumed-role\/DevReadOnly\//);
	assert.match(await terminals.run(client, "prod-audit"), /assumed-role\/ProdAudit\//);
	await person().statusBar.waitFor(statusItem, ({ text }) => text.startsWith("dev-readonly"));
});

test("a terminal keeps its session when another is switched to as it opens, and when a startup file says otherwise", async () => {
	const { terminals } = person();
	const startup = join(sandbox.home, ".bashrc");
	await writeFile(startup, "export AWS_PROFILE=ci-bot AWS_ACCESS_KEY_ID=AKIAEXAMPLEOTHER0000\n");
	for (const delivery of ["endpoint", "environment"]) {
		const { length: count } = await terminals.names();
		await sandbox.workbench.host.evaluate(async (vscode, given) => {
			const session = "dev-readonly";
			await vscode.commands.executeCommand("awsSessions.openTerminal", { session, delivery: given });
			await vscode.commands.executeCommand("awsSessions.switchSession", { session: "prod-audit" });
		}, delivery);
		await waitFor("one more", async () => (await terminals.names()).length > count);
		assert.match(await terminals.run(client, "dev-readonly"), /assumed-role\/DevReadOnly\//, delivery);
		assert.equal(await terminals.variable("AWS_PROFILE", "dev-readonly"), undefined);
		await call("switchSession", { session: "dev-readonly" });
	}
	await rm(startup);
});

test("one terminal is opened with keys in a window of the endpoint's, from the session's menu", async () => {
	const { terminals } = person();
	const { length: count } = await terminals.names();
	await person().openView("AWS Sessions");
	await person().tree("Sessions").openContextMenu("prod-audit");
	await person().menu.choose("Open Terminal with Session's Keys…");
	await waitFor("one more", async () => (await terminals.names()).length > count);
	assert.match((await terminals.variable("AWS_ACCESS_KEY_ID", "prod-audit")) ?? "", /^ASIA/);
	assert.equal(await terminals.variable(uriName, "prod-audit"), undefined);
	assert.match(await terminals.run(client, "prod-audit"), /assumed-role\/ProdAudit\//);
});

test("with keys in the environment, terminals with sessions of their own stand beside it in both ways", async () => {
	const { terminals } = person();
	const { host } = sandbox.workbench;
	await host.evaluate(async (vscode) => {
		for (const terminal of vscode.window.terminals) {
			terminal.dispose();
		}
		await vscode.workspace.getConfiguration("awsSessions").update("delivery", "environment", true);
	});
	await waitFor("no terminals", async () => (await terminals.names()).length === 0);
	await terminals.open();
	assert.match((await terminals.variable("AWS_ACCESS_KEY_ID")) ?? "", /^ASIA/);
	assert.match(await terminals.run(client), /assumed-role\/DevReadOnly\//);
	for (const delivery of ["environment", "endpoint"]) {
		await call("openTerminal", { session: "prod-audit", delivery });
		await waitFor("the terminal", async () => (await terminals.names()).includes("prod-audit"));
		assert.match(await terminals.run(client, "prod-audit"), /assumed-role\/ProdAudit\//, delivery);
		assert.equal((await terminals.variable(uriName, "prod-audit")) !== undefined, delivery === "endpoint");
		assert.equal(
			(await terminals.variable("AWS_ACCESS_KEY_ID", "prod-audit")) !== undefined,
			delivery === "environment",
		);
		assert.doesNotMatch(await terminals.run("printenv", "prod-audit"), /AWS_SESSIONS_OWN/);
		const hasIntegration = await waitFor("shell integration", () =>
			host.evaluate((vscode) =>
				vscode.window.terminals.some(
					({ name, shellIntegration }) => name === "prod-audit" && shellIntegration !== undefined,
				),
			),
		);
		assert.ok(hasIntegration);
		await host.evaluate((vscode) => {
			vscode.window.terminals.find(({ name }) => name === "prod-audit")?.dispose();
		});
		await waitFor("it to close", async () => !(await terminals.names()).includes("prod-audit"));
	}
	await host.evaluate(async (vscode) => {
		await vscode.workspace.getConfiguration("awsSessions").update("delivery", "endpoint", true);
	});
});

test("the drop-down of new terminals has one with a session of its own", async () => {
	const { terminals, quickInput } = person();
	const { length: count } = await terminals.names();
	await sandbox.workbench.host.evaluate((vscode) => {
		void vscode.commands.executeCommand("workbench.action.terminal.newWithProfile");
	});
	await quickInput.waitForState("the kinds of terminals", ({ placeholder }) =>
		/terminal profile/.test(placeholder),
	);
	await quickInput.type("AWS Session");
	await quickInput.accept();
	await quickInput.waitForTitle("Open terminal with session");
	await quickInput.pick(/prod-audit/);
	await waitFor("one more", async () => (await terminals.names()).length > count);
	await waitFor("its name", async () => (await terminals.names()).includes("prod-audit"));
	assert.match(await terminals.run(client, "prod-audit"), /assumed-role\/ProdAudit\//);
});

test("a default profile with credentials is told before a terminal is opened that it would take over", async () => {
	const { dialogs, terminals } = person();
	const credentials = join(sandbox.home, ".aws", "credentials");
	const original = await promisify(execFile)("cat", [credentials]);
	await writeFile(
		credentials,
		`${original.stdout}\n[default]\naws_access_key_id = AKIAEXAMPLEDEFAULT00\naws_secret_access_key = nobodys\n`,
	);
	await call("refreshProfiles", {});
	await sandbox.workbench.host.evaluate((vscode) => {
		void vscode.commands.executeCommand("awsSessions.openTerminal", {
			session: "prod-audit",
			delivery: "endpoint",
		});
	});
	const dialog = await dialogs.waitFor("Profile default would be used in place of session prod-audit");
	assert.deepEqual(dialog.buttons.toSorted(), ["Cancel", "Open Anyway", "Use Environment"]);
	const { length: count } = await terminals.names();
	await dialogs.click(/Profile default/, "Use Environment");
	await waitFor("one more", async () => (await terminals.names()).length > count);
	assert.match(await terminals.run(client, "prod-audit"), /assumed-role\/ProdAudit\//);
	await writeFile(credentials, original.stdout);
	await call("refreshProfiles", {});
});

test("under attack the endpoint gives nothing, and the window answers", async () => {
	await terminalsGone();
	await person().terminals.open();
	const { [uriName]: uri = "", [tokenName]: token = "" } = await access();
	const { port, pathname } = new URL(uri);
	const ask = (path: string, headers: Record<string, string>, method = "GET") =>
		new Promise<{ status: number | undefined; body: string }>((resolve) => {
			const asking = request({ host: "127.0.0.1", port, path, method, headers, agent: false }, (response) => {
				let body = "";
				response.setEncoding("utf8");
				response.on("data", (part: string) => {
					body += part;
				});
				response.on("close", () => resolve({ status: response.statusCode, body }));
			});
			asking.on("error", () => resolve({ status: undefined, body: "" }));
			asking.end();
		});
	assert.match((await ask(pathname, { Authorization: token })).body, /"AccessKeyId"/, "the right way works");
	const wrong = `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`;
	const attacks: [string, Record<string, string>, string?][] = [
		[pathname, {}],
		[pathname, { Authorization: wrong }],
		["/", { Authorization: token }],
		[`${pathname}/..`, { Authorization: token }],
		[pathname, { Authorization: token }, "POST"],
		[pathname, { Authorization: token, Host: "attacker.example" }],
		[pathname, { Authorization: token, Origin: "https://attacker.example" }],
		[pathname, { Authorization: token, "Sec-Fetch-Site": "cross-site" }],
		[pathname, { Authorization: token, "X-Long": "x".repeat(1_000_000) }],
	];
	for (const [path, headers, method] of attacks) {
		const { status, body } = await ask(path, headers, method);
		assert.ok(status === undefined || status >= 400, `${method ?? "GET"} ${path} gave ${status}`);
		assert.doesNotMatch(body, /AccessKey|Token"|attacker/);
	}
	const storm = Array.from({ length: 20 }, async () => {
		for (let index = 0; index < 100; index++) {
			const { status } = await ask(pathname, { Authorization: wrong });
			assert.ok(status === undefined || status >= 400);
		}
	});
	await person().runCommand("AWS Sessions: Switch Session…");
	await person().quickInput.waitForTitle("Switch session");
	await person().quickInput.escape();
	await Promise.all(storm);
	assert.match(await person().terminals.run(client), /assumed-role\/DevReadOnly\//);
});

test("after a reload the endpoint goes on at the same address, without anything being asked", async () => {
	const before = await access();
	const calls = sandbox.sts.requests.length;
	assert.match(await identityOutside(before), /DevReadOnly/);
	await sandbox.workbench.reload();
	await person().statusBar.waitFor(statusItem, ({ text }) => text.startsWith("dev-readonly"));
	await waitFor("the endpoint", async () =>
		/DevReadOnly/.test(await identityOutside(before).catch(() => "")),
	);
	assert.equal(sandbox.sts.requests.filter(({ operation }) => operation === "AssumeRole").length > 0, true);
	assert.ok(sandbox.sts.requests.slice(calls).every(({ operation }) => operation === "GetCallerIdentity"));
	await person().terminals.open();
	assert.deepEqual(await access(), before);
});

test("ended, the endpoint answers an error", async () => {
	const before = await access();
	await call("endAllSessions", {});
	await assert.rejects(
		identityOutside(before),
		/has ended\. Start it again in VS Code|Could not load credentials/,
	);
});

async function terminalsGone(): Promise<void> {
	await sandbox.workbench.host.evaluate((vscode) => {
		for (const terminal of vscode.window.terminals) {
			terminal.dispose();
		}
	});
	await waitFor("no terminals", async () => (await person().terminals.names()).length === 0);
}
