import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { parseIdentity } from "../../../src/core/places/arn.ts";
import { nextCountdownChange } from "../../../src/core/session/countdown.ts";
import { Repaint } from "../../../src/core/session/repaint.ts";
import type { Session } from "../../../src/core/session/session.ts";
import { sessionStatus } from "../../../src/core/session/sessionStatus.ts";
import { Secret } from "../../../src/core/text/secret.ts";
import { TreeRefresh } from "../../../src/core/treeRefresh.ts";
import { ReloadMark } from "../../../src/delivery/endpoint/reloadMark.ts";
import { type EndpointPlace, WindowEndpoint } from "../../../src/delivery/endpoint/windowEndpoint.ts";
import { SessionManager } from "../../../src/sessions/manager.ts";
import { Renewal } from "../../../src/sessions/renewal.ts";
import { SessionSharing } from "../../../src/sessions/sharing.ts";
import { FakeClock } from "../fakes/fakeClock.ts";
import { FakeInteraction } from "../fakes/fakeInteraction.ts";
import { FakeLog } from "../fakes/fakeLog.ts";
import { SharedLeases, SharedStore } from "../fakes/sharedStore.ts";
import { temporaryHome } from "../fakes/temporaryHome.ts";

const hour = 3_600_000;
const dev = { kind: "profile", profile: "dev" } as const;

/** A mark that counts how often the window says that it is there. */
class CountedMark extends ReloadMark {
	count = 0;

	override seen(): void {
		this.count++;
		super.seen();
	}
}

interface Habits {
	/** How long (ms) sessions live. */
	readonly duration: number;
	/** Whether a terminal has the sessions. */
	readonly isInTerminal?: boolean;
	readonly isProduction?: boolean;
	/** Whether the view of sessions is in sight. */
	readonly isViewVisible?: boolean;
}

/** A window with everything in it that wakes up by itself, whose wake-ups and paintings are counted. */
async function counted(t: TestContext, { duration, isInTerminal, isProduction, isViewVisible }: Habits) {
	const clock = new FakeClock();
	const log = new FakeLog();
	const manager = new SessionManager({
		clock,
		acquire: async () => ({
			credentials: {
				accessKeyId: `ASIA${clock.now()}`,
				secretAccessKey: new Secret("s"),
				expiresAt: clock.now() + duration,
			},
			identity: parseIdentity("arn:aws:sts::012345678901:assumed-role/R/me", "012345678901"),
			source: ["acme"],
			region: { region: "eu-west-1", from: "profile" },
		}),
	});
	const sharing = new SessionSharing({ manager, store: new SharedStore(), host: "here", clock, log });
	const renewal = new Renewal({
		manager,
		clock,
		leases: new SharedLeases(clock).ofWindow(),
		log,
		settings: () => ({ isOn: true, ahead: 300_000 }),
		isInUse: (session) => session === manager.active || isInTerminal === true,
		isProduction: () => isProduction === true,
		tell: () => {},
	});
	let paints = 0;
	let shown = "";
	const statusBar = new Repaint(clock, () => {
		const { text, severity, nextChange } = sessionStatus(manager.active, {}, clock.now());
		if (shown !== `${text} ${severity}`) {
			shown = `${text} ${severity}`;
			paints++;
		}
		return nextChange;
	});
	const view: TreeRefresh<never> = new TreeRefresh({
		clock,
		// As VS Code does with what is in sight.
		fire: () => void (isViewVisible === true && view.load(async () => manager.sessions)),
		isInSight: () => isViewVisible === true,
		nextChange: () => nextCountdownChange(manager.sessions, clock.now()),
	});
	await view.load(async () => manager.sessions);
	manager.onDidChange(() => {
		statusBar.now();
		view.now();
	});
	const { home } = temporaryHome(t);
	const marks = { pid: 1, parent: 2, uptime: () => clock.monotonic(), isAlive: () => true };
	const mark = new CountedMark(join(home, "mark"), clock, marks);
	const kept = { read: async () => undefined, write: async () => {}, remove: async () => {} };
	const place: EndpointPlace = { kept, mark };
	const endpoint = new WindowEndpoint({
		subjectOf: ({ id }: Session) => id,
		answer: () => ({ kind: "unavailable", message: "" }),
		places: [place, place],
		moved: () => {},
		log,
		clock,
	});
	t.after(() => endpoint.dispose());
	statusBar.now();
	await sharing.load();
	renewal.check();
	return {
		manager,
		endpoint,
		start: (activates: boolean) => manager.start(dev, new FakeInteraction(), activates),
		/** What an hour costs that begins now. */
		anHour: async (name: string) => {
			const before = { wakeUps: clock.wakeUps, paints, seen: mark.count };
			for (let minute = 0; minute < 60; minute++) {
				clock.advance(60_000);
				await setImmediate();
			}
			const cost = {
				wakeUps: clock.wakeUps - before.wakeUps,
				paints: paints - before.paints,
				seen: mark.count - before.seen,
			};
			t.diagnostic(`${name}: ${cost.wakeUps} wake-ups, ${cost.paints} paints, ${cost.seen} files written`);
			return cost;
		},
	};
}

test("an hour without a session costs nothing", async (t) => {
	const { anHour } = await counted(t, { duration: hour });
	assert.deepEqual(await anHour("no session"), { wakeUps: 0, paints: 0, seen: 0 });
});

test("an hour with long sessions that nobody looks at or uses costs nothing until they end", async (t) => {
	const { start, anHour } = await counted(t, { duration: 12 * hour });
	await start(false);
	assert.deepEqual(await anHour("a session of 12 h, not used"), { wakeUps: 0, paints: 0, seen: 0 });
});

test("an hour of an active session costs a wake-up for each minute that it shows, and its renewal", async (t) => {
	const { start, anHour } = await counted(t, { duration: hour });
	await start(true);
	const cost = await anHour("an active session of 1 h, renewed");
	assert.ok(cost.wakeUps <= 62, `${cost.wakeUps} wake-ups`);
	assert.ok(cost.paints <= 62, `${cost.paints} paints`);
});

test("neither the endpoint nor the view in sight costs more wake-ups than those", async (t) => {
	const alone = await counted(t, { duration: 12 * hour });
	await alone.start(true);
	const { wakeUps } = await alone.anHour("an active session of 12 h");
	assert.equal(wakeUps, 60);
	const all = await counted(t, { duration: 12 * hour, isInTerminal: true, isViewVisible: true });
	await all.start(true);
	await all.endpoint.listen();
	const cost = await all.anHour("an active session of 12 h, in a terminal, behind the endpoint, in the view");
	assert.equal(cost.wakeUps, wakeUps);
	assert.ok(cost.seen >= 24 && cost.seen <= 60, `${cost.seen} files`);
});

test("what a terminal alone uses costs a look at the clock every two minutes, in case the machine sleeps", async (t) => {
	const { start, anHour, endpoint } = await counted(t, {
		duration: 12 * hour,
		isInTerminal: true,
		isProduction: true,
	});
	await start(false);
	await endpoint.listen();
	const cost = await anHour("production of 12 h in a terminal, behind the endpoint, none active");
	assert.ok(cost.wakeUps <= 30, `${cost.wakeUps} wake-ups`);
	assert.ok(cost.seen >= 24, `${cost.seen} files`);
});

test("an endpoint that listens with nothing else going on says now and then that it is there", async (t) => {
	const { endpoint, anHour } = await counted(t, { duration: hour });
	await endpoint.listen();
	assert.deepEqual(await anHour("the endpoint alone"), { wakeUps: 24, paints: 0, seen: 24 });
});
