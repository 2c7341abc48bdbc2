import assert from "node:assert/strict";
import { test } from "node:test";
import { type ConfigKey, knownKeys } from "../../../../src/core/config/configKeys.ts";
import { isRegion, partitionOf } from "../../../../src/core/places/partition.ts";
import { regions } from "../../../../src/core/places/regions.ts";

const tables: Readonly<Record<string, ReadonlyMap<string, ConfigKey>>> = {
	profile: knownKeys("profile"),
	s3: knownKeys("profile", "s3"),
	"sso-session": knownKeys("sso-session"),
	services: knownKeys("services"),
	service: knownKeys("services", "dynamodb"),
};

test("every row of the tables is well formed", () => {
	const kinds = new Set(
		"text secret count positive seconds boolean region duration roleArn mfaSerial account profile ssoSession services block".split(
			" ",
		),
	);
	for (const [table, keys] of Object.entries(tables)) {
		for (const [name, { value, description }] of keys) {
			assert.match(name, /^[a-z0-9_]+$/, table);
			assert.match(description, /^[A-Z].*[\w)]$/, name);
			assert.ok(typeof value !== "string" || kinds.has(value), `${name}: ${value}`);
			assert.ok(typeof value === "string" || (value.length > 1 && !value.includes("")), name);
		}
	}
	assert.deepEqual(
		Object.entries(tables).map(([table, { size }]) => `${table} ${size}`),
		["profile 65", "s3 14", "sso-session 3", "services 11", "service 1"],
	);
});

test("other blocks have keys of their own that nobody knows here", () => {
	assert.equal(knownKeys("profile", "api_versions").size, 0);
	assert.equal(knownKeys("sso-session", "s3").size, 0);
});

test("the listed regions are regions, of the partitions that their names say", () => {
	assert.equal(regions.size, 39);
	for (const [region, place] of regions) {
		assert.ok(isRegion(region) && place !== "", region);
	}
	assert.equal(regions.get("us-gov-west-1"), "GovCloud (US-West)");
	const partitions = Map.groupBy(regions.keys(), (region) => partitionOf(region).id);
	assert.deepEqual(
		[...partitions].map(([id, { length }]) => `${id} ${length}`),
		["aws 34", "aws-cn 2", "aws-us-gov 2", "aws-eusc 1"],
	);
});
