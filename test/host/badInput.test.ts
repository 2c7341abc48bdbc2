import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startPatience, waitFor } from "../harness/waitFor.ts";
import { sampleWorld } from "../sandbox/sampleWorld.ts";
import { startSts } from "../sts/double.ts";
import { openSandbox, type Sandbox, statusItem } from "./sandbox.ts";

/** Whatever the files and the network come up with, the person is told clearly and the extension goes on. */
let sandbox: Sandbox;
let configFile: string;
let soundConfig: string;

before(async () => {
	// The endpoint stands in the file here, so that single profiles can have another.
	sandbox = await openSandbox({ env: { AWS_ENDPOINT_URL_STS: "" } });
	configFile = join(sandbox.home, ".aws", "config");
	soundConfig = `${await readFile(configFile, "utf8")}\n[profile dev-readonly]\nendpoint_url = ${sandbox.sts.url}\n`;
	await writeFile(configFile, soundConfig);
	await sandbox.workbench.person.openView("AWS Sessions");
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

const problems = async (): Promise<string[]> =>
	sandbox.workbench.host.evaluate(
		(vscode, path) => vscode.languages.getDiagnostics(vscode.Uri.file(path)).map(({ message }) => message),
		configFile,
	);

const assume = (profile: string, timeout?: number) =>
	sandbox.workbench.host.evaluate(
		async (vscode, name) => {
			try {
				// What is live already would only be switched to.
				await vscode.commands.executeCommand("awsSessions.endAllSessions");
				await vscode.commands.executeCommand("awsSessions.assumeRole", { profile: name });
				return "started";
			} catch (error) {
				return `${(error as { code?: string }).code}: ${(error as Error).message}`;
			}
		},
		profile,
		timeout,
	);

async function showsAcme(): Promise<void> {
	await sandbox.workbench.person
		.tree("Profiles")
		.waitForRows("the sound profiles", (rows) => rows.some(({ label }) => label === "acme"));
}

async function replaceConfig(content: string | Buffer): Promise<void> {
	await rm(configFile, { recursive: true, force: true });
	await writeFile(configFile, content);
}

async function restore(timeout?: number): Promise<void> {
	await replaceConfig(soundConfig);
	await sandbox.workbench.person
		.tree("Profiles")
		.waitForRows("all profiles", (rows) => rows.some(({ label }) => label === "prod-admin"), timeout);
	assert.equal(await assume("dev-readonly", timeout), "started", "and it goes on");
}

test("a folder in the file's place", async () => {
	await rm(configFile);
	await mkdir(configFile);
	await waitFor("the problem", async () =>
		(await problems()).includes("This is a folder, but AWS expects a file here"),
	);
	await showsAcme();
	await restore();
});

test("a file that may not be read", async (t) => {
	await chmod(configFile, 0o000);
	const isReadable = await readFile(configFile, "utf8").then(
		() => true,
		() => false,
	);
	if (isReadable) {
		await chmod(configFile, 0o600);
		t.skip("this user may read everything");
		return;
	}
	await waitFor("the problem", async () =>
		(await problems()).some((message) => /permission denied/.test(message)),
	);
	await chmod(configFile, 0o600);
	await restore();
});

test("binary rubbish", async () => {
	await replaceConfig(randomBytes(200_000));
	await waitFor("problems", async () => (await problems()).length > 0);
	assert.ok((await problems()).length <= 100, "the Problems panel is not flooded");
	await showsAcme();
	await restore();
});

test("a file of 5 MB", async () => {
	const many = Array.from(
		{ length: 60_000 },
		(_, index) => `[profile many-${index}]\nregion = eu-west-1\noutput = json\n# ${"x".repeat(40)}`,
	);
	await replaceConfig(`${soundConfig}\n${many.join("\n")}\n`);
	const isShown = ({ label }: { label: string }) => label === "Settings only" || label === "prod-admin";
	// So many profiles take seconds of a core, which other tests have their share in.
	await sandbox.workbench.person
		.tree("Profiles")
		.waitForRows("the profiles", (rows) => rows.some(isShown), startPatience);
	assert.equal(await assume("dev-readonly", startPatience), "started");
	await restore(startPatience);
});

test("a loop of source profiles, at its place", async () => {
	await replaceConfig(`${soundConfig}
[profile loop-a]
role_arn = arn:aws:iam::111122223333:role/A
source_profile = loop-b
[profile loop-b]
role_arn = arn:aws:iam::111122223333:role/B
source_profile = loop-a
`);
	await waitFor("the problem", async () =>
		(await problems()).some((message) => /loop-a → loop-b → loop-a/.test(message)),
	);
	assert.match(await assume("loop-a"), /^ProfileLoop: /);
	await restore();
});

const rubbish: readonly (readonly [string, { status: number; contentType: string; body: string }, RegExp])[] =
	[
		[
			"a web page",
			{ status: 200, contentType: "text/html", body: "<!DOCTYPE html><html><body>Sign in</body></html>" },
			/^InvalidResponse: .*a web page.*proxy or a sign-in page/,
		],
		[
			"XML cut short",
			{ status: 200, contentType: "text/xml", body: "<AssumeRoleResponse><AssumeRoleResult><Cred" },
			/^InvalidResponse: .*cut short/,
		],
		[
			"an entity bomb",
			{
				status: 200,
				contentType: "text/xml",
				body: '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>',
			},
			/^InvalidResponse: .*document type definition/,
		],
		["nothing", { status: 200, contentType: "text/xml", body: "" }, /^InvalidResponse: .*an empty answer/],
		[
			"another API's JSON",
			{ status: 404, contentType: "application/json", body: '{"message":"no"}' },
			/^InvalidResponse: .*not XML/,
		],
	];

for (const [what, answer, expected] of rubbish) {
	test(`STS answers with ${what}`, async () => {
		sandbox.sts.faults.answer(1, answer);
		assert.match(await assume("dev-readonly"), expected);
		sandbox.sts.faults.reset();
	});
}

test("a connection that is cut half-way, each time", async () => {
	sandbox.sts.faults.cut(3);
	assert.match(await assume("dev-readonly"), /^ConnectionLost: .*was cut/);
	sandbox.sts.faults.reset();
});

test("an endpoint where nobody listens", async () => {
	await replaceConfig(`${soundConfig}\n[profile prod-audit]\nendpoint_url = http://127.0.0.1:9\n`);
	assert.match(await assume("prod-audit"), /^NetworkUnreachable: 127\.0\.0\.1:9 could not be reached/);
});

test("a certificate that is not trusted", async () => {
	const fixture = (name: string) => readFile(join(import.meta.dirname, "..", "fixtures", name), "utf8");
	const sts = await startSts(sampleWorld(), {
		tls: { key: await fixture("selfSigned.key.pem"), cert: await fixture("selfSigned.cert.pem") },
	});
	await replaceConfig(`${soundConfig}\n[profile prod-audit]\nendpoint_url = ${sts.url}\n`);
	assert.match(await assume("prod-audit"), /^CertificateNotTrusted: .*CA certificate/);
	await sts.close();
});

test("after all that the main job still works", async () => {
	await restore();
	await sandbox.workbench.person.statusBar.waitFor(statusItem, ({ text }) => text === "dev-readonly · 59m");
});
