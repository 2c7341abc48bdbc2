import assert from "node:assert/strict";
import { test } from "node:test";
import {
	identityLabel,
	isMfaSerial,
	mfaDeviceName,
	parseIdentity,
	parseRoleArn,
	roleArnProblem,
} from "../../../../src/core/places/arn.ts";

test("a role's ARN in its parts", () => {
	assert.deepEqual(parseRoleArn("arn:aws-us-gov:iam::012345678901:role/service/deploy/Admin+x"), {
		partition: "aws-us-gov",
		account: "012345678901",
		path: "service/deploy/Admin+x",
		name: "Admin+x",
	});
	assert.equal(roleArnProblem("arn:aws:iam::012345678901:role/R"), undefined);
});

test("what is wrong with a text that should be a role's ARN", () => {
	const example = /looks like arn:aws:iam::123456789012:role\/name$/;
	const cases: [string, RegExp][] = [
		["", example],
		["Admin", example],
		["arn:azure:iam::123456789012:role/R", example],
		["arn:aws:sts::123456789012:assumed-role/R/me", /a role's session/],
		["arn:aws:s3:::bucket", /belongs to iam/],
		["arn:aws:iam::1234:role/R", /has 12 digits, this has 4/],
		["arn:aws:iam::123456789012:user/u", /role\/name$/],
		["arn:aws:iam::123456789012:role/", example],
		["arn:aws:iam::123456789012:role/a b", example],
		[`arn:aws:iam::123456789012:role/${"p/".repeat(1100)}R`, example],
		[`arn:aws:iam::123456789012:role/${"x".repeat(65)}`, example],
	];
	for (const [text, says] of cases) {
		assert.equal(parseRoleArn(text), undefined, text);
		assert.match(roleArnProblem(text) ?? "", says, text);
	}
});

test("MFA devices: virtual by ARN, hardware by number", () => {
	for (const serial of [
		"arn:aws:iam::123456789012:mfa/alice",
		"arn:aws-cn:iam::123456789012:mfa/p/a",
		`arn:aws:iam::123456789012:mfa/${"a".repeat(226)}`,
		"GAHT12345678",
	]) {
		assert.equal(isMfaSerial(serial), true, serial);
	}
	for (const serial of [
		"",
		"12345678",
		"has blank 123",
		"é".repeat(10),
		`arn:aws:iam::123456789012:mfa/${"a".repeat(227)}`,
	]) {
		assert.equal(isMfaSerial(serial), false, serial);
	}
	assert.equal(mfaDeviceName("arn:aws:iam::123456789012:mfa/team/alice"), "team/alice");
	assert.equal(mfaDeviceName("GAHT12345678"), "GAHT12345678");
});

test("an identity by its ARN, and the shortest name for it", () => {
	const account = "012345678901";
	const cases: [string, object, string][] = [
		["arn:aws:sts::012345678901:assumed-role/Admin/me", { role: "Admin", sessionName: "me" }, "Admin"],
		["arn:aws:sts::012345678901:federated-user/bob", { sessionName: "bob" }, "bob"],
		["arn:aws:iam::012345678901:user/team/alice", { user: "alice" }, "alice"],
		["arn:aws:iam::012345678901:root", { user: "root" }, "root"],
		["arn:aws:other", {}, "arn:aws:other"],
	];
	for (const [arn, parts, label] of cases) {
		const identity = parseIdentity(arn, account);
		assert.deepEqual(identity, { account, arn, ...parts });
		assert.equal(identityLabel(identity), label);
	}
});
