import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { announceWindow } from "../../../../src/delivery/localSocket/windowFile.ts";
import { privateFolder } from "./shellFixture.ts";

test("a window's file says where it is and nothing else, for its person alone", async (t) => {
	const folder = join(privateFolder(t), "windows");
	const window = { pid: 1, socket: "/tmp/aws-sessions-abcdef/s", since: 5 };
	const withdraw = await announceWindow(folder, window, () => true);
	const [name = ""] = readdirSync(folder);
	assert.deepEqual(JSON.parse(readFileSync(join(folder, name), "utf8")), window);
	if (process.platform !== "win32") {
		assert.equal(statSync(folder).mode & 0o777, 0o700);
		assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600);
	}
	withdraw();
	assert.deepEqual(readdirSync(folder), []);
});

test("what is left of windows that are gone goes, and nothing that a file merely names", async (t) => {
	const root = privateFolder(t);
	const folder = join(root, "windows");
	const stale = join(root, "aws-sessions-abc123");
	const precious = join(root, "precious");
	for (const made of [folder, stale, precious]) {
		mkdirSync(made, { mode: 0o700 });
		writeFileSync(join(made, "s"), "");
	}
	const put = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value));
	put("alive.json", { pid: 1, socket: join(root, "aws-sessions-alive1", "s"), since: 1 });
	put("dead.json", { pid: 2, socket: join(stale, "s"), since: 1 });
	put("forged.json", { pid: 2, socket: join(precious, "s"), since: 1 });
	put("broken.json", "{");
	await announceWindow(folder, { pid: 1, socket: "x", since: 2 }, (pid) => pid === 1);
	assert.ok(!existsSync(stale));
	assert.ok(existsSync(join(precious, "s")));
	const left = readdirSync(folder).filter((name) => name.endsWith(".json"));
	assert.equal(left.length, 2);
	assert.ok(left.includes("alive.json"));
});
