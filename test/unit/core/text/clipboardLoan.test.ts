import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { ClipboardLoans, type Loan, type LoanNote } from "../../../../src/core/text/clipboardLoan.ts";
import { Secret } from "../../../../src/core/text/secret.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";

class FakeClipboard {
	text = "before";
	isOutOfReach = false;
	reads = 0;

	async readText(): Promise<string> {
		this.reads++;
		if (this.isOutOfReach) {
			throw new Error("the document has no focus");
		}
		return this.text;
	}

	async writeText(text: string): Promise<void> {
		this.text = text;
	}
}

class FakeNote implements LoanNote {
	loan: Loan | undefined;

	read(): Loan | undefined {
		return this.loan;
	}

	write(loan: Loan | undefined): void {
		this.loan = loan;
	}
}

function desk() {
	const [clock, clipboard, note] = [new FakeClock(), new FakeClipboard(), new FakeNote()];
	return { clock, clipboard, note, loans: new ClipboardLoans(clipboard, clock, note) };
}

test("a secret leaves the clipboard after a minute, and no sooner", async () => {
	const { clock, clipboard, note, loans } = desk();
	await loans.lend(new Secret("token"));
	assert.equal(clipboard.text, "token");
	assert.doesNotMatch(JSON.stringify(note.loan), /token/);
	clock.advance(59_999);
	await turn();
	assert.equal(clipboard.text, "token");
	clock.advance(1);
	await turn();
	assert.deepEqual([clipboard.text, note.loan, clock.pending], ["", undefined, 0]);
});

test("what else was copied meanwhile stays", async () => {
	const { clock, clipboard, note, loans } = desk();
	await loans.lend(new Secret("token"));
	clipboard.text = "something else";
	clock.advance(60_000);
	await turn();
	assert.deepEqual([clipboard.text, note.loan, clock.pending], ["something else", undefined, 0]);
});

test("a later secret has its own minute", async () => {
	const { clock, clipboard, loans } = desk();
	await loans.lend(new Secret("token"));
	clock.advance(40_000);
	await loans.lend(new Secret("other"));
	clock.advance(59_999);
	await turn();
	assert.equal(clipboard.text, "other");
	clock.advance(1);
	await turn();
	assert.deepEqual([clipboard.text, clock.pending], ["", 0]);
});

test("a clipboard out of reach is tried again, and given up in the end", async () => {
	const { clock, clipboard, note, loans } = desk();
	clipboard.isOutOfReach = true;
	await loans.lend(new Secret("token"));
	clock.advance(60_000);
	await turn();
	assert.equal(clock.nextDelay, 10_000);
	clipboard.isOutOfReach = false;
	clock.advance(10_000);
	await turn();
	assert.equal(clipboard.text, "");

	clipboard.isOutOfReach = true;
	await loans.lend(new Secret("token"));
	let tries = 0;
	for (; clock.pending > 0 && tries < 1000; tries++) {
		clock.advance(clock.nextDelay ?? 0);
		await turn();
	}
	assert.equal(tries, 61);
	assert.equal(note.loan, undefined);
});

test("the end takes a secret back at once, and nothing else", async () => {
	const { clock, clipboard, note, loans } = desk();
	await loans.end();
	assert.equal(clipboard.reads, 0);
	await loans.lend(new Secret("token"));
	await loans.end();
	assert.deepEqual([clipboard.text, note.loan, clock.pending], ["", undefined, 0]);
	await loans.lend(new Secret("token"));
	clipboard.text = "something else";
	await loans.end();
	assert.equal(clipboard.text, "something else");
});

test("what the end could not take back the next window does, when it is due", async () => {
	const { clock, clipboard, note, loans } = desk();
	const next = () => new ClipboardLoans(clipboard, clock, note).resume();
	const reload = async () => {
		await loans.lend(new Secret("token"));
		clipboard.isOutOfReach = true;
		await loans.end();
		clipboard.isOutOfReach = false;
		assert.deepEqual([clipboard.text, clock.pending], ["token", 0]);
	};
	await reload();
	clock.advance(20_000);
	next();
	clock.advance(39_999);
	await turn();
	assert.equal(clipboard.text, "token");
	clock.advance(1);
	await turn();
	assert.deepEqual([clipboard.text, note.loan], ["", undefined]);

	await reload();
	clock.advance(3_600_000);
	next();
	clock.advance(0);
	await turn();
	assert.deepEqual([clipboard.text, note.loan], ["", undefined], "long overdue");

	await reload();
	clipboard.text = "something else";
	clock.advance(3_600_000);
	next();
	clock.advance(0);
	await turn();
	assert.deepEqual([clipboard.text, note.loan], ["something else", undefined]);
});

test("looked after again, a loan in hand runs on as it did", async () => {
	const { clock, clipboard, loans } = desk();
	clipboard.isOutOfReach = true;
	await loans.lend(new Secret("token"));
	clock.advance(60_000);
	await turn();
	loans.resume();
	assert.deepEqual([clock.nextDelay, clock.pending], [10_000, 1]);
});

test("a clock that was set back makes no loan longer; without a loan the clipboard is not looked at", async () => {
	const { clock, clipboard, note, loans } = desk();
	loans.resume();
	assert.equal(clock.pending, 0);
	await loans.lend(new Secret("token"));
	clock.jump(-86_400_000);
	new ClipboardLoans(clipboard, clock, note).resume();
	clock.advance(60_000);
	await turn();
	assert.equal(clipboard.text, "");
});
