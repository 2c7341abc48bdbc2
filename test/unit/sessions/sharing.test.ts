import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { parseIdentity } from "../../../src/core/places/arn.ts";
import type { Credentials } from "../../../src/core/session/credentials.ts";
import type { Session, SessionRequest } from "../../../src/core/session/session.ts";
import { readRecord, writeRecord } from "../../../src/core/session/sessionRecord.ts";
import { Secret } from "../../../src/core/text/secret.ts";
import type { Acquired } from "../../../src/credentials/operations/acquire.ts";
import { SessionManager } from "../../../src/sessions/manager.ts";
import { SessionSharing } from "../../../src/sessions/sharing.ts";
import { FakeClock } from "../fakes/fakeClock.ts";
import { FakeInteraction } from "../fakes/fakeInteraction.ts";
import { FakeLog } from "../fakes/fakeLog.ts";
import { cancelled } from "../fakes/rejection.ts";
import { SharedEnds } from "../fakes/sharedEnds.ts";
import { SharedStore } from "../fakes/sharedStore.ts";

const hour = 3_600_000;
const dev: SessionRequest = { kind: "profile", profile: "dev" };
/** Whether what is acquired has no end. */
let lasting = false;
/** The access key ID of what is acquired; undefined when each has its own. */
let ownKeyId: string | undefined;
/** How long (ms) what is acquired lives. */
let life = hour;
const prod: SessionRequest = { kind: "profile", profile: "prod" };

/** Long-term keys that stand in a file, by their access key IDs. */
class StandingKeys extends Set<string> {
	#held: Promise<void> | undefined;

	/** Lets who reads wait until the function returned is called. */
	hold(): () => void {
		const { promise, resolve } = Promise.withResolvers<void>();
		this.#held = promise;
		return () => {
			this.#held = undefined;
			resolve();
		};
	}

	async keysOf({ accessKeyId }: Session): Promise<Credentials | undefined> {
		await this.#held;
		return this.has(accessKeyId)
			? { accessKeyId, secretAccessKey: new Secret(`standing ${accessKeyId}`) }
			: undefined;
	}
}

/** Machines on which windows open, all on one clock and one store. */
function machine(t: TestContext) {
	const clock = new FakeClock();
	const store = new SharedStore();
	const ended = new SharedEnds();
	const standing = new StandingKeys();
	let issued = 0;
	const acquired = (): Acquired => ({
		credentials: {
			accessKeyId: ownKeyId ?? `ASIA${++issued}`,
			secretAccessKey: new Secret(`hidden${issued}`),
			sessionToken: new Secret(`token${issued}`),
			...(lasting ? {} : { expiresAt: clock.now() + life }),
		},
		identity: parseIdentity("arn:aws:sts::012345678901:assumed-role/R/me", "012345678901"),
		source: ["acme", "dev"],
		region: { region: "eu-west-1", from: "profile" },
	});
	const openWindow = async (host = "here", keys = standing) => {
		const log = new FakeLog();
		const waiting: PromiseWithResolvers<Acquired>[] = [];
		let isSlow = false;
		const manager = new SessionManager({
			clock,
			acquire: async () => {
				if (!isSlow) {
					return acquired();
				}
				const call = Promise.withResolvers<Acquired>();
				waiting.push(call);
				return call.promise;
			},
		});
		const events: string[] = [];
		manager.onDidChange((event) => {
			const who =
				"session" in event ? event.session.name : event.kind === "ended" ? event.sessions[0]?.name : "";
			events.push(`${event.kind} ${who}${"isElsewhere" in event ? " elsewhere" : ""}`);
		});
		const sharing = new SessionSharing({
			manager,
			store,
			ended,
			keysAgain: (session) => keys.keysOf(session),
			host,
			clock,
			log,
		});
		await sharing.load();
		t.after(() => sharing.dispose());
		return {
			manager,
			sharing,
			events,
			log,
			/** Makes acquiring wait until the function returned lets it go on. */
			slow: () => {
				isSlow = true;
				return () => {
					isSlow = false;
					for (const call of waiting.splice(0)) {
						call.resolve(acquired());
					}
				};
			},
			start: async (request: SessionRequest) => {
				const session = await manager.start(request, new FakeInteraction());
				await calm();
				return session;
			},
			close: () => {
				sharing.dispose();
				manager.dispose();
			},
		};
	};
	return { clock, store, standing, openWindow };
}

