import assert from "node:assert/strict";
import { test } from "node:test";
import { type Explanation, explainProfile } from "../../../src/core/explainProfile.ts";
import { configOf } from "../fakes/configOf.ts";

const text = `[profile acme]
aws_access_key_id = AKIAEXAMPLE
aws_secret_access_key = not-to-be-shown
mfa_serial = arn:aws:iam::111122223333:mfa/alice
[profile dev]
role_arn = arn:aws:iam::444455556666:role/Dev
source_profile = acme
region = eu-central-1
[profile prod]
role_arn = arn:aws:iam::777788889999:role/Prod
source_profile = dev
mfa_serial = arn:aws:iam::111122223333:mfa/alice
external_id = ext-1
duration_seconds = 1800
use_fips_endpoint = true
region = us-gov-west-1
ca_bundle = /etc/ca.pem
connect_timeout = 3
[profile lost]
role_arn = arn:aws:iam::777788889999:role/Prod
source_profile = nowhere
[profile tool]
credential_process = "/opt/my tool" --token not-to-be-shown
[profile both]
aws_access_key_id = AKIAEXAMPLE
aws_secret_access_key = not-to-be-shown
use_fips_endpoint = true
endpoint_url = https://sts.example.test
`;

const explain = (name: string, environment = {}) => explainProfile(name, configOf(text), environment);
const outline = ({ steps }: Explanation) =>
	steps.map(({ title, place, facts }) => [title, (place?.line ?? -1) + 1, Object.fromEntries(facts)]);

test("a chain is told hop by hop, with place, parameters, MFA and endpoint", () => {
	assert.deepEqual(outline(explain("prod")), [
		[
			"The way to AWS",
			16,
			{
				Region: "us-gov-west-1 (set in the profile)",
				STS: "POST https://sts.us-gov-west-1.amazonaws.com, signed for us-gov-west-1",
				"CA bundle": "/etc/ca.pem",
				"Connect time-out": "3 s",
			},
		],
		["Access keys of acme", 2, { "Access key": "AKIAEXAMPLE" }],
		[
			"Assumes the role of dev",
			6,
			{
				Calls: "AssumeRole",
				RoleArn: "arn:aws:iam::444455556666:role/Dev",
				RoleSessionName: "your user name",
				DurationSeconds: "3600 (STS's default)",
			},
		],
		[
			"Assumes the role of prod",
			10,
			{
				Calls: "AssumeRole",
				RoleArn: "arn:aws:iam::777788889999:role/Prod",
				RoleSessionName: "your user name",
				DurationSeconds: "1800",
				ExternalId: "ext-1",
				SerialNumber: "arn:aws:iam::111122223333:mfa/alice",
				"Asks for": "a code of MFA device alice",
			},
		],
	]);
});

test("a user with a device buys a session with it; with no region anywhere, that is told", () => {
	const [way, keys] = outline(explain("acme"));
	assert.deepEqual(way?.[2], {
		Region: "us-east-1 (nothing names one, so STS is called there; terminals get none)",
		STS: "POST https://sts.us-east-1.amazonaws.com, signed for us-east-1",
	});
	assert.equal(keys?.[0], "Temporary credentials of acme, with MFA");
	assert.equal(
		outline(explain("acme", { AWS_REGION: "eu-west-1" }))[0]?.[2]?.["Region" as never],
		"eu-west-1 (from the environment)",
	);
});

test("what stops a profile is told with its place", () => {
	const lost = explain("lost");
	assert.match(lost.problem?.message ?? "", /'nowhere'.*does not exist/);
	assert.equal(lost.problem?.place?.line, 20);
	assert.match(explain("both").problem?.message ?? "", /FIPS and a custom endpoint/);
	assert.equal(explain("missing").problem?.message, "There is no profile 'missing'");
});

test("nothing secret is in it", () => {
	for (const name of ["acme", "dev", "prod", "lost", "tool", "both"]) {
		assert.ok(!JSON.stringify(explain(name)).includes("not-to-be-shown"), name);
	}
	assert.deepEqual(outline(explain("tool"))[1], [
		"Runs the credential_process of tool",
		23,
		{ Program: '"/opt/my tool"' },
	]);
});
