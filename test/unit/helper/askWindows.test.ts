import assert from "node:assert/strict";
import { chmodSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { askWindows } from "../../../src/helper/askWindows.ts";
import {
	credentials,
	given,
	missing,
	openWindow,
	privateFolder,
	unknown,
} from "../delivery/localSocket/shellFixture.ts";
import { FakeClock } from "../fakes/fakeClock.ts";

const skip = process.platform === "win32" ? "there are pipes instead" : false;
const good = { credentials: JSON.stringify(credentials) };
const noWindow = {
	problem: "No VS Code window answers. Open one in which the extension AWS Sessions runs, then try again",
};
/** With as much time as it takes, unless a test has the clock. */
const ask = (folder: string, clock = new FakeClock()) => askWindows(folder, "dev", clock);

/** A server that does as told with each connection, and a window's file for it. */
async function impostor(t: TestContext, folder: string, path: string, answer: string | undefined) {
	const server = createServer((socket) => {
		socket.on("error", () => undefined);
		if (answer !== undefined) {
			socket.end(answer);
		}
	});
	t.after(() => server.close());
	await new Promise<void>((resolve) => server.listen(path, resolve));
	writeFileSync(join(folder, "impostor.json"), JSON.stringify({ pid: 1, socket: path, since: 9 }));
}

test("the latest window is asked first, and no other when it has them", { skip }, async (t) => {
	const folder = privateFolder(t);
	const first = await openWindow(t, () => given);
	const second = await openWindow(t, () => given);
	await first.announce(folder, 1);
	await second.announce(folder, 2);
	assert.deepEqual(await ask(folder), good);
	assert.deepEqual(second.asked, [{ profile: "dev", asksPerson: false }]);
	assert.deepEqual(first.asked, []);
});

test("one that has none leads to the next; a person is asked for only when none has them", {
	skip,
}, async (t) => {
	const folder = privateFolder(t);
	const first = await openWindow(t, () => given);
	const second = await openWindow(t, () => missing);
	const third = await openWindow(t, () => unknown);
	const withdraw = await first.announce(folder, 1);
	await second.announce(folder, 2);
	await third.announce(folder, 3);
	assert.deepEqual(await ask(folder), good);
	assert.ok(second.asked.every(({ asksPerson }) => !asksPerson));
	withdraw();
	assert.deepEqual(await ask(folder), { problem: "no session" });
	assert.deepEqual(
		second.asked.map(({ asksPerson }) => asksPerson),
		[false, false, true],
	);
	assert.ok(
		third.asked.every(({ asksPerson }) => !asksPerson),
		"that one knows nothing of the profile",
	);
});

test("windows that are gone, or were never there, are passed over", { skip }, async (t) => {
	const folder = privateFolder(t);
	assert.deepEqual(await ask(folder), noWindow);
	assert.deepEqual(await ask(join(folder, "missing")), noWindow);
	const gone = await openWindow(t, () => given);
	await gone.announce(folder, 9);
	gone.close();
	writeFileSync(join(folder, "x.json"), "{");
	writeFileSync(join(folder, "y.json"), JSON.stringify({ pid: 1, socket: "/nowhere/s", since: 8 }));
	assert.deepEqual(await ask(folder), noWindow);
	const there = await openWindow(t, () => given);
	await there.announce(folder, 1);
	assert.deepEqual(await ask(folder), good);
});

test("one that hangs takes its share of the time and not the others'", { skip }, async (t) => {
	const folder = privateFolder(t);
	const clock = new FakeClock();
	const hanging = await openWindow(t, () => new Promise(() => undefined));
	const other = await openWindow(t, () => given);
	await hanging.announce(folder, 2);
	await other.announce(folder, 1);
	const asking = ask(folder, clock);
	assert.equal(await clock.advanceToNext(), 1_000);
	assert.deepEqual(await asking, good);
});

test("two seconds at most, however many hang", { skip }, async (t) => {
	const folder = privateFolder(t);
	const clock = new FakeClock();
	for (const since of [1, 2, 3]) {
		await (await openWindow(t, () => new Promise(() => undefined))).announce(folder, since);
	}
	let isOver = false;
	const asking = ask(folder, clock).finally(() => {
		isOver = true;
	});
	let passed = 0;
	while (!isOver && passed < 5_000) {
		await new Promise((resolve) => setImmediate(resolve));
		if (clock.pending > 0) {
			passed += await clock.advanceToNext();
		}
	}
	assert.deepEqual(await asking, noWindow);
	assert.ok(Math.round(passed) === 2_000, `${passed}`);
});

test("what is not this person's alone is not believed", { skip }, async (t) => {
	const root = privateFolder(t);
	const folder = join(root, "windows");
	const place = join(root, "place");
	mkdirSync(folder, { mode: 0o700 });
	mkdirSync(place, { mode: 0o700 });
	await impostor(t, folder, join(place, "s"), `${JSON.stringify(given)}\n`);
	assert.deepEqual(await ask(folder), good, "as long as it is");

	chmodSync(place, 0o755);
	assert.deepEqual(await ask(folder), noWindow, "a socket in a folder that others may enter");
	chmodSync(place, 0o700);
	chmodSync(folder, 0o777);
	assert.deepEqual(await ask(folder), noWindow, "files in a folder that others may write to");
	chmodSync(folder, 0o700);
	renameSync(folder, join(root, "elsewhere"));
	symlinkSync(join(root, "elsewhere"), folder);
	assert.deepEqual(await ask(folder), noWindow, "a link in place of the folder");
	renameSync(place, join(root, "theirs"));
	symlinkSync(join(root, "theirs"), place);
	assert.deepEqual(await ask(join(root, "elsewhere")), noWindow, "a link in place of the socket's folder");
});

for (const [what, answer] of [
	["nothing", ""],
	["no JSON", "hidden\n"],
	[
		"credentials of another form",
		`${JSON.stringify({ kind: "credentials", credentials: { Version: 2 } })}\n`,
	],
	["no end of the line", JSON.stringify(given)],
	["far too much", `{"kind":"credentials","x":"${"x".repeat(200_000)}"}\n`],
] as const) {
	test(`an answer that is ${what} is none`, { skip }, async (t) => {
		const root = privateFolder(t);
		await impostor(t, root, join(root, "s"), answer);
		assert.deepEqual(await ask(root), noWindow);
	});
}

test("a message is one line, whatever a name has in it", { skip }, async (t) => {
	const folder = privateFolder(t);
	const window = await openWindow(t, () => ({ ...missing, message: "no\n\x1B[31msession\r\n" }) as const);
	await window.announce(folder);
	assert.deepEqual(await ask(folder), { problem: "no [31msession " });
	assert.ok(window.asked.at(-1)?.asksPerson);
	assert.ok(dirname(window.place.path).startsWith("/"));
});
