import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { CancelledError, PersonNeededError, SessionsError } from "../../../src/core/errors.ts";
import { parseIdentity } from "../../../src/core/places/arn.ts";
import type { Session, SessionRequest } from "../../../src/core/session/session.ts";
import { Secret } from "../../../src/core/text/secret.ts";
import type { Interaction } from "../../../src/credentials/context.ts";
import type { Acquired } from "../../../src/credentials/operations/acquire.ts";
import { SessionManager } from "../../../src/sessions/manager.ts";
import { Renewal, type RenewalOptions } from "../../../src/sessions/renewal.ts";
import { SessionSharing } from "../../../src/sessions/sharing.ts";
import type { Leases } from "../../../src/sessions/store.ts";
import { Unattended } from "../../../src/sessions/unattended.ts";
import { FakeClock } from "../fakes/fakeClock.ts";
import { FakeInteraction } from "../fakes/fakeInteraction.ts";
import { FakeLog } from "../fakes/fakeLog.ts";
import { cancelled } from "../fakes/rejection.ts";
import { SharedLeases, SharedStore } from "../fakes/sharedStore.ts";

const minute = 60_000;
const hour = 60 * minute;
const dev: SessionRequest = { kind: "profile", profile: "dev" };

/** How a session is got when nobody is asked. */
type Unasked = "renews" | "gives the same" | "needs a person" | SessionsError;

function machine(t: TestContext) {
	const clock = new FakeClock();
	const store = new SharedStore();
	const leases = new SharedLeases(clock);
	let issued = 0;
	let expiresAt = 0;
	const calls: number[] = [];
	const state = { unasked: "renews" as Unasked, meanwhile: () => {}, asked: () => {} };
	const acquire = async (_: SessionRequest, interaction: Interaction): Promise<Acquired> => {
		if (interaction instanceof Unattended) {
			calls.push(clock.now());
			state.meanwhile();
			if (state.unasked === "needs a person") {
				throw new PersonNeededError();
			}
			if (state.unasked instanceof SessionsError) {
				throw state.unasked;
			}
		} else {
			state.asked();
		}
		const isSame = interaction instanceof Unattended && state.unasked === "gives the same";
		expiresAt = isSame ? expiresAt : clock.now() + hour;
		issued += isSame ? 0 : 1;
		return {
			credentials: { accessKeyId: `ASIA${issued}`, secretAccessKey: new Secret("hidden"), expiresAt },
			identity: parseIdentity("arn:aws:sts::012345678901:assumed-role/R/me", "012345678901"),
			source: ["acme", "dev"],
			region: { region: "eu-west-1", from: "profile" },
		};
	};
	const openWindow = async (changes: Partial<RenewalOptions> = {}) => {
		const log = new FakeLog();
		const manager = new SessionManager({ clock, acquire });
		const sharing = new SessionSharing({ manager, store, host: "here", clock, log });
		await sharing.load();
		const told: string[] = [];
		const renewal = new Renewal({
			manager,
			clock,
			leases: leases.ofWindow(),
			log,
			settings: () => ({ isOn: true, ahead: 5 * minute }),
			isInUse: (session) => session === manager.active,
			isProduction: () => false,
			tell: (sessions) => told.push(sessions.map(({ name }) => name).join()),
			...changes,
		});
		t.after(() => {
			sharing.dispose();
			renewal.dispose();
		});
		return { manager, renewal, told, log };
	};
	return {
		clock,
		calls,
		state,
		openWindow,
		/** Moves on, minute by minute, letting everything happen in between. */
		pass: async (time: number) => {
			for (let passed = 0; passed < time; passed += minute) {
				clock.advance(Math.min(minute, time - passed));
				await calm();
			}
		},
	};
}

async function calm(): Promise<void> {
	for (let turn = 0; turn < 8; turn++) {
		await setImmediate();
	}
}

const start = async (manager: SessionManager, request = dev): Promise<Session> => {
	const session = await manager.start(request, new FakeInteraction());
	await calm();
	return session;
};

