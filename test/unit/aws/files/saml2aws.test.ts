import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { readSaml2awsAccounts, saml2awsFile } from "../../../../src/aws/files/saml2aws.ts";
import { rejection } from "../../fakes/rejection.ts";
import { temporaryHome } from "../../fakes/temporaryHome.ts";

async function accounts(t: TestContext, text: string) {
	const { home } = temporaryHome(t);
	writeFileSync(join(home, ".saml2aws"), text);
	return readSaml2awsAccounts(home);
}

const account = (name: string, lines = "") => `[${name}]\nurl = https://idp.example/${name}\n${lines}\n`;

test("the accounts, with what saml2aws keeps of each", async (t) => {
	const read = await accounts(
		t,
		`[default]
app_id                  =
url                     = https://corp.okta.example/home/amazon_aws/0oa1/272
username                = alice@example.com
provider                = Okta
mfa                     = Auto
skip_verify             = false
timeout                 = 0
aws_urn                 = urn:amazon:webservices
aws_session_duration    = 28800
aws_profile             = saml
resource_id             =
subdomain               =
role_arn                = arn:aws:iam::123456789012:role/Admin
region                  = eu-central-1
password                = hidden

[other]
url      = http://idp.example
username =
provider = Browser
`,
	);
	assert.deepEqual(read, [
		{
			name: "default",
			url: "https://corp.okta.example/home/amazon_aws/0oa1/272",
			username: "alice@example.com",
			provider: "Okta",
			awsProfile: "saml",
			roleArn: "arn:aws:iam::123456789012:role/Admin",
			region: "eu-central-1",
			sessionDurationSeconds: 28_800,
		},
		{ name: "other", url: "http://idp.example", username: "", provider: "Browser" },
	]);
});

test("no password is kept, also none in the address", async (t) => {
	const read = await accounts(t, "[a]\nurl = https://alice:hidden@idp.example/x\npassword = hidden\n");
	assert.equal(read[0]?.url, "https://idp.example/x");
	assert.doesNotMatch(JSON.stringify(read), /hidden/);
});

test("words that the parser takes for values stay text", async (t) => {
	const values = { username: "true", provider: "null", aws_profile: "false", region: "007" };
	const lines = Object.entries(values).map(([key, value]) => `${key} = ${value}`);
	const [read] = await accounts(t, account("a", lines.join("\n")));
	assert.deepEqual(
		[read?.username, read?.provider, read?.awsProfile, read?.region],
		["true", "null", "false", "007"],
	);
});

test("lists, and lines without a value, belong to nobody", async (t) => {
	const [read] = await accounts(
		t,
		account("a", "username[] = evil\nusername = alice\nprovider[] = x\nregion\n"),
	);
	assert.deepEqual([read?.username, read?.provider, read?.region], ["alice", "", undefined]);
});

test("names of Object's own, as sections and as keys", async (t) => {
	const names = ["constructor", "toString", "hasOwnProperty"];
	const evil = "__proto__ = x\nconstructor = y\nhasOwnProperty = z\n";
	const read = await accounts(
		t,
		`${names.map((name) => account(name, evil)).join("")}[__proto__]\nurl = https://evil.example\nprovider = evil\n`,
	);
	assert.deepEqual(
		read.map(({ name, provider }) => [name, provider]),
		names.map((name) => [name, ""]),
	);
	assert.equal(({} as Record<string, unknown>)["provider"], undefined);
});

test("what stands before the first section, or has its name, disturbs none", async (t) => {
	const read = await accounts(t, `url = https://nobody.example\na = 1\n${account("a")}${account("url")}`);
	assert.deepEqual(
		read.map(({ name, url }) => [name, url]),
		[
			["a", "https://idp.example/a"],
			["url", "https://idp.example/url"],
		],
	);
});

test("a section's dots, brackets, quotes and comment signs are part of its name", async (t) => {
	const names = ["my.account", "my", "a]b", 'say "hi"', "a;b#c", "back\\slash", "1"];
	const text = names.map((name) => `[${name}]\nurl = https://idp.example\n`).join("");
	const read = await accounts(t, text);
	assert.deepEqual(read.map(({ name }) => name).toSorted(), names.toSorted());
});

