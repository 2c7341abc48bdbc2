import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { type Call, OpenQuestions } from "../../../../src/vscode/sessions/openQuestions.ts";

let questions: OpenQuestions;
/** How the questions that were shown are answered, in order. */
let shown: ((isYes: boolean) => void)[];

beforeEach(() => {
	questions = new OpenQuestions();
	shown = [];
});

const call = (): Call => ({ order: questions.begin() });
const ask = (asker: Call | undefined, key = "start prod") =>
	questions.ask(key, asker, () => new Promise<boolean>((resolve) => shown.push(resolve)));
const answer = (isYes: boolean): void => shown.at(-1)?.(isYes);

test("whoever comes while it is open shares the answer", async () => {
	for (const isYes of [true, false]) {
		shown = [];
		const answers = [ask(call()), ask(undefined), ask(call())];
		answer(isYes);
		assert.deepEqual(await Promise.all(answers), [isYes, isYes, isYes]);
		assert.equal(shown.length, 1);
	}
});

test("a no is the answer to the calls that had begun, however late they come to it", async () => {
	const [first, late] = [call(), call()];
	const declined = ask(first);
	answer(false);
	assert.equal(await declined, false);
	assert.equal(await ask(late), false);
	assert.equal(shown.length, 1);
});

test("a later call, the person and another question are not concerned", async () => {
	const [first, late] = [call(), call()];
	const declined = ask(first);
	answer(false);
	await declined;
	for (const asked of [() => ask(call()), () => ask(undefined), () => ask(late, "use prod")]) {
		const before = shown.length;
		const agreed = asked();
		assert.equal(shown.length, before + 1);
		answer(true);
		assert.equal(await agreed, true);
	}
});

test("a yes is for those who have asked, and not for who comes later", async () => {
	const [first, late] = [call(), call()];
	const agreed = ask(first);
	answer(true);
	assert.equal(await agreed, true);
	void ask(late);
	assert.equal(shown.length, 2);
});

test("a question that can't be shown is not open any more", async () => {
	const failed = questions.ask("start prod", call(), async () => {
		throw new Error("no window");
	});
	await assert.rejects(failed, /no window/);
	const agreed = ask(call());
	answer(true);
	assert.equal(await agreed, true);
});