/** Four roles of one user, all of them used in terminals. */
const four = ["a", "b", "c", "d"];
const startFour = async (manager: SessionManager): Promise<void> => {
	for (const profile of four) {
		await start(manager, { kind: "profile", profile });
	}
};

test("a session in use that needs nobody is renewed ahead of its end, once by all windows", async (t) => {
	const { openWindow, pass, calls, clock } = machine(t);
	const one = await openWindow();
	const two = await openWindow();
	await start(one.manager);
	two.manager.switchTo("profile:dev");
	const started = clock.now();
	await pass(54 * minute);
	assert.deepEqual(calls, []);
	await pass(2 * minute);
	assert.deepEqual(calls, [started + 55 * minute]);
	assert.deepEqual(
		[one, two].map(({ manager }) => manager.credentialsOf("profile:dev")?.accessKeyId),
		["ASIA2", "ASIA2"],
	);
	await pass(55 * minute);
	assert.equal(calls.length, 2);
	assert.deepEqual([one.told, two.told], [[], []]);
});

test("a renewal whose place a person takes, who calls that off, is tried again", async (t) => {
	const { openWindow, pass, calls, state } = machine(t);
	const { manager, told } = await openWindow();
	await start(manager);
	state.asked = () => {
		throw new CancelledError();
	};
	state.meanwhile = () => {
		state.meanwhile = () => {};
		queueMicrotask(() => {
			const request: SessionRequest = { kind: "profile", profile: "dev", options: { durationSeconds: 900 } };
			void cancelled(manager.start(request, new FakeInteraction()));
		});
	};
	await pass(55 * minute);
	assert.deepEqual([calls.length, manager.active?.accessKeyId], [1, "ASIA1"]);
	await pass(minute);
	assert.deepEqual([calls.length, manager.active?.accessKeyId, told], [2, "ASIA3", []]);
});

test("who renews is known until that window is gone, who has told also after that", async (t) => {
	const { openWindow, pass, state } = machine(t);
	const taken: string[] = [];
	const leases: Leases = {
		take: async (name, _, end) => taken.push(`${name.split(" ")[0]} ${end}`) > 0,
		release: async () => {},
	};
	const { manager } = await openWindow({ leases });
	await start(manager);
	state.unasked = "needs a person";
	await pass(56 * minute);
	assert.deepEqual(taken, ["renew withWindow", "tell byItself"]);
});

test("one that nobody uses is left alone, until somebody does", async (t) => {
	const { openWindow, pass, calls } = machine(t);
	let isUsed = false;
	const { manager, renewal, told } = await openWindow({ isInUse: () => isUsed });
	await start(manager);
	await pass(57 * minute);
	assert.deepEqual([calls.length, told], [0, []]);
	isUsed = true;
	renewal.check();
	await calm();
	assert.equal(calls.length, 1);
});

test("one that needs a person is told of once, in one window, and not again at its end or after a reload", async (t) => {
	const { openWindow, pass, calls, state } = machine(t);
	const one = await openWindow();
	const two = await openWindow();
	await start(one.manager);
	two.manager.switchTo("profile:dev");
	state.unasked = "needs a person";
	await pass(55 * minute);
	assert.deepEqual([...one.told, ...two.told], ["dev"]);
	await pass(20 * minute);
	const three = await openWindow();
	three.manager.switchTo("profile:dev");
	await calm();
	assert.deepEqual([...one.told, ...two.told, ...three.told], ["dev"]);
	// Each window finds out by itself that it takes a person.
	assert.ok(calls.length <= 3, `${calls.length} calls`);
});

test("production, and everything when it is switched off, is told of and never renewed unasked", async (t) => {
	for (const changes of [
		{ isProduction: () => true },
		{ settings: () => ({ isOn: false, ahead: 10 * minute }) },
	]) {
		const { openWindow, pass, calls } = machine(t);
		const { manager, told } = await openWindow(changes);
		await start(manager);
		await pass(58 * minute);
		assert.deepEqual([told, calls.length], [["dev"], 0]);
	}
});

