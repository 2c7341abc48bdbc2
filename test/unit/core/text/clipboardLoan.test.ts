import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { lendToClipboard } from "../../../../src/core/text/clipboardLoan.ts";
import { Secret } from "../../../../src/core/text/secret.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";

class FakeClipboard {
	text = "before";
	isOutOfReach = false;

	async readText(): Promise<string> {
		if (this.isOutOfReach) {
			throw new Error("the document has no focus");
		}
		return this.text;
	}

	async writeText(text: string): Promise<void> {
		this.text = text;
	}
}

test("a secret leaves the clipboard after a minute, and no sooner", async () => {
	const [clock, clipboard] = [new FakeClock(), new FakeClipboard()];
	await lendToClipboard(new Secret("token"), clipboard, clock);
	assert.equal(clipboard.text, "token");
	clock.advance(59_999);
	await turn();
	assert.equal(clipboard.text, "token");
	clock.advance(1);
	await turn();
	assert.equal(clipboard.text, "");
	assert.equal(clock.pending, 0);
});

test("what else was copied meanwhile stays", async () => {
	const [clock, clipboard] = [new FakeClock(), new FakeClipboard()];
	await lendToClipboard(new Secret("token"), clipboard, clock);
	clipboard.text = "something else";
	clock.advance(60_000);
	await turn();
	assert.equal(clipboard.text, "something else");
	assert.equal(clock.pending, 0);
});

test("a clipboard out of reach is tried again, and given up in the end", async () => {
	const [clock, clipboard] = [new FakeClock(), new FakeClipboard()];
	clipboard.isOutOfReach = true;
	await lendToClipboard(new Secret("token"), clipboard, clock);
	clock.advance(60_000);
	await turn();
	assert.equal(clock.nextDelay, 10_000);
	clipboard.isOutOfReach = false;
	clock.advance(10_000);
	await turn();
	assert.equal(clipboard.text, "");

	clipboard.isOutOfReach = true;
	await lendToClipboard(new Secret("token"), clipboard, clock);
	let tries = 0;
	for (; clock.pending > 0 && tries < 1000; tries++) {
		clock.advance(clock.nextDelay ?? 0);
		await turn();
	}
	assert.equal(tries, 61);
});
