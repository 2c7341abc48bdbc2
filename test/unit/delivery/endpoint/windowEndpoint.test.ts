import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { Secret } from "../../../../src/core/text/secret.ts";
import { ReloadMark, seenInterval } from "../../../../src/delivery/endpoint/reloadMark.ts";
import { WindowEndpoint } from "../../../../src/delivery/endpoint/windowEndpoint.ts";
import { makeTemporaryFolder, removeFolder } from "../../../harness/folders.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { FakeLog } from "../../fakes/fakeLog.ts";
import { sessionOf } from "../../fakes/sessionOf.ts";

const uriName = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
const tokenName = "AWS_CONTAINER_AUTHORIZATION_TOKEN";

/** A window that is opened again and again, with what is kept between. */
async function window(t: TestContext) {
	const folder = await makeTemporaryFolder("endpoint");
	const clock = new FakeClock();
	let kept: string | undefined;
	const moved: string[] = [];
	const log = new FakeLog();
	const marks = (parent: number) => ({
		pid: 1,
		parent,
		uptime: () => 3_600_000,
		isAlive: () => true,
	});
	const markOf = (parent: number) => new ReloadMark(join(folder, "mark"), clock, marks(parent));
	const open = (parent = 7) => {
		const endpoint = new WindowEndpoint({
			subjectOf: ({ id }) => id,
			answer: (session) => ({
				kind: "credentials",
				credentials: {
					accessKeyId: session,
					secretAccessKey: new Secret("key"),
					expiresAt: clock.now() + 1000,
				},
			}),
			places: [
				{
					mark: markOf(parent),
					kept: {
						read: async () => kept,
						write: async (text) => {
							kept = text;
						},
						remove: async () => {
							kept = undefined;
						},
					},
				},
				{
					mark: new ReloadMark(join(folder, "other"), clock, marks(parent)),
					kept: { read: async () => undefined, write: async () => {}, remove: async () => {} },
				},
			],
			moved: () => moved.push("moved"),
			log,
			clock,
		});
		t.after(() => endpoint.dispose());
		return endpoint;
	};
	t.after(() => removeFolder(folder));
	const keep = (text: string) => {
		kept = text;
	};
	return {
		open,
		clock,
		moved,
		log,
		kept: () => kept,
		keep,
		markFile: join(folder, "mark"),
		markClosed: () => markOf(7).close(),
	};
}

const variables = (endpoint: WindowEndpoint, id = "dev") =>
	Object.fromEntries(endpoint.variablesOf(sessionOf({ id }), {}) ?? []);

/** Who a client with such variables is; the status when it is refused. */
async function identity(given: Record<string, string>): Promise<unknown> {
	// Not with fetch, which says that it is a browser's.
	const asking = get(given[uriName] ?? "", { headers: { Authorization: given[tokenName] ?? "" } });
	const [response] = (await once(asking, "response")) as [IncomingMessage];
	const answer = await text(response);
	return response.statusCode === 200
		? (JSON.parse(answer) as { AccessKeyId: string }).AccessKeyId
		: response.statusCode;
}

test("it listens when it is first needed, and every session has an address and a token of its own", async (t) => {
	const { open, kept } = await window(t);
	const endpoint = open();
	assert.equal(endpoint.variablesOf(sessionOf(), {}), undefined);
	await endpoint.listen();
	const [dev, test] = [variables(endpoint), variables(endpoint, "test")];
	assert.deepEqual([await identity(dev), await identity(test)], ["dev", "test"]);
	assert.deepEqual(variables(endpoint), dev, "they are stable");
	assert.notEqual(dev[uriName], test[uriName]);
	const mixed = await identity({ ...dev, [tokenName]: test[tokenName] ?? "" });
	assert.ok(typeof mixed === "number" && mixed >= 400, String(mixed));
	assert.match(kept() ?? "", new RegExp(dev[tokenName] ?? "-"));
});

test("a reload goes on at the same address with the same tokens, by itself", async (t) => {
	const { open, moved } = await window(t);
	const before = open();
	await before.listen();
	const dev = variables(before);
	before.dispose();
	const after = open();
	await after.listen();
	assert.equal(await identity(dev), "dev");
	assert.deepEqual(variables(after), dev);
	assert.deepEqual(moved, []);
});