test("with no time ahead nothing is done or told", async (t) => {
	const { openWindow, pass, calls } = machine(t);
	const { manager, told } = await openWindow({ settings: () => ({ isOn: true, ahead: 0 }) });
	await start(manager);
	await pass(70 * minute);
	assert.deepEqual([told, calls.length], [[], 0]);
});

test("while the network is away it tries again now and then, without a storm, and then tells", async (t) => {
	const { openWindow, pass, calls, state } = machine(t);
	const { manager, told } = await openWindow({ settings: () => ({ isOn: true, ahead: 25 * minute }) });
	await start(manager);
	state.unasked = new SessionsError("NetworkUnreachable", "away");
	await pass(36 * minute);
	assert.ok(calls.length > 0);
	state.unasked = "renews";
	await pass(5 * minute);
	assert.equal(manager.active?.accessKeyId, "ASIA2");
	state.unasked = new SessionsError("NetworkUnreachable", "away");
	calls.length = 0;
	await pass(3 * hour);
	assert.ok(calls.length >= 3 && calls.length <= 24, `${calls.length} calls in 3 hours`);
	assert.deepEqual(told, ["dev"]);
});

test("after a wake-up without a network it catches up when that is back, and says so once at most", async (t) => {
	const { openWindow, clock, calls, state, pass } = machine(t);
	const { manager, renewal, told } = await openWindow();
	await start(manager);
	state.unasked = new SessionsError("NetworkUnreachable", "away");
	clock.jump(9 * hour);
	manager.checkExpiry();
	renewal.check();
	await calm();
	assert.deepEqual([calls.length, told], [1, ["dev"]]);
	state.unasked = "renews";
	await pass(2 * minute);
	assert.ok(manager.credentialsOf("profile:dev"));
	assert.deepEqual(told, ["dev"]);
});

test("a program that gives the same credentials again is asked later on, and the person told at the end", async (t) => {
	const { openWindow, calls, state, pass, clock } = machine(t);
	const { manager, told } = await openWindow();
	await start(manager);
	state.unasked = "gives the same";
	await pass(59 * minute);
	assert.ok(calls.length >= 2 && calls.length <= 5, `${calls.length} calls`);
	state.unasked = "renews";
	await pass(3 * minute);
	assert.ok((manager.get("profile:dev")?.expiresAt ?? 0) > clock.now());
	assert.deepEqual(told, []);
});

test("leases that do not work keep nobody from renewing and telling", async (t) => {
	const broken = async (): Promise<never> => {
		throw new Error("no such thing here");
	};
	const { openWindow, state, pass } = machine(t);
	const { manager, told } = await openWindow({ leases: { take: broken, release: broken } });
	await start(manager);
	await pass(56 * minute);
	assert.equal(manager.active?.accessKeyId, "ASIA2");
	state.unasked = "needs a person";
	await pass(60 * minute);
	assert.deepEqual(told, ["dev"]);
});

test("what can't be renewed for another reason is told at once", async (t) => {
	const { openWindow, pass, calls, state } = machine(t);
	const { manager, told, log } = await openWindow();
	await start(manager);
	state.unasked = new SessionsError("AccessDenied", "hidden words");
	await pass(56 * minute);
	assert.deepEqual([told, calls.length], [["dev"], 1]);
	assert.ok(!JSON.stringify(log.lines).includes("hidden"));
});

test("after a night's sleep it is renewed once, and one that needs a person is told once", async (t) => {
	for (const [unasked, toldOf] of [
		["renews", []],
		["needs a person", ["dev"]],
	] as const) {
		const { openWindow, clock, calls, state } = machine(t);
		const { manager, renewal, told } = await openWindow();
		await start(manager);
		state.unasked = unasked;
		clock.jump(9 * hour);
		manager.checkExpiry();
		renewal.check();
		await calm();
		assert.deepEqual([calls.length, told], [1, toldOf]);
		assert.equal(manager.credentialsOf("profile:dev") !== undefined, unasked === "renews");
	}
});

