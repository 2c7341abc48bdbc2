import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import { waitFor } from "../harness/waitFor.ts";
import { Probe, type Ran, roles, waitForSection, writeWorkspaceFile } from "./launches.ts";
import { openSandbox, type Sandbox, shownSession, typeMfaCode } from "./sandbox.ts";

let sandbox: Sandbox;

const input = (id: string, command: string) => ({
	id,
	type: "command",
	command: `awsSessions.${command}`,
	args: { profile: "dev-admin" },
});
const probes = { shell: "", process: "", own: "", variables: "" } as Record<string, string>;
let probeOf: Record<string, Probe> = {};

before(async () => {
	sandbox = await openSandbox({ isInFolder: true });
	probeOf = Object.fromEntries(Object.keys(probes).map((name) => [name, new Probe(sandbox.folder)]));
	const commandOf = (name: string) => probeOf[name]?.command ?? [];
	const [command, ...args] = commandOf("process");
	await writeWorkspaceFile(sandbox, "tasks.json", {
		version: "2.0.0",
		tasks: [
			{
				label: "shell",
				type: "shell",
				command: commandOf("shell")
					.map((part) => `'${part}'`)
					.join(" "),
			},
			{ label: "process", type: "process", command, args },
			{ label: "own", type: "process", command: `\${input:asAdmin}`, args: commandOf("own") },
			{
				label: "variables",
				type: "process",
				command,
				args: commandOf("variables").slice(1),
				options: {
					env: {
						AWS_CONTAINER_CREDENTIALS_FULL_URI: `\${input:uri}`,
						AWS_CONTAINER_AUTHORIZATION_TOKEN: `\${input:token}`,
					},
				},
			},
		],
		inputs: [
			input("asAdmin", "getLauncher"),
			input("uri", "getEndpointUri"),
			input("token", "getEndpointToken"),
		],
	});
	await waitForSection(sandbox, "tasks", "own");
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

const start = (label: string) =>
	sandbox.workbench.host.evaluate((vscode, task) => {
		vscode.commands.executeCommand("workbench.action.tasks.runTask", task);
	}, label);
const run = async (label: string): Promise<Ran | undefined> => {
	await start(label);
	return probeOf[label]?.ran();
};
const call = (command: string, argument: unknown) =>
	sandbox.workbench.host.evaluate(
		(vscode, given) =>
			vscode.commands.executeCommand<unknown>(`awsSessions.${given.command}`, given.argument),
		{ command, argument },
	);

/** Starts a task that VS Code may not have given up yet, until something is asked for it. */
const startAgain = async (label: string) => {
	const { person } = sandbox.workbench;
	const isAsked = async () =>
		(await person.quickInput.state()).visible || (await person.dialogs.all()).length > 0;
	await waitFor("the task to be given up", async () => {
		await waitFor("what was asked to be gone", async () => !(await isAsked()));
		await start(label);
		await waitFor("what is asked", isAsked);
		const { placeholder } = await person.quickInput.state();
		if (placeholder === "Select an instance to terminate") {
			await person.press("Escape");
			return false;
		}
		return true;
	});
};

/** Calls a command that is to ask something first. */
const begin = (command: string, argument: unknown) =>
	sandbox.workbench.host.evaluate(
		(vscode, given) => {
			const state = globalThis as { handed?: unknown };
			state.handed = "open";
			vscode.commands.executeCommand<unknown>(`awsSessions.${given.command}`, given.argument).then(
				(value) => {
					state.handed = value ?? "nothing";
				},
				() => {
					state.handed = "nothing";
				},
			);
		},
		{ command, argument },
	);
const handed = () =>
	waitFor("the command's end", async () => {
		const value = await sandbox.workbench.host.evaluate(() =>
			String((globalThis as { handed?: unknown }).handed),
		);
		return value !== "open" && value;
	});
const inTheWay = "A task would run as session dev-readonly, not as dev-admin";
const handover = "Let a task or launch use session dev-readonly?";

test("a session that is handed over does not become the window's, and is asked for again once it has ended", async () => {
	const { person, host } = sandbox.workbench;
	const target = { profile: "dev-readonly" };
	for (let round = 0; round < 2; round++) {
		await begin("getEndpointToken", target);
		await person.dialogs.click(handover, "Use Session");
		assert.equal((await handed()).length, 32);
		assert.equal((await call("getEndpointToken", { session: "dev-readonly" }))?.toString().length, 32);
		assert.equal(await shownSession(sandbox), "AWS: none of 1 active");
		await host.evaluate((vscode) =>
			vscode.commands.executeCommand("awsSessions.endSession", { session: "dev-readonly" }),
		);
	}
});

test("what was agreed to is forgotten once the session is marked as production", async () => {
	const { person, host } = sandbox.workbench;
	const mark = (patterns: readonly string[]) =>
		host.evaluate(
			(vscode, given) =>
				vscode.workspace.getConfiguration("awsSessions").update("production.patterns", given, true),
			patterns,
		);
	await begin("getEndpointToken", { profile: "dev-readonly" });
	await person.dialogs.click(handover, "Use Session");
	await handed();
	await mark(["*readonly*"]);
	await mark([]);
	await begin("getEndpointToken", { profile: "dev-readonly" });
	await person.dialogs.click(handover, "Cancel");
	assert.equal(await handed(), "nothing");
});

test("tasks have the active session as variables", async () => {
	await call("assumeRole", { profile: "dev-readonly" });
	for (const label of ["shell", "process"]) {
		const { who, names } = (await run(label)) ?? { who: "", names: [] };
		assert.match(who, roles["dev-readonly"]);
		assert.ok(names.includes("AWS_SECRET_ACCESS_KEY"));
	}
});

test("a task with a profile of its own runs as that beside the active session, when the person agrees", async () => {
	const { person } = sandbox.workbench;
	const own = probeOf["own"];
	assert.ok(own !== undefined);
	await start("own");
	await person.quickInput.waitForTitle(/^MFA code/);
	await person.press("Escape");
	await person.notifications.dismiss(/handed over no session/);
	await startAgain("own");
	await person.quickInput.waitForTitle(/^MFA code/);
	await typeMfaCode(sandbox);
	const question = "Let a task or launch use session dev-admin?";
	const { detail } = await person.dialogs.waitFor(question);
	assert.match(detail, /DevAdmin in account 444455556666/);
	await person.dialogs.click(question, "Cancel");
	assert.equal(await own.hasRun(), false);
	await startAgain("own");
	await person.dialogs.click(question, "Use Session");
	const { who, names } = await own.ran();
	assert.match(who, roles["dev-admin"]);
	assert.ok(!names.includes("AWS_SECRET_ACCESS_KEY"), "it has no keys of the window's either");
	const drawn = (await person.terminals.drawnLines()).join("");
	await begin("getEndpointToken", { profile: "dev-admin" });
	await person.dialogs.click(inTheWay, "Hand Over Anyway");
	const token = await handed();
	assert.equal(token.length, 32);
	assert.ok(!drawn.includes(token));
});

test("variables of a task, which can't get past the window's, are asked about each time, once for both", async () => {
	const { person } = sandbox.workbench;
	const variables = probeOf["variables"];
	assert.ok(variables !== undefined);
	await startAgain("variables");
	const { detail } = await person.dialogs.waitFor(inTheWay);
	assert.match(detail, /window's session dev-readonly.* awsSessions\.getLauncher/);
	await person.dialogs.click(inTheWay, "Cancel");
	await person.notifications.dismiss(/handed over no session/);
	assert.equal(await variables.hasRun(), false);

	for (let round = 0; round < 2; round++) {
		await startAgain("variables");
		await person.dialogs.click(inTheWay, "Hand Over Anyway");
		assert.match((await variables.ran()).who, roles["dev-readonly"]);
		await rm(variables.file);
	}
});

test("they are handed over unasked when the window delivers the same session", async () => {
	const uri = await call("getEndpointUri", { profile: "dev-readonly" });
	assert.match(String(uri), /^http:/);
	assert.equal(await shownSession(sandbox), "dev-readonly");
});

test("by the endpoint, tasks have no keys, and one of its own is beside it", async () => {
	await sandbox.workbench.host.evaluate((vscode) =>
		vscode.workspace.getConfiguration("awsSessions").update("delivery", "endpoint", true),
	);
	await sandbox.workbench.host.evaluate(async (vscode) => {
		await vscode.commands.executeCommand("awsSessions.switchSession", { session: "dev-readonly" });
	});
	const [again, own] = [probeOf["shell"], probeOf["own"]].map((probe) => probe?.command ?? []);
	assert.ok(again !== undefined && own !== undefined);
	await rm(again.at(-1) ?? "");
	await rm(own.at(-1) ?? "");
	const shell = await run("shell");
	assert.match(shell?.who ?? "", roles["dev-readonly"]);
	assert.ok(!shell?.names.includes("AWS_SECRET_ACCESS_KEY"));
	assert.match((await run("own"))?.who ?? "", roles["dev-admin"]);
});
