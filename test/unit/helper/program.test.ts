import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execPath } from "node:process";
import { after, before, test } from "node:test";
import { repositoryRoot } from "../../harness/folders.ts";
import { writeSampleHome } from "../../sandbox/sampleHome.ts";
import { activeKey, sampleAlice, sampleCiBot, sampleWorld } from "../../sandbox/sampleWorld.ts";
import { type StsDouble, startSts } from "../../sts/double.ts";

/** The bundle as it is shipped, run by its wrapper as a terminal does. */
let sts: StsDouble;
let home: string;
const alice = activeKey(sampleAlice());
const keys = { AWS_ACCESS_KEY_ID: alice.id, AWS_SECRET_ACCESS_KEY: alice.secret };

before(async () => {
	home = await mkdtemp(join(tmpdir(), "what-aws-sees-"));
	await writeSampleHome(home);
	sts = await startSts(sampleWorld());
});
after(async () => {
	await sts.close();
	await rm(home, { recursive: true });
});

interface Ended {
	readonly output: string;
	readonly errors: string;
	readonly code: number | null;
}

function run(program: readonly string[], environment: Record<string, string>): Promise<Ended> {
	const [file = "", ...args] = program;
	const child = spawn(file, args, {
		env: {
			PATH: process.env["PATH"],
			HOME: home,
			USERPROFILE: home,
			AWS_ENDPOINT_URL_STS: sts.url,
			AWS_EC2_METADATA_DISABLED: "true",
			...environment,
		},
		stdio: ["ignore", "pipe", "pipe"],
	});
	let output = "";
	let errors = "";
	child.stdout.setEncoding("utf8").on("data", (text: string) => {
		output += text;
	});
	child.stderr.setEncoding("utf8").on("data", (text: string) => {
		errors += text;
	});
	return new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (code) => resolve({ output, errors, code }));
	});
}

/** Runs the helper, and checks that it gives nothing away. */
async function whatAwsSees(environment: Record<string, string>, shell = "posix"): Promise<Ended> {
	const wrapper = join(repositoryRoot, "media", "bin", "whatAwsSees.sh");
	const ended = await run(["sh", wrapper, execPath, shell], environment);
	const told = ended.output + ended.errors;
	for (const secret of [...sts.secretsIssued(), alice.id, activeKey(sampleCiBot()).id, "hidden", "nowhere"]) {
		assert.ok(!told.includes(secret), "a secret is in the output");
	}
	assert.doesNotMatch(told, /\n\s+at /);
	assert.ok(!told.includes("\x1B"), "bold outside of a terminal");
	assert.equal(ended.errors, "");
	return ended;
}

const skip = process.platform === "win32" ? "the wrapper is for POSIX shells" : false;

test("keys in variables: who that is, and what the JavaScript SDK makes of AWS_PROFILE", {
	skip,
}, async () => {
	const environment = { ...keys, AWS_PROFILE: "prod-audit", AWS_REGION: "eu-central-1" };
	const { output, code } = await whatAwsSees(environment);
	assert.equal(code, 0);
	assert.match(output, /^ {2}AWS CLI, boto3, .*\n {4}alice in account 111122223333/m);
	assert.match(
		output,
		/^ {2}JavaScript, \.NET 3\n {4}ProdAudit in account 777788889999 \(prod-admin, prod-audit\)/m,
	);
	assert.match(output, /^ {4}unset AWS_PROFILE$/m);
	// The SDK itself comes to the same.
	const client = join(repositoryRoot, "test", "host", "callerIdentity.mjs");
	const sdk = await run([execPath, client], environment);
	assert.match(sdk.output, /^arn:aws:sts::777788889999:assumed-role\/ProdAudit\//);
});

test("a profile's role without MFA is assumed; a program and a device are not asked", { skip }, async () => {
	const assumed = await whatAwsSees({ AWS_PROFILE: "ci-deploy" });
	assert.match(assumed.output, /CiDeploy in account 444455556666 \([^)]+\)\n.*assumed-role\/CiDeploy\/ci\n$/);
	const calls = sts.requests.length;
	const device = await whatAwsSees({ AWS_PROFILE: "dev-admin" });
	assert.match(device.output.replace(/\s+/g, " "), /DevAdmin in account .* an MFA code of device alice/);
	const program = await whatAwsSees({ AWS_PROFILE: "vault-tools" });
	assert.match(program.output, /without the program aws-creds/);
	assert.doesNotMatch(program.output, /opt|acme tools|asking AWS/);
	assert.deepEqual([device.code, program.code], [0, 0]);
	assert.equal(sts.requests.length, calls);
});

