import assert from "node:assert/strict";
import { test } from "node:test";
import { roleOptionTexts } from "../../../../src/core/session/roleOptionTexts.ts";

test("what is set of a role, as people read it", () => {
	assert.deepEqual(
		roleOptionTexts({
			mfaSerial: "arn:aws:iam::111122223333:mfa/alice",
			externalId: "x:1",
			sessionName: "alice",
			durationSeconds: 5400,
			policy: '{"Statement":[{}]}',
			policyArns: [
				"arn:aws:iam::aws:policy/job-function/ViewOnlyAccess",
				"arn:aws:iam::aws:policy/SecurityAudit",
			],
			tags: { team: "blue", stage: "test" },
			transitiveTagKeys: ["team"],
			sourceIdentity: "alice",
			region: "eu-central-1",
		}),
		[
			["Duration", "1 hour 30 minutes"],
			["MFA device", "alice (arn:aws:iam::111122223333:mfa/alice)"],
			["External ID", "x:1"],
			["Session name", "alice"],
			["Region", "eu-central-1"],
			["Inline policy", "18 characters, 1 statement"],
			["Managed policies", "ViewOnlyAccess, SecurityAudit"],
			["Tags", "team=blue, stage=test"],
			["Transitive tags", "team"],
			["Source identity", "alice"],
		],
	);
	assert.deepEqual(roleOptionTexts({}), []);
	assert.deepEqual(roleOptionTexts({ mfaSerial: "GAHT12345678", policyArns: [] }), [
		["MFA device", "GAHT12345678"],
	]);
});