/** Until nothing is waiting any more. */
async function calm(): Promise<void> {
	for (let turn = 0; turn < 5; turn++) {
		await setImmediate();
	}
}

test("a session started in one window is there in the others, usable and not active", async (t) => {
	const { openWindow } = machine(t);
	const [one, two] = [await openWindow(), await openWindow()];
	const session = await one.start(dev);
	assert.deepEqual(two.manager.sessions, [session]);
	assert.equal(two.manager.active, undefined);
	assert.equal(two.manager.credentialsOf(session.id)?.secretAccessKey.reveal(), "hidden1");
	assert.equal(two.manager.credentialsOf(session.id)?.sessionToken?.reveal(), "token1");
	assert.deepEqual(one.events, ["started dev"]);
	assert.deepEqual(two.events, ["started dev elsewhere"]);
});

test("ended in one window, gone in all, and from the store", async (t) => {
	const { openWindow, store } = machine(t);
	const [one, two] = [await openWindow(), await openWindow()];
	await one.start(dev);
	await one.start(prod);
	two.manager.switchTo("profile:dev");
	two.manager.end("profile:dev");
	await calm();
	assert.deepEqual(
		one.manager.sessions.map(({ name }) => name),
		["prod"],
	);
	assert.deepEqual([...store.texts.keys()], ["profile:prod"]);
	assert.equal(one.events.at(-1), "ended dev elsewhere");
	one.manager.endAll();
	await calm();
	assert.deepEqual([two.manager.sessions, store.texts.size], [[], 0]);
});

test("one renews for all, and what was active stays so", async (t) => {
	const { openWindow, clock } = machine(t);
	const [one, two] = [await openWindow(), await openWindow()];
	await one.start(dev);
	two.manager.switchTo("profile:dev");
	clock.advance(hour / 2);
	await one.manager.renew("profile:dev", new FakeInteraction());
	await calm();
	assert.equal(two.manager.active?.accessKeyId, "ASIA2");
	assert.equal(two.manager.credentialsOf("profile:dev")?.accessKeyId, "ASIA2");
	assert.equal(two.events.at(-1), "renewed dev elsewhere");
});

test("a region set in one window is the session's in all, without new credentials, and stays at a renewal", async (t) => {
	const { openWindow } = machine(t);
	const [one, two] = [await openWindow(), await openWindow()];
	await one.start(dev);
	one.manager.setRegion("profile:dev", "us-west-2");
	await calm();
	const session = two.manager.get("profile:dev");
	assert.deepEqual([session?.region, session?.accessKeyId], ["us-west-2", "ASIA1"]);
	assert.ok(two.manager.credentialsOf("profile:dev"));
	assert.equal(two.events.at(-1), "changed dev elsewhere");
	one.manager.setRegion("profile:dev", "us-west-2");
	await calm();
	assert.equal(two.events.length, 2);
	const renewed = await two.manager.renew("profile:dev", new FakeInteraction());
	assert.deepEqual([renewed.region, renewed.stsRegion.region], ["us-west-2", "eu-west-1"]);
});

for (const first of ["the renewal", "the switch"] as const) {
	test(`a region switched while another window renews stays, and so do the new credentials: ${first} first`, async (t) => {
		const { openWindow, store } = machine(t);
		const [one, two] = [await openWindow(), await openWindow()];
		const { id } = await one.start(dev);
		const renew = () => two.manager.renew(id, new FakeInteraction());
		const goOn = store.holdWrites();
		if (first === "the renewal") {
			await renew();
		}
		one.manager.setRegion(id, "us-west-2");
		if (first === "the switch") {
			await renew();
		}
		await calm();
		goOn();
		await calm();
		const record = readRecord(store.texts.get(id) ?? "");
		for (const session of [one.manager.get(id), two.manager.get(id), record?.session]) {
			assert.deepEqual([session?.region, session?.accessKeyId], ["us-west-2", "ASIA2"]);
		}
		for (const { manager } of [one, two]) {
			assert.equal(manager.credentialsOf(id)?.accessKeyId, "ASIA2");
		}
	});
}

test("of regions that two windows switch to at once both have the same one, and later ones count", async (t) => {
	const { openWindow, store } = machine(t);
	const [one, two] = [await openWindow(), await openWindow()];
	const { id } = await one.start(dev);
	const regions = () => [one, two].map(({ manager }) => manager.get(id)?.region);
	const goOn = store.holdWrites();
	one.manager.setRegion(id, "us-west-2");
	two.manager.setRegion(id, "eu-north-1");
	await calm();
	goOn();
	await calm();
	assert.deepEqual(regions(), ["us-west-2", "us-west-2"]);
	two.manager.setRegion(id, "ap-south-1");
	await calm();
	assert.deepEqual(regions(), ["ap-south-1", "ap-south-1"]);
});

