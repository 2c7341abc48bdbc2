import assert from "node:assert/strict";
import { test } from "node:test";
import { HeldUpdates } from "../../../../src/vscode/forms/heldUpdates.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";

/** A list that was opened a while ago, its first row highlighted by VS Code. */
function opened() {
	const clock = new FakeClock();
	const list = { shown: 0, keepsRow: true };
	const held = new HeldUpdates(clock, () => {
		list.shown += list.keepsRow ? 1 : 0;
		return list.keepsRow;
	});
	held.activated("first");
	clock.advance(200);
	return { clock, list, held };
}

test("a list that nobody touches follows at once", () => {
	const { list, held, clock } = opened();
	held.update();
	held.update();
	assert.equal(list.shown, 2);
	assert.equal(clock.pending, 0);
});

test("who has moved off the first row keeps the list until they type, or come back for a second", () => {
	const { list, held, clock } = opened();
	held.activated("second");
	held.update();
	clock.advance(60_000);
	assert.equal(list.shown, 0);
	assert.equal(held.typed(), true, "the caller is to show it now");
	assert.equal(held.typed(), false);
	held.activated("best");
	clock.advance(2000);
	held.activated("other");
	held.update();
	clock.advance(2000);
	held.activated("best");
	assert.equal(list.shown, 1);
});

test("while somebody types the list keeps still, and follows a second later", () => {
	const { list, held, clock } = opened();
	held.typed();
	held.activated("best");
	clock.advance(400);
	held.update();
	held.typed();
	held.update();
	clock.advance(999);
	assert.equal(list.shown, 0);
	clock.advance(1);
	assert.equal(list.shown, 1);
	held.update();
	assert.equal(list.shown, 2);
});

test("back on the first row right away: a second after the last move", () => {
	const { list, held, clock } = opened();
	held.activated("second");
	held.activated("first");
	held.update();
	clock.advance(999);
	assert.equal(list.shown, 0);
	clock.advance(1);
	assert.equal(list.shown, 1);
});

test("what would take the highlighted row away waits for the text", () => {
	const { list, held } = opened();
	list.keepsRow = false;
	held.update();
	assert.equal(list.shown, 0);
	assert.equal(held.typed(), true);
});

test("the row that VS Code takes in a list that had none is nobody's move", () => {
	const { list, held, clock } = opened();
	held.typed();
	held.activated(undefined);
	clock.advance(3000);
	held.update();
	held.activated("came");
	held.update();
	assert.equal(list.shown, 2);
});

test("a list that is closed shows nothing any more", () => {
	const { list, held, clock } = opened();
	held.typed();
	held.update();
	held.dispose();
	clock.advance(5000);
	assert.equal(list.shown, 0);
});
