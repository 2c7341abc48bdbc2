import assert from "node:assert/strict";
import { test } from "node:test";
import { exportNameProblem, planProfileExport } from "../../../../src/core/export/profileExport.ts";
import type { Session } from "../../../../src/core/session/session.ts";
import { Secret } from "../../../../src/core/text/secret.ts";
import { configOf, valuesOf } from "../../fakes/configOf.ts";

const credentials = {
	accessKeyId: "ASIANEW",
	secretAccessKey: new Secret("#new/secret"),
	sessionToken: new Secret("new-token=="),
	expiresAt: 0,
};
const session: Session = {
	id: "profile:dev",
	name: "dev",
	request: { kind: "profile", profile: "dev" },
	identity: { account: "111122223333", arn: "arn:aws:sts::111122223333:assumed-role/Dev/x", role: "Dev" },
	source: ["base", "dev"],
	region: "eu-central-1",
	stsRegion: { region: "eu-central-1", from: "profile" },
	accessKeyId: "ASIANEW",
	startedAt: 0,
};
const config = `[profile dev]
role_arn = arn:aws:iam::111122223333:role/Dev
source_profile = base
[profile tools]
output = json
[profile loud]
aws_access_key_id = AKIALOUD
aws_secret_access_key = x
`;
const file = `# mine
[base]
aws_access_key_id = AKIABASE
aws_secret_access_key = base-secret # the old one

; before target
[target]
# inside
aws_access_key_id = ASIAOLD
aws_secret_access_key = old-secret
aws_session_token = old-token
region = us-east-1
output = json

[last]
aws_access_key_id = AKIALAST
aws_secret_access_key = last-secret
`;
const plan = (profile: string, text: string | undefined = file) =>
	planProfileExport(profile, session, credentials, configOf(config, text ?? ""), [
		{ file: "config", kinds: ["config"], text: config },
		{ file: "credentials", kinds: ["credentials"], text },
	]);
const added = `aws_access_key_id = ASIANEW
aws_secret_access_key =#new/secret
aws_session_token = new-token==
region = eu-central-1
`;

test("a new profile stands at the end; the rest is the same byte for byte", () => {
	const { after, replaced, shown, before } = plan("fresh");
	assert.equal(after, `${file}\n[fresh]\n${added}`);
	assert.equal(before, file);
	assert.equal(replaced, undefined);
	assert.deepEqual(shown, [
		"[fresh]",
		"aws_access_key_id = ASIANEW",
		"aws_secret_access_key = ••••••••",
		"aws_session_token = ••••••••",
		"region = eu-central-1",
	]);
	assert.deepEqual(valuesOf(configOf(config, after).profiles.get("fresh") as never), {
		aws_access_key_id: "ASIANEW",
		aws_secret_access_key: "#new/secret",
		aws_session_token: "new-token==",
		region: "eu-central-1",
	});
});

test("without a file there is one; a profile that the config file sets up gets keys", () => {
	assert.equal(
		planProfileExport("fresh", session, credentials, configOf(config), [
			{ file: "credentials", kinds: ["credentials"], text: undefined },
		]).after,
		`[fresh]\n${added}`,
	);
	assert.equal(plan("tools").after, `${file}\n[tools]\n${added}`);
});

test("keys are replaced where they stand, and what is replaced is told", () => {
	const { after, replaced } = plan("target");
	assert.deepEqual(replaced, { accessKeyId: "ASIAOLD", isLongTerm: false, region: "us-east-1" });
	assert.equal(
		after,
		file.replace(/aws_access_key_id = ASIAOLD\n.*\n.*\n.*\noutput = json\n/, `output = json\n${added}`),
	);
	assert.deepEqual(plan("last").replaced, { accessKeyId: "AKIALAST", isLongTerm: true });
	assert.equal(
		plan("last").after,
		file.replace(/aws_access_key_id = AKIALAST\n.*\n/, added),
		"a section that was nothing but keys keeps its place",
	);
});

test("the order of the sections stays", () => {
	const text = "[one]\naws_access_key_id = A\naws_secret_access_key = B\n[two]\nregion = x\n";
	const { after } = planProfileExport("one", session, credentials, configOf("", text), [
		{ file: "credentials", kinds: ["credentials"], text },
	]);
	assert.equal(after, `[one]\n${added}[two]\nregion = x\n`);
});

test("a profile whose credentials come otherwise, or that the session comes from, is left alone", () => {
	for (const [name, reason] of [
		["dev", /gets its credentials otherwise \(role_arn\)/],
		["base", /comes from profile 'base'/],
		["loud", /aws_access_key_id in the config file/],
	] as const) {
		assert.throws(
			() => plan(name),
			(error: Error & { code?: string }) => error.code === "ProfileInvalid" && reason.test(error.message),
		);
	}
	const stored = configOf(config, file);
	const withStored = new Map(stored.profiles);
	const tools = withStored.get("tools");
	assert.ok(tools);
	withStored.set("tools", { ...tools, storedKeys: {} as never });
	assert.throws(
		() =>
			planProfileExport("tools", session, credentials, { ...stored, profiles: withStored }, [
				{ file: "credentials", kinds: ["credentials"], text: file },
			]),
		/secret storage/,
	);
});

test("names and values that would be read as something else are refused", () => {
	for (const name of ["", "a b", "a]b", "a#b", "a\nb", "x".repeat(129)]) {
		assert.ok(exportNameProblem(name), name);
		assert.throws(() => plan(name), { code: "InvalidArgument" });
	}
	assert.equal(exportNameProblem("team.dev_1@eu-west/x"), undefined);
	assert.throws(
		() =>
			planProfileExport("x", session, { ...credentials, sessionToken: new Secret("a\n[b]") }, configOf(""), [
				{ file: "credentials", kinds: ["credentials"], text: "" },
			]),
		(error: Error & { code?: string }) => error.code === "ExportImpossible" && !error.message.includes("[b]"),
	);
});