test("a window opened later finds what lives, and what has expired not long ago", async (t) => {
	const { openWindow, clock, store } = machine(t);
	const one = await openWindow();
	await one.start(dev);
	one.close();
	const two = await openWindow();
	assert.ok(two.manager.credentialsOf("profile:dev"));
	two.close();
	clock.advance(2 * hour);
	const three = await openWindow();
	assert.equal(three.manager.sessions[0]?.hasExpired, true);
	assert.equal(three.manager.credentialsOf("profile:dev"), undefined);
	three.close();
	clock.advance(12 * hour);
	const four = await openWindow();
	assert.deepEqual([four.manager.sessions, store.texts.size], [[], 0]);
});

test("at expiry the keys are forgotten in the store too", async (t) => {
	const { openWindow, clock, store } = machine(t);
	await (await openWindow()).start(dev);
	await openWindow();
	assert.match(store.texts.get("profile:dev") ?? "", /hidden1/);
	clock.advance(hour);
	await calm();
	assert.doesNotMatch(store.texts.get("profile:dev") ?? "hidden1", /hidden1|token1/);
});

test("a renewal that comes too late does not bring back what was ended elsewhere", async (t) => {
	const { openWindow, store } = machine(t);
	const [one, two] = [await openWindow(), await openWindow()];
	await one.start(dev);
	const goOn = two.slow();
	const renewing = two.manager.renew("profile:dev", new FakeInteraction());
	one.manager.end("profile:dev");
	await calm();
	goOn();
	await cancelled(renewing);
	await calm();
	assert.deepEqual([one.manager.sessions, two.manager.sessions, store.texts.size], [[], [], 0]);
});

test("another host's sessions are neither shown nor removed", async (t) => {
	const { openWindow, store } = machine(t);
	await (await openWindow("laptop")).start(dev);
	const remote = await openWindow("container");
	assert.deepEqual(remote.manager.sessions, []);
	assert.equal(store.texts.size, 1);
});

test("an entry that can't be read is dropped with a line in the log", async (t) => {
	const { openWindow, store } = machine(t);
	store.texts.set("profile:dev", "{ not json");
	store.texts.set("profile:x", '{"version":1,"host":"here","session":{"id":"profile:x"}}');
	const { manager, log } = await openWindow();
	assert.deepEqual([manager.sessions, store.texts.size], [[], 0]);
	assert.deepEqual(
		log.lines.map(({ level, fields }) => [level, fields?.session]),
		[
			["warn", "profile:dev"],
			["warn", "profile:x"],
		],
	);
});

test("a session that lives in a window is put there again in place of what can't be read", async (t) => {
	const { openWindow, store } = machine(t);
	const [one, two] = [await openWindow(), await openWindow()];
	const session = await one.start(dev);
	store.spoil(session.id, "{ not json");
	await calm();
	for (const { manager, log } of [one, two]) {
		assert.deepEqual(manager.sessions, [session]);
		assert.ok(manager.credentialsOf(session.id));
		assert.equal(log.lines.at(-1)?.level, "warn");
	}
	assert.deepEqual(readRecord(store.texts.get(session.id) ?? "")?.session, session);
});

test("without a store that works, the window's own sessions go on", async (t) => {
	const { openWindow, store } = machine(t);
	store.isBroken = true;
	const { manager, start, log } = await openWindow();
	await start(dev);
	assert.ok(manager.credentialsOf("profile:dev"));
	assert.ok(log.lines.length >= 2);
	assert.ok(!JSON.stringify(log.lines).includes("hidden"));
});

test("a session that the store did not take stays the window's own, and gets there later", async (t) => {
	const { openWindow, store } = machine(t);
	const { manager, start } = await openWindow();
	store.isBroken = true;
	await start(dev);
	store.isBroken = false;
	manager.setRegion("profile:dev", "us-west-2");
	await calm();
	assert.equal(manager.sessions.length, 1);
	assert.equal(store.texts.size, 1);
	store.texts.clear();
	const { manager: other } = await openWindow();
	assert.equal(other.sessions.length, 0);
});

