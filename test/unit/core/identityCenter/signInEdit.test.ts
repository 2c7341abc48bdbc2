import assert from "node:assert/strict";
import { test } from "node:test";
import type { EditableFile } from "../../../../src/core/config/keyMove.ts";
import { listSignIns } from "../../../../src/core/config/ssoSettings.ts";
import { SessionsError } from "../../../../src/core/errors.ts";
import { regionOfStartUrl, tidyStartUrl } from "../../../../src/core/identityCenter/signInChecks.ts";
import {
	addedLines,
	type NewSignIn,
	type NewSsoProfile,
	planSignIn,
	planSsoProfile,
	suggestProfileName,
} from "../../../../src/core/identityCenter/signInEdit.ts";
import { configOf, profileIn, valuesOf } from "../../fakes/configOf.ts";

const startUrl = "https://d-1234567890.awsapps.com/start";
const text = `# mine\r
[default]\r
region = eu-west-1 ; home\r
\r
[sso-session corp] # work\r
sso_start_url = ${startUrl}\r
sso_region = eu-west-1\r
[profile dev]\r
sso_session = corp`;
const config = configOf(text, "[keys]\naws_access_key_id = a\naws_secret_access_key = b\n");

const files = (content: string | undefined): EditableFile[] => [
	{ file: "credentials", kinds: ["credentials"], text: "" },
	{ file: "config", kinds: ["config"], text: content },
];
const signIn = (changes: Partial<NewSignIn> = {}, content: string | undefined = text) =>
	planSignIn({ name: "other", startUrl, region: "eu-central-1", ...changes }, config, files(content));
const profile = (changes: Partial<NewSsoProfile> = {}) =>
	planSsoProfile(
		{
			name: "new",
			signIn: { session: "corp", startUrl, region: "eu-west-1" },
			account: "012345678901",
			roleName: "Dev",
			...changes,
		},
		config,
		files(text),
	);

const refused = (plan: () => unknown, says: RegExp) =>
	assert.throws(plan, (error) => {
		assert.ok(error instanceof SessionsError && error.code === "InvalidArgument");
		assert.match(error.message, says);
		return true;
	});

test("a sign-in comes at the end, in the file's own line endings, and all else stays", () => {
	const { file, before, after } = signIn();
	assert.equal(file, "config");
	assert.equal(before, text);
	assert.equal(
		after,
		`${text}\r\n\r\n[sso-session other]\r\nsso_start_url = ${startUrl}\r\nsso_region = eu-central-1\r\nsso_registration_scopes = sso:account:access`,
	);
	assert.deepEqual(
		listSignIns(configOf(after)).map(({ id, settings }) => [id, settings.kind]),
		[
			["corp", "settings"],
			["other", "settings"],
		],
	);
});

test("into a file that is not there yet", () => {
	const plan = planSignIn(
		{ name: "first", startUrl, region: "us-gov-west-1", scopes: [] },
		configOf(""),
		files(undefined),
	);
	assert.equal(plan.before, undefined);
	assert.equal(plan.after, `[sso-session first]\nsso_start_url = ${startUrl}\nsso_region = us-gov-west-1\n`);
});

test("the lines to be shown are those that come, whole, wherever they do", () => {
	const lines = ["[sso-session other]", `sso_start_url = ${startUrl}`, "sso_region = eu-central-1"];
	const { before = "", after } = signIn({ scopes: [] });
	assert.deepEqual(addedLines(before, after), lines);
	assert.deepEqual(addedLines("", `${lines.join("\n")}\n`), lines);
	const around = ["[profile a]", "region = x", "", "[profile c]", "region = x"];
	const between = [...around.slice(0, 3), "[profile b]", "region = x", "", ...around.slice(3)];
	assert.deepEqual(addedLines(around.join("\n"), between.join("\n")), ["[profile b]", "region = x"]);
	assert.deepEqual(addedLines(after, after), []);
});

test("several scopes are one word", () => {
	const { after } = signIn({ scopes: ["sso:account:access", "codewhisperer:completions"] });
	assert.match(after, /sso_registration_scopes = sso:account:access,codewhisperer:completions$/);
});