test("values in saml2aws's quotes, with comments, backslashes and colons", async (t) => {
	const [read] = await accounts(
		t,
		[
			"\uFEFF# a comment",
			"[a]",
			"; another",
			"url: `https://idp.example/#/start;x`  # a comment",
			"username = CORP\\new\\u0041",
			'provider = """KeyCloak"""',
			'aws_profile = "my profile" ; a comment',
			"region = 'eu-west-1'",
			"role_arn = nonsense",
		].join("\r\n"),
	);
	assert.deepEqual(read, {
		name: "a",
		url: "https://idp.example/#/start;x",
		username: "CORP\\new\\u0041",
		provider: "KeyCloak",
		awsProfile: "my profile",
		region: "eu-west-1",
	});
});

test("an account without an address for a browser is left out, a bad duration is not taken over", async (t) => {
	const bad = ["", "idp.example", "file:///etc/passwd", "javascript:alert(1)", "command:x", "vscode://x"];
	const read = await accounts(t, bad.map((url, i) => `[bad${i}]\nurl = ${url}\n`).join("") + account("good"));
	assert.deepEqual(
		read.map(({ name }) => name),
		["good"],
	);
	for (const duration of ["0", "899", "43201", "1h", "", "900.5", "Infinity"]) {
		const [one] = await accounts(t, account("a", `aws_session_duration = ${duration}`));
		assert.equal(one?.sessionDurationSeconds, undefined, duration);
	}
});

test("a section that stands twice is one account", async (t) => {
	const read = await accounts(t, `${account("a", "username = old")}[a]\nusername = new\n`);
	assert.deepEqual(
		read.map(({ username, url }) => [username, url]),
		[["new", "https://idp.example/a"]],
	);
});

test("where the file is", () => {
	const file = (path?: string) =>
		saml2awsFile("/home/a", path === undefined ? {} : { SAML2AWS_CONFIGFILE: path });
	assert.equal(file(), join("/home/a", ".saml2aws"));
	assert.equal(file(""), join("/home/a", ".saml2aws"));
	assert.equal(file("~/.config/saml2aws"), join("/home/a", ".config/saml2aws"));
	assert.equal(file("/etc/saml2aws"), "/etc/saml2aws");
	assert.equal(file("~other/x"), "~other/x");
});

test("another file by the environment; a missing one is no accounts", async (t) => {
	const { home } = temporaryHome(t);
	assert.deepEqual(await readSaml2awsAccounts(home), []);
	writeFileSync(join(home, "other"), account("a"));
	const read = await readSaml2awsAccounts(home, { SAML2AWS_CONFIGFILE: "~/other" });
	assert.deepEqual(
		read.map(({ name }) => name),
		["a"],
	);
	assert.deepEqual(
		await readSaml2awsAccounts(home, { SAML2AWS_CONFIGFILE: join(home, "other", "below") }),
		[],
	);
});

test("a file that can't be read is told, with the file to open", async (t) => {
	const { home } = temporaryHome(t);
	const file = join(home, ".saml2aws");
	mkdirSync(file);
	const error = await rejection(readSaml2awsAccounts(home), "ConfigUnreadable");
	assert.match(error.message, /saml2aws.* is not a file$/);
	const remedy = error.remedies[0];
	assert.ok(remedy?.kind === "openFile" && remedy.place.file === file);

	const large = join(home, "large");
	writeFileSync(large, "x".repeat(1_000_001));
	const refused = readSaml2awsAccounts(home, { SAML2AWS_CONFIGFILE: large });
	assert.match((await rejection(refused, "ConfigUnreadable")).message, /more than 1 MB/);
});

test("no text makes the reader throw, and what it reads is text", async (t) => {
	const { home } = temporaryHome(t);
	const rough = fc
		.array(
			fc.oneof(
				fc.constantFrom(
					"[",
					"]",
					"\n",
					"=",
					":",
					'"',
					"`",
					"#",
					";",
					"\\",
					".",
					"[]",
					"url",
					"__proto__",
					"https://a",
				),
				fc.string({ maxLength: 5 }),
			),
			{ maxLength: 40 },
		)
		.map((parts) => parts.join(""));
	await fc.assert(
		fc.asyncProperty(rough, async (text) => {
			writeFileSync(join(home, ".saml2aws"), text);
			for (const read of await readSaml2awsAccounts(home)) {
				assert.ok([read.name, read.url, read.username, read.provider].every((it) => typeof it === "string"));
			}
		}),
	);
});
