import assert from "node:assert/strict";
import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { sampleWorld } from "../sandbox/sampleWorld.ts";
import { type StsDouble, startSts } from "../sts/double.ts";
import { type LoopbackProxy, startLoopbackProxy } from "./loopbackProxy.ts";
import { openSandbox, type Sandbox } from "./sandbox.ts";

/** A name that no resolver knows: only a proxy leads there. */
const host = "sts.sandbox.test";
const fixture = (name: string) => join(import.meta.dirname, "..", "fixtures", name);

let tlsSts: StsDouble;
let proxy: LoopbackProxy;
let plainProxy: LoopbackProxy;
let sandbox: Sandbox;

before(async () => {
	tlsSts = await startSts(sampleWorld(), {
		tls: {
			key: await readFile(fixture("selfSigned.key.pem"), "utf8"),
			cert: await readFile(fixture("selfSigned.cert.pem"), "utf8"),
		},
	});
	proxy = await startLoopbackProxy(Number(new URL(tlsSts.url).port));
	sandbox = await openSandbox({
		env: { AWS_ENDPOINT_URL_STS: "", HTTPS_PROXY: proxy.url, NO_PROXY: "direct.sandbox.test" },
	});
	plainProxy = await startLoopbackProxy(Number(new URL(sandbox.sts.url).port));
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
	await plainProxy[Symbol.asyncDispose]();
	await proxy[Symbol.asyncDispose]();
	await tlsSts.close();
});

let profiles = 0;
/** Assumes DevReadOnly through a profile of its own with these settings; answers "started" or the error. */
async function assumeWith(...settings: readonly string[]): Promise<string> {
	const name = `network-${profiles++}`;
	const lines = [
		`[profile ${name}]`,
		"role_arn = arn:aws:iam::444455556666:role/DevReadOnly",
		"source_profile = acme",
		...settings,
	];
	await appendFile(join(sandbox.home, ".aws", "config"), `\n${lines.join("\n")}\n`);
	return sandbox.workbench.host.evaluate(async (vscode, profile) => {
		try {
			await vscode.commands.executeCommand("awsSessions.assumeRole", { profile });
			return "started";
		} catch (error) {
			return `${(error as { code?: string }).code}: ${(error as Error).message}`;
		}
	}, name);
}

test("a server with a CA of its own is trusted by ca_bundle, and only by it", async () => {
	assert.match(await assumeWith(`endpoint_url = ${tlsSts.url}`), /^CertificateNotTrusted/);
	const bundle = `ca_bundle = ${fixture("selfSigned.cert.pem")}`;
	assert.equal(await assumeWith(`endpoint_url = ${tlsSts.url}`, bundle), "started");
	assert.match(
		await assumeWith("ca_bundle = /nowhere/bundle.pem"),
		/^CaBundleUnreadable: .*\/nowhere\/bundle\.pem/,
	);
});

test("HTTPS_PROXY of the environment is used, and NO_PROXY passes it by", async () => {
	const bundle = `ca_bundle = ${fixture("selfSigned.cert.pem")}`;
	const before = proxy.passed.length;
	assert.equal(await assumeWith(`endpoint_url = https://${host}`, bundle), "started");
	assert.deepEqual(proxy.passed.slice(before), [`CONNECT ${host}:443`]);
	assert.match(await assumeWith("endpoint_url = https://direct.sandbox.test", bundle), /^NetworkUnreachable/);
	assert.equal(proxy.passed.length, before + 1);
});

test("VS Code's own proxy setting is used", async () => {
	const set = (value: string | undefined) =>
		sandbox.workbench.host.evaluate(
			(vscode, url) => vscode.workspace.getConfiguration("http").update("proxy", url, true),
			value ?? null,
		);
	await set(plainProxy.url);
	assert.equal(await assumeWith(`endpoint_url = http://${host}`), "started");
	assert.deepEqual(plainProxy.passed, [`POST http://${host}/`]);
	await set(undefined);
});

test("connect_timeout ends the wait for a host that does not answer", async () => {
	// A server that takes the connection but never begins TLS.
	const { createServer } = await import("node:net");
	const silent = createServer(() => {});
	await new Promise<void>((resolve) => {
		silent.listen(0, "127.0.0.1", resolve);
	});
	const address = silent.address();
	const port = typeof address === "object" ? address?.port : "";
	const error = await assumeWith(`endpoint_url = https://127.0.0.1:${port}`, "connect_timeout = 0.2");
	assert.match(error, /^NetworkTimeout: 127\.0\.0\.1:\d+ did not accept a connection within 0\.2 s/);
	silent.close();
});
