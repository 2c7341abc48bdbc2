import assert from "node:assert/strict";
import { test } from "node:test";
import { parseIdentity } from "../../../src/core/places/arn.ts";
import { Secret } from "../../../src/core/text/secret.ts";
import { LeftSessions } from "../../../src/sessions/leftSessions.ts";
import { SessionManager } from "../../../src/sessions/manager.ts";
import { FakeClock } from "../fakes/fakeClock.ts";
import { FakeInteraction } from "../fakes/fakeInteraction.ts";
import { sessionOf } from "../fakes/sessionOf.ts";

const keys = { accessKeyId: "ASIAEXAMPLE", secretAccessKey: new Secret("hidden") };

test("what was left is ended, and not what this window has started meanwhile", async () => {
	const manager = new SessionManager({
		clock: new FakeClock(),
		acquire: async () => ({
			credentials: { ...keys, accessKeyId: "ASIANEW" },
			identity: parseIdentity("arn:aws:sts::012345678901:assumed-role/R/me", "012345678901"),
			source: ["acme"],
			region: { region: "eu-west-1", from: "profile" },
		}),
	});
	const takeOver = (id: string): void =>
		manager.adopt({ lineage: id, generation: 1, session: sessionOf({ id }), credentials: keys });
	const left = new LeftSessions(manager);
	takeOver("profile:dev");
	takeOver("profile:test");
	for (const profile of ["new", "dev"]) {
		await manager.start({ kind: "profile", profile }, new FakeInteraction());
	}
	left.end();
	assert.deepEqual(
		manager.sessions.map(({ id }) => id),
		["profile:dev", "profile:new"],
	);
	left.dispose();
});
