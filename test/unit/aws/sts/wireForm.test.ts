import assert from "node:assert/strict";
import type { IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import {
	AssumeRoleCommand,
	AssumeRoleWithSAMLCommand,
	AssumeRoleWithWebIdentityCommand,
	AssumeRootCommand,
	DecodeAuthorizationMessageCommand,
	GetAccessKeyInfoCommand,
	GetCallerIdentityCommand,
	GetDelegatedAccessTokenCommand,
	GetFederationTokenCommand,
	GetSessionTokenCommand,
	GetWebIdentityTokenCommand,
	STSClient,
} from "@aws-sdk/client-sts";
import { sendHttp } from "../../../../src/aws/http/http.ts";
import { StsClient } from "../../../../src/aws/sts/sts.ts";
import { Secret } from "../../../../src/core/text/secret.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { localServer } from "../../fakes/localServer.ts";

interface Captured {
	readonly target: string;
	readonly parameters: Record<string, string>;
	readonly contentType: string | undefined;
	readonly host: string | undefined;
	readonly signedFor: string | undefined;
	readonly token: IncomingHttpHeaders[string];
}

const expiration = "<Expiration>2026-03-01T13:00:00Z</Expiration>";
const credentials = `<Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>${expiration}</Credentials>`;
const arn = "arn:aws:sts::012345678901:assumed-role/R/me";
const assumed = `<AssumedRoleUser><Arn>${arn}</Arn><AssumedRoleId>A:me</AssumedRoleId></AssumedRoleUser>${credentials}`;
const results: Readonly<Record<string, string>> = {
	AssumeRole: assumed,
	AssumeRoleWithSAML: assumed,
	AssumeRoleWithWebIdentity: assumed,
	GetFederationToken: `<FederatedUser><Arn>arn:aws:sts::012345678901:federated-user/bob</Arn></FederatedUser>${credentials}`,
	AssumeRoot: credentials,
	GetSessionToken: credentials,
	GetCallerIdentity: `<Arn>${arn}</Arn><UserId>A:me</UserId><Account>012345678901</Account>`,
	GetAccessKeyInfo: "<Account>012345678901</Account>",
	DecodeAuthorizationMessage: "<DecodedMessage>{}</DecodedMessage>",
	GetDelegatedAccessToken: `<AssumedPrincipal>${arn}</AssumedPrincipal>${credentials}`,
	GetWebIdentityToken: `<WebIdentityToken>a.b.c</WebIdentityToken>${expiration}`,
};

/** Two clients of one server that keeps what they send. */
async function bothClients(t: TestContext) {
	const captured: Captured[] = [];
	const { port } = await localServer(t, async (request, response) => {
		const parameters = Object.fromEntries(new URLSearchParams(await text(request)));
		captured.push({
			target: `${request.method} ${request.url}`,
			parameters,
			contentType: request.headers["content-type"]?.split(";")[0],
			host: request.headers.host,
			signedFor: request.headers.authorization?.match(/Credential=[^/]+\/\d+\/([^,]+),/)?.[1],
			token: request.headers["x-amz-security-token"],
		});
		const action = parameters["Action"] ?? "";
		response.end(
			`<${action}Response><${action}Result>${results[action]}</${action}Result></${action}Response>`,
		);
	});
	const endpoint = `http://127.0.0.1:${port}`;
	const theirs = new STSClient({
		endpoint,
		region: "eu-west-1",
		credentials: { accessKeyId: "AKIA1", secretAccessKey: "s", sessionToken: "t+/=" },
		maxAttempts: 1,
	});
	t.after(() => theirs.destroy());
	const ours = new StsClient({ send: sendHttp, clock: new FakeClock() });
	const call = {
		endpoint: { url: endpoint, signingRegion: "eu-west-1" },
		credentials: {
			accessKeyId: "AKIA1",
			secretAccessKey: new Secret("s"),
			sessionToken: new Secret("t+/="),
		},
		caller: "acme",
	};
	/** Asks both for the same thing, and fails when they send anything else than each other. */
	const same = async (
		askTheirs: () => Promise<unknown>,
		askOurs: () => Promise<unknown>,
	): Promise<Captured> => {
		await askTheirs();
		await askOurs();
		const [sdk, own] = captured.splice(0);
		assert.ok(sdk && own);
		assert.deepEqual(own, sdk);
		assert.equal(sdk.parameters["Version"], "2011-06-15");
		return own;
	};
	return { same, theirs, ours, call };
}

const roleArn = "arn:aws:iam::444455556666:role/team/R+x";
const policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';
const policyArns = ["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::444455556666:policy/team/Own+x"];
const tags = { Project: "Pegasus : Co", "Cost Center": "a/b=c+d", Empty: "", Größe: "groß" };
const theirTags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
const theirArns = policyArns.map((one) => ({ arn: one }));
const token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln+/=";

test("AssumeRole is the AWS SDK's, parameter for parameter", async (t) => {
	const { same, theirs, ours, call } = await bothClients(t);
	const tokenCode = new Secret("012345");
	const least = { RoleArn: roleArn, RoleSessionName: "me=a,b.c@d-e_f" };
	await same(
		() => theirs.send(new AssumeRoleCommand(least)),
		() => ours.assumeRole({ roleArn, roleSessionName: least.RoleSessionName }, call),
	);
	await same(
		() =>
			theirs.send(
				new AssumeRoleCommand({
					...least,
					DurationSeconds: 7200,
					ExternalId: "a:b/c=d,e@f+g-h",
					SerialNumber: "arn:aws:iam::111122223333:mfa/alice",
					TokenCode: "012345",
					Policy: policy,
					PolicyArns: theirArns,
					Tags: theirTags,
					TransitiveTagKeys: ["Project", "Cost Center"],
					SourceIdentity: "alice@corp",
					ProvidedContexts: [
						{ ProviderArn: "arn:aws:iam::aws:contextProvider/IdentityCenter", ContextAssertion: token },
					],
				}),
			),
		() =>
			ours.assumeRole(
				{
					roleArn,
					roleSessionName: least.RoleSessionName,
					durationSeconds: 7200,
					externalId: "a:b/c=d,e@f+g-h",
					serialNumber: "arn:aws:iam::111122223333:mfa/alice",
					tokenCode,
					policy,
					policyArns,
					tags,
					transitiveTagKeys: ["Project", "Cost Center"],
					sourceIdentity: "alice@corp",
					providedContexts: [
						{
							providerArn: "arn:aws:iam::aws:contextProvider/IdentityCenter",
							contextAssertion: new Secret(token),
						},
					],
				},
				call,
			),
	);
});

test("the operations that are not signed are the AWS SDK's, without a signature", async (t) => {
	const { same, theirs, ours, call } = await bothClients(t);
	const { credentials: _, ...unsigned } = call;
	const principalArn = "arn:aws:iam::444455556666:saml-provider/Acme.IdP-1";
	const sent = await same(
		() =>
			theirs.send(
				new AssumeRoleWithSAMLCommand({
					RoleArn: roleArn,
					PrincipalArn: principalArn,
					SAMLAssertion: token,
					PolicyArns: theirArns,
					Policy: policy,
					DurationSeconds: 900,
				}),
			),
		() =>
			ours.assumeRoleWithSaml(
				{ roleArn, principalArn, samlAssertion: new Secret(token), policyArns, policy, durationSeconds: 900 },
				unsigned,
			),
	);
	assert.equal(sent.signedFor, undefined);
	assert.equal(sent.token, undefined);
	await same(
		() =>
			theirs.send(
				new AssumeRoleWithWebIdentityCommand({
					RoleArn: roleArn,
					RoleSessionName: "me",
					WebIdentityToken: token,
					ProviderId: "www.amazon.com",
					PolicyArns: theirArns,
					Policy: policy,
					DurationSeconds: 43_200,
				}),
			),
		() =>
			ours.assumeRoleWithWebIdentity(
				{
					roleArn,
					roleSessionName: "me",
					webIdentityToken: new Secret(token),
					providerId: "www.amazon.com",
					policyArns,
					policy,
					durationSeconds: 43_200,
				},
				unsigned,
			),
	);
});

test("the other operations that give credentials are the AWS SDK's", async (t) => {
	const { same, theirs, ours, call } = await bothClients(t);
	const serial = "GAHT12345678";
	await same(
		() =>
			theirs.send(
				new GetSessionTokenCommand({ DurationSeconds: 900, SerialNumber: serial, TokenCode: "012345" }),
			),
		() =>
			ours.getSessionToken(
				{ durationSeconds: 900, serialNumber: serial, tokenCode: new Secret("012345") },
				call,
			),
	);
	await same(
		() => theirs.send(new GetSessionTokenCommand({})),
		() => ours.getSessionToken({}, call),
	);
	await same(
		() =>
			theirs.send(
				new GetFederationTokenCommand({
					Name: "bob@corp",
					Policy: policy,
					PolicyArns: theirArns,
					DurationSeconds: 129_600,
					Tags: theirTags,
				}),
			),
		() =>
			ours.getFederationToken({ name: "bob@corp", policy, policyArns, durationSeconds: 129_600, tags }, call),
	);
	const task = "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy";
	await same(
		() =>
			theirs.send(
				new AssumeRootCommand({
					TargetPrincipal: "444455556666",
					TaskPolicyArn: { arn: task },
					DurationSeconds: 900,
				}),
			),
		() =>
			ours.assumeRoot({ targetPrincipal: "444455556666", taskPolicyArn: task, durationSeconds: 900 }, call),
	);
	await same(
		() => theirs.send(new GetDelegatedAccessTokenCommand({ TradeInToken: token })),
		() => ours.getDelegatedAccessToken({ tradeInToken: new Secret(token) }, call),
	);
});

test("the operations that tell something are the AWS SDK's", async (t) => {
	const { same, theirs, ours, call } = await bothClients(t);
	await same(
		() => theirs.send(new GetCallerIdentityCommand({})),
		() => ours.getCallerIdentity(call),
	);
	await same(
		() => theirs.send(new GetAccessKeyInfoCommand({ AccessKeyId: "AKIAIOSFODNN7EXAMPLE" })),
		() => ours.getAccessKeyInfo({ accessKeyId: "AKIAIOSFODNN7EXAMPLE" }, call),
	);
	await same(
		() => theirs.send(new DecodeAuthorizationMessageCommand({ EncodedMessage: "a-b_c+/=" })),
		() => ours.decodeAuthorizationMessage({ encodedMessage: "a-b_c+/=" }, call),
	);
	await same(
		() =>
			theirs.send(
				new GetWebIdentityTokenCommand({
					Audience: ["https://api.example.com", "b c"],
					DurationSeconds: 60,
					SigningAlgorithm: "ES384",
					Tags: theirTags,
				}),
			),
		() =>
			ours.getWebIdentityToken(
				{
					audience: ["https://api.example.com", "b c"],
					durationSeconds: 60,
					signingAlgorithm: "ES384",
					tags,
				},
				call,
			),
	);
});
