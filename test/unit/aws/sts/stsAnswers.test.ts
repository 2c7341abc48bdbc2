import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { sendHttp } from "../../../../src/aws/http/http.ts";
import { StsClient } from "../../../../src/aws/sts/sts.ts";
import type { SigningAlgorithm } from "../../../../src/aws/sts/stsOperations.ts";
import { Secret } from "../../../../src/core/text/secret.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { localServer } from "../../fakes/localServer.ts";
import { rejection } from "../../fakes/rejection.ts";

const call = {
	endpoint: { url: "https://sts.example.com", signingRegion: "us-east-1" },
	credentials: { accessKeyId: "AKIA1", secretAccessKey: new Secret("s") },
	caller: "acme",
};

/** A client of a server that answers with this text alone. */
function answered(body: string, status = 200): StsClient {
	return new StsClient({ send: async () => ({ status, headers: {}, body }), clock: new FakeClock() });
}

const role = { roleArn: "arn:aws:iam::444455556666:role/R", roleSessionName: "me" };
const credentials = `<Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>a+b/c=</SecretAccessKey><SessionToken>t//+==</SessionToken><Expiration>2026-03-01T13:00:00Z</Expiration></Credentials>`;
const user = "<AssumedRoleUser><Arn>arn:aws:sts::012345678901:assumed-role/R/me</Arn></AssumedRoleUser>";

test("unknown elements, attributes, namespaces, comments and CDATA do not matter", async () => {
	const plain = await answered(
		`<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>${user}${credentials}<PackedPolicySize>6</PackedPolicySize></AssumeRoleResult></AssumeRoleResponse>`,
	).assumeRole(role, call);
	const odd = await answered(
		`<?xml version="1.0"?><!-- hello --><s:AssumeRoleResponse xmlns:s="urn:x" New="1"><s:Brand><s:New>1</s:New></s:Brand><s:AssumeRoleResult><Future/>${user.replace("<Arn>", '<Arn x="y"><![CDATA[').replace("</Arn>", "]]></Arn>")}${credentials}<PackedPolicySize>6</PackedPolicySize></s:AssumeRoleResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></s:AssumeRoleResponse>`,
	).assumeRole(role, call);
	assert.deepEqual(odd.identity, plain.identity);
	assert.equal(odd.packedPolicySize, 6);
	assert.equal(odd.credentials.accessKeyId, plain.credentials.accessKeyId);
	assert.equal(odd.credentials.sessionToken?.reveal(), "t//+==");
	assert.equal(odd.credentials.secretAccessKey.reveal(), "a+b/c=");
});

test("escapes are undone once, in results and in errors", async () => {
	const decoded = await answered(
		"<DecodeAuthorizationMessageResponse><DecodeAuthorizationMessageResult><DecodedMessage>{&quot;a&quot;:&quot;&amp;lt;&#39;é&#x1F600;&quot;}</DecodedMessage></DecodeAuthorizationMessageResult></DecodeAuthorizationMessageResponse>",
	).decodeAuthorizationMessage({ encodedMessage: "x" }, call);
	assert.deepEqual(JSON.parse(decoded), { a: "&lt;'é😀" });
	const refused = answered(
		"<ErrorResponse><Error><Type>Sender</Type><Code>Brand.New</Code><Message>a &lt;b&gt; &amp;amp; c</Message><Detail/></Error><RequestId>r-1</RequestId></ErrorResponse>",
		400,
	).getCallerIdentity(call);
	const error = await rejection(refused, "StsError");
	assert.match(error.message, /a <b> &amp; c/);
	assert.equal(error.requestId, "r-1");
});

/** A client of a server on this machine, and how it is called; `statements`: how many its decoded message holds. */
async function decoding(t: TestContext, statements: number) {
	const text = JSON.stringify({
		items: Array.from({ length: statements }, (_, index) => `statement ${index} <&>`),
	});
	const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
	const body = `<DecodeAuthorizationMessageResponse><DecodeAuthorizationMessageResult><DecodedMessage>${escaped}</DecodedMessage></DecodeAuthorizationMessageResult></DecodeAuthorizationMessageResponse>`;
	const { port } = await localServer(t, (_, response) => response.end(body));
	const endpoint = { ...call.endpoint, url: `http://127.0.0.1:${port}` };
	const client = new StsClient({ send: sendHttp, clock: new FakeClock() });
	const decoded = client.decodeAuthorizationMessage({ encodedMessage: "x" }, { ...call, endpoint });
	return { size: body.length, text, decoded };
}

test("a decoded message is read whole as far as the way there takes it, and refused beyond that", async (t) => {
	const { size, text, decoded } = await decoding(t, 24_000);
	assert.ok(size > 900_000 && size < 1_000_000, `${size}`);
	assert.equal(await decoded, text);
	const huge = await decoding(t, 60_000);
	assert.match((await rejection(huge.decoded, "InvalidResponse")).message, /more than 1000 kB/);
});