/** Starts a session of long-term keys, which stand where `keys` says. */
async function startLasting({ start }: { readonly start: (request: SessionRequest) => Promise<Session> }) {
	lasting = true;
	try {
		return await start(dev);
	} finally {
		lasting = false;
	}
}

test("a session of long-term keys is in other windows and there after a reload, and its keys never in the store", async (t) => {
	const { openWindow, store, standing } = machine(t);
	const [one, two] = [await openWindow(), await openWindow()];
	standing.add("ASIA1");
	const session = await startLasting(one);
	assert.deepEqual(two.manager.sessions, [session]);
	assert.equal(two.manager.credentialsOf(session.id)?.secretAccessKey.reveal(), "standing ASIA1");
	assert.deepEqual([...store.texts.keys()], [session.id]);
	one.close();
	two.close();
	const three = await openWindow();
	assert.deepEqual(three.manager.sessions, [session]);
	three.manager.setRegion(session.id, "us-west-2");
	await calm();
	const four = await openWindow();
	assert.equal(four.manager.get(session.id)?.region, "us-west-2");
	assert.doesNotMatch(JSON.stringify([...store.texts.values()]), /hidden|token|standing/);
	four.manager.end(session.id);
	await calm();
	assert.deepEqual(
		[three.manager.sessions, store.texts.size, three.events.at(-1)],
		[[], 0, "ended dev elsewhere"],
	);
});

test("long-term keys that stand nowhere are not kept", async (t) => {
	const { openWindow, store } = machine(t);
	const one = await openWindow();
	await startLasting(one);
	assert.deepEqual([one.manager.sessions.length, store.texts.size], [1, 0]);
});

test("a session whose long-term keys are gone is not taken, and forgotten in the end", async (t) => {
	const { openWindow, store, standing, clock } = machine(t);
	const one = await openWindow();
	standing.add("ASIA1");
	await startLasting(one);
	standing.clear();
	const two = await openWindow();
	assert.deepEqual([one.manager.sessions.length, two.manager.sessions, store.texts.size], [1, [], 1]);
	one.close();
	clock.jump(31 * 24 * hour);
	const three = await openWindow();
	assert.deepEqual([three.manager.sessions, store.texts.size], [[], 0]);
});

/** Two windows that have different long-term keys under one id; the store has the second one's. */
async function withKeysOfTheirOwn({ openWindow }: ReturnType<typeof machine>) {
	const one = await openWindow("here", new StandingKeys(["ASIA1"]));
	const two = await openWindow("here", new StandingKeys(["ASIA2"]));
	await startLasting(one);
	await startLasting(two);
	return [one, two] as const;
}

const idsOf = ({ manager }: { readonly manager: SessionManager }): string[] =>
	manager.sessions.map(({ accessKeyId }) => accessKeyId);

const storedIn = ({ texts }: SharedStore): string[] =>
	[...texts.values()].map((text) => readRecord(text)?.session.accessKeyId ?? "corrupt");

test("who ends a session of long-term keys leaves another window's, of other keys, alone", async (t) => {
	const here = machine(t);
	const [one, two] = await withKeysOfTheirOwn(here);
	assert.deepEqual([idsOf(one), idsOf(two), storedIn(here.store)], [["ASIA1"], ["ASIA2"], ["ASIA2"]]);
	one.manager.end("profile:dev");
	await calm();
	assert.deepEqual([idsOf(one), idsOf(two), storedIn(here.store)], [[], ["ASIA2"], ["ASIA2"]]);
	two.manager.end("profile:dev");
	await calm();
	assert.deepEqual([idsOf(two), here.store.texts.size], [[], 0]);
});

test("a session of long-term keys has its place in the store when another window's ends that stood there", async (t) => {
	const here = machine(t);
	const [one, two] = await withKeysOfTheirOwn(here);
	two.manager.end("profile:dev");
	await calm();
	assert.deepEqual([idsOf(one), idsOf(two), storedIn(here.store)], [["ASIA1"], [], ["ASIA1"]]);
	one.manager.end("profile:dev");
	await calm();
	assert.deepEqual([idsOf(one), idsOf(two), here.store.texts.size], [[], [], 0]);
});

