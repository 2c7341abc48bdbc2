import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { aliceMfaSerial } from "../../sandbox/sampleWorld.ts";
import { call, outcome, startOfTime } from "./client.ts";
import { aliceKeys, fixture } from "./fixture.ts";

const whoAmI = { Action: "GetCallerIdentity" };

test("faults befall one request each, in the order they were asked for", async (t) => {
	const { sts } = await fixture(t);
	const ask = () => call(sts, aliceKeys, whoAmI);
	sts.faults.throttle(2);
	sts.faults.fail(503, 1);
	sts.faults.answer(1, { status: 502, contentType: "text/html", body: "<html>Bad gateway" });
	assert.equal(outcome(await ask()), "400 Throttling: Rate exceeded");
	assert.match(outcome(await ask()), /^400 Throttling/);
	const failure = await ask();
	assert.match(outcome(failure), /^503 ServiceUnavailable/);
	assert.equal(failure.element("Type"), "Receiver");
	const page = await ask();
	assert.deepEqual(
		[page.status, page.headers.get("content-type"), page.text],
		[502, "text/html", "<html>Bad gateway"],
	);
	assert.equal((await ask()).status, 200);
	assert.equal(sts.requests.length, 5);
});

test("a cut answer never arrives whole, and its code is spent", async (t) => {
	const { sts, assume } = await fixture(t);
	const code = sts.nextMfaCode(aliceMfaSerial);
	const mfa = {
		RoleArn: "arn:aws:iam::777788889999:role/ProdAdmin",
		SerialNumber: aliceMfaSerial,
		TokenCode: code,
	};
	sts.faults.cut();
	await assert.rejects(assume(aliceKeys, mfa), TypeError);
	assert.match(outcome(await assume(aliceKeys, mfa)), /invalid MFA one time pass code/);
});

test("held requests are logged at once and answered after the release", async (t) => {
	const { sts } = await fixture(t);
	const release = sts.faults.hold();
	let answered = 0;
	const asks = [1, 2].map(() => call(sts, aliceKeys, whoAmI).then(() => answered++));
	await sts.received(2);
	assert.equal(answered, 0);
	release();
	await Promise.all(asks);
	assert.equal((await call(sts, aliceKeys, whoAmI)).status, 200);
});

test("a held request can be given up, and a double be closed over it", async (t) => {
	const { sts } = await fixture(t);
	sts.faults.hold();
	const abort = new AbortController();
	const given = call(sts, aliceKeys, whoAmI, { signal: abort.signal });
	const left = call(sts, aliceKeys, whoAmI);
	const outcomes = Promise.allSettled([given, left]);
	await sts.received(2);
	abort.abort();
	await sts.close();
	assert.deepEqual(
		(await outcomes).map(({ status }) => status),
		["rejected", "rejected"],
	);
});

test("a slow answer is waited for in real time, until a reset", async (t) => {
	const { sts } = await fixture(t);
	sts.faults.slow(20);
	assert.equal((await call(sts, aliceKeys, whoAmI)).status, 200);
	sts.faults.slow(3_600_000);
	const ask = call(sts, aliceKeys, whoAmI);
	await sts.received(2);
	sts.faults.reset();
	assert.equal((await ask).status, 200);
});

test("a skewed clock is told by the Date header, which then signs well", async (t) => {
	const { sts } = await fixture(t);
	sts.faults.skewClock(3_600_000);
	const refused = await call(sts, aliceKeys, whoAmI);
	assert.match(outcome(refused), /Signature expired/);
	const at = Date.parse(refused.headers.get("date") ?? "");
	assert.equal(at, startOfTime + 3_600_000);
	assert.equal((await call(sts, aliceKeys, whoAmI, { at })).status, 200);
	sts.faults.reset();
	assert.equal((await call(sts, aliceKeys, whoAmI)).status, 200);
});

test("it serves HTTPS with a certificate of the test's own", async (t) => {
	const dir = mkdtempSync(join(tmpdir(), "sts-tls-"));
	t.after(() => rmSync(dir, { recursive: true }));
	const [key, cert] = [join(dir, "key.pem"), join(dir, "cert.pem")];
	const args = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=sts".split(
		" ",
	);
	try {
		const names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert];
		execFileSync("openssl", [...args, ...names], { stdio: "ignore" });
	} catch {
		return t.skip("No openssl here to make a certificate");
	}
	const tls = { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
	const { sts } = await fixture(t, undefined, { tls });
	assert.match(sts.url, /^https:/);
	const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
	request(sts.url, { method: "POST", ca: tls.cert, agent: false }, (response) => {
		response.resume();
		resolve(response.statusCode);
	})
		.on("error", reject)
		.end();
	assert.equal(await promise, 400);
	return undefined;
});
