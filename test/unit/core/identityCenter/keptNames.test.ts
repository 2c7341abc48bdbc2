import assert from "node:assert/strict";
import { test } from "node:test";
import {
	addKeptNames,
	keptNamesLimit,
	readKeptNames,
} from "../../../../src/core/identityCenter/keptNames.ts";

test("names come back as they were written; what is damaged is left out", () => {
	const list = addKeptNames(undefined, new Map([["012345678901", "acme-prod"]]));
	assert.deepEqual(list, [["012345678901", "acme-prod"]]);
	assert.deepEqual([...readKeptNames(list)], list);
	for (const damaged of [undefined, "x", {}, [null, "a", [], [1, "a"], ["12", "a"], ["012345678901", ""]]]) {
		assert.equal(readKeptNames(damaged).size, 0);
	}
});

test("what is known already is not written again; a new name stands last, and the oldest go", () => {
	const kept = [
		["100000000001", "a"],
		["100000000002", "b"],
	];
	assert.equal(addKeptNames(kept, new Map([["100000000002", "b"]])), undefined);
	assert.deepEqual(addKeptNames(kept, new Map([["100000000001", "prod"]])), [
		["100000000002", "b"],
		["100000000001", "prod"],
	]);
	const many = Array.from({ length: keptNamesLimit }, (_, index) => [String(200_000_000_000 + index), "x"]);
	const list = addKeptNames([...kept, ...many], new Map([["100000000001", "prod"]])) ?? [];
	assert.equal(list.length, keptNamesLimit);
	assert.deepEqual(list.at(-1), ["100000000001", "prod"]);
});
