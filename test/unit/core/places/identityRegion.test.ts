import assert from "node:assert/strict";
import { test } from "node:test";
import { identityRegion, identityRegionProblem } from "../../../../src/core/places/identityRegion.ts";
import { partitionOf } from "../../../../src/core/places/partition.ts";

const partitions = [
	"aws",
	"aws-cn",
	"aws-us-gov",
	"aws-iso",
	"aws-iso-b",
	"aws-iso-e",
	"aws-iso-f",
	"aws-eusc",
] as const;
const roleIn = (partition: string) => `arn:${partition}:iam::123456789012:role/Deploy`;

test("unasked, the region is one of the role's partition", () => {
	for (const partition of partitions) {
		const { region, from } = identityRegion(roleIn(partition), undefined, { AWS_REGION: "" });
		assert.deepEqual([partitionOf(region).id, from], [partition, "default"]);
		assert.equal(identityRegionProblem(roleIn(partition), region), undefined);
	}
	assert.equal(identityRegion(roleIn("aws-cn"), undefined, {}).region, "cn-north-1");
	assert.equal(identityRegion(roleIn("aws-us-gov"), undefined, {}).region, "us-gov-west-1");
	assert.equal(identityRegion(roleIn("aws"), undefined, {}).region, "us-east-1");
});

test("the environment's region counts if the partition has it", () => {
	const environment = { AWS_REGION: "cn-northwest-1" };
	assert.deepEqual(identityRegion(roleIn("aws-cn"), undefined, environment), {
		region: "cn-northwest-1",
		from: "environment",
	});
	assert.deepEqual(identityRegion(roleIn("aws"), undefined, environment), {
		region: "us-east-1",
		from: "default",
	});
	assert.deepEqual(identityRegion(roleIn("aws"), undefined, { AWS_DEFAULT_REGION: "eu-west-1" }), {
		region: "eu-west-1",
		from: "environment",
	});
});

test("a region that is asked for stays, and one of another partition is a problem", () => {
	const asked = identityRegion(roleIn("aws-cn"), "eu-west-1", { AWS_REGION: "cn-north-1" });
	assert.deepEqual(asked, { region: "eu-west-1", from: "request" });
	assert.equal(
		identityRegionProblem(roleIn("aws-cn"), "eu-west-1"),
		"The role is in aws-cn, and eu-west-1 is in aws. Set a region of aws-cn, like cn-north-1",
	);
	assert.match(String(identityRegionProblem(roleIn("aws"), "us-gov-east-1")), /like us-east-1$/);
	assert.match(String(identityRegionProblem(roleIn("aws-new"), "us-east-1")), /Set a region of aws-new$/);
	assert.equal(identityRegionProblem("no role", "us-east-1"), undefined);
});