test("a session whose long-term keys were replaced goes on in all windows, until one ends it", async (t) => {
	const { openWindow, store, standing } = machine(t);
	const [one, two] = [await openWindow(), await openWindow()];
	standing.add("ASIA1");
	const { id } = await startLasting(one);
	standing.clear();
	one.manager.setRegion(id, "us-west-2");
	await calm();
	assert.deepEqual([idsOf(one), idsOf(two), storedIn(store)], [["ASIA1"], ["ASIA1"], ["ASIA1"]]);
	two.manager.end(id);
	await calm();
	assert.deepEqual([idsOf(one), idsOf(two), store.texts.size], [[], [], 0]);
});

test("the same long-term keys, started in two windows at once, are one session that ends in both", async (t) => {
	const { openWindow, store, standing, clock } = machine(t);
	for (const ender of [0, 1]) {
		const windows = [await openWindow(), await openWindow()] as const;
		standing.add("AKIA1");
		ownKeyId = "AKIA1";
		const goOn = store.holdWrites();
		try {
			await startLasting(windows[0]);
			clock.advance(1);
			await startLasting(windows[1]);
		} finally {
			ownKeyId = undefined;
		}
		goOn();
		await calm();
		assert.deepEqual(windows.map(idsOf), [["AKIA1"], ["AKIA1"]]);
		windows[ender]?.manager.end("profile:dev");
		await calm();
		assert.deepEqual([...windows.map(idsOf), storedIn(store)], [[], [], []]);
	}
});

test("what ends while its long-term keys are fetched is not taken", async (t) => {
	const { openWindow, standing, store } = machine(t);
	const one = await openWindow();
	standing.add("ASIA1");
	const { id } = await startLasting(one);
	const goOn = standing.hold();
	const opening = openWindow();
	await calm();
	one.manager.end(id);
	await calm();
	goOn();
	const two = await opening;
	await calm();
	assert.deepEqual([two.manager.sessions, two.events, store.texts.size], [[], [], 0]);
});

test("of windows that write at the same moment, the one who ended has the last word", async (t) => {
	const { openWindow, store } = machine(t);
	const [one, two] = [await openWindow(), await openWindow()];
	await one.start(dev);
	// Two reads, one ends, two writes.
	const goOn = store.holdWrites();
	await two.manager.renew("profile:dev", new FakeInteraction());
	await calm();
	one.manager.end("profile:dev");
	await calm();
	goOn();
	await calm();
	assert.deepEqual([one.manager.sessions, two.manager.sessions, store.texts.size], [[], [], 0]);
});

test("keys that have expired here do not take the place of new ones", async (t) => {
	const { openWindow, store, clock } = machine(t);
	const [one, two] = [await openWindow(), await openWindow()];
	await one.start(dev);
	clock.jump(hour);
	const goOn = store.holdWrites();
	two.manager.checkExpiry();
	await calm();
	const renewing = one.manager.renew("profile:dev", new FakeInteraction());
	goOn();
	await renewing;
	await calm();
	assert.ok(one.manager.credentialsOf("profile:dev"));
	assert.equal(
		two.manager.credentialsOf("profile:dev")?.accessKeyId,
		one.manager.credentialsOf("profile:dev")?.accessKeyId,
	);
	assert.ok(readRecord(store.texts.get("profile:dev") ?? "")?.credentials);
});

test("an expired session that is renewed to the same access key lives in all windows, which fall silent", async (t) => {
	const { openWindow, store, clock } = machine(t);
	ownKeyId = "ASIASAME";
	t.after(() => {
		ownKeyId = undefined;
	});
	const [one, two] = [await openWindow(), await openWindow()];
	await one.start(dev);
	clock.advance(hour);
	await calm();
	store.writes = 0;
	store.mostWrites = 20;
	await two.manager.renew("profile:dev", new FakeInteraction());
	await calm();
	const { expiresAt } = two.manager.credentialsOf("profile:dev") ?? {};
	assert.equal(expiresAt, clock.now() + hour);
	assert.deepEqual([one.manager.credentialsOf("profile:dev")?.expiresAt, store.writes], [expiresAt, 1]);
});

