import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { Secret } from "../../../../src/core/text/secret.ts";
import { aliceMfaSerial, sampleAlice } from "../../../sandbox/sampleWorld.ts";
import { cancelled, rejection } from "../../fakes/rejection.ts";
import { aliceCredentials, type StsFixture, stsFixture } from "./stsFixture.ts";

const hour = 3_600_000;
const arnOf = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;
const devReadOnly = { roleArn: arnOf("444455556666", "DevReadOnly"), roleSessionName: "me" };
const prodAdmin = { roleArn: arnOf("777788889999", "ProdAdmin"), roleSessionName: "me" };

const withMfa = ({ mfaCode }: StsFixture) => ({
	...prodAdmin,
	serialNumber: aliceMfaSerial,
	tokenCode: mfaCode(),
});

test("a role's credentials work, and say who they are and until when", async (t) => {
	const { client, call, clock, sts } = await stsFixture(t);
	const { credentials, identity } = await client.assumeRole({ ...devReadOnly, durationSeconds: 900 }, call());
	assert.deepEqual(identity, {
		account: "444455556666",
		arn: "arn:aws:sts::444455556666:assumed-role/DevReadOnly/me",
		role: "DevReadOnly",
		sessionName: "me",
	});
	assert.match(credentials.accessKeyId, /^ASIA/);
	assert.equal(credentials.expiresAt, clock.now() + 900_000);
	assert.deepEqual(await client.getCallerIdentity(call({ credentials })), identity);
	assert.equal(sts.requests.length, 2);
});

test("a user's session token", async (t) => {
	const { client, call, clock, mfaCode } = await stsFixture(t);
	const input = { durationSeconds: 1800, serialNumber: aliceMfaSerial, tokenCode: mfaCode() };
	const credentials = await client.getSessionToken(input, call());
	assert.equal(credentials.expiresAt, clock.now() + 1_800_000);
	const identity = await client.getCallerIdentity(call({ credentials }));
	assert.equal(identity.arn, sampleAlice().arn);
	assert.equal(identity.user, "alice");
});

test("an account keeps its leading zero", async (t) => {
	const { client, call } = await stsFixture(t);
	const input = { roleArn: arnOf("012345678901", "LegacyAdmin"), roleSessionName: "me" };
	const { credentials, identity } = await client.assumeRole(input, call());
	assert.equal(identity.account, "012345678901");
	assert.equal((await client.getCallerIdentity(call({ credentials }))).account, "012345678901");
});

test("each request is told, without parameters", async (t) => {
	const { client, call, events, sts } = await stsFixture(t);
	await client.getCallerIdentity(call());
	assert.deepEqual(events, [
		{
			operation: "GetCallerIdentity",
			host: new URL(sts.url).host,
			status: 200,
			requestId: events[0]?.requestId,
			duration: 0,
		},
	]);
	assert.match(events[0]?.requestId ?? "", /^[0-9a-f-]{36}$/);
});

test("a clock that is off is corrected with one more request, and expiry told by our own clock", async (t) => {
	for (const skew of [hour, -hour]) {
		const { client, call, clock, sts } = await stsFixture(t);
		sts.faults.skewClock(skew);
		const first = await client.assumeRole(devReadOnly, call());
		assert.equal(sts.requests.length, 2);
		assert.equal(first.credentials.expiresAt, clock.now() + hour);
		await client.getCallerIdentity(call({ credentials: first.credentials }));
		assert.equal(sts.requests.length, 3, "the correction is kept");
		sts.faults.skewClock(0);
		await client.getCallerIdentity(call());
		assert.equal(sts.requests.length, 5, "and given up when the clocks agree again");
	}
});

test("a refusal that has nothing to do with the date is not sent again, whatever the clock says", async (t) => {
	const fixture = await stsFixture(t);
	const { client, call, sts } = fixture;
	sts.faults.skewClock(10 * 60_000);
	const refused = { ...withMfa(fixture), roleArn: arnOf("555566667777", "PartnerData") };
	const error = await rejection(client.assumeRole(refused, call()), "AccessDenied");
	assert.match(error.message, /PartnerData/);
	assert.equal(sts.requests.length, 1);
});

test("throttling and faults of the service are tried again, three times in all", async (t) => {
	const { client, call, clock, sts } = await stsFixture(t);
	sts.faults.throttle(1);
	sts.faults.fail(500);
	const asked = client.getCallerIdentity(call());
	const delays = [await clock.advanceToNext(), await clock.advanceToNext()];
	assert.equal((await asked).user, "alice");
	assert.equal(sts.requests.length, 3);
	assert.ok(
		delays.every((delay, index) => delay <= 400 * (index + 1)),
		String(delays),
	);
});

