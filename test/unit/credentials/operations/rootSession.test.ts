import assert from "node:assert/strict";
import { test } from "node:test";
import { StsClient } from "../../../../src/aws/sts/sts.ts";
import type { Environment } from "../../../../src/core/config/endpointSettings.ts";
import { acquire } from "../../../../src/credentials/operations/acquire.ts";
import { configOf } from "../../fakes/configOf.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { after, contextOf } from "../contextOf.ts";

const answer = `<AssumeRootResponse><AssumeRootResult><Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId>
<SecretAccessKey>made up</SecretAccessKey><SessionToken>made up</SessionToken>
<Expiration>${after(900)}</Expiration></Credentials></AssumeRootResult></AssumeRootResponse>`;

/** Where AssumeRoot is sent, the region it is signed for, and the region that the session says. */
async function placeOf(environment: Environment, region?: string, ...lines: string[]): Promise<string[]> {
	const sent: string[] = [];
	const clock = new FakeClock();
	const send = async ({ url, headers }: { url: URL; headers: Readonly<Record<string, string>> }) => {
		sent.push(url.host, headers["authorization"]?.split("/")[2] ?? "");
		return { status: 200, headers: {}, body: answer };
	};
	const config = ["[profile acme]", "aws_access_key_id = AKIAEXAMPLE", "aws_secret_access_key = x", ...lines];
	const acquired = await acquire(
		{
			kind: "root",
			profile: "acme",
			targetPrincipal: "444455556666",
			taskPolicyArn: "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy",
			...(region === undefined ? {} : { region }),
		},
		contextOf({
			clock,
			config: configOf(config.join("\n")),
			environment,
			send,
			sts: new StsClient({ send, clock }),
		}),
	);
	return [...sent, acquired.region.region];
}

test("AssumeRoot goes to the chosen region's own endpoint, however the global one is meant", async () => {
	const ireland = ["sts.eu-west-1.amazonaws.com", "eu-west-1", "eu-west-1"];
	const legacy = { AWS_STS_REGIONAL_ENDPOINTS: "legacy" };
	assert.deepEqual(await placeOf({ ...legacy, AWS_REGION: "eu-west-1" }), ireland);
	assert.deepEqual(await placeOf(legacy, "eu-west-1"), ireland);
	assert.deepEqual(
		await placeOf({}, undefined, "region = eu-west-1", "sts_regional_endpoints = legacy"),
		ireland,
	);
	for (const endpoint of [
		"https://sts.amazonaws.com",
		"https://sts.amazonaws.com/",
		"https://STS.amazonaws.com./",
	]) {
		assert.deepEqual(await placeOf({ AWS_ENDPOINT_URL_STS: endpoint }, "eu-west-1"), ireland, endpoint);
	}
	assert.deepEqual(await placeOf({}, "aws-global"), [
		"sts.us-east-1.amazonaws.com",
		"us-east-1",
		"us-east-1",
	]);
	assert.deepEqual(await placeOf({ AWS_ENDPOINT_URL_STS: "https://sts.internal.example" }, "eu-west-1"), [
		"sts.internal.example",
		"eu-west-1",
		"eu-west-1",
	]);
});
