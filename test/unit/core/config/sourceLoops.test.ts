import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { chainProblems, resolveChain } from "../../../../src/core/config/chain.ts";
import type { SharedConfig } from "../../../../src/core/config/sharedConfig.ts";
import { loopWay } from "../../../../src/core/config/sourceLoops.ts";
import { configOf } from "../../fakes/configOf.ts";
import { cpuTime } from "../../fakes/cpuTime.ts";

const keys = "aws_access_key_id = A\naws_secret_access_key = s";
const role = "role_arn = arn:aws:iam::444455556666:role/R";

/** What each profile's whole chain says: the slow way to the same problems. */
function problemsOfEveryChain(config: SharedConfig): string[] {
	const found = new Set<string>();
	for (const [name, section] of config.profiles) {
		const resolution = resolveChain(config, name);
		const isBare = section.properties.size === 0;
		if (resolution.kind === "broken" && resolution.place !== undefined && !isBare) {
			found.add(`${resolution.place.line}:${resolution.place.column}`);
		}
	}
	return [...found].sort();
}

test("looking at single links finds what resolving every chain finds", () => {
	const names = ["a", "b", "c", "d", "e", "f"];
	const body = fc.record({
		hasKeys: fc.boolean(),
		half: fc.integer({ min: 0, max: 9 }),
		source: fc.option(fc.constantFrom(...names, "missing"), { freq: 6 }),
	});
	fc.assert(
		fc.property(fc.array(body, { minLength: 1, maxLength: names.length }), (bodies) => {
			const text = bodies
				.map(({ hasKeys, half, source }, index) =>
					[
						`[profile ${names[index]}]`,
						...(hasKeys ? [keys] : half === 0 ? ["aws_access_key_id = A"] : []),
						...(source === null ? [] : [role, `source_profile = ${source}`]),
					].join("\n"),
				)
				.join("\n");
			const config = configOf(text);
			const places = chainProblems(config).map(({ place }) => `${place.line}:${place.column}`);
			assert.deepEqual(places.sort(), problemsOfEveryChain(config), text);
		}),
		{ numRuns: 3000 },
	);
});

test("a loop's message is the same from both, and stays short", () => {
	const ring = (count: number): string =>
		Array.from(
			{ length: count },
			(_, index) => `[profile p${index}]\n${role}\nsource_profile = p${(index + 1) % count}`,
		).join("\n");
	for (const count of [1, 2, 5, 40]) {
		const config = configOf(ring(count));
		const told = new Set(chainProblems(config).map(({ message }) => message));
		assert.equal(told.size, count);
		for (const name of config.profiles.keys()) {
			const resolution = resolveChain(config, name);
			assert.ok(resolution.kind === "broken" && told.has(resolution.message), name);
			assert.ok(resolution.message.length < 120);
		}
	}
	assert.equal(loopWay(["a", "b", "c"], 1), "b → c → a → b");
});

test("ten thousand profiles in one chain, or in one loop, take no time", () => {
	const count = 10_000;
	const line = Array.from(
		{ length: count },
		(_, index) => `[profile p${index}]\n${role}\nsource_profile = p${index + 1}`,
	).join("\n");
	for (const [end, problems] of [
		[`[profile p${count}]\n${keys}`, 0],
		["", 1],
		[`[profile p${count}]\n${role}\nsource_profile = p0`, count + 1],
	] as const) {
		const config = configOf(`${line}\n${end}`);
		const took = cpuTime(() => assert.equal(chainProblems(config).length, problems));
		assert.ok(took < 2_000, `${took} ms`);
	}
});
