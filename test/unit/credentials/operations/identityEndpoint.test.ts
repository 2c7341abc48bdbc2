import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { SendHttp } from "../../../../src/aws/http/http.ts";
import { StsClient } from "../../../../src/aws/sts/sts.ts";
import type { Environment } from "../../../../src/core/config/endpointSettings.ts";
import type { SessionRequest } from "../../../../src/core/session/session.ts";
import { acquire } from "../../../../src/credentials/operations/acquire.ts";
import { rejection } from "../../fakes/rejection.ts";
import { temporaryHome } from "../../fakes/temporaryHome.ts";
import { contextOf } from "../contextOf.ts";

const roleIn = (partition: string) => `arn:${partition}:iam::123456789012:role/Deploy`;

/** Assumes a role of a partition by a token, and tells the hosts that were asked. */
function fixture(t: TestContext) {
	const path = join(temporaryHome(t).home, "token");
	writeFileSync(path, "a.b.c");
	return async (
		partition: string,
		{ region, environment = {} }: { readonly region?: string; readonly environment?: Environment } = {},
	) => {
		const hosts: string[] = [];
		const send: SendHttp = async ({ url }) => {
			hosts.push(new URL(url).host);
			return { status: 400, headers: {}, body: "<ErrorResponse/>" };
		};
		const { clock, ...rest } = contextOf({ send, environment });
		const request: Extract<SessionRequest, { kind: "webIdentity" }> = {
			kind: "webIdentity",
			roleArn: roleIn(partition),
			token: { kind: "file", path },
			...(region === undefined ? {} : { region }),
		};
		const outcome = acquire(request, { ...rest, clock, sts: new StsClient({ send, clock }) });
		return { outcome, hosts };
	};
}

test("a token goes to the partition of its role alone", async (t) => {
	const assume = fixture(t);
	const hostsOf = async (...asked: Parameters<typeof assume>): Promise<readonly string[]> => {
		const { outcome, hosts } = await assume(...asked);
		await rejection(outcome, "InvalidResponse");
		return hosts;
	};
	assert.deepEqual(await hostsOf("aws-cn"), ["sts.cn-north-1.amazonaws.com.cn"]);
	assert.deepEqual(await hostsOf("aws-us-gov"), ["sts.us-gov-west-1.amazonaws.com"]);
	assert.deepEqual(await hostsOf("aws-cn", { environment: { AWS_REGION: "eu-west-1" } }), [
		"sts.cn-north-1.amazonaws.com.cn",
	]);
	assert.deepEqual(await hostsOf("aws-cn", { environment: { AWS_REGION: "cn-northwest-1" } }), [
		"sts.cn-northwest-1.amazonaws.com.cn",
	]);
	assert.deepEqual(await hostsOf("aws", { environment: { AWS_REGION: "eu-west-1" } }), [
		"sts.eu-west-1.amazonaws.com",
	]);
	assert.deepEqual(await hostsOf("aws-us-gov", { region: "us-gov-east-1" }), [
		"sts.us-gov-east-1.amazonaws.com",
	]);
});

test("a region of another partition is refused before anything is sent, unless the endpoint is named", async (t) => {
	const assume = fixture(t);
	const { outcome, hosts } = await assume("aws-cn", { region: "us-east-1" });
	const { message } = await rejection(outcome, "InvalidArgument");
	assert.match(message, /^The role is in aws-cn, and us-east-1 is in aws\. Set a region of aws-cn/);
	assert.deepEqual(hosts, []);
	const named = { AWS_ENDPOINT_URL_STS: "https://sts.example.com" };
	const other = await assume("aws-cn", { region: "us-east-1", environment: named });
	await rejection(other.outcome, "InvalidResponse");
	assert.deepEqual(other.hosts, ["sts.example.com"]);
});
