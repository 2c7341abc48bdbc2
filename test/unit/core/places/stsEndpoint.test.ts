import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { isRegion, partitionOf } from "../../../../src/core/places/partition.ts";
import { resolveStsEndpoint, type StsEndpointParameters } from "../../../../src/core/places/stsEndpoint.ts";
import { conformance } from "../../fakes/conformance.ts";

interface Case {
	readonly documentation: string;
	readonly params?: {
		readonly Region?: string;
		readonly UseFIPS?: boolean;
		readonly UseDualStack?: boolean;
		readonly UseGlobalEndpoint?: boolean;
		readonly Endpoint?: string;
	};
	readonly expect: {
		readonly error?: string;
		readonly endpoint?: {
			readonly url: string;
			readonly properties?: { readonly authSchemes?: readonly { readonly signingRegion?: string }[] };
		};
	};
}

test("AWS's endpoint cases", async (t) => {
	const file = conformance(t, "sts-endpoints/endpoint-tests-1.json");
	if (file === undefined) {
		return;
	}
	const { testCases } = JSON.parse(readFileSync(file, "utf8")) as { testCases: Case[] };
	assert.equal(testCases.length, 69);
	for (const { documentation, params = {}, expect } of testCases) {
		await t.test(documentation, () => {
			const resolved = resolveStsEndpoint(parametersOf(params));
			if (expect.endpoint === undefined) {
				assert.equal(typeof resolved, "string", expect.error);
				return;
			}
			const { url, properties } = expect.endpoint;
			const signingRegion = properties?.authSchemes?.[0]?.signingRegion ?? params.Region ?? "us-east-1";
			assert.deepEqual(resolved, { url, signingRegion });
		});
	}
});

test("partitions by region", () => {
	const expected = {
		"us-east-1": "aws",
		"mx-central-1": "aws",
		"xx-nowhere-9": "aws",
		"cn-north-1": "aws-cn",
		"us-gov-west-1": "aws-us-gov",
		"us-iso-east-1": "aws-iso",
		"us-isob-east-1": "aws-iso-b",
		"eu-isoe-west-1": "aws-iso-e",
		"us-isof-south-1": "aws-iso-f",
		"eusc-de-east-1": "aws-eusc",
	};
	for (const [region, id] of Object.entries(expected)) {
		assert.equal(partitionOf(region).id, id, region);
	}
});

test("a region can't name another host", () => {
	for (const region of [
		"evil.com/",
		"a.b",
		"evil.com#",
		"a/b",
		"a@b",
		"a:1",
		"a?b",
		"",
		"-a",
		"a-",
		"a b",
		"é",
		"a\n",
	]) {
		assert.equal(isRegion(region), false, JSON.stringify(region));
		assert.equal(typeof resolveStsEndpoint({ region }), "string", JSON.stringify(region));
	}
	fc.assert(
		fc.property(
			fc.string(),
			fc.boolean(),
			fc.boolean(),
			fc.boolean(),
			(region, useFips, useDualStack, useGlobal) => {
				const resolved = resolveStsEndpoint({ region, useFips, useDualStack, useGlobalEndpoint: useGlobal });
				if (typeof resolved !== "string") {
					assert.match(new URL(resolved.url).host, /^sts(-fips)?\.([a-z0-9-]+\.)?(amazonaws\.com|api\.aws)$/);
				}
			},
		),
	);
});

test("a custom endpoint is taken as it is, and signed for the region asked for", () => {
	const endpoint = "http://127.0.0.1:4566/sts";
	assert.deepEqual(resolveStsEndpoint({ endpoint }), { url: endpoint, signingRegion: "us-east-1" });
	assert.deepEqual(resolveStsEndpoint({ endpoint, region: "eu-west-1", useGlobalEndpoint: true }), {
		url: endpoint,
		signingRegion: "eu-west-1",
	});
});

test("partitions without dual-stack say so", () => {
	assert.match(
		String(resolveStsEndpoint({ region: "us-iso-east-1", useDualStack: true })),
		/aws-iso.*dual-stack/,
	);
});

function parametersOf(params: NonNullable<Case["params"]>): StsEndpointParameters {
	return {
		...(params.Region === undefined ? {} : { region: params.Region }),
		...(params.Endpoint === undefined ? {} : { endpoint: params.Endpoint }),
		useFips: params.UseFIPS ?? false,
		useDualStack: params.UseDualStack ?? false,
		useGlobalEndpoint: params.UseGlobalEndpoint ?? false,
	};
}
