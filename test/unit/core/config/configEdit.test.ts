import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { insertSettings, removeSettings } from "../../../../src/core/config/configEdit.ts";
import { lexConfig } from "../../../../src/core/config/configLexer.ts";
import {
	type FileKind,
	readSharedConfig,
	type SharedConfig,
} from "../../../../src/core/config/sharedConfig.ts";
import { valuesOf } from "../../fakes/configOf.ts";

const keys = new Set(["aws_access_key_id", "aws_secret_access_key"]);
const pair = new Map([
	["aws_access_key_id", "AKIAEXAMPLE"],
	["aws_secret_access_key", "hush/hush+="],
]);

const without = (text: string, profile = "acme", kind: FileKind = "credentials") =>
	removeSettings(text, [kind], profile, keys).text;
const withPair = (text: string, profile = "acme", kind: FileKind = "credentials") =>
	insertSettings(text, kind, profile, pair);

test("an emptied section of the credentials file goes, and every comment stays", () => {
	const text =
		"# rotated in spring\n[acme] # mine\naws_access_key_id = A ; the old one\n# between\n aws_is = no continuation? it is\naws_secret_access_key=B\n\n[other]\nx = 1\n";
	assert.deepEqual(removeSettings(text, ["credentials"], "acme", keys), {
		text: "# rotated in spring\n# mine\n; the old one\n# between\n\n[other]\nx = 1\n",
		lines: [1, 2, 4, 5],
		removesSection: true,
	});
});

test("a section that says more stays, as do lines that mean nothing", () => {
	assert.equal(
		without("[acme]\naws_access_key_id = A\nregion = eu-west-1\naws_secret_access_key = B"),
		"[acme]\nregion = eu-west-1\n",
	);
	// Else it would be a part of the section above.
	assert.equal(
		without("[a]\nx = 1\n[acme]\naws_access_key_id = A\nnonsense\n"),
		"[a]\nx = 1\n[acme]\nnonsense\n",
	);
	assert.equal(without("[acme] words\naws_access_key_id = A\n"), "[acme] words\n");
	assert.equal(without("[acme]\n# nothing\n"), "[acme]\n# nothing\n", "it was empty before");
});

test("the config file keeps the header, and has names of its own", () => {
	const text =
		"[profile acme]\naws_access_key_id = A\naws_secret_access_key = B\n[acme]\naws_access_key_id = C\n";
	assert.equal(without(text, "acme", "config"), "[profile acme]\n[acme]\naws_access_key_id = C\n");
	const twice = "[default]\naws_access_key_id = A\n[profile default]\naws_access_key_id = B\n";
	assert.equal(
		without(twice, "default", "config"),
		"[default]\naws_access_key_id = A\n[profile default]\n",
		"[default] is not in effect",
	);
});

test("equal sections, keys in capitals, and a file that both variables name", () => {
	assert.equal(
		without("[acme]\nAWS_Access_Key_ID = A\n[b]\nx=1\n[acme]\naws_access_key_id = A2\nregion=x\n"),
		"[b]\nx=1\n[acme]\nregion=x\n",
	);
	const { text } = removeSettings(
		"[acme]\naws_access_key_id = A\n[profile acme]\naws_secret_access_key = B\n",
		["config", "credentials"],
		"acme",
		keys,
	);
	assert.equal(text, "[profile acme]\n");
});

test("the byte order mark, Windows's line endings and a missing last one are kept", () => {
	assert.equal(
		without("\uFEFF[acme]\r\naws_access_key_id = A\r\naws_secret_access_key = B\r\n\r\n[b]\r\nx = 1"),
		"\uFEFF\r\n[b]\r\nx = 1",
	);
	assert.equal(
		withPair("\uFEFF[b]\r\nx = 1"),
		"\uFEFF[b]\r\nx = 1\r\n\r\n[acme]\r\naws_access_key_id = AKIAEXAMPLE\r\naws_secret_access_key = hush/hush+=",
	);
	assert.equal(
		withPair(""),
		"[acme]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = hush/hush+=\n",
	);
});

test("a section is completed after its last line, before what belongs to the next", () => {
	assert.equal(
		withPair("[acme]\nregion = x\ns3 =\n  a = b\n\n# of b\n[b]\n"),
		"[acme]\nregion = x\ns3 =\n  a = b\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = hush/hush+=\n\n# of b\n[b]\n",
	);
	assert.equal(
		withPair("# mine\n[profile acme]\n", "acme", "config"),
		"# mine\n[profile acme]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = hush/hush+=\n",
	);
	assert.match(withPair("[b]\n", "acme", "config"), /^\[b\]\n\n\[profile acme\]\naws_access_key_id = /);
	assert.match(withPair("", "default", "config"), /^\[default\]\n/);
});