test("nothing decides: nobody, and nothing is sent", { skip }, async () => {
	const calls = sts.requests.length;
	const { output, code } = await whatAwsSees({});
	assert.match(output, /Nobody: there are no credentials here\n$/);
	assert.equal(code, 0);
	assert.equal(sts.requests.length, calls);
});

for (const [what, environment, expected] of [
	["unknown keys", { ...keys, AWS_ACCESS_KEY_ID: "AKIAHIDDEN0000000000" }, /\(InvalidKeys\)/],
	["a wrong secret", { ...keys, AWS_SECRET_ACCESS_KEY: "hidden-secret-of-nobody" }, /\(InvalidSignature\)/],
	["half a pair in the file", { AWS_PROFILE: "half-keys" }, /\(PartialKeys\)/],
	["a missing source", { AWS_PROFILE: "broken-source" }, /\(MissingSource\)/],
	["a missing profile", { AWS_PROFILE: "gone" }, /\(ProfileNotFound\)/],
	["expired keys", { ...keys, AWS_CREDENTIAL_EXPIRATION: "2020-01-01T00:00:00Z" }, /\(CredentialsExpired\)/],
	["no way to AWS", { ...keys, AWS_ENDPOINT_URL_STS: "http://127.0.0.1:1" }, /\(NetworkUnreachable\)/],
	["a certificate file that is none", { ...keys, AWS_CA_BUNDLE: "/nowhere" }, /\(CaBundleUnreadable\)/],
	[
		"a web identity without its file",
		{ AWS_WEB_IDENTITY_TOKEN_FILE: "/nowhere", AWS_ROLE_ARN: "arn:aws:iam::444455556666:role/DevReadOnly" },
		/\(TokenFileUnreadable\)/,
	],
	[
		"a token in place of its file",
		{
			AWS_WEB_IDENTITY_TOKEN_FILE: "eyJhidden.hidden.hidden",
			AWS_ROLE_ARN: "arn:aws:iam::444455556666:role/X",
		},
		/The token file that AWS_WEB_IDENTITY_TOKEN_FILE names\s+does not exist/,
	],
	[
		"something else in place of a region",
		{ ...keys, AWS_ENDPOINT_URL_STS: "", AWS_REGION: "hidden \x1B[2J" },
		/The value of AWS_REGION is not a region \(InvalidEndpoint\)/,
	],
	[
		"a line break in a secret",
		{ ...keys, AWS_SECRET_ACCESS_KEY: "hid\nden" },
		/AWS_SECRET_ACCESS_KEY holds a blank/,
	],
	["a line break in a token", { ...keys, AWS_SESSION_TOKEN: "x\ny" }, /AWS_SESSION_TOKEN holds a blank/],
	["something else in place of a profile", { AWS_PROFILE: "hidden\x1B[2J" }, /AWS_PROFILE names a profile/],
	["a role that is refused", { AWS_PROFILE: "partner-locked" }, /\(AccessDenied\)/],
] as const) {
	test(`${what}: a coded message, and an exit code`, { skip }, async () => {
		const { output, code } = await whatAwsSees(environment);
		assert.match(output, expected);
		assert.equal(code, 1);
	});
}

test("a container's endpoint is asked, and its token stays where it is", { skip }, async (t) => {
	const asked: (string | undefined)[] = [];
	const server = createServer((request, response) => {
		asked.push(request.headers.authorization);
		const Expiration = new Date(Date.now() + 3_600_000).toISOString();
		response.end(JSON.stringify({ AccessKeyId: alice.id, SecretAccessKey: alice.secret, Expiration }));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	t.after(() => server.close());
	const { port } = server.address() as AddressInfo;
	const { output, code } = await whatAwsSees({
		AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${port}/hidden`,
		AWS_CONTAINER_AUTHORIZATION_TOKEN: "hidden-token",
	});
	assert.match(output, /^→ 5 Container/m);
	assert.match(output, /alice in account 111122223333/);
	assert.equal(code, 0);
	assert.deepEqual(asked, ["hidden-token"]);
});

test("files named by variables, and their first problem", { skip }, async () => {
	const file = join(home, "other config");
	await writeFile(file, "[profile a]\nregion = eu-west-1\n[b]\nregion = x\n[c]\n");
	const { output } = await whatAwsSees({ AWS_CONFIG_FILE: file });
	assert.doesNotMatch(output, /other config/);
	assert.match(
		output.replace(/\n {2,}/g, " "),
		/the file that AWS_CONFIG_FILE names: 1 profile\. Line 3: .* \(and 1 more\)/,
	);
	assert.match(output, /~\/\.aws\/credentials: \d profile/);
});
