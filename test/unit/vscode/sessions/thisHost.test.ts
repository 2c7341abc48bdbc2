import assert from "node:assert/strict";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Worker } from "node:worker_threads";
import { thisHost } from "../../../../src/vscode/sessions/thisHost.ts";
import { makeTemporaryFolder, removeFolder } from "../../../harness/folders.ts";

async function storage(t: TestContext): Promise<string> {
	const folder = await makeTemporaryFolder("host");
	t.after(() => removeFolder(folder));
	return join(folder, "extension");
}

test("a host keeps its id, and two hosts of one name have two", async (t) => {
	const [one, two] = [await storage(t), await storage(t)];
	assert.equal(thisHost(one), thisHost(one));
	assert.notEqual(thisHost(one), thisHost(two));
	assert.deepEqual(await readdir(one), ["host"]);
});

test("windows that start at once have the same id", { timeout: 20_000 }, async (t) => {
	const folder = await storage(t);
	const gate = new SharedArrayBuffer(4);
	const windows = Array.from({ length: 6 }, () => {
		const worker = new Worker(
			`const { parentPort, workerData } = require("node:worker_threads");
			import(workerData.module).then(({ thisHost }) => {
				parentPort.postMessage("ready");
				Atomics.wait(new Int32Array(workerData.gate), 0, 0);
				parentPort.postMessage(thisHost(workerData.folder));
			});`,
			{
				eval: true,
				workerData: {
					folder,
					gate,
					module: new URL("../../../../src/vscode/sessions/thisHost.ts", import.meta.url).href,
				},
			},
		);
		const messages: string[] = [];
		const at = (count: number) =>
			new Promise<string>((resolve) => {
				const look = () => messages.length >= count && resolve(messages[count - 1] ?? "");
				worker.on("message", look);
				look();
			});
		worker.on("message", (message: string) => messages.push(message));
		return { ready: at(1), id: at(2) };
	});
	await Promise.all(windows.map(({ ready }) => ready));
	Atomics.store(new Int32Array(gate), 0, 1);
	Atomics.notify(new Int32Array(gate), 0);
	const ids = await Promise.all(windows.map(({ id }) => id));
	assert.deepEqual([...new Set(ids)], [thisHost(folder)]);
	assert.deepEqual(await readdir(folder), ["host"]);
});

test("an id that can't be read is replaced; where nothing can be written the window has one of its own", async (t) => {
	const folder = await storage(t);
	await mkdir(join(folder, "host"), { recursive: true });
	await writeFile(join(folder, "host", "id"), "");
	const id = thisHost(folder);
	assert.match(id, /^[\da-f-]{36}$/);
	assert.equal(thisHost(folder), id);

	const blocked = join(folder, "host", "id", "below a file");
	assert.match(thisHost(blocked), /^[\da-f-]{36}$/);
});
