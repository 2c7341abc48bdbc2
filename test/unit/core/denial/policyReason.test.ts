import assert from "node:assert/strict";
import { test } from "node:test";
import { findReason } from "../../../../src/core/denial/policyReason.ts";

test("each kind of policy is known by AWS's words for it, denying and not allowing", () => {
	for (const [words, policy] of [
		["an identity-based policy", "identity-based policy"],
		["a resource-based policy", "resource-based policy"],
		["a service control policy", "service control policy"],
		["a resource control policy", "resource control policy"],
		["a permissions boundary", "permissions boundary"],
		["a session policy", "session policy"],
		["a VPC endpoint policy", "VPC endpoint policy"],
	] as const) {
		assert.deepEqual(findReason(`to perform: s3:GetObject with an explicit deny in ${words}`), [
			{ isExplicit: true, policy },
		]);
		const bare = words.replace(/^an? /, "");
		assert.deepEqual(findReason(`because no ${bare} allows the s3:GetObject action`), [
			{ isExplicit: false, policy },
		]);
	}
});

test("the policy's ARN is taken along, without what ends the sentence", () => {
	// A policy's name may have commas, dots and more of its own.
	for (const name of ["Boundary", "teams/Data,Web@eu.v2+x"]) {
		const arn = `arn:aws:iam::111122223333:policy/${name}`;
		for (const end of [". Encoded", ", Encoded", "), then", '", "x"', "\n"]) {
			const [reason] = findReason(`with an explicit deny in a permissions boundary: ${arn}${end}`);
			assert.equal(reason?.policyArn, arn, end);
		}
	}
});

test("words broken over a frame's lines are read too; other words are not", () => {
	assert.equal(
		findReason("because no identity-based\n│ policy allows the x action")[0]?.policy,
		"identity-based policy",
	);
	assert.deepEqual(findReason("with an explicit deny in a firewall policy, because no way allows it"), []);
	assert.deepEqual(findReason(""), []);
});