test("a clock that goes back, or forth and back, causes nothing that would not have been otherwise", async (t) => {
	const { openWindow, clock, calls, pass } = machine(t);
	const { manager, renewal, told } = await openWindow();
	await start(manager);
	clock.jump(-5 * hour);
	renewal.check();
	await pass(54 * minute);
	clock.jump(5 * hour);
	clock.jump(-5 * hour);
	await calm();
	assert.deepEqual([calls.length, told], [0, []]);
	await pass(2 * minute);
	assert.deepEqual([calls.length, told], [1, []]);
	clock.jump(5 * hour);
	await pass(50 * minute);
	assert.ok(calls.length <= 2, `${calls.length} calls`);
	assert.deepEqual(told, []);
});

test("a session of 15 minutes is not renewed from its beginning", async (t) => {
	const { openWindow, calls, clock, pass } = machine(t);
	const { manager } = await openWindow({ settings: () => ({ isOn: true, ahead: 2 * hour }) });
	await start(manager);
	const started = clock.now();
	await pass(40 * minute);
	assert.deepEqual(calls, [started + 30 * minute]);
});

test("a machine that slept finds out soon what is due, though its timers stood still", async (t) => {
	const { openWindow, clock, calls, pass } = machine(t);
	const { manager } = await openWindow();
	await start(manager);
	await pass(10 * minute);
	clock.jump(46 * minute);
	await pass(2 * minute);
	assert.equal(calls.length, 1);
	assert.equal(manager.credentialsOf("profile:dev")?.accessKeyId, "ASIA2");
});

test("it finds out that production in a terminal has expired, too, after it was told that it would", async (t) => {
	const { openWindow, clock, pass } = machine(t);
	const { manager, told } = await openWindow({ isProduction: () => true, isInUse: () => true });
	const events: string[] = [];
	manager.onDidChange(({ kind }) => events.push(kind));
	await manager.start(dev, new FakeInteraction(), false);
	await pass(56 * minute);
	clock.jump(3 * minute);
	await pass(2 * minute);
	assert.deepEqual([events, told], [["started", "expired"], ["dev"]]);
});

test("it finds out at once when somebody comes back to it", async (t) => {
	const { openWindow, clock, calls, pass } = machine(t);
	const { manager } = await openWindow({ isInUse: () => true });
	await start(manager);
	await pass(10 * minute);
	clock.jump(46 * minute);
	clock.look();
	await calm();
	assert.equal(calls.length, 1);
});

test("there is one timer at most, and none without a session that ends", async (t) => {
	const { openWindow, clock } = machine(t);
	const { manager } = await openWindow();
	assert.equal(clock.pending, 0);
	await start(manager);
	assert.equal(clock.pending, 1);
	manager.endAll();
	assert.equal(clock.pending, 0);
});

test("sessions that come due together are told of in one message, production apart", async (t) => {
	const { openWindow, pass, state, clock } = machine(t);
	const settings = {
		isInUse: () => true,
		isProduction: ({ name }: Session) => name === "c" || name === "prod",
	};
	const one = await openWindow(settings);
	const two = await openWindow(settings);
	state.unasked = "needs a person";
	await startFour(one.manager);
	// Within a quarter of the time ahead, and after it.
	clock.advance(minute);
	await start(one.manager, { kind: "profile", profile: "prod" });
	clock.advance(minute);
	await start(one.manager, { kind: "profile", profile: "late" });
	await pass(53 * minute);
	assert.deepEqual([...one.told, ...two.told], ["c,prod", "a,b,d"]);
	await pass(10 * minute);
	assert.deepEqual([...one.told, ...two.told], ["c,prod", "a,b,d", "late"]);
});

