import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryOf, readMemory, remembered } from "../../../src/sessions/workspaceMemory.ts";
import { sessionOf } from "../fakes/sessionOf.ts";

const dev = sessionOf();
const prod = sessionOf({ id: "profile:prod", request: { kind: "profile", profile: "prod" } });

test("a workspace keeps its profile when the session ends, in whichever window", () => {
	const before = memoryOf(dev);
	assert.deepEqual(before, { id: "profile:dev", profile: "dev" });
	const after = remembered(before, { kind: "ended", sessions: [prod, dev], isElsewhere: true }, undefined);
	assert.deepEqual(after, { profile: "dev" });
	assert.equal(remembered(after, { kind: "ended", sessions: [dev] }, undefined), after);
});

test("what others do changes nothing, another active session does", () => {
	const before = memoryOf(dev);
	assert.equal(remembered(before, { kind: "ended", sessions: [prod] }, dev), before);
	assert.equal(remembered(before, { kind: "renewed", session: dev }, dev), before);
	assert.deepEqual(remembered(before, { kind: "switched" }, prod), memoryOf(prod));
	const byHand = sessionOf({
		id: "ambient:environment",
		request: { kind: "ambient", source: "Environment" },
	});
	assert.deepEqual(remembered(before, { kind: "switched" }, byHand), { id: "ambient:environment" });
});

test("only names are read", () => {
	for (const nothing of [undefined, null, 1, "x", [], { id: 1, profile: {} }]) {
		assert.deepEqual(readMemory(nothing), {});
	}
	assert.deepEqual(readMemory({ profile: "dev", other: 1 }), { profile: "dev" });
	assert.deepEqual(readMemory(memoryOf(dev)), memoryOf(dev));
});
