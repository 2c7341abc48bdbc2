import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../../src/core/clock.ts";
import { parseIdentity } from "../../../src/core/places/arn.ts";
import { Repaint } from "../../../src/core/session/repaint.ts";
import { sessionStatus } from "../../../src/core/session/sessionStatus.ts";
import { Secret } from "../../../src/core/text/secret.ts";
import { SessionManager } from "../../../src/sessions/manager.ts";
import { Renewal } from "../../../src/sessions/renewal.ts";
import { SessionSharing } from "../../../src/sessions/sharing.ts";
import { FakeClock } from "../fakes/fakeClock.ts";
import { FakeInteraction } from "../fakes/fakeInteraction.ts";
import { FakeLog } from "../fakes/fakeLog.ts";
import { SharedLeases, SharedStore } from "../fakes/sharedStore.ts";

const hour = 3_600_000;

/** A window whose timers and paintings are counted. */
async function counted(duration: number) {
	const clock = new FakeClock();
	const counts = { wakeUps: 0, paints: 0 };
	const counting: Clock = {
		now: () => clock.now(),
		schedule: (delay, callback) =>
			clock.schedule(delay, () => {
				counts.wakeUps++;
				callback();
			}),
	};
	const manager = new SessionManager({
		clock: counting,
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
	const log = new FakeLog();
	const sharing = new SessionSharing({
		manager,
		store: new SharedStore(),
		host: "here",
		clock: counting,
		log,
	});
	const renewal = new Renewal({
		manager,
		clock: counting,
		leases: new SharedLeases(clock).ofWindow(),
		log,
		settings: () => ({ isOn: true, ahead: 300_000 }),
		isInUse: (session) => session === manager.active,
		isProduction: () => false,
		tell: () => {},
	});
	let shown = "";
	const statusBar = new Repaint(counting, () => {
		const { text, severity, nextChange } = sessionStatus(manager.active, {}, clock.now());
		if (shown !== `${text} ${severity}`) {
			shown = `${text} ${severity}`;
			counts.paints++;
		}
		return nextChange;
	});
	manager.onDidChange(() => statusBar.now());
	statusBar.now();
	await sharing.load();
	renewal.check();
	return {
		manager,
		/** What an hour costs that begins now. */
		anHour: async () => {
			counts.wakeUps = 0;
			counts.paints = 0;
			for (let minute = 0; minute < 60; minute++) {
				clock.advance(60_000);
				await setImmediate();
			}
			return { ...counts };
		},
	};
}

test("an hour without a session costs nothing", async (t) => {
	const { anHour } = await counted(hour);
	const cost = await anHour();
	t.diagnostic(`no session: ${cost.wakeUps} wake-ups, ${cost.paints} paints`);
	assert.deepEqual(cost, { wakeUps: 0, paints: 0 });
});

test("an hour with long sessions that nobody looks at costs nothing until they end", async (t) => {
	const { manager, anHour } = await counted(12 * hour);
	await manager.start({ kind: "profile", profile: "dev" }, new FakeInteraction(), false);
	const cost = await anHour();
	t.diagnostic(`a session of 12 h, not active: ${cost.wakeUps} wake-ups, ${cost.paints} paints`);
	assert.deepEqual(cost, { wakeUps: 0, paints: 0 });
});

test("an hour of an active session costs a wake-up for each minute that it shows, and its renewal", async (t) => {
	const { manager, anHour } = await counted(hour);
	await manager.start({ kind: "profile", profile: "dev" }, new FakeInteraction());
	const cost = await anHour();
	t.diagnostic(`an active session of 1 h, renewed: ${cost.wakeUps} wake-ups, ${cost.paints} paints`);
	assert.ok(cost.wakeUps <= 62, `${cost.wakeUps} wake-ups`);
	assert.ok(cost.paints <= 62, `${cost.paints} paints`);
});
