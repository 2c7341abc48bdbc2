import assert from "node:assert/strict";
import { test } from "node:test";
import { logLine } from "../../../src/core/log.ts";
import { parseIdentity } from "../../../src/core/places/arn.ts";
import { Secret } from "../../../src/core/text/secret.ts";
import { SessionManager } from "../../../src/sessions/manager.ts";
import { logSessions } from "../../../src/sessions/sessionLog.ts";
import { FakeClock } from "../fakes/fakeClock.ts";
import { FakeInteraction } from "../fakes/fakeInteraction.ts";
import { FakeLog } from "../fakes/fakeLog.ts";

const hour = 3_600_000;

test("the log tells whose a session was, until when, where, and how it ended", async () => {
	const clock = new FakeClock(Date.UTC(2026, 2, 1, 12));
	const log = new FakeLog();
	const manager = new SessionManager({
		clock,
		acquire: async () => ({
			credentials: {
				accessKeyId: `ASIA${clock.now()}`,
				secretAccessKey: new Secret("hush"),
				expiresAt: clock.now() + hour,
			},
			identity: parseIdentity("arn:aws:sts::012345678901:assumed-role/Admin/me", "012345678901"),
			source: ["acme"],
			region: { region: "eu-west-1", from: "profile" },
		}),
	});
	const stop = logSessions(manager, log);
	const start = () => manager.start({ kind: "profile", profile: "dev" }, new FakeInteraction());
	const { id } = await start();
	manager.setRegion(id, "us-west-2");
	clock.advance(hour / 2);
	await manager.renew(id, new FakeInteraction());
	const kept = manager.kept(id) ?? assert.fail();
	manager.adopt({ ...kept, generation: 9, session: { ...kept.session, accessKeyId: "ASIAOTHER" } });
	clock.advance(hour);
	manager.end(id);
	await start();
	manager.drop(id);
	stop();
	await start();
	const whose = "session=dev profile=dev account=012345678901 role=Admin";
	assert.deepEqual(
		log.lines.map(({ event, fields }) => logLine(event, fields)),
		[
			`session started ${whose} region=eu-west-1 until=2026-03-01T13:00:00Z`,
			"session made active session=dev",
			"session changed session=dev region=us-west-2",
			`session renewed ${whose} region=us-west-2 until=2026-03-01T13:30:00Z`,
			`session renewed ${whose} region=us-west-2 until=2026-03-01T13:30:00Z how="by another window"`,
			"session expired session=dev until=2026-03-01T13:30:00Z",
			'session ended session=dev how="by this window"',
			`session started ${whose} region=eu-west-1 until=2026-03-01T14:30:00Z`,
			"session made active session=dev",
			'session ended session=dev how="by another window"',
		],
	);
});
