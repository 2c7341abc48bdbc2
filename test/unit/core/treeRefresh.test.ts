import assert from "node:assert/strict";
import { test } from "node:test";
import { TreeRefresh } from "../../../src/core/treeRefresh.ts";
import { FakeClock } from "../fakes/fakeClock.ts";

/** A tree whose one row says what is so, and which VS Code loads when it is to. */
function tree({ isInSight = true, next = undefined as number | undefined } = {}) {
	const clock = new FakeClock();
	const state = { isInSight, next, truth: "a", fired: [] as (string | undefined)[] };
	const refresh = new TreeRefresh<string>({
		clock,
		fire: (element) => state.fired.push(element),
		isInSight: () => state.isInSight,
		nextChange: () => state.next,
	});
	const load = (during: () => void = () => {}) => {
		let isFirst = true;
		return refresh.load(async () => {
			const rows = [state.truth];
			if (isFirst) {
				isFirst = false;
				during();
			}
			return rows;
		});
	};
	return { clock, state, refresh, load };
}

test("before it is loaded nothing is drawn anew, and what changes while it is loaded is in it", async () => {
	const { state, refresh, load } = tree();
	refresh.now();
	const rows = await load(() => {
		state.truth = "b";
		refresh.now();
	});
	assert.deepEqual([rows, state.fired], [["b"], []]);
	refresh.now();
	refresh.now("element");
	assert.deepEqual(state.fired, [undefined, "element"]);
});

test("a change while it is loaded again has it drawn once more", async () => {
	const { state, refresh, load } = tree();
	await load();
	assert.deepEqual(await load(() => refresh.now()), ["a"]);
	assert.deepEqual(state.fired, [undefined]);
});

test("what could not be loaded is drawn anew when something changes", async () => {
	const { state, refresh, load } = tree();
	await assert.rejects(refresh.load(() => Promise.reject(new Error("no rows"))));
	refresh.now();
	assert.deepEqual(state.fired, [undefined]);
	assert.deepEqual(await load(), ["a"]);
});

test("in sight it is drawn when a row changes by itself, and nothing waits for more than that", async () => {
	const { clock, state, refresh, load } = tree({ next: 1000 });
	await load();
	clock.advance(999);
	assert.deepEqual(state.fired, []);
	clock.advance(1);
	assert.deepEqual(state.fired, [undefined]);
	assert.equal(clock.pending, 0);
	await load();
	assert.equal(clock.pending, 1);
	refresh.dispose();
	assert.equal(clock.pending, 0);
});

test("out of sight nothing waits; back in sight it is drawn only if a row has changed meanwhile", async () => {
	const { clock, state, refresh, load } = tree({ next: 1000 });
	await load();
	for (const [away, fired] of [
		[500, 0],
		[500, 1],
	] as const) {
		state.isInSight = false;
		refresh.look();
		assert.equal(clock.pending, 0);
		clock.advance(away);
		state.isInSight = true;
		refresh.look();
		clock.advance(0);
		assert.equal(state.fired.length, fired);
	}
});

test("what is loaded when it comes in sight for the first time is not drawn a second time", async () => {
	const { clock, state, refresh, load } = tree({ isInSight: false, next: 1000 });
	refresh.now();
	clock.advance(5000);
	state.isInSight = true;
	refresh.look();
	await load();
	refresh.look();
	clock.advance(0);
	assert.deepEqual([state.fired, clock.pending], [[], 1]);
});