/** Text that is nearly a file of profiles, with everything that makes an edit hard. */
const roughText = fc
	.array(
		fc.oneof(
			fc.constantFrom(
				"[acme]",
				"[ acme ] # mine",
				"[profile acme]",
				"[profile\tacme] ; x",
				"[default]",
				"[profile default]",
				"[broken",
				"[b] words",
				"aws_access_key_id = AKIA",
				"aws_access_key_id=#key # note",
				"AWS_SECRET_ACCESS_KEY = hush/hush",
				"aws_secret_access_key = hush ;old",
				"region = eu-west-1",
				"s3 =",
				"  nested = x",
				"  continued",
				"nonsense",
				"bad.name = x",
				"# comment",
				"  ; indented comment",
				"",
				"  ",
			),
			fc.string({ unit: "binary", maxLength: 6 }),
		),
		{ maxLength: 16 },
	)
	.chain((lines) =>
		fc
			.tuple(
				fc.constantFrom("", "\uFEFF"),
				fc.array(fc.constantFrom("\n", "\r\n"), { minLength: lines.length, maxLength: lines.length }),
				fc.boolean(),
			)
			.map(
				([mark, endings, hasLast]) =>
					mark +
					lines
						.map((line, index) => line + (hasLast || index < lines.length - 1 ? endings[index] : ""))
						.join(""),
			),
	);

/** Every profile's settings; empty ones left out, as they say nothing. */
const settings = ({ profiles }: SharedConfig): Record<string, Record<string, string>> =>
	Object.fromEntries(
		[...profiles]
			.map(([name, section]) => {
				const values = Object.entries(valuesOf(section)).filter(([, value]) => value !== "");
				return [name, Object.fromEntries(values)] as const;
			})
			.filter(([, values]) => Object.keys(values).length > 0)
			.sort(([a], [b]) => (a < b ? -1 : 1)),
	);
const read = (text: string, kind: FileKind): SharedConfig => readSharedConfig([{ file: "f", kind, text }]);

test("removing takes the keys out of one profile and changes nothing else, byte for byte", () => {
	fc.assert(
		fc.property(
			roughText,
			fc.constantFrom<FileKind>("config", "credentials"),
			fc.constantFrom("acme", "default"),
			(text, kind, profile) => {
				const removal = removeSettings(text, [kind], profile, keys);
				const expected = settings(read(text, kind));
				const own = expected[profile] ?? {};
				for (const key of keys) {
					delete own[key];
				}
				if (Object.keys(own).length === 0) {
					delete expected[profile];
				}
				assert.deepEqual(settings(read(removal.text, kind)), expected);

				const touched = new Set(removal.lines);
				const mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
				const left = text
					.slice(mark.length)
					.split(/(?<=\n)/)
					.map((line, index) => (touched.has(index) ? leftOf(line) : escaped(line)));
				assert.match(removal.text, new RegExp(`^${mark}${left.join("")}$`));
			},
		),
		{ numRuns: 3000 },
	);
});

test("what was removed and is inserted again parses to the same profiles; all else stays byte for byte", () => {
	fc.assert(
		fc.property(
			roughText,
			fc.constantFrom<FileKind>("config", "credentials"),
			fc.constantFrom("acme", "default"),
			(text, kind, profile) => {
				const before = read(text, kind);
				const values = valuesOf(before.profiles.get(profile) ?? emptySection);
				const taken = new Map(
					[...keys].flatMap((key) => (/^\S+$/.test(values[key] ?? "") ? [[key, values[key] ?? ""]] : [])),
				);
				fc.pre(taken.size > 0 && [...keys].every((key) => /^\S*$/.test(values[key] ?? "")));
				const removed = removeSettings(text, [kind], profile, keys).text;
				const again = insertSettings(removed, kind, profile, taken);
				assert.deepEqual(settings(read(again, kind)), settings(before));
				assert.deepEqual(problems(again), problems(removed), "no line got another meaning");
				assert.ok(isInsertion(removed, again), JSON.stringify([removed, again]));
				assert.deepEqual(
					settings(read(removeSettings(again, [kind], profile, keys).text, kind)),
					settings(read(removed, kind)),
				);
			},
		),
		{ numRuns: 3000 },
	);
});

const emptySection = {
	name: "",
	place: { file: "", line: 0, column: 0, length: 0 },
	properties: new Map(),
	fromCredentialsFile: undefined,
};
const problems = (text: string): string[] => lexConfig(text, "f").problems.map(({ message }) => message);

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** What may be left of a line that goes: the comment at its end, if anything. */
function leftOf(line: string): string {
	const comments = [...line.matchAll(/[#;]/g)].map(({ index }) => escaped(line.slice(index).trimEnd()));
	const ending = escaped(/\r?\n?$/.exec(line)?.[0] ?? "");
	return comments.length === 0 ? "" : `(?:(?:${comments.join("|")})${ending})?`;
}

/** Whether the longer text is the shorter one with one stretch put in. */
function isInsertion(shorter: string, longer: string): boolean {
	let same = 0;
	while (same < shorter.length && shorter[same] === longer[same]) {
		same++;
	}
	return longer.endsWith(shorter.slice(same));
}