test("a restart knows no token of before, and keeps none", async (t) => {
	const { open, kept, moved } = await window(t);
	const before = open();
	await before.listen();
	const dev = variables(before);
	before.dispose();
	const after = open(8);
	await after.listen();
	assert.notEqual(variables(after)[tokenName], dev[tokenName]);
	assert.doesNotMatch(kept() ?? "", new RegExp(dev[tokenName] ?? "-"));
	assert.deepEqual(moved, ["moved"], "what still runs with the old ones is told");
});

test("it waits for the port while the window of before lets go of it", async (t) => {
	const { open, clock, moved, markClosed } = await window(t);
	const before = open();
	await before.listen();
	const dev = variables(before);
	markClosed();
	const after = open();
	await clock.scheduled();
	before.dispose();
	await clock.advanceToNext();
	await after.listen();
	assert.equal(await identity(dev), "dev");
	assert.deepEqual(moved, []);
});

test("a second window on the same folder has an address of its own, and leaves the first its own", async (t) => {
	const { open, clock, kept, moved } = await window(t);
	const first = open();
	await first.listen();
	const dev = variables(first);
	const before = kept();
	const second = open();
	let isThere = false;
	const listening = second.listen().then(() => {
		isThere = true;
	});
	while (!isThere) {
		clock.advance(200);
		await new Promise<void>((resolve) => setImmediate(resolve));
	}
	await listening;
	assert.notEqual(variables(second)[uriName], dev[uriName]);
	assert.deepEqual([await identity(dev), await identity(variables(second)), kept()], ["dev", "dev", before]);
	assert.deepEqual(moved, []);
});

test("when another program has the port, it moves, says so, and the old tokens are worth nothing", async (t) => {
	const { open, clock, moved } = await window(t);
	const before = open();
	await before.listen();
	const dev = variables(before);
	before.dispose();
	const { port } = new URL(dev[uriName] ?? "");
	const other = createServer((_, response) => response.end());
	await new Promise<void>((resolve) => other.listen(Number(port), "127.0.0.1", resolve));
	t.after(() => other.close());
	assert.equal((other.address() as AddressInfo).port, Number(port));
	const after = open();
	let isThere = false;
	const listening = after.listen().then(() => {
		isThere = true;
	});
	while (!isThere) {
		clock.advance(150);
		await new Promise<void>((resolve) => setImmediate(resolve));
	}
	await listening;
	assert.deepEqual(moved, ["moved"]);
	const now = variables(after);
	assert.notEqual(now[tokenName], dev[tokenName]);
	assert.equal(await identity(now), "dev");
	const uri = new URL(dev[uriName] ?? "");
	uri.port = new URL(now[uriName] ?? "").port;
	assert.equal(typeof (await identity({ ...dev, [uriName]: uri.href })), "number");
});

test("what was kept by another version is not taken over as far as it is of another form", async (t) => {
	const { open, keep, kept, moved } = await window(t);
	for (const text of [
		"",
		"{",
		"[]",
		'{"port":"80"}',
		'{"port":0,"grants":[{"id":"x"},7,{"id":"a","token":"b","session":"c"}]}',
	]) {
		const before = open();
		await before.listen();
		before.dispose();
		keep(text);
		const after = open();
		await after.listen();
		assert.equal(await identity(variables(after)), "dev", text);
		assert.doesNotMatch(kept() ?? "", /"id":"(x|a)"/);
		after.dispose();
	}
	assert.deepEqual(moved, [], "nothing had been led anywhere");
});

test("a mark that can't be written once is written again", async (t) => {
	const { open, clock, log, markFile } = await window(t);
	await open().listen();
	rmSync(markFile);
	mkdirSync(markFile);
	clock.advance(seenInterval.longest);
	assert.deepEqual(
		log.lines.filter(({ level }) => level === "error").map(({ event }) => event),
		["the window's mark could not be written"],
	);
	rmdirSync(markFile);
	clock.advance(seenInterval.longest);
	const { seenAt } = JSON.parse(readFileSync(markFile, "utf8")) as { seenAt: number };
	assert.equal(seenAt, clock.now());
});

test("one that can't be written at all keeps nobody from the endpoint", async (t) => {
	const { open, log, markFile } = await window(t);
	mkdirSync(markFile);
	const endpoint = open();
	await endpoint.listen();
	assert.equal(await identity(variables(endpoint)), "dev");
	const events = log.lines.map(({ event }) => event);
	assert.ok(events.includes("the window's mark could not be written"), events.join());
});
