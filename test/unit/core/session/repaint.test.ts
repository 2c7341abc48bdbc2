import assert from "node:assert/strict";
import { test } from "node:test";
import { Repaint } from "../../../../src/core/session/repaint.ts";
import { sessionStatus } from "../../../../src/core/session/sessionStatus.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { sessionOf } from "../../fakes/sessionOf.ts";

test("an hour's session is painted once per change, and nothing wakes up after it", (t) => {
	const clock = new FakeClock();
	const session = sessionOf({ expiresAt: clock.now() + 3_600_000 });
	const start = clock.now();
	const pictures: string[] = [];
	const repaint = new Repaint(clock, () => {
		const { text, severity, nextChange } = sessionStatus(session, {}, clock.now());
		pictures.push(`${text} ${severity}`);
		return nextChange;
	});
	repaint.now();
	clock.advance(2 * 3_600_000);
	const changes = new Set<string>();
	for (let now = start; now <= start + 3_600_000; now += 500) {
		const { text, severity } = sessionStatus(session, {}, now);
		changes.add(`${text} ${severity}`);
	}
	t.diagnostic(`an hour's session: ${pictures.length} paints`);
	assert.deepEqual(pictures, [...changes]);
	assert.equal(pictures[0], "$(key) dev · 1h normal");
	assert.equal(pictures.at(-1), "$(error) dev · expired error");
	assert.equal(clock.pending, 0);
});

test("painting anew replaces what was due, stopping calls it off", () => {
	const clock = new FakeClock();
	let paints = 0;
	const repaint = new Repaint(clock, () => {
		paints++;
		return 1000;
	});
	repaint.now();
	repaint.now();
	assert.equal(clock.pending, 1);
	clock.advance(1000);
	assert.equal(paints, 3);
	repaint.stop();
	clock.advance(10_000);
	assert.equal(paints, 3);
	assert.equal(clock.pending, 0);
});
