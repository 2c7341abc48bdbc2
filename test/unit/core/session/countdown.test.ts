import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Countdown, countdown, longLabel } from "../../../../src/core/session/countdown.ts";
import { freshness, isLive } from "../../../../src/core/session/session.ts";

const [second, minute, hour] = [1000, 60_000, 3_600_000];
const at = (remaining: number) => countdown({ expiresAt: 1e12 }, 1e12 - remaining);

test("labels, in text and in words", () => {
	const cases: [number, string, string][] = [
		[36 * hour, "36h", "36 hours left"],
		[2 * hour + 5 * minute, "2h 5m", "2 hours 5 minutes left"],
		[hour, "1h", "1 hour left"],
		[hour - 1, "59m", "59 minutes left"],
		[59 * minute + 59 * second, "59m", "59 minutes left"],
		[2 * minute, "2m", "2 minutes left"],
		[2 * minute - 1, "1m 59s", "1 minute 59 seconds left"],
		[minute, "1m 0s", "1 minute left"],
		[minute - 1, "59s", "59 seconds left"],
		[second, "1s", "1 second left"],
		[1, "0s", "less than a second left"],
		[0, "expired", "expired"],
		[-hour, "expired", "expired"],
	];
	for (const [remaining, label, spoken] of cases) {
		assert.deepEqual([at(remaining).label, at(remaining).spoken], [label, spoken], String(remaining));
	}
});

test("long spans are told in days and years", () => {
	const day = 24 * hour;
	const cases: [number, string][] = [
		[5 * minute, "5m"],
		[2 * day - 1, "47h 59m"],
		[2 * day, "2 days"],
		[729 * day, "729 days"],
		[730 * day, "2 years"],
		[26_485 * hour + 35 * minute, "3 years"],
	];
	assert.deepEqual(
		cases.map(([span]) => longLabel(span)),
		cases.map(([, label]) => label),
	);
});

test("ten minutes before the end it warns, at the end it is an error", () => {
	const severities = [10 * minute + 1, 10 * minute, 1, 0].map((remaining) => at(remaining).severity);
	assert.deepEqual(severities, ["normal", "warning", "warning", "error"]);
	const kinds = [10 * minute + 1, 10 * minute, 1, 0].map((left) => freshness({ expiresAt: left }, 0).kind);
	assert.deepEqual(kinds, ["fresh", "expiring", "expiring", "expired"]);
	assert.equal(isLive({ expiresAt: 1 }, 0), true);
	assert.equal(isLive({ expiresAt: 0 }, 0), false);
});

test("keys that last never change", () => {
	assert.deepEqual(countdown({}, 5), {
		label: undefined,
		spoken: "does not expire",
		severity: "normal",
		nextChange: undefined,
	});
	assert.equal(isLive({}, Number.MAX_SAFE_INTEGER), true);
	assert.equal(at(0).nextChange, undefined);
});

const picture = ({ label, spoken, severity }: Countdown) => `${label}/${spoken}/${severity}`;

test("walking by nextChange meets every change, and nothing changes in between", () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 3 * hour }),
			fc.double({ min: 0, max: 1, noNaN: true }),
			(start, share) => {
				let remaining = start;
				for (let now = at(remaining); now.nextChange !== undefined; now = at(remaining)) {
					const { nextChange } = now;
					assert.ok(Number.isInteger(nextChange) && nextChange > 0, `${nextChange} at ${remaining}`);
					for (const between of [Math.floor(share * (nextChange - 1)), nextChange - 1]) {
						assert.equal(picture(at(remaining - between)), picture(now), `${between} ms after ${remaining}`);
					}
					remaining -= nextChange;
					assert.notEqual(picture(at(remaining)), picture(now), `at ${remaining}`);
				}
				assert.equal(at(remaining).label, "expired");
			},
		),
		{ numRuns: 200 },
	);
});
