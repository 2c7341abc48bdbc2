import assert from "node:assert/strict";
import { test } from "node:test";
import { lexConfig, type Property } from "../../../../src/core/config/configLexer.ts";
import type { Place } from "../../../../src/core/place.ts";

/** What stands at a place of a text. */
function slice(text: string, { line, column, length }: Place): string | undefined {
	return text.split("\n")[line]?.slice(column, column + length);
}

function lexed(text: string) {
	const { sections, problems } = lexConfig(text, "config");
	return {
		sections: sections.map(({ header, properties }) => [
			header,
			...properties.map(({ key, value }) => `${key}=${value}`),
		]),
		problems: problems.map(
			({ severity, place }) => `${severity} ${place.line}:${place.column}+${place.length}`,
		),
	};
}

test("places slice to headers, keys and values", () => {
	const text =
		"\uFEFF[profile a]  # note\r\n  # c\r\nRegion\t=  eu-west-1 # c\r\ns3 =\r\n\tKey = v # kept\r\nempty=\r\n";
	const { sections, problems } = lexConfig(text, "config");
	assert.deepEqual(problems, []);
	const [section] = sections;
	assert.ok(section);
	assert.deepEqual(section.place, { file: "config", line: 0, column: 1, length: 11 });
	assert.equal(slice(text, section.place), "[profile a]");
	const [region, s3, empty] = section.properties;
	assert.ok(region && s3 && empty);
	assert.deepEqual(region.place, { file: "config", line: 2, column: 0, length: 6 });
	assert.deepEqual(region.valuePlace, { file: "config", line: 2, column: 10, length: 9 });
	assert.equal(region.key, "region");
	const [nested] = s3.nested;
	assert.ok(nested);
	assert.deepEqual(nested.place, { file: "config", line: 4, column: 1, length: 3 });
	assert.equal(slice(text, nested.valuePlace), "v # kept");
	assert.deepEqual(empty.valuePlace, { file: "config", line: 5, column: 6, length: 0 });
});

test("nothing is special about quotes, backslashes, brackets or # inside a value", () => {
	const values = [
		"https://acme.awsapps.com/start#/",
		'"C:\\new\\tool.exe" --arg "a; b"',
		'sh -c "a;b"',
		"'single'",
		"true",
		"null",
		"[x]",
		"a=b=c",
		"\\u0041",
		"\0rubbish\0",
	];
	for (const value of values) {
		assert.deepEqual(lexed(`[profile a]\nk = ${value}`).sections, [["profile a", `k=${value}`]]);
	}
});

test("names of Object's own are names like any other", () => {
	const text = "[profile __proto__]\n__proto__ = 1\nconstructor = 2\nhasOwnProperty = 3";
	assert.deepEqual(lexed(text).sections, [
		["profile __proto__", "__proto__=1", "constructor=2", "hasownproperty=3"],
	]);
});

test("a header that is not closed takes its properties with it, and nothing else", () => {
	assert.deepEqual(lexed("[profile a]\nk=1\n[profile b\nk=2\n  more\n[profile c]\nk=3"), {
		sections: [
			["profile a", "k=1"],
			["profile c", "k=3"],
		],
		problems: ["error 2:0+10"],
	});
});

test("lines before the first header are told once", () => {
	assert.deepEqual(lexed("a=1\nb=2\n  c\n[profile a]\nk=1"), {
		sections: [["profile a", "k=1"]],
		problems: ["error 0:0+3"],
	});
});

test("a broken line is told at its place, takes its continuation with it, and reading goes on", () => {
	assert.deepEqual(
		lexed("[profile a]\nfirst=1\n= nameless\n  more\nkey : value\na key = 1\n  more\nlast=2"),
		{
			sections: [["profile a", "first=1", "last=2"]],
			problems: ["error 2:0+10", "error 4:0+11", "warning 5:0+9"],
		},
	);
});

test("an indented comment is a comment, other indented lines continue the value", () => {
	assert.deepEqual(lexed("[profile a]\nk = one\n  # no\n\t; no\n   two # kept\nl = 1").sections, [
		["profile a", "k=one\ntwo # kept", "l=1"],
	]);
	assert.deepEqual(lexed("[profile a]\n  k = one"), {
		sections: [["profile a"]],
		problems: ["error 1:2+7"],
	});
});

test("a block under an empty value keeps its own properties, broken ones told", () => {
	const { sections, problems } = lexConfig(
		"[services s]\nsts =\n  endpoint_url = http://a\n  rubbish\n  = b",
		"f",
	);
	const nested: readonly Property[] = sections[0]?.properties[0]?.nested ?? [];
	assert.deepEqual(
		nested.map(({ key, value }) => [key, value]),
		[["endpoint_url", "http://a"]],
	);
	assert.deepEqual(
		problems.map(({ place, message }) => [place.line, place.column, message.startsWith("Sub-property")]),
		[
			[3, 2, false],
			[4, 2, true],
		],
	);
});

test("after a header only a comment may stand", () => {
	assert.deepEqual(lexed("[profile a] # note\n[profile b]; note\n[profile c] note").problems, [
		"warning 2:0+16",
	]);
});

test("no message repeats what may be a secret", () => {
	const secret = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY";
	const texts = [
		secret,
		`aws_secret_access_key=${secret}`,
		`[profile a]\n${secret}`,
		`[profile a]\nbad key=${secret}`,
		`[profile a]aws_secret_access_key=${secret}`,
		`[profile a] ${secret}`,
		`[profile a]\nk=\n  ${secret}`,
		`[profile a\naws_secret_access_key=${secret}`,
	];
	for (const text of texts) {
		const { problems } = lexConfig(text, "credentials");
		assert.equal(problems.length, 1, text);
		assert.ok(!problems[0]?.message.includes(secret.slice(0, 8)), problems[0]?.message);
	}
});

test("10,000 profiles and five megabytes of rubbish are read", () => {
	const many = Array.from({ length: 10_000 }, (_, index) => `[profile p${index}]\nregion = r${index}`).join(
		"\n",
	);
	const { sections, problems } = lexConfig(many, "config");
	assert.equal(sections.length, 10_000);
	assert.deepEqual(problems, []);
	assert.equal(sections.at(-1)?.properties[0]?.value, "r9999");
	const rubbish = "\0\x01=\uFFFD[\x7F\n".repeat(700_000);
	assert.deepEqual(lexed(rubbish), { sections: [], problems: ["error 0:0+6"] });
});
