import assert from "node:assert/strict";
import { test } from "node:test";
import { chainProblems, resolveChain } from "../../../../src/core/config/chain.ts";
import { allProblems } from "../../../../src/core/config/configDiagnostics.ts";
import { isLongTermKeys, type Origin, readProfile } from "../../../../src/core/config/profile.ts";
import { withStoredKeys } from "../../../../src/core/config/storedKeys.ts";
import { explainProfile } from "../../../../src/core/profiles/explainProfile.ts";
import { profileDescription } from "../../../../src/core/profiles/profileDescription.ts";
import { profileTree } from "../../../../src/core/profiles/profileTree.ts";
import { expectedCaller } from "../../../../src/core/session/durationChoices.ts";
import { configOf, profileIn } from "../../fakes/configOf.ts";
import { storedPair } from "../../fakes/storedPair.ts";

const files = `
[profile acme]
region = eu-central-1
mfa_serial = arn:aws:iam::111122223333:mfa/alice
[profile dev]
role_arn = arn:aws:iam::444455556666:role/Dev
source_profile = acme
[profile lone]
role_arn = arn:aws:iam::444455556666:role/Dev
source_profile = gone
`;

const originOf = (
	config: string,
	credentials?: string,
	home: "config" | "credentials" = "credentials",
): Origin =>
	readProfile(
		profileIn(withStoredKeys(configOf(config, credentials), [storedPair("acme", { home })]), "acme"),
	).origin;

test("a profile whose keys are stored has them, also without a section, and as the source of roles", () => {
	const config = withStoredKeys(configOf(files), [storedPair("acme"), storedPair("gone")]);
	const { origin } = readProfile(profileIn(config, "acme"));
	assert.ok(origin.kind === "storedKeys" && isLongTermKeys(origin));
	assert.equal(origin.stored.accessKeyId, "AKIASTOREDSTOREDSTOR");
	assert.equal(origin.mfaSerial, "arn:aws:iam::111122223333:mfa/alice");
	assert.deepEqual(profileIn(config, "gone").place, { file: "credentials", line: 0, column: 0, length: 0 });

	const role = resolveChain(config, "dev");
	assert.ok(role.kind === "chain" && role.base.kind === "storedKeys");
	assert.equal(role.base.mfaSerial, undefined, "the role's own device is asked");
	assert.equal(expectedCaller(resolveChain(config, "acme")), "longTermKeys");
	assert.deepEqual(chainProblems(config), []);
	assert.deepEqual(
		profileTree(config).map(({ label, profiles }) => [label, profiles.map(({ profile }) => profile.name)]),
		[["Access keys", ["acme", "gone"]]],
	);
});

test("without stored keys nothing is different", () => {
	const config = configOf(files);
	assert.equal(withStoredKeys(config, []), config);
	assert.equal(chainProblems(config).length, 2);
});

test("stored keys stand where those in the file stood among the other sources", () => {
	const process = "[profile acme]\ncredential_process = tool\n";
	assert.equal(originOf(process).kind, "storedKeys");
	assert.equal(originOf(process, undefined, "config").kind, "process");
	assert.equal(
		originOf("[profile acme]\nsso_account_id = 1\nsso_role_name = r\nsso_session = s\n").kind,
		"sso",
	);
	const self = `[profile acme]\nrole_arn = arn:aws:iam::444455556666:role/Dev\nsource_profile = acme\n`;
	const resolution = resolveChain(withStoredKeys(configOf(self), [storedPair("acme")]), "acme");
	assert.ok(resolution.kind === "chain" && resolution.base.kind === "storedKeys");
	assert.equal(resolution.hops.length, 1);
});

test("keys in the files count, and it is told that others are stored", () => {
	const texts = [
		{
			file: "credentials",
			kind: "credentials" as const,
			text: "[acme]\naws_access_key_id = AKIAFILE\naws_secret_access_key = hush\n",
		},
	];
	const config = withStoredKeys(configOf("", texts[0]?.text), [storedPair("acme")]);
	const { origin } = readProfile(profileIn(config, "acme"));
	assert.ok(origin.kind === "keys" && origin.keys.accessKeyId === "AKIAFILE");
	const [problem, ...others] = allProblems(texts, config);
	assert.deepEqual(others, []);
	assert.equal(problem?.severity, "warning");
	assert.equal(problem?.place.line, 1);
	assert.match(problem?.message ?? "", /AKIASTOREDSTOREDSTOR.*These here count/);
	assert.doesNotMatch(problem?.message ?? "", /hush/);
	assert.equal(originOf("", "[acme]\naws_access_key_id = AKIAFILE\n").kind, "broken", "also half a pair");
});

test("rows and explanations say that they are stored, and since when", () => {
	const config = withStoredKeys(configOf(files), [storedPair("acme"), storedPair("gone")]);
	assert.equal(profileDescription(readProfile(profileIn(config, "gone"))), "key …STOR · stored");
	assert.equal(profileDescription(readProfile(profileIn(config, "acme"))), "alice · 111122223333 · stored");
	const { steps } = explainProfile("dev", config, {}, { portalEndpoint: () => "" });
	const keys = steps.find(({ title }) => title === "Access keys of acme");
	assert.deepEqual(keys?.facts, [
		["Access key", "AKIASTOREDSTOREDSTOR"],
		["Kept in", "VS Code's secret storage, since 2025-11-22"],
	]);
});
