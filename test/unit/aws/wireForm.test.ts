import assert from "node:assert/strict";
import type { IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import {
	AssumeRoleCommand,
	GetCallerIdentityCommand,
	GetSessionTokenCommand,
	STSClient,
} from "@aws-sdk/client-sts";
import { sendHttp } from "../../../src/aws/http.ts";
import { StsClient } from "../../../src/aws/sts.ts";
import { Secret } from "../../../src/core/secret.ts";
import { FakeClock } from "../fakes/fakeClock.ts";
import { localServer } from "../fakes/localServer.ts";

interface Captured {
	readonly target: string;
	readonly parameters: Record<string, string>;
	readonly contentType: string | undefined;
	readonly host: string | undefined;
	readonly signedFor: string | undefined;
	readonly token: IncomingHttpHeaders[string];
}

const credentials = `<Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2026-03-01T13:00:00Z</Expiration></Credentials>`;
const arn = "arn:aws:sts::012345678901:assumed-role/R/me";
const results: Readonly<Record<string, string>> = {
	AssumeRole: `<AssumedRoleUser><Arn>${arn}</Arn><AssumedRoleId>A:me</AssumedRoleId></AssumedRoleUser>${credentials}`,
	GetSessionToken: credentials,
	GetCallerIdentity: `<Arn>${arn}</Arn><UserId>A:me</UserId><Account>012345678901</Account>`,
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
	return { captured, theirs, ours, call };
}

test("our requests are the AWS SDK's, parameter for parameter", async (t) => {
	const { captured, theirs, ours, call } = await bothClients(t);
	const role = {
		RoleArn: "arn:aws:iam::444455556666:role/team/R+x",
		RoleSessionName: "me=a,b.c@d-e_f",
		DurationSeconds: 7200,
		ExternalId: "a:b/c=d,e@f+g-h",
		SerialNumber: "arn:aws:iam::111122223333:mfa/alice",
		TokenCode: "012345",
	};
	const tokenCode = new Secret("012345");
	const ourRole = {
		roleArn: role.RoleArn,
		roleSessionName: role.RoleSessionName,
		durationSeconds: 7200,
		externalId: role.ExternalId,
		serialNumber: role.SerialNumber,
		tokenCode,
	};
	const pairs: [() => Promise<unknown>, () => Promise<unknown>][] = [
		[() => theirs.send(new AssumeRoleCommand(role)), () => ours.assumeRole(ourRole, call)],
		[
			() =>
				theirs.send(new AssumeRoleCommand({ RoleArn: role.RoleArn, RoleSessionName: role.RoleSessionName })),
			() => ours.assumeRole({ roleArn: role.RoleArn, roleSessionName: role.RoleSessionName }, call),
		],
		[
			() =>
				theirs.send(
					new GetSessionTokenCommand({
						DurationSeconds: 900,
						SerialNumber: role.SerialNumber,
						TokenCode: role.TokenCode,
					}),
				),
			() => ours.getSessionToken({ durationSeconds: 900, serialNumber: role.SerialNumber, tokenCode }, call),
		],
		[() => theirs.send(new GetSessionTokenCommand({})), () => ours.getSessionToken({}, call)],
		[() => theirs.send(new GetCallerIdentityCommand({})), () => ours.getCallerIdentity(call)],
	];
	for (const [askTheirs, askOurs] of pairs) {
		await askTheirs();
		await askOurs();
		const [sdk, own] = captured.splice(0);
		assert.ok(sdk && own);
		assert.deepEqual(own, sdk);
		assert.equal(sdk.parameters["Version"], "2011-06-15");
	}
});
