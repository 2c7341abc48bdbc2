import assert from "node:assert/strict";
import { test } from "node:test";
import { endNotice } from "../../../../src/core/session/endNotice.ts";
import type { Session } from "../../../../src/core/session/session.ts";
import { sessionOf } from "../../fakes/sessionOf.ts";

const minute = 60_000;

const ending = (...minutes: number[]): Session[] =>
	minutes.map((after, index) => sessionOf({ name: `role-${index + 1}`, expiresAt: 1e12 + after * minute }));

test("what is told of sessions that end soon, or have ended", () => {
	const cases: [Session[], string][] = [
		[ending(5), "AWS session role-1 ends in 5m"],
		[ending(1), "AWS session role-1 ends in 1m 0s"],
		[ending(0), "AWS session role-1 has expired"],
		[ending(5, 4), "AWS sessions role-1 and role-2 end soon, the first in 4m"],
		[ending(5, 4, 6), "AWS sessions role-1, role-2 and role-3 end soon, the first in 4m"],
		[ending(5, 5, 5, 5), "AWS sessions role-1, role-2, role-3 and 1 more end soon, the first in 5m"],
		[ending(-1, -9), "AWS sessions role-1 and role-2 have expired"],
		[ending(3, -9), "AWS sessions role-1 and role-2 end soon or have expired"],
	];
	for (const [sessions, text] of cases) {
		assert.equal(endNotice(sessions, 1e12), text);
	}
});
