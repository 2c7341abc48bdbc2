import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { GenerationFile } from "../../../src/sessions/generationFile.ts";
import { temporaryHome } from "../fakes/temporaryHome.ts";

test("a new generation is one for every window, and unlike all before", (t) => {
	const { home } = temporaryHome(t);
	const file = join(home, "storage", "generation");
	const [one, two] = [new GenerationFile(file), new GenerationFile(file)];
	const seen = new Set([one.current]);
	assert.equal(two.current, "");
	for (const window of [one, two, one]) {
		window.next();
		assert.equal(one.current, two.current);
		assert.ok(!seen.has(one.current));
		seen.add(one.current);
	}
});

test("one that can't be noted is told", (t) => {
	const { home } = temporaryHome(t);
	writeFileSync(join(home, "storage"), "");
	assert.throws(() => new GenerationFile(join(home, "storage", "generation")).next());
});
