import assert from "node:assert/strict";
import { test } from "node:test";
import { readSharedConfig, settingOf } from "../../../../src/core/config/sharedConfig.ts";
import { configOf, profileIn, valuesOf } from "../../fakes/configOf.ts";

test("the two files merge, the credentials file's values winning, the first place kept", () => {
	const { profiles, problems } = configOf(
		"[profile a]\nregion = r1\nOutput = json\n[default]\nregion = r2",
		"[a]\nregion = r3\n[b]\nk = v",
	);
	assert.deepEqual(problems, []);
	assert.deepEqual([...profiles.keys()], ["a", "default", "b"]);
	const a = profiles.get("a");
	assert.ok(a);
	assert.deepEqual(valuesOf(a), { region: "r3", output: "json" });
	assert.equal(a.place.file, "config");
	assert.deepEqual(a.properties.get("region")?.valuePlace, {
		file: "credentials",
		line: 1,
		column: 9,
		length: 2,
	});
});

test("sections of the three kinds, under names of Object's own too", () => {
	const { profiles, ssoSessions, services } = configOf(
		"[profile __proto__]\nk = 1\n[sso-session constructor]\nk = 2\n[services toString]\nk = 3",
	);
	assert.deepEqual([...profiles.keys()], ["__proto__"]);
	assert.deepEqual([...ssoSessions.keys()], ["constructor"]);
	assert.deepEqual([...services.keys()], ["toString"]);
	assert.equal(settingOf(profiles.get("__proto__"), "constructor"), undefined);
});

test("a section that is ignored is told, unless it is the AWS CLI's own", () => {
	const config = "[plugins]\n[preview]\n[foo]\n[profile foo!]\n[bad name!]\n[profilefoo]\n[sso-session !]";
	const { profiles, problems } = configOf(config, "[profile x]\n[two words]\n[ok]");
	assert.deepEqual([...profiles.keys()], ["ok"]);
	assert.deepEqual(
		problems.map(({ severity, message, place }) => {
			const name = message.match(/(?<!\w)'([^']*)'|(\[[^\]]*\])/);
			return `${severity} ${place.file}:${place.line} ${name?.[1] ?? name?.[2]}`;
		}),
		[
			"warning config:2 [profile foo]",
			"warning config:3 foo!",
			"warning config:4 [bad name!]",
			"warning config:5 [profile profilefoo]",
			"warning config:6 !",
			"warning credentials:0 profile",
			"warning credentials:1 undefined",
		],
	);
});

test("an empty value counts as none", () => {
	const { profiles } = configOf("[profile a]\nregion =\nx = 1");
	assert.equal(settingOf(profiles.get("a"), "region"), undefined);
	assert.equal(settingOf(profiles.get("a"), "x"), "1");
	assert.equal(settingOf(undefined, "x"), undefined);
});

test("10,000 profiles are read with their values", () => {
	const text = Array.from({ length: 10_000 }, (_, index) => `[profile p${index}]\nregion = r${index}`).join(
		"\n",
	);
	const config = configOf(text);
	assert.equal(config.profiles.size, 10_000);
	assert.equal(settingOf(profileIn(config, "p9999"), "region"), "r9999");
});

test("names with blanks or quotes are ignored, and told how to mend", () => {
	const reads = /^The AWS CLI reads this name, the SDKs don't: .* without blanks and quotes$/;
	const ignores = /^'my profile' is not a valid name for a profile: .* without blanks and quotes$/;
	for (const [config, credentials, says] of [
		["[profile 'my profile']", "", reads],
		['[profile "x"]', "", reads],
		["[sso-session 'x y']", "", reads],
		["[profile my profile]", "", ignores],
		["", "[my profile]", reads],
		["", "['x']", reads],
	] as const) {
		const { problems, profiles } = configOf(config, credentials);
		assert.equal(problems.length, 1);
		assert.match(problems[0]?.message ?? "", says);
		assert.equal(profiles.size, 0);
	}
});

test("one file for both: what one reading makes valid, the other does not complain of", () => {
	const text = "[profile a]\nregion = x\n[b]\nk = 1\n[sso-session s]\n[default]\nk = 1\n[bad!]\n[unclosed";
	const { profiles, ssoSessions, problems } = readSharedConfig([
		{ file: "one", kind: "config", text },
		{ file: "one", kind: "credentials", text },
	]);
	assert.deepEqual([...profiles.keys()], ["a", "default", "b"]);
	assert.deepEqual([...ssoSessions.keys()], ["s"]);
	assert.deepEqual(
		problems.map(({ place }) => place.line),
		[8, 7],
	);
});

test("which keys come from the credentials file", () => {
	const { profiles } = configOf("[profile a]\nx = 1\ny = 1\n[profile b]\nx = 1", "[a]\ny = 2\n[a]\nz = 2");
	assert.deepEqual([...(profiles.get("a")?.fromCredentialsFile ?? [])], ["y", "z"]);
	assert.equal(profiles.get("b")?.fromCredentialsFile, undefined);
});
