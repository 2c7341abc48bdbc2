import assert from "node:assert/strict";
import { test } from "node:test";
import { parseIdentity } from "../../../../src/core/places/arn.ts";
import { identityChange, isSameIdentity } from "../../../../src/core/session/identityChange.ts";

const one = "111122223333";
const other = "444455556666";
const sts = (resource: string, account = one) =>
	parseIdentity(`arn:aws:sts::${account}:${resource}`, account);
const iam = (resource: string, account = one) =>
	parseIdentity(`arn:aws:iam::${account}:${resource}`, account);
const ofSet = (name: string, who: string, account = one) =>
	sts(`assumed-role/AWSReservedSSO_${name}_0123456789abcdef/${who}`, account);

test("the same: by role, whose sessions' names count only where IAM Identity Center gives them", () => {
	const remade = sts("assumed-role/AWSReservedSSO_Dev_fedcba9876543210/alice");
	assert.ok(isSameIdentity(ofSet("Dev", "alice"), remade));
	assert.ok(isSameIdentity(sts("assumed-role/Admin/1700000000"), sts("assumed-role/Admin/1700003600")));
	assert.ok(isSameIdentity(iam("user/alice"), iam("user/alice")));
});

test("others, and how they are told apart", () => {
	for (const [before, now, was, is] of [
		[ofSet("Dev", "alice"), ofSet("Dev", "mallory"), "alice", `mallory in account ${one}`],
		[
			ofSet("Dev", "alice"),
			ofSet("Dev", "alice", other),
			`alice in account ${one}`,
			`alice in account ${other}`,
		],
		[ofSet("Dev", "alice"), ofSet("Ops", "alice"), "Dev/alice", `Ops/alice in account ${one}`],
		[ofSet("Dev", "alice"), sts("assumed-role/Admin/me"), "Dev/alice", `Admin in account ${one}`],
		[sts("assumed-role/Admin/me"), sts("assumed-role/Deploy/me"), "Admin", `Deploy in account ${one}`],
		[iam("user/alice"), iam("user/mallory"), "alice", `mallory in account ${one}`],
		[sts("federated-user/alice"), sts("federated-user/bob"), "alice", `bob in account ${one}`],
	] as const) {
		assert.ok(!isSameIdentity(before, now), is);
		assert.deepEqual(identityChange(before, now), { was, is });
	}
});