test("an answer that lacks what it must have names it, and none of what it has", async () => {
	const cut = credentials.replace(/<SessionToken>.*<\/SessionToken>/, "");
	const body = `<AssumeRoleResponse><AssumeRoleResult>${user}${cut}</AssumeRoleResult></AssumeRoleResponse>`;
	const error = await rejection(answered(body).assumeRole(role, call), "InvalidResponse");
	assert.match(error.message, /SessionToken/);
	assert.ok(!error.message.includes("a+b/c="));
	const token = answered(
		"<GetWebIdentityTokenResponse><GetWebIdentityTokenResult><WebIdentityToken>a.b.c</WebIdentityToken><Expiration>soon</Expiration></GetWebIdentityTokenResult></GetWebIdentityTokenResponse>",
	).getWebIdentityToken({ audience: ["x"], signingAlgorithm: "RS256" }, call);
	assert.match((await rejection(token, "InvalidResponse")).message, /no date: soon/);
});

test("documents with entities or a type definition of their own are refused", async () => {
	const bombs = [
		'<!DOCTYPE a [<!ENTITY b "c">]><AssumeRoleResponse/>',
		'<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><AssumeRoleResponse/>',
		`<!DOCTYPE l [<!ENTITY l0 "l">${Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join("")}]><AssumeRoleResponse>&l9;</AssumeRoleResponse>`,
	];
	for (const bomb of bombs) {
		await rejection(answered(bomb).assumeRole(role, call), "InvalidResponse");
	}
});

