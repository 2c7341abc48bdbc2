import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type CompletionPoint, completionPoint, findAt } from "../../../../src/core/config/configCursor.ts";
import { lexConfig } from "../../../../src/core/config/configLexer.ts";
import type { FileKind } from "../../../../src/core/config/sharedConfig.ts";

/** What can be completed where the text has a `|`. */
function pointIn(text: string, file: FileKind = "config"): CompletionPoint | undefined {
	const before = text.slice(0, text.indexOf("|")).split("\n");
	const lines = text.replace("|", "").split("\n");
	return completionPoint(lines, file, before.length - 1, before.at(-1)?.length ?? 0);
}

function told(text: string, file?: FileKind): string {
	const point = pointIn(text, file);
	if (point === undefined) {
		return "nothing";
	}
	const parent = "parent" in point ? `${point.parent}.` : "";
	const range = `${point.start}-${point.end}`;
	switch (point.part) {
		case "header":
			return `header ${range}`;
		case "key":
			return `${point.section} ${parent}key ${range}${point.hasEquals ? " =" : ""} after ${[...point.present].filter((key) => !key.startsWith("aws-sessions"))}`;
		case "value":
			return `${point.section} ${point.name} ${parent}${point.key} ${range}`;
	}
}

for (const [text, expected] of [
	["|", "nothing"],
	["regi|", "nothing"],
	["[|", "header 0-1"],
	["[|]", "header 0-2"],
	["[profile a|b] # c", "header 0-12"],
	["|[profile a]", "nothing"],
	["[profile a]|", "nothing"],
	["[profile a] # |", "nothing"],
	["[profile a]\n|", "profile key 0-0 after "],
	["[profile a]\nre|", "profile key 0-2 after "],
	["[profile a]\nre|gion = x", "profile key 0-6 = after "],
	["[profile a]\noutput = json\nre|\n\n[profile b]\nrole_arn = x", "profile key 0-2 after output"],
	["[profile a]\n# re|", "nothing"],
	["[profile a]\nregion =|", "profile a region 8-8"],
	["[profile a]\nregion = |", "profile a region 9-9"],
	["[profile a]\nREGION=eu|-x", "profile a region 7-11"],
	["[profile a]\nregion = eu| # c", "profile a region 9-11"],
	["[profile a]\nregion = eu # c|", "nothing"],
	["[profile a]\nregion = eu   |", "nothing"],
	["[profile a]\ncredential_process = sh -c |", "nothing"],
	["[default]\nregion = |", "profile default region 9-9"],
	["[a]\nregion = |", "nothing"],
	["[profile a]\ns3 =\n  |", "profile s3.key 2-2 after "],
	["[profile a]\ns3 = # c\n  b = 1\n  |\n  c = 2\nd = 3", "profile s3.key 2-2 after b,c"],
	["[profile a]\ns3 =\n  addressing_style = |", "profile a s3.addressing_style 21-21"],
	["[profile a]\nregion = x\n  |", "nothing"],
	["[profile a]\n  |", "nothing"],
	["[services v]\nst|", "services key 0-2 after "],
	["[services v]\nsts =\n  e|", "services sts.key 2-3 after "],
	["[sso-session s]\nsso_region = |", "sso-session s sso_region 13-13"],
	["[profile a\nre|", "nothing"],
] as const) {
	test(`completing ${JSON.stringify(text)}: ${expected}`, () => {
		assert.equal(told(text), expected);
		assert.equal(told(text.replaceAll("\n", "\r\n")), expected, "CRLF");
	});
}

test("in the credentials file a profile has no prefix", () => {
	assert.equal(told("[a]\nre|", "credentials"), "profile key 0-2 after ");
	assert.equal(told("[profile a]\nre|", "credentials"), "nothing");
});

test("what stands at a position", () => {
	const lexed = lexConfig("[profile a] # c\nregion = eu # d\ns3 =\n  b = 1\n[services v]", "config");
	const at = (line: number, column: number): string | undefined => {
		const found = findAt(lexed, line, column);
		return found && [found.part, "parent" in found ? found.parent : "", found.section.header].join(" ");
	};
	assert.equal(at(0, 0), "header  profile a");
	assert.equal(at(0, 11), "header  profile a");
	assert.equal(at(0, 12), undefined);
	assert.equal(at(1, 6), "key  profile a");
	assert.equal(at(1, 7), undefined);
	assert.equal(at(1, 9), "value  profile a");
	assert.equal(at(1, 12), undefined);
	assert.equal(at(3, 2), "key s3 profile a");
	assert.equal(at(3, 7), "value s3 profile a");
	assert.equal(at(4, 3), "header  services v");
	assert.equal(at(9, 0), undefined);
	assert.equal(findAt(lexConfig("", "config"), 0, 0), undefined);
});

test("never throws; what is replaced lies in the line, around the cursor", () => {
	const rough = fc
		.array(
			fc.oneof(
				fc.constantFrom("[profile a]\n", "[", "]", "\n", "\n  ", "s3 =\n", "a = b", " # ", "=", "\r\n", "\t"),
				fc.string({ unit: "binary", maxLength: 4 }),
			),
			{ maxLength: 20 },
		)
		.map((parts) => parts.join(""));
	fc.assert(
		fc.property(
			rough,
			fc.nat(20),
			fc.nat(20),
			fc.constantFrom("config", "credentials"),
			(text, line, column, file) => {
				const lines = text.split("\n");
				findAt(lexConfig(text, "config"), line, column);
				const at = Math.min(column, lines[line]?.replace(/\r$/, "").length ?? 0);
				const point = completionPoint(lines, file, line, at);
				if (point !== undefined) {
					assert.ok(point.start <= at && at <= point.end, JSON.stringify(point));
					assert.ok(point.end <= (lines[line] ?? "").length);
				}
			},
		),
		{ numRuns: 2000 },
	);
});