test("a record is read back as it was written, or not at all", async (t) => {
	const { openWindow, store } = machine(t);
	const session = await (await openWindow()).start(dev);
	const text = store.texts.get(session.id) ?? "";
	const record = readRecord(text);
	assert.ok(record);
	assert.equal(writeRecord(record), text);
	assert.deepEqual(record.session, session);
	const whole = JSON.parse(text) as { session: object; credentials: object };
	const broken: unknown[] = [
		null,
		[],
		{ ...whole, version: 2 },
		{ ...whole, host: 1 },
		{ ...whole, lineage: 1 },
		{ ...whole, generation: "1" },
		{ ...whole, switches: "1" },
		{ ...whole, session: { ...whole.session, id: "profile:other" } },
		{ ...whole, session: { ...whole.session, startedAt: "now" } },
		{ ...whole, session: { ...whole.session, source: [1] } },
		{ ...whole, session: { ...whole.session, request: { kind: "role" } } },
		{ ...whole, credentials: { ...whole.credentials, accessKeyId: "ASIA9" } },
		{ ...whole, credentials: { ...whole.credentials, sessionToken: 1 } },
		{ ...whole, credentials: { ...whole.credentials, expiresAt: 1 } },
		{ ...whole, credentials: "x" },
	];
	for (const value of broken) {
		assert.equal(readRecord(JSON.stringify(value)), undefined, JSON.stringify(value));
	}
});

test("what could not be forgotten does not come back, is known, and is forgotten once the store works", async (t) => {
	const { openWindow, store, clock } = machine(t);
	const one = await openWindow();
	await one.start(dev);
	assert.equal(clock.pending, 1, "only the session's end wakes anybody up");
	store.isBroken = true;
	one.manager.endAll();
	await one.sharing.settled();
	assert.equal(one.sharing.isUnforgotten("profile:dev"), true);
	const tries = () => one.log.lines.filter(({ level }) => level === "warn").length;
	for (let passed = 0; passed < 60; passed++) {
		clock.advance(60_000);
		await calm();
	}
	assert.equal(tries(), 9, "after 0, 1, 3, 7, 15, 25, 35, 45 and 55 minutes");
	store.isBroken = false;
	clock.advance(10 * 60_000);
	await calm();
	assert.deepEqual(
		[store.texts.size, one.sharing.isUnforgotten("profile:dev"), clock.pending],
		[0, false, 0],
	);
});

test("a window that is opened before the store has forgotten a session does not take it, and has it forgotten", async (t) => {
	const { openWindow, store } = machine(t);
	const one = await openWindow();
	await one.start(dev);
	await one.start(prod);
	store.isBroken = true;
	one.manager.endAll();
	await one.sharing.settled();
	one.close();
	store.isBroken = false;
	// The list is the store's own, and may have lost sight of what it still has.
	store.ids = async () => ["profile:prod"];
	const two = await openWindow();
	assert.deepEqual([two.manager.sessions, two.events, store.texts.size], [[], [], 0]);
});

test("it can be tried again at once; and what was started anew meanwhile is not forgotten", async (t) => {
	const { openWindow, store, clock } = machine(t);
	const [one, two] = [await openWindow(), await openWindow()];
	await one.start(dev);
	store.isBroken = true;
	one.manager.endAll();
	await one.sharing.settled();
	await one.sharing.forgetAgain();
	assert.equal(one.sharing.isUnforgotten("profile:dev"), true);
	// Nobody could tell the other window.
	assert.equal(two.manager.sessions.length, 1);
	store.isBroken = false;
	await one.start(dev);
	assert.equal(one.sharing.isUnforgotten("profile:dev"), false);
	await one.sharing.forgetAgain();
	clock.advance(30 * 60_000);
	await calm();
	const { accessKeyId } = one.manager.get("profile:dev") ?? assert.fail();
	assert.equal(two.manager.get("profile:dev")?.accessKeyId, accessKeyId);
	assert.equal(readRecord(store.texts.get("profile:dev") ?? "")?.session.accessKeyId, accessKeyId);
});

test("a renewal of what another window has ended meanwhile is not kept, though the store did not tell", async (t) => {
	const { openWindow, store } = machine(t);
	const [one, two] = [await openWindow(), await openWindow()];
	await one.start(dev);
	store.isBroken = true;
	one.manager.endAll();
	await one.sharing.settled();
	store.isBroken = false;
	await two.manager.renew("profile:dev", new FakeInteraction());
	await calm();
	assert.deepEqual([two.manager.sessions, store.texts.size], [[], 0]);
	assert.equal(two.events.at(-1), "ended dev elsewhere");
});

test("a session that no other window would believe is not shared, and stays the window's own", async (t) => {
	const { openWindow, store } = machine(t);
	const { manager, start, log } = await openWindow();
	life = 400 * 24 * hour;
	await start(dev);
	life = hour;
	assert.ok(manager.credentialsOf("profile:dev"));
	assert.equal(store.texts.size, 0);
	assert.equal(log.lines.at(-1)?.level, "warn");
});
