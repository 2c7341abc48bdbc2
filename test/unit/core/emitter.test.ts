import assert from "node:assert/strict";
import { test } from "node:test";
import { Emitter } from "../../../src/core/emitter.ts";

test("listeners hear in order until they unsubscribe, even from inside a call", () => {
	const emitter = new Emitter<number>();
	const heard: string[] = [];
	const unsubscribe = emitter.subscribe((value) => {
		heard.push(`a${value}`);
		unsubscribe();
	});
	emitter.subscribe((value) => heard.push(`b${value}`));
	emitter.fire(1);
	emitter.fire(2);
	assert.deepEqual(heard, ["a1", "b1", "b2"]);
});
