import assert from "node:assert/strict";
import { test } from "node:test";
import type { Session } from "../../../src/core/session/session.ts";
import { Secret } from "../../../src/core/text/secret.ts";
import { callOf, regionalCall, type SessionCall } from "../../../src/credentials/callOf.ts";
import { configOf } from "../fakes/configOf.ts";
import { sessionOf } from "../fakes/sessionOf.ts";

const credentials = { accessKeyId: "ASIAEXAMPLE", secretAccessKey: new Secret("made up") };

function call(
	config: string,
	session: Session,
	environment: Record<string, string> = {},
): Promise<SessionCall> {
	const { signal } = new AbortController();
	return callOf(session, credentials, { config: configOf(config), environment, signal });
}

const profile = (...lines: string[]): string =>
	["[profile dev]", "credential_process = x", ...lines].join("\n");

test("the profile decides where, the session's region first; the session is named as the caller", async () => {
	const own = await call(profile("region = eu-central-1"), sessionOf({ region: "eu-west-1" }));
	assert.equal(own.call.endpoint.url, "https://sts.eu-west-1.amazonaws.com");
	assert.deepEqual(own.call.caller, { words: "session dev" });
	assert.equal(own.call.credentials, credentials);
	const ofProfile = await call(profile("region = eu-central-1"), sessionOf());
	assert.deepEqual(ofProfile.region, { region: "eu-central-1", from: "profile" });
	const request = { kind: "role", roleArn: "arn:aws:iam::1:role/R", sourceProfile: "dev" } as const;
	const byHand = await call(profile("region = eu-central-1"), sessionOf({ request }));
	assert.equal(byHand.call.endpoint.signingRegion, "eu-central-1");
	const ambient = { kind: "ambient", source: "Environment" } as const;
	const without = await call("", sessionOf({ request: ambient }), { AWS_REGION: "us-west-2" });
	assert.equal(without.call.endpoint.url, "https://sts.us-west-2.amazonaws.com");
});

test("a profile that is gone is told", async () => {
	await assert.rejects(call("", sessionOf()), { code: "ProfileNotFound" });
});

test("in place of the global endpoint comes the region's own; any other stays", async () => {
	const urlOf = async (...lines: string[]) => {
		const { call: made, region } = regionalCall(await call(profile(...lines), sessionOf()));
		return [made.endpoint.url, made.endpoint.signingRegion, region.region];
	};
	const legacy = "sts_regional_endpoints = legacy";
	assert.deepEqual(await urlOf("region = eu-central-1", legacy), [
		"https://sts.eu-central-1.amazonaws.com",
		"eu-central-1",
		"eu-central-1",
	]);
	assert.deepEqual(await urlOf("region = aws-global"), [
		"https://sts.us-east-1.amazonaws.com",
		"us-east-1",
		"us-east-1",
	]);
	assert.deepEqual(await urlOf("region = eu-west-1", "endpoint_url = https://sts.amazonaws.com/"), [
		"https://sts.eu-west-1.amazonaws.com",
		"eu-west-1",
		"eu-west-1",
	]);
	assert.deepEqual(await urlOf(legacy), ["https://sts.us-east-1.amazonaws.com", "us-east-1", "us-east-1"]);
	assert.deepEqual(await urlOf("region = eu-west-1", "endpoint_url = http://127.0.0.1:9"), [
		"http://127.0.0.1:9",
		"eu-west-1",
		"eu-west-1",
	]);
});