test("a profile for a role, by the session's name or the address itself", () => {
	const bySession = configOf(profile({ region: "eu-central-1" }).after);
	assert.deepEqual(valuesOf(profileIn(bySession, "new")), {
		sso_session: "corp",
		sso_account_id: "012345678901",
		sso_role_name: "Dev",
		region: "eu-central-1",
	});
	const byAddress = configOf(profile({ signIn: { startUrl: `${startUrl}#/`, region: "eu-west-1" } }).after);
	assert.deepEqual(valuesOf(profileIn(byAddress, "new")), {
		sso_start_url: `${startUrl}#/`,
		sso_region: "eu-west-1",
		sso_account_id: "012345678901",
		sso_role_name: "Dev",
	});
	assert.ok(profile().after.startsWith(text));
	assert.match(profile().after, /\r\n\r\n\[profile new\]\r\n/);
});

test("names that are taken, in either file, or can't be", () => {
	refused(() => signIn({ name: "corp" }), /^name: There is a sign-in 'corp' already$/);
	refused(() => profile({ name: "dev" }), /There is a profile 'dev' already/);
	refused(() => profile({ name: "keys" }), /There is a profile 'keys' already/);
	refused(() => profile({ name: "default" }), /already/);
	for (const name of ["a b", "a]", "#x", "a=b", "\n[x]"]) {
		refused(() => signIn({ name }), /^name: Use letters, digits/);
		refused(() => profile({ name }), /^name: Use letters, digits/);
	}
	refused(() => signIn({ name: "" }), /Give the sign-in a name/);
	refused(() => signIn({ name: "x".repeat(129) }), /up to 128 characters, these are 129/);
	assert.match(signIn({ name: "größe.1" }).after, /\[sso-session größe\.1\]/);
});

test("addresses, regions, scopes, accounts and roles that can't be", () => {
	for (const bad of ["", "corp", "http://corp.awsapps.com/start", "https://a b", "https://x/\n[default]"]) {
		refused(() => signIn({ startUrl: bad }), /^startUrl: A start URL looks like/);
	}
	refused(() => signIn({ startUrl: "https://me:pw@corp.awsapps.com/start" }), /no user name and password/);
	refused(() => signIn({ startUrl: "https://eu-west-1.console.aws.amazon.com/" }), /the console's address/);
	refused(() => signIn({ startUrl: "https://123456789012.signin.aws.amazon.com/console" }), /console's/);
	for (const good of [
		"https://identitycenter.amazonaws.com/ssoins-1234567890abcdef",
		"https://start.us-gov-home.awsapps.com/directory/d-1",
		"https://ssoins-1.portal.eu-west-1.app.aws",
	]) {
		assert.ok(signIn({ startUrl: good }).after.includes(`sso_start_url = ${good}`));
	}
	for (const bad of ["", "europe", "evil.example/", "eu west 1"]) {
		refused(() => signIn({ region: bad }), /^region: The region that Identity Center is in/);
	}
	refused(() => signIn({ scopes: ["a b"] }), /^scopes: 'a b' is no scope/);
	refused(() => profile({ account: "12" }), /^account: .*12 digits/);
	refused(() => profile({ roleName: "a b" }), /^roleName:/);
	refused(() => profile({ region: "x\ny" }), /^region:/);
});

test("what a browser adds to an address goes", () => {
	for (const added of ["/", "#/", "/#/?tab=accounts", "?x=y", " "]) {
		assert.equal(tidyStartUrl(startUrl + added), startUrl);
	}
});

test("a name for a profile that is free and can be one", () => {
	assert.equal(suggestProfileName("Data Lake (prod)", "Admin", config), "Data-Lake-prod-Admin");
	const taken = configOf("[profile a-B]\nregion = x-1\n[profile a-B-2]\nregion = x-1");
	assert.equal(suggestProfileName("a", "B", taken), "a-B-3");
	assert.equal(suggestProfileName("größe", "B", config), "größe-B");
});

test("without a file to write to", () => {
	assert.throws(
		() => planSignIn({ name: "a", startUrl, region: "eu-west-1" }, config, []),
		(error) => error instanceof SessionsError && error.code === "ConfigUnreadable",
	);
});

test("the region that a start URL names, where it names one", () => {
	for (const [url, region] of [
		["https://ssoins-722.portal.us-east-1.app.aws", "us-east-1"],
		["https://start.us-gov-west-1.us-gov-home.awsapps.com/directory/d-1", "us-gov-west-1"],
		["https://d-1234567890.awsapps.com/start", undefined],
		["https://acme-corp-1.awsapps.com/start", undefined],
		["https://identitycenter.amazonaws.com/ssoins-1234", undefined],
		["corp", undefined],
	] as const) {
		assert.equal(regionOfStartUrl(url), region, url);
	}
});