test("after the third attempt it is told", async (t) => {
	const { client, call, clock, sts } = await stsFixture(t);
	const cases = [
		["Throttled", () => sts.faults.throttle(3), /too often/],
		["ServiceUnavailable", () => sts.faults.fail(503, 3), /a problem of its own/],
		[
			"Throttled",
			() => sts.faults.answer(3, { status: 429, contentType: "text/plain", body: "slow down" }),
			/too often/,
		],
		[
			"ServiceUnavailable",
			() => sts.faults.answer(3, { status: 502, contentType: "text/html", body: "<html>Bad gateway</html>" }),
			/\(502\)/,
		],
	] as const;
	for (const [index, [code, order, says]] of cases.entries()) {
		order();
		const failed = rejection(client.getCallerIdentity(call()), code);
		await clock.advanceToNext();
		await clock.advanceToNext();
		const { message, remedies } = await failed;
		assert.match(message, says);
		assert.deepEqual(remedies, [{ kind: "retry" }]);
		assert.equal(sts.requests.length, 3 * (index + 1));
		assert.equal(clock.pending, 0);
	}
});

test("after a cut connection a request is sent again, unless it may have spent an MFA code", async (t) => {
	const fixture = await stsFixture(t);
	const { client, call, clock, sts } = fixture;
	sts.faults.cut();
	const asked = client.assumeRole(devReadOnly, call());
	await clock.advanceToNext();
	assert.equal((await asked).identity.role, "DevReadOnly");
	assert.equal(sts.requests.length, 2);
	sts.faults.cut();
	const { message } = await rejection(client.assumeRole(withMfa(fixture), call()), "ConnectionLost");
	assert.match(message, /cut before its answer was complete/);
	assert.equal(sts.requests.length, 3);
});

test("calling off ends a request, and the wait before another", async (t) => {
	const { client, call, clock, sts } = await stsFixture(t);
	const release = sts.faults.hold();
	const controller = new AbortController();
	const asked = client.getCallerIdentity(call({ signal: controller.signal }));
	await sts.received(1);
	controller.abort();
	await cancelled(asked);
	release();

	sts.faults.throttle(1);
	const second = new AbortController();
	const waiting = client.getCallerIdentity(call({ signal: second.signal }));
	await clock.scheduled();
	second.abort();
	await cancelled(waiting);
	assert.equal(clock.pending, 0);

	await cancelled(client.getCallerIdentity(call({ signal: AbortSignal.abort() })));
	assert.equal(sts.requests.length, 2);
});

test("refusals are told by reason, with what to do and the request's id", async (t) => {
	const fixture = await stsFixture(t);
	const { client, call, clock } = fixture;
	const unknownKey = { ...aliceCredentials(), accessKeyId: "AKIANOBODYKNOWSTHIS2" };
	const inMumbai = { ...call().endpoint, signingRegion: "ap-south-1" };
	const { credentials: chained } = await client.assumeRole({ ...devReadOnly, durationSeconds: 900 }, call());
	const prodAudit = {
		roleArn: arnOf("777788889999", "ProdAudit"),
		roleSessionName: "me",
		durationSeconds: 3601,
	};
	const cases = [
		[() => client.getCallerIdentity(call({ credentials: unknownKey })), "InvalidKeys", /'acme'.*deactivated/],
		[() => client.assumeRole(prodAdmin, call()), "AccessDenied", /ProdAdmin.*mfa_serial/],
		[
			() => client.assumeRole({ ...withMfa(fixture), tokenCode: new Secret("000000") }, call()),
			"MfaCodeInvalid",
			/code was not accepted/,
		],
		[
			() => client.assumeRole({ ...withMfa(fixture), serialNumber: "GAHT12345678" }, call()),
			"MfaDeviceInvalid",
			/passkeys/,
		],
		[
			() => client.assumeRole({ ...devReadOnly, durationSeconds: 7200 }, call()),
			"DurationTooLong",
			/maximum session/,
		],
		[() => client.assumeRole(prodAudit, call({ credentials: chained })), "DurationTooLong", /1 hour/],
		[
			() => client.assumeRole({ ...prodAudit, durationSeconds: 900 }, call({ endpoint: inMumbai })),
			"RegionDisabled",
			/ap-s/,
		],
		[
			() => client.getSessionToken({}, call({ credentials: chained })),
			"AccessDenied",
			/GetSessionToken can't be called with the temporary credentials/,
		],
	] as const;
	for (const [ask, code, says] of cases) {
		const { message, remedies, requestId } = await rejection(ask(), code);
		assert.match(message, says);
		assert.ok(remedies.length > 0, code);
		assert.match(requestId ?? "", /^[0-9a-f-]{36}$/);
	}
	clock.advance(900_000);
	await rejection(client.getCallerIdentity(call({ credentials: chained })), "CredentialsExpired");
});

