import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";
import { type TestContext, test } from "node:test";
import { helperCommand } from "../../../src/core/shells/helperCommand.ts";
import { splitCommandLine } from "../../../src/core/text/commandLine.ts";
import { helperBundle, installHelper } from "../../../src/delivery/localSocket/helperFiles.ts";
import { repositoryRoot } from "../../harness/folders.ts";
import {
	credentials,
	given,
	missing,
	openWindow,
	privateFolder,
} from "../delivery/localSocket/shellFixture.ts";

/** The bundle as it is shipped (`npm run build` makes it), put where the extension puts it, and run as AWS's tools do. */
const skip = process.platform === "win32" ? "the wrapper is for POSIX shells" : false;
const bundle = join(repositoryRoot, "dist", helperBundle);
const source = { bundle, runtime: execPath, platform: process.platform, environment: {} };

async function install(t: TestContext) {
	// As on macOS, and worse.
	const storage = join(privateFolder(t), 'Application Support "$HOME"');
	mkdirSync(storage);
	const helper = await installHelper(join(storage, "bin"), source);
	const command = helperCommand(helper, "dev-vscode", "posix") ?? assert.fail();
	return { storage, helper, command, windows: join(storage, "other-shells", "windows") };
}

interface Ended {
	readonly output: string;
	readonly errors: string;
	readonly code: unknown;
}

/** Without anything in the environment, as cron would and worse. */
function run(file: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
	return new Promise((resolve) => {
		execFile(file, args, { env, cwd: "/" }, (error, output, errors) =>
			resolve({ output, errors, code: error?.code ?? 0 }),
		);
	});
}

test("from any shell, without PATH and without HOME, in a folder with blanks and quotes", {
	skip,
}, async (t) => {
	const { windows, command } = await install(t);
	const window = await openWindow(t, () => given);
	await window.announce(windows);
	const [file = "", ...args] = splitCommandLine(command, "posix");
	const expected = { output: `${JSON.stringify(credentials)}\n`, errors: "", code: 0 };
	assert.deepEqual(await run(file, args), expected, "as the AWS CLI and boto start it");
	assert.deepEqual(await run("/bin/sh", ["-c", command]), expected, "as other SDKs do");
	const loaded = join(windows, "..", "loaded.cjs");
	writeFileSync(loaded, "console.log('loaded')");
	const options = { NODE_OPTIONS: `--require ${JSON.stringify(loaded)}` };
	assert.deepEqual(await run(file, args, options), expected, "a person's own programs are not loaded");
	assert.deepEqual(window.asked.at(-1), { profile: "dev-vscode", asksPerson: false });
});

test("why there are none: one line, on stderr alone", { skip }, async (t) => {
	const { windows, helper } = await install(t);
	assert.deepEqual(await run(helper, ["dev-vscode"]), {
		output: "",
		errors:
			"AWS Sessions: No VS Code window answers. Open one in which the extension AWS Sessions runs, then try again\n",
		code: 1,
	});
	await (await openWindow(t, () => missing)).announce(windows);
	const refused = { output: "", errors: "AWS Sessions: no session\n", code: 1 };
	assert.deepEqual(await run(helper, ["dev-vscode"]), refused);
	for (const args of [[], [""], ["a", "b"]]) {
		const { output, errors, code } = await run(helper, args);
		assert.deepEqual([output, code], ["", 1]);
		assert.match(errors, /^AWS Sessions: The program takes one argument[^\n]*\n$/);
	}
});

test("many at once are all served", { skip }, async (t) => {
	const { windows, helper } = await install(t);
	await (await openWindow(t, () => given)).announce(windows);
	const all = await Promise.all(Array.from({ length: 6 }, () => run(helper, ["dev-vscode"])));
	assert.deepEqual(new Set(all.map(({ output }) => output)), new Set([`${JSON.stringify(credentials)}\n`]));
});

test("what is current is left alone; another runtime or bundle is put in its place", { skip }, async (t) => {
	const { storage, helper } = await install(t);
	const bin = join(storage, "bin");
	const before = statSync(helper);
	assert.equal(before.mode & 0o777, 0o700);
	await installHelper(bin, source);
	assert.equal(statSync(helper).ino, before.ino);
	writeFileSync(join(bin, helperBundle), "// an older one");
	await installHelper(bin, { ...source, runtime: "/opt/VS Code's/node" });
	assert.equal(readFileSync(join(bin, helperBundle), "utf8"), readFileSync(bundle, "utf8"));
	assert.deepEqual(await run(helper, ["dev"]), {
		output: "",
		errors: "AWS Sessions: VS Code is not where it was. Open a window of it, then try again\n",
		code: 1,
	});
	assert.deepEqual(readdirSync(bin).sort(), ["aws-sessions-credentials", helperBundle]);
	rmSync(bin, { recursive: true });
});

test("on Windows a person's name goes in by a variable, and a percent sign means itself", async (t) => {
	const bin = join(privateFolder(t), "bin");
	const local = "C:\\Users\\Jürgen\\AppData\\Local";
	const runtime = `${local}\\Programs\\100% Code\\Code.exe`;
	const file = await installHelper(bin, {
		bundle,
		runtime,
		platform: "win32",
		environment: { LOCALAPPDATA: local },
	});
	assert.ok(file.endsWith("aws-sessions-credentials.cmd"));
	const lines = readFileSync(file, "utf8").split("\r\n");
	assert.ok(
		lines.includes(`"%LOCALAPPDATA%\\Programs\\100%% Code\\Code.exe" "%~dp0credentialProcess.cjs" %*`),
		lines.join("\n"),
	);
	assert.ok(lines.includes("set ELECTRON_RUN_AS_NODE=1"));
	assert.match(lines.join(""), /^[\x20-\x7E]*$/);
});
