import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import {
	type EditableFile,
	type KeyMove,
	planMove,
	planReturn,
} from "../../../../src/core/config/keyMove.ts";
import { readSharedConfig, type SharedConfig } from "../../../../src/core/config/sharedConfig.ts";
import { withStoredKeys } from "../../../../src/core/config/storedKeys.ts";
import { SessionsError } from "../../../../src/core/errors.ts";
import { Secret } from "../../../../src/core/text/secret.ts";
import { configOf } from "../../fakes/configOf.ts";
import { storedPair } from "../../fakes/storedPair.ts";

const filesOf = (config: string, credentials?: string): EditableFile[] => [
	{ file: "config", kinds: ["config"], text: config },
	{ file: "credentials", kinds: ["credentials"], text: credentials },
];
const plan = (config: string, credentials?: string, profile = "acme"): KeyMove =>
	planMove(profile, configOf(config, credentials), filesOf(config, credentials));
const pair = (secret = "hush", id = "AKIA") =>
	`aws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`;

/** Which error a plan ends with, and the line it points to. Fails when the secret is in it. */
function refusal(planning: () => unknown): string {
	try {
		planning();
	} catch (error) {
		assert.ok(error instanceof SessionsError, inspect(error));
		assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /hush/);
		const [remedy] = error.remedies;
		const at = remedy?.kind === "openFile" ? `${remedy.place.file}:${remedy.place.line}` : remedy?.kind;
		return `${error.code} ${at}: ${error.message}`;
	}
	return assert.fail("nothing was refused");
}

test("keys of the credentials file, with what goes and what stays", () => {
	const { keys, home, changes, copies } = plan(
		"[profile acme]\nregion = eu-west-1\n",
		`# mine\n[acme]\n${pair()}aws_session_token =\n[twin]\n${pair()}# aws_secret_access_key = hush\nx = hushed\n`,
	);
	assert.equal(keys.accessKeyId, "AKIA");
	assert.equal(home, "credentials");
	assert.deepEqual(
		changes.map(({ file, lines, after, removesSection }) => [file, lines, after, removesSection]),
		[
			[
				"credentials",
				[1, 2, 3, 4],
				`# mine\n[twin]\n${pair()}# aws_secret_access_key = hush\nx = hushed\n`,
				true,
			],
		],
	);
	assert.deepEqual(copies, [{ file: "credentials", lines: [3, 4] }]);
});

test("keys of the config file come out of that, and go back there", () => {
	const config = `[profile acme]\n${pair()}region = x\n`;
	const { home, changes, keys } = plan(config, "[b]\nx = 1\n");
	assert.equal(home, "config");
	assert.deepEqual(
		changes.map(({ file, after }) => [file, after]),
		[["config", "[profile acme]\nregion = x\n"]],
	);
	const left = "[profile acme]\nregion = x\n";
	const back = planReturn({ profile: "acme", home }, keys, configOf(left), filesOf(left));
	assert.deepEqual(back, { file: "config", before: left, after: `[profile acme]\nregion = x\n${pair()}` });
});

test("the same pair in both files comes out of both; two different ones are refused", () => {
	const both = plan(`[profile acme]\n${pair()}`, `[acme]\n${pair()}`);
	assert.deepEqual(
		both.changes.map(({ file, after }) => [file, after]),
		[
			["config", "[profile acme]\n"],
			["credentials", ""],
		],
	);
	assert.match(
		refusal(() => plan(`[profile acme]\n${pair("hush-old", "AKIAOLD")}`, `[acme]\n${pair()}`)),
		/^ProfileInvalid config:1: .*another aws_access_key_id, which is not in effect/,
	);
	assert.match(
		refusal(() => plan("", `[acme]\n${pair("hush-old")}[acme]\n${pair()}`)),
		/^ProfileInvalid credentials:2: .*another aws_secret_access_key/,
	);
});

test("half of the pair in each file", () => {
	const { changes, home } = plan(
		"[profile acme]\naws_access_key_id = AKIA\n",
		"[acme]\naws_secret_access_key = hush\n",
	);
	assert.equal(home, "config");
	assert.equal(changes.length, 2);
});

test("one file for both is edited once", () => {
	const text = `[default]\n${pair()}[profile b]\nregion = x\n`;
	const config = readSharedConfig([
		{ file: "both", kind: "config", text },
		{ file: "both", kind: "credentials", text },
	]);
	const move = planMove("default", config, [{ file: "both", kinds: ["config", "credentials"], text }]);
	assert.deepEqual(
		move.changes.map(({ after }) => after),
		["[default]\n[profile b]\nregion = x\n"],
	);
});

test("what can't be moved says why", () => {
	const cases: [string, string | undefined, RegExp][] = [
		["", undefined, /^ProfileNotFound openConfig/],
		["[profile acme]\nregion = x\n", undefined, /^ProfileInvalid config:0: .*no access keys in the files/],
		["", "[acme]\naws_secret_access_key = hush\n", /^PartialKeys credentials:1: .*no aws_access_key_id/],
		["", `[acme]\n${pair()}aws_session_token = hush\n`, /^ProfileInvalid credentials:1: .*temporary/],
		["", `[acme]\n${pair("hush two")}`, /^ProfileInvalid credentials:2: aws_secret_access_key .*one word/],
		["", `[acme]\n${pair("hush\n  two")}`, /^ProfileInvalid credentials:2: aws_secret_access_key .*one word/],
	];
	for (const [config, credentials, expected] of cases) {
		assert.match(
			refusal(() => plan(config, credentials)),
			expected,
		);
	}
	const stored: SharedConfig = withStoredKeys(configOf(""), [storedPair("acme")]);
	assert.match(
		refusal(() => planMove("acme", stored, filesOf(""))),
		/secret storage already/,
	);
});

test("going back needs a place that is free", () => {
	const keys = { accessKeyId: "AKIA", secretAccessKey: new Secret("hush") };
	const back = (credentials: string | undefined) =>
		planReturn(storedPair("acme"), keys, configOf("", credentials), filesOf("", credentials));
	assert.deepEqual(back(undefined), {
		file: "credentials",
		before: undefined,
		after: `[acme]\n${pair()}`,
	});
	assert.match(
		refusal(() => back("[acme]\naws_access_key_id = OTHER\n")),
		/^ProfileInvalid credentials:1: .*already, so the stored keys are not written over it/,
	);
	assert.match(
		refusal(() => planReturn(storedPair("acme"), keys, configOf(""), [])),
		/^ConfigUnreadable/,
	);
});