test("what a request must not have is refused before anything is sent", async () => {
	let sent = 0;
	const client = new StsClient({
		send: async () => {
			sent++;
			return { status: 500, headers: {}, body: "" };
		},
		clock: new FakeClock(),
	});
	const token = new Secret("x".repeat(20_001));
	const { credentials: _, ...unsigned } = call;
	const many = (count: number) =>
		Object.fromEntries(Array.from({ length: count }, (__, n) => [`k${n}`, "v"]));
	const policy = JSON.stringify({ Statement: [], Id: "x".repeat(2048) });
	const context = {
		providerArn: "arn:aws:iam::aws:contextProvider/IdentityCenter",
		contextAssertion: new Secret("x".repeat(2048)),
	};
	const torn = new Secret("torn\uD83D");
	const cases: readonly (readonly [RegExp, () => Promise<unknown>])[] = [
		[/roleArn/, () => client.assumeRole({ ...role, roleArn: "R" }, call)],
		[/sessionName.*2 to 64/, () => client.assumeRole({ ...role, roleSessionName: "a b" }, call)],
		[/durationSeconds.*900 to 43200/, () => client.assumeRole({ ...role, durationSeconds: 899 }, call)],
		[/externalId.*2 to 1224/, () => client.assumeRole({ ...role, externalId: "a" }, call)],
		[/mfaSerial.*9 to 256/, () => client.assumeRole({ ...role, serialNumber: "1" }, call)],
		[/sourceIdentity.*2 to 64/, () => client.assumeRole({ ...role, sourceIdentity: "aws:x" }, call)],
		[/policy.*JSON/, () => client.assumeRole({ ...role, policy: "{" }, call)],
		[
			/policy.*U\+00FF.*U\+0142/,
			() => client.assumeRole({ ...role, policy: '{"Statement":[],"Id":"\u0142"}' }, call),
		],
		[
			/providedContexts: providerArn: .*contextProvider/,
			() => client.assumeRole({ ...role, providedContexts: [{ ...context, providerArn: "arn:x" }] }, call),
		],
		[
			/providedContexts: contextAssertion: .*4 to 2048.*2049/,
			() =>
				client.assumeRole(
					{
						...role,
						providedContexts: [context, { ...context, contextAssertion: new Secret("x".repeat(2049)) }],
					},
					call,
				),
		],
		[/policyArns.*managed policy/, () => client.assumeRole({ ...role, policyArns: ["x"] }, call)],
		[/tags.*0 to 50.*51/, () => client.assumeRole({ ...role, tags: many(51) }, call)],
		[/tags: 'aws:x'/, () => client.assumeRole({ ...role, tags: { "aws:x": "v" } }, call)],
		[/tags: 'a'.*256/, () => client.assumeRole({ ...role, tags: { a: "v".repeat(257) } }, call)],
		[/tags.*'a' is there twice/, () => client.assumeRole({ ...role, tags: { a: "1", A: "2" } }, call)],
		[
			/transitiveTagKeys: 'b' is not among the tags/,
			() => client.assumeRole({ ...role, tags: { a: "1" }, transitiveTagKeys: ["A", "b"] }, call),
		],
		[
			/transitiveTagKeys: 'A' is there twice/,
			() => client.assumeRole({ ...role, tags: { a: "1" }, transitiveTagKeys: ["a", "A"] }, call),
		],
		[/tokenCode.*go together/, () => client.assumeRole({ ...role, serialNumber: "GAHT12345678" }, call)],
		[/tokenCode.*go together/, () => client.getSessionToken({ serialNumber: "GAHT12345678" }, call)],
		[/tokenCode.*go together/, () => client.getSessionToken({ tokenCode: new Secret("123456") }, call)],
		[
			/webIdentityToken.*half of a character/,
			() => client.assumeRoleWithWebIdentity({ ...role, webIdentityToken: torn }, unsigned),
		],
		[
			/providerId.*half of a character/,
			() =>
				client.assumeRoleWithWebIdentity(
					{ ...role, webIdentityToken: new Secret("token"), providerId: torn.reveal() },
					unsigned,
				),
		],
		[
			/encodedMessage.*half of a character/,
			() => client.decodeAuthorizationMessage({ encodedMessage: torn.reveal() }, call),
		],
		[/tradeInToken.*half of a character/, () => client.getDelegatedAccessToken({ tradeInToken: torn }, call)],
		[
			/providerArn/,
			() =>
				client.assumeRole(
					{ ...role, providedContexts: [{ ...context, providerArn: `arn:aws:iam::aws:x/${torn.reveal()}` }] },
					call,
				),
		],
		[
			/audience: one is there twice/,
			() => client.getWebIdentityToken({ audience: ["a", "a"], signingAlgorithm: "ES384" }, call),
		],
		[
			/signingAlgorithm: one of ES384, RS256/,
			() =>
				client.getWebIdentityToken({ audience: ["a"], signingAlgorithm: "HS256" as SigningAlgorithm }, call),
		],
		[
			/webIdentityToken.*4 to 20000.*20001/,
			() => client.assumeRoleWithWebIdentity({ ...role, webIdentityToken: token }, unsigned),
		],
		[
			/principalArn/,
			() =>
				client.assumeRoleWithSaml(
					{ roleArn: role.roleArn, principalArn: "p", samlAssertion: token },
					unsigned,
				),
		],
		[
			/samlAssertion.*4 to 100000/,
			() =>
				client.assumeRoleWithSaml(
					{
						roleArn: role.roleArn,
						principalArn: "arn:aws:iam::444455556666:saml-provider/P",
						samlAssertion: new Secret("x".repeat(100_001)),
					},
					unsigned,
				),
		],
		[
			/durationSeconds.*900 to 129600.*36 hours/,
			() => client.getSessionToken({ durationSeconds: 129_601 }, call),
		],
		[/name.*2 to 32/, () => client.getFederationToken({ name: "x".repeat(33) }, call)],
		[/policy.*2048/, () => client.getFederationToken({ name: "bob", policy }, call)],
		[
			/targetPrincipal.*12 digits/,
			() =>
				client.assumeRoot(
					{ targetPrincipal: "1", taskPolicyArn: "arn:aws:iam::aws:policy/root-task/T" },
					call,
				),
		],
		[
			/taskPolicyArn.*root-task/,
			() =>
				client.assumeRoot(
					{ targetPrincipal: "444455556666", taskPolicyArn: "arn:aws:iam::aws:policy/T" },
					call,
				),
		],
		[
			/taskPolicyArn.*of aws, and the account of aws-us-gov/,
			() =>
				client.assumeRoot(
					{
						targetPrincipal: "arn:aws-us-gov:iam::444455556666:root",
						taskPolicyArn: "arn:aws:iam::aws:policy/root-task/T",
					},
					call,
				),
		],
		[/accessKeyId.*16 to 128.*4/, () => client.getAccessKeyInfo({ accessKeyId: "AKIA" }, call)],
		[
			/encodedMessage.*1 to 10240.*10241/,
			() => client.decodeAuthorizationMessage({ encodedMessage: "x".repeat(10_241) }, call),
		],
		[
			/audience.*1 to 10 .*0/,
			() => client.getWebIdentityToken({ audience: [], signingAlgorithm: "ES384" }, call),
		],
		[
			/durationSeconds.*60 to 3600/,
			() =>
				client.getWebIdentityToken({ audience: ["a"], signingAlgorithm: "ES384", durationSeconds: 59 }, call),
		],
		[/tradeInToken/, () => client.getDelegatedAccessToken({ tradeInToken: new Secret("") }, call)],
	];
	for (const [says, ask] of cases) {
		const error = await rejection(ask(), "InvalidArgument");
		assert.match(error.message, says);
		assert.ok(error.message.length < 300, error.message);
	}
	assert.equal(sent, 0);
});