test("a wrong secret never brings the session token into the message, though STS repeats it", async (t) => {
	const { client, call, sts } = await stsFixture(t);
	const { credentials } = await client.assumeRole(devReadOnly, call());
	const wrong = { ...credentials, secretAccessKey: new Secret("wrong") };
	const error = await rejection(client.getCallerIdentity(call({ credentials: wrong })), "InvalidSignature");
	assert.match(error.message, /secret access key of profile 'acme'/);
	for (const secret of sts.secretsIssued()) {
		assert.ok(!inspect(error, { depth: 9 }).includes(secret));
	}
});

test("a message of STS's that repeats a secret is scrubbed", async (t) => {
	const { client, call, sts } = await stsFixture(t);
	const { credentials } = await client.assumeRole(devReadOnly, call());
	const told = `${credentials.secretAccessKey.reveal()} ${credentials.sessionToken?.reveal()}`;
	const body = `<ErrorResponse><Error><Code>NewCode</Code><Message>${told}</Message></Error></ErrorResponse>`;
	sts.faults.answer(1, { status: 400, contentType: "text/xml", body });
	const { message } = await rejection(client.getCallerIdentity(call({ credentials })), "StsError");
	assert.equal(message, "GetCallerIdentity was refused (NewCode): [redacted] [redacted]");
});

const credentialsXml = (without = "") =>
	["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"]
		.filter((name) => name !== without)
		.map((name) => `<${name}>${name === "Expiration" ? "2026-03-01T13:00:00Z" : "x"}</${name}>`)
		.join("");

const answerXml = (credentials: string, user = "<Arn>arn:aws:sts::012345678901:assumed-role/R/me</Arn>") =>
	`<AssumeRoleResponse><AssumeRoleResult><AssumedRoleUser>${user}</AssumedRoleUser><Credentials>${credentials}</Credentials></AssumeRoleResult></AssumeRoleResponse>`;

test("what is no answer of STS's is told as what it is", async (t) => {
	const { client, call, sts } = await stsFixture(t);
	const bomb = `<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>`;
	const cases: [number, string, RegExp][] = [
		[200, "<!DOCTYPE html><html><body>Sign in</body></html>", /sent a web page/],
		[403, "<html><body>Forbidden</body></html>", /sent a web page/],
		[200, answerXml(credentialsXml()).slice(0, -60), /broken or cut short/],
		[200, `${bomb}<AssumeRoleResponse>&b;</AssumeRoleResponse>`, /document type definition/],
		[200, "", /an empty answer/],
		[302, "", /an empty answer/],
		[400, '{"message":"no"}', /not XML/],
		[200, '{"AssumeRoleResponse":{}}', /not XML/],
		[200, "<GetCallerIdentityResponse/>", /without AssumedRoleUser\/Arn/],
		[200, answerXml(credentialsXml(), ""), /without AssumedRoleUser\/Arn/],
		[200, answerXml(credentialsXml("AccessKeyId")), /without AccessKeyId/],
		[200, answerXml(credentialsXml("SecretAccessKey")), /without SecretAccessKey/],
		[200, answerXml(credentialsXml("SessionToken")), /without SessionToken/],
		[200, answerXml(credentialsXml("Expiration")), /without Expiration/],
		[200, answerXml(credentialsXml() + credentialsXml()), /without Expiration/],
		[200, answerXml(credentialsXml().replace("2026-03-01T13:00:00Z", "soon")), /no date: soon/],
		[400, "<ErrorResponse><Error><Message>x</Message></Error></ErrorResponse>", /without Error\/Code/],
	];
	for (const [status, body, says] of cases) {
		sts.faults.answer(1, { status, contentType: "text/xml", body });
		const { message } = await rejection(client.assumeRole(devReadOnly, call()), "InvalidResponse");
		assert.match(message, says);
		assert.ok(message.startsWith(new URL(sts.url).host), message);
	}
	assert.equal(sts.requests.length, cases.length, "none is sent again");
	sts.faults.answer(1, { status: 200, contentType: "text/xml", body: answerXml(credentialsXml()) });
	assert.equal((await client.assumeRole(devReadOnly, call())).identity.account, "012345678901");
});

test("a proxy that asks for a sign-in, and an endpoint that is no address", async (t) => {
	const { client, call, sts } = await stsFixture(t);
	sts.faults.answer(1, { status: 407, contentType: "text/html", body: "<html></html>" });
	const { message } = await rejection(client.getCallerIdentity(call()), "ProxyRefused");
	assert.match(message, /407/);
	for (const url of ["sts.amazonaws.com", "ftp://sts.amazonaws.com", ""]) {
		const endpoint = { url, signingRegion: "us-east-1" };
		await rejection(client.getCallerIdentity(call({ endpoint })), "InvalidEndpoint");
	}
});