test("the first to end is told of first, by name among equals, whichever was found first", async (t) => {
	const { openWindow, pass, state, clock } = machine(t);
	const slow = Promise.withResolvers<void>();
	const { manager, told } = await openWindow({
		isInUse: () => true,
		leases: {
			take: async (name) => {
				await (name.startsWith("renew profile:b") ? slow.promise : undefined);
				return true;
			},
			release: async () => {},
		},
	});
	state.unasked = "needs a person";
	for (const profile of ["z", "b", "c"]) {
		await start(manager, { kind: "profile", profile });
	}
	clock.advance(minute);
	await start(manager, { kind: "profile", profile: "a" });
	clock.advance(54 * minute);
	await calm();
	slow.resolve();
	await calm();
	await pass(minute);
	assert.deepEqual(told, ["b,c,z,a"]);
});

test("when a person renews one, the others that needed one are renewed behind it, in each window", async (t) => {
	const { openWindow, pass, state, calls } = machine(t);
	const one = await openWindow({ isInUse: () => true });
	const two = await openWindow({ isInUse: ({ name }) => name === "d" });
	await startFour(one.manager);
	state.unasked = "needs a person";
	await pass(56 * minute);
	assert.deepEqual([...one.told, ...two.told], ["a,b,c,d"]);
	state.unasked = "renews";
	calls.length = 0;
	await one.manager.renew("profile:a", new FakeInteraction());
	await calm();
	assert.equal(calls.length, 3);
	await pass(10 * minute);
	for (const profile of four) {
		assert.ok(two.manager.credentialsOf(`profile:${profile}`), profile);
	}
	assert.deepEqual([calls.length, one.told.length, two.told.length], [3, 1, 0]);
});

test("a code that was typed, or a sign-in, for something else does the same, and fruitless ones cost one try each", async (t) => {
	const { openWindow, pass, state, calls } = machine(t);
	const { renewal, manager, told } = await openWindow({ isInUse: () => true });
	await startFour(manager);
	state.unasked = "needs a person";
	await pass(56 * minute);
	calls.length = 0;
	renewal.personCame();
	await calm();
	assert.deepEqual([calls.length, told], [4, ["a,b,c,d"]]);
	state.unasked = "renews";
	renewal.personCame();
	await calm();
	assert.deepEqual([calls.length, told], [8, ["a,b,c,d"]]);
	assert.equal(manager.credentialsOf("profile:d")?.accessKeyId, "ASIA8");
});

test("a person who comes while it is being found out that one is needed is not missed", async (t) => {
	const { openWindow, clock, state, calls } = machine(t);
	const { renewal, manager, told } = await openWindow();
	await start(manager);
	state.unasked = "needs a person";
	state.meanwhile = () => renewal.personCame();
	clock.advance(55 * minute);
	await calm();
	state.unasked = "renews";
	clock.advance(1000);
	await calm();
	assert.deepEqual([calls.length, told], [2, []]);
});

test("what was renewed while a lease was being taken is not renewed again", async (t) => {
	const { openWindow, clock, calls } = machine(t);
	const slow = Promise.withResolvers<boolean>();
	const { manager } = await openWindow({
		leases: { take: () => slow.promise, release: async () => {} },
	});
	await start(manager);
	clock.advance(55 * minute);
	await start(manager);
	slow.resolve(true);
	await calm();
	assert.equal(calls.length, 0);
	assert.equal(manager.active?.accessKeyId, "ASIA2");
});

test("a message waits for those that are still being renewed, but not for long", async (t) => {
	const { openWindow, clock, state } = machine(t);
	const slow = Promise.withResolvers<boolean>();
	const take = (name: string) => (name === "renew profile:a" ? slow.promise : Promise.resolve(true));
	const { manager, told } = await openWindow({
		isInUse: () => true,
		leases: { take, release: async () => {} },
	});
	await startFour(manager);
	state.unasked = "needs a person";
	clock.advance(55 * minute);
	await calm();
	assert.deepEqual(told, []);
	clock.advance(2000);
	assert.deepEqual(told, ["b,c,d"]);
	slow.resolve(true);
	await calm();
	assert.deepEqual(told, ["b,c,d", "a"]);
});
