import assert from "node:assert/strict";
import { test } from "node:test";
import { parseIdentity } from "../../../src/core/places/arn.ts";
import type { SessionRequest } from "../../../src/core/session/session.ts";
import { Secret } from "../../../src/core/text/secret.ts";
import { SessionHistory } from "../../../src/sessions/history.ts";
import { SessionManager } from "../../../src/sessions/manager.ts";
import { FakeClock } from "../fakes/fakeClock.ts";
import { FakeInteraction } from "../fakes/fakeInteraction.ts";

const hour = 3_600_000;
const profile = (name: string): SessionRequest => ({ kind: "profile", profile: name });

function remembering() {
	const clock = new FakeClock();
	const begun = clock.now();
	const manager = new SessionManager({
		clock,
		acquire: async () => ({
			credentials: { accessKeyId: "ASIA1", secretAccessKey: new Secret("s"), expiresAt: clock.now() + hour },
			identity: parseIdentity("arn:aws:sts::012345678901:assumed-role/R/me", "012345678901"),
			source: ["acme"],
			region: { region: "eu-west-1", from: "profile" },
		}),
	});
	const history = new SessionHistory(manager, clock);
	return {
		clock,
		manager,
		start: (name: string) => manager.start(profile(name), new FakeInteraction()),
		/** In hours since the beginning. */
		told: () =>
			history.entries.map(({ name, startedAt, renewedAt, expiresAt, end, activeAt, regions }) => ({
				name,
				from: (startedAt - begun) / hour,
				renewed: renewedAt.map((time) => (time - begun) / hour),
				until: ((expiresAt ?? begun) - begun) / hour,
				end: end === undefined ? "lives" : `${end.how} at ${(end.at - begun) / hour}`,
				active: activeAt.map((time) => (time - begun) / hour),
				regions: regions.map(({ region, at }) => `${region} at ${(at - begun) / hour}`).join(", "),
			})),
	};
}

test("what was started, renewed, active, and how it ended", async () => {
	const { clock, manager, start, told } = remembering();
	await start("dev");
	clock.advance(hour / 2);
	await start("prod");
	await manager.renew("profile:dev", new FakeInteraction());
	manager.switchTo("profile:dev");
	manager.end("profile:prod");
	assert.deepEqual(told(), [
		{
			name: "prod",
			from: 0.5,
			renewed: [],
			until: 1.5,
			end: "ended at 0.5",
			active: [0.5],
			regions: "eu-west-1 at 0.5",
		},
		{
			name: "dev",
			from: 0,
			renewed: [0.5],
			until: 1.5,
			end: "lives",
			active: [0, 0.5],
			regions: "eu-west-1 at 0",
		},
	]);
	clock.jump(5 * hour);
	manager.checkExpiry();
	manager.endAll();
	assert.equal(told()[1]?.end, "expired at 1.5");
});

test("a session started again after its end is another line", async () => {
	const { clock, manager, start, told } = remembering();
	await start("dev");
	clock.advance(2 * hour);
	await manager.renew("profile:dev", new FakeInteraction());
	manager.drop("profile:dev");
	await start("dev");
	assert.deepEqual(
		told().map(({ from, end }) => [from, end]),
		[
			[2, "lives"],
			[2, "ended in another window at 2"],
			[0, "expired at 1"],
		],
	);
});

test("an active session that goes on after its end is active in its new line too", async () => {
	const { clock, manager, start, told } = remembering();
	await start("dev");
	clock.advance(2 * hour);
	await manager.renew("profile:dev", new FakeInteraction());
	await start("prod");
	clock.advance(2 * hour);
	await manager.renew("profile:dev", new FakeInteraction());
	assert.deepEqual(
		told().map(({ name, from, active }) => [name, from, active]),
		[
			["dev", 4, []],
			["prod", 2, [2]],
			["dev", 2, [2]],
			["dev", 0, [0]],
		],
	);
});

test("the regions a session worked in, each with its time, also over renewals", async () => {
	const { clock, manager, start, told } = remembering();
	await start("dev");
	clock.advance(hour / 4);
	manager.setRegion("profile:dev", "us-west-2");
	clock.advance(hour / 4);
	await manager.renew("profile:dev", new FakeInteraction());
	clock.advance(hour / 4);
	manager.setRegion("profile:dev", "eu-west-1");
	assert.deepEqual(
		told().map(({ regions }) => regions),
		["eu-west-1 at 0, us-west-2 at 0.25, eu-west-1 at 0.75"],
	);
});
