import assert from "node:assert/strict";
import { test } from "node:test";
import { debugTypeOf, startsProgram } from "../../../../src/core/launch/debugTypes.ts";

const placeOf = (type: string, configuration: object = {}) => debugTypeOf(type)?.place({ ...configuration });

test("what a configuration does not say is the debugger's own default", () => {
	assert.equal(placeOf("node"), "adapter");
	assert.equal(placeOf("debugpy"), "integrated");
	assert.equal(placeOf("java"), "integrated");
	assert.equal(placeOf("coreclr"), "adapter");
	assert.equal(placeOf("node-terminal"), "terminal");
});

test("the console says who starts the program, for those that look at it", () => {
	for (const type of ["pwa-node", "python", "go", "java", "coreclr"]) {
		assert.equal(placeOf(type, { console: "internalConsole" }), "adapter");
		assert.equal(placeOf(type, { console: "integratedTerminal" }), "integrated");
		assert.equal(placeOf(type, { console: "externalTerminal" }), "external");
	}
	assert.equal(placeOf("lldb", { console: "integratedTerminal" }), "adapter");
	assert.equal(placeOf("rdbg", { useTerminal: true }), "terminal");
});

test("null is for those that take variables out by it", () => {
	const takesNull = (type: string) =>
		(["adapter", "integrated"] as const).map((place) => debugTypeOf(type)?.takesNull(place));
	assert.deepEqual(takesNull("pwa-node"), [true, false]);
	assert.deepEqual(takesNull("debugpy"), [true, true]);
	assert.deepEqual(takesNull("lldb"), [false, false]);
	assert.equal(debugTypeOf("cppdbg")?.property, "environment");
});

test("a type that is not in the table is not known, whatever objects have by themselves", () => {
	assert.equal(debugTypeOf("toString"), undefined);
	assert.equal(debugTypeOf("sample"), undefined);
});

test("only a launch starts a program that can be given variables", () => {
	const launch = { type: "node", request: "launch" };
	assert.equal(startsProgram(launch), true);
	assert.equal(startsProgram({ type: "sample", request: "launch" }), true);
	assert.equal(startsProgram({ ...launch, request: "attach" }), false);
	assert.equal(startsProgram({ ...launch, __pendingTargetId: "1" }), false);
	assert.equal(startsProgram({ type: "pwa-chrome", request: "launch" }), false);
	assert.equal(startsProgram({ request: "launch" }), false);
});
