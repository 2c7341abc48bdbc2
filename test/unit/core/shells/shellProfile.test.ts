import assert from "node:assert/strict";
import { test } from "node:test";
import type { EditableFile } from "../../../../src/core/config/keyMove.ts";
import { readProfile } from "../../../../src/core/config/profile.ts";
import { readSharedConfig } from "../../../../src/core/config/sharedConfig.ts";
import { withStoredKeys } from "../../../../src/core/config/storedKeys.ts";
import {
	nameProblem,
	planRemoval,
	planShellProfile,
	proposedName,
	type ShellProfile,
} from "../../../../src/core/shells/shellProfile.ts";
import { configOf } from "../../fakes/configOf.ts";

const files = (config: string | undefined, credentials?: string): EditableFile[] => [
	{ file: "/h/.aws/config", kinds: ["config"], text: config },
	{ file: "/h/.aws/credentials", kinds: ["credentials"], text: credentials },
];
const session = { kind: "session", request: { kind: "profile", profile: "dev" } } as const;
const commandOf = (name: string) => `"/s t/bin/aws-sessions-credentials" ${name}`;
const plan = (name: string, config: string | undefined, region?: string) =>
	planShellProfile({ name, source: session }, commandOf(name), region, files(config));

test("a profile goes to the end, and out again, byte for byte", () => {
	for (const [text, left = text] of [
		["# mine\n[profile dev] # note\nregion = eu-west-1\n"],
		["[profile dev]\r\nregion = eu-west-1\r\n"],
		["[profile dev]\n# the end\n"],
		[""],
		// Nobody knows any more whose the blank line was.
		["[profile dev]\nregion = x\n\n", "[profile dev]\nregion = x\n"],
	] as const) {
		const { after, lines, before, hasSection } = plan("dev-vscode", text, "eu-west-1");
		assert.equal(before, text);
		assert.ok(after.startsWith(text));
		assert.equal(hasSection, false);
		assert.deepEqual(lines, [
			"[profile dev-vscode]",
			`credential_process = ${commandOf("dev-vscode")}`,
			"region = eu-west-1",
		]);
		assert.deepEqual(after.slice(text.length).trim().split(/\r?\n/), lines);
		const removal = planRemoval({ name: "dev-vscode", isSectionOurs: true }, files(after));
		assert.equal(removal?.after, left);
		assert.deepEqual(removal?.lines, lines);
	}
});

test("without a file one is made; [default] has its own header", () => {
	const { before, after } = plan("default", undefined);
	assert.equal(before, undefined);
	assert.equal(after, `[default]\ncredential_process = ${commandOf("default")}\n`);
});

test("what others have put into it, and comments, stay", () => {
	const { after } = plan("x", "[profile a]\n", "us-east-1");
	const mixed = `${after}output = json\n# keep\n[profile b]\nregion = y\n`;
	assert.equal(
		planRemoval({ name: "x", isSectionOurs: true }, files(mixed))?.after,
		"[profile a]\n\n[profile x]\nregion = us-east-1\noutput = json\n# keep\n[profile b]\nregion = y\n",
	);
	const commented = after.replace("[profile x]", "[profile x] # shells");
	assert.equal(
		planRemoval({ name: "x", isSectionOurs: true }, files(commented))?.after,
		"[profile a]\n\n# shells\n",
	);
});

test("given again it takes its own place, and only its own", () => {
	const { after } = plan("x", "[profile a]\n", "us-east-1");
	const again = planShellProfile({ name: "x", source: session }, commandOf("x"), "eu-west-1", files(after));
	assert.equal(again.after, after.replace("us-east-1", "eu-west-1"));
	const between = `${after}\n[profile b]\n`;
	const same = planShellProfile({ name: "x", source: session }, commandOf("x"), "us-east-1", files(between));
	assert.deepEqual([same.after, same.hasSection], [between, false], "what is there already is left alone");
	assert.throws(() => plan("mine", "[profile mine]\ncredential_process = /bin/other\n"), {
		code: "ProfileInvalid",
		message: /has a credential_process already/,
	});
	assert.equal(planRemoval({ name: "a", isSectionOurs: true }, files(after)), undefined);
	const foreign = after.replace('credentials" x', 'credentials" y');
	assert.equal(planRemoval({ name: "x", isSectionOurs: true }, files(foreign)), undefined);
});

test("a session that comes through the profile can't be handed out by it", () => {
	const config = "[profile dev]\nrole_arn = arn:aws:iam::111122223333:role/a\nsource_profile = dev-vscode\n";
	assert.throws(() => plan("dev-vscode", config), { code: "ProfileLoop", message: /Choose another name/ });
	assert.ok(plan("other", config));
	const already = `${config}[profile dev-vscode]\ncredential_process = ${commandOf("dev-vscode")}\n`;
	assert.throws(() => plan("dev-vscode", already), { code: "ProfileLoop" }, "also when it is there already");
});

test("stored keys: into the profile itself, which still resolves to them here", () => {
	for (const home of ["config", "credentials"] as const) {
		const config = "[profile acme]\nregion = eu-west-1\n";
		const { after, lines, hasSection } = planShellProfile(
			{ name: "acme", source: { kind: "keys" } },
			commandOf("acme"),
			"eu-west-1",
			files(config),
		);
		assert.equal(after, `${config}credential_process = ${commandOf("acme")}\n`);
		assert.equal(hasSection, true);
		assert.deepEqual(lines.slice(1), [`credential_process = ${commandOf("acme")}`]);
		const pair = {
			id: "1",
			profile: "acme",
			accessKeyId: "AKIA1",
			since: 1,
			home,
			credentialsFile: "/h/.aws/credentials",
		};
		const read = readSharedConfig([{ file: "config", kind: "config", text: after }]);
		const kept = withStoredKeys(read, [pair]).profiles.get("acme") ?? assert.fail();
		assert.equal(readProfile(kept).origin.kind, "storedKeys", home);
		const elsewhere = read.profiles.get("acme") ?? assert.fail();
		assert.equal(readProfile(elsewhere).origin.kind, "process", "where they are not stored");
		assert.equal(planRemoval({ name: "acme", isSectionOurs: false }, files(after))?.after, config);
	}
	const other = configOf("[profile acme]\ncredential_process = /bin/x acme\n");
	const pair = { id: "1", profile: "acme", accessKeyId: "A", since: 1, home: "config", credentialsFile: "" };
	const section = withStoredKeys(other, [{ ...pair, home: "config" }]).profiles.get("acme") ?? assert.fail();
	assert.equal(readProfile(section).origin.kind, "process", "any other program still comes first");
});

test("names", () => {
	const config = configOf("[profile dev]\n[profile dev-vscode]\n[profile ours]\n");
	assert.equal(proposedName("dev", config), "dev-vscode-2");
	assert.equal(proposedName("Admin@111122223333 (scoped)", config), "Admin@111122223333-scoped-vscode");
	assert.equal(proposedName("…", config), "session-vscode");
	const ours: ShellProfile = { name: "ours", source: session, isProduction: false, isSectionOurs: true };
	assert.equal(nameProblem("ours", config, [ours]), undefined);
	assert.match(nameProblem("ours", config, [{ ...ours, source: { kind: "keys" } }]) ?? "", /already/);
	assert.match(nameProblem("dev", config, [ours]) ?? "", /already/);
	for (const bad of ["", "a b", "a'b", "$x", "x".repeat(65), "a]b", "ü"]) {
		assert.match(nameProblem(bad, config, []) ?? "", /letters/, bad);
	}
});
