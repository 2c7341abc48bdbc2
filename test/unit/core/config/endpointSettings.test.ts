import assert from "node:assert/strict";
import { test } from "node:test";
import {
	chooseRegion,
	type Environment,
	stsEndpointParameters,
} from "../../../../src/core/config/endpointSettings.ts";
import { configOf, profileIn } from "../../fakes/configOf.ts";

const none = { useFips: false, useDualStack: false, useGlobalEndpoint: false };

function parameters(environment: Environment, ...lines: string[]) {
	const config = configOf(
		[
			"[profile a]",
			...lines,
			"[services local]",
			"s3 =",
			"  endpoint_url = http://s3",
			"sts =",
			"  endpoint_url = http://old",
			"  endpoint_url = http://services",
			"[services empty]",
			"sts =",
			"  endpoint_url =",
		].join("\n"),
	);
	return stsEndpointParameters("eu-west-1", profileIn(config, "a"), config, environment);
}

test("the region: as asked, the profile's, the environment's, us-east-1", () => {
	const config = configOf("[profile a]\nregion = of-profile\n[profile b]");
	const [a, b] = [profileIn(config, "a"), profileIn(config, "b")];
	const environment = { AWS_DEFAULT_REGION: "second", AWS_REGION: "first" };
	assert.deepEqual(chooseRegion("asked", a, environment), { region: "asked", from: "request" });
	assert.deepEqual(chooseRegion(undefined, a, environment), { region: "of-profile", from: "profile" });
	assert.deepEqual(chooseRegion(undefined, b, environment), { region: "first", from: "environment" });
	assert.deepEqual(chooseRegion(undefined, b, { ...environment, AWS_REGION: "" }), {
		region: "second",
		from: "environment",
	});
	assert.deepEqual(chooseRegion(undefined, undefined, {}), { region: "us-east-1", from: "default" });
});

test("the endpoint: each place it can be named, the stronger first", () => {
	const ladder: [Environment, string[], string | undefined][] = [
		[{ AWS_ENDPOINT_URL_STS: "http://1", AWS_ENDPOINT_URL: "http://2" }, ["services = local"], "http://1"],
		[{ AWS_ENDPOINT_URL: "http://2" }, ["services = local", "endpoint_url = http://4"], "http://2"],
		[{ AWS_ENDPOINT_URL: "" }, ["services = local", "endpoint_url = http://4"], "http://services"],
		[{}, ["services = missing", "endpoint_url = http://4"], "http://4"],
		[{}, ["services = empty", "endpoint_url = http://4"], "http://4"],
		[{}, [], undefined],
		[{ AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "TRUE", AWS_ENDPOINT_URL: "http://2" }, [], undefined],
		[{}, ["ignore_configured_endpoint_urls = true", "endpoint_url = http://4"], undefined],
	];
	for (const [environment, lines, endpoint] of ladder) {
		assert.deepEqual(parameters(environment, ...lines), {
			region: "eu-west-1",
			...none,
			...(endpoint === undefined ? {} : { endpoint }),
		});
	}
});

test("switches: the environment goes before the profile, anything but true is off", () => {
	const lines = [
		"use_fips_endpoint = true",
		"use_dualstack_endpoint = True",
		"sts_regional_endpoints = legacy",
	];
	const on = { region: "eu-west-1", useFips: true, useDualStack: true, useGlobalEndpoint: true };
	assert.deepEqual(parameters({}, ...lines), on);
	const off = {
		AWS_USE_FIPS_ENDPOINT: "false",
		AWS_USE_DUALSTACK_ENDPOINT: "yes",
		AWS_STS_REGIONAL_ENDPOINTS: "regional",
	};
	assert.deepEqual(parameters(off, ...lines), { region: "eu-west-1", ...none });
});
