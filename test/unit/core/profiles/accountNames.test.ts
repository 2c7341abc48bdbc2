import assert from "node:assert/strict";
import { test } from "node:test";
import { accountLabel, accountNames } from "../../../../src/core/profiles/accountNames.ts";
import { configOf } from "../../fakes/configOf.ts";

const acme = "[profile acme]\ncredential_process = x\n";
const role = (name: string, account: string): string =>
	`[profile ${name}]\nrole_arn = arn:aws:iam::${account}:role/R\nsource_profile = acme\n`;

test("profiles name the account that they work in", () => {
	const config = configOf(
		[
			acme,
			role("dev", "444455556666"),
			role("other", "777788889999"),
			"[profile sandbox]\nsso_start_url = https://a.example\nsso_account_id = 444455556666\nsso_role_name = User",
			"[profile console]\nlogin_session = arn:aws:iam::444455556666:user/alice",
			"[profile keys]\ncredential_process = x\nmfa_serial = arn:aws:iam::444455556666:mfa/alice",
			"[profile plain]\nregion = eu-west-1",
		].join("\n"),
	);
	assert.deepEqual(accountNames("444455556666", config), ["dev", "sandbox", "console", "keys"]);
});

test("a role's account counts, not that of its user's device", () => {
	const config = configOf(
		`${acme}${role("dev", "444455556666")}mfa_serial = arn:aws:iam::111122223333:mfa/alice\n`,
	);
	assert.equal(accountLabel("111122223333", config), "111122223333");
	assert.equal(accountLabel("444455556666", config), "444455556666 (dev)");
});

test("three names at most are shown", () => {
	const names = ["a", "b", "c", "d", "e"];
	const config = configOf(acme + names.map((name) => role(name, "444455556666")).join(""));
	assert.equal(accountLabel("444455556666", config), "444455556666 (a, b, c and 2 more)");
});

test("a profile that can't be used names nothing", () => {
	assert.equal(accountLabel("444455556666", configOf(role("broken", "444455556666"))), "444455556666");
});
