import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parse } from "ini";
import { lexConfig, type Property } from "../../../../src/core/config/configLexer.ts";
import type { Place } from "../../../../src/core/place.ts";
import { configOf, profileIn, valuesOf } from "../../fakes/configOf.ts";

/** Text that is often nearly a config file. */
const roughText = fc
	.array(
		fc.oneof(
			fc.constantFrom(
				"[",
				"]",
				"=",
				" = ",
				"\n",
				"\r\n",
				"\n  ",
				"\t",
				" #",
				";",
				"[profile a]\n",
				"[default]\n",
				"[sso-session s]\n",
				"[services v]\n",
				"key = value\n",
				"s3 =\n  nested = x\n",
				"\uFEFF",
				"\0",
				"__proto__",
			),
			fc.string({ unit: "binary", maxLength: 8 }),
		),
		{ maxLength: 60 },
	)
	.map((parts) => parts.join(""));

test("no text makes the reader throw", () => {
	fc.assert(
		fc.property(roughText, roughText, (config, credentials) => {
			configOf(config, credentials);
		}),
		{ numRuns: 500 },
	);
});

test("every place lies in the text and slices to what it names", () => {
	fc.assert(
		fc.property(roughText, (text) => {
			const lines = text.split("\n");
			const at = ({ line, column, length }: Place): string => {
				const found = lines[line]?.slice(column, column + length) ?? "";
				assert.equal(found.length, length, `${line}:${column}+${length}`);
				return found;
			};
			const check = ({ key, value, place, valuePlace, nested }: Property, firstLine: string): void => {
				assert.equal(at(place).toLowerCase(), key);
				assert.equal(at(valuePlace), firstLine);
				for (const inner of nested) {
					check(inner, inner.value);
				}
				assert.ok(value.startsWith(firstLine));
			};
			const { sections, problems } = lexConfig(text, "config");
			for (const { header, place, properties } of sections) {
				const found = at(place);
				assert.ok(found.startsWith("[") && found.endsWith("]"));
				assert.equal(found.slice(1, -1).trim(), header);
				for (const property of properties) {
					check(property, property.value.split("\n")[0] ?? "");
				}
			}
			for (const { place } of problems) {
				at(place);
			}
		}),
		{ numRuns: 1000 },
	);
});

const simpleKey = fc
	.stringMatching(/^[a-z][a-z0-9_]{0,8}$/)
	.filter((key) => !/^(true|false|null)$/.test(key));
const simpleValue = fc
	.stringMatching(/^[A-Za-z0-9/+:.@_-]{1,20}$/)
	.filter((value) => !/^(true|false|null)$/.test(value));
const simpleProfile = fc.record({
	name: fc.stringMatching(/^[a-z][a-z0-9_-]{0,6}$/),
	properties: fc.array(fc.tuple(simpleKey, simpleValue), { maxLength: 5 }),
	spaced: fc.boolean(),
});
const simpleFile = fc.array(simpleProfile, { maxLength: 8 });

function write(profiles: typeof simpleFile extends fc.Arbitrary<infer T> ? T : never): string {
	return profiles
		.flatMap(({ name, properties, spaced }) => [
			`[profile ${name}]`,
			...properties.map(([key, value]) => (spaced ? `${key} = ${value}` : `${key}=${value}`)),
			spaced ? "" : "; note",
		])
		.join("\n");
}

test("of equal properties the later one wins, also across equal sections", () => {
	fc.assert(
		fc.property(simpleFile, (profiles) => {
			const expected = new Map<string, Map<string, string>>();
			for (const { name, properties } of profiles) {
				const section = expected.get(name) ?? new Map<string, string>();
				expected.set(name, section);
				for (const [key, value] of properties) {
					section.set(key, value);
				}
			}
			const { profiles: read, problems } = configOf(write(profiles));
			assert.deepEqual(problems, []);
			assert.deepEqual([...read.keys()], [...expected.keys()]);
			for (const [name, section] of expected) {
				assert.deepEqual(valuesOf(profileIn(configOf(write(profiles)), name)), Object.fromEntries(section));
			}
		}),
	);
});

test("where its dialect is the same, the ini package reads the same", () => {
	fc.assert(
		fc.property(simpleFile, (profiles) => {
			const text = write(profiles);
			const theirs = parse(text) as Record<string, Record<string, string>>;
			const ours = Object.fromEntries(
				[...configOf(text).profiles].map(([name, section]) => [`profile ${name}`, valuesOf(section)]),
			);
			assert.deepEqual(
				ours,
				Object.fromEntries(Object.entries(theirs).map(([name, section]) => [name, { ...section }])),
			);
		}),
	);
});
