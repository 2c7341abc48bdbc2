import assert from "node:assert/strict";
import { test } from "node:test";
import type { UsedRole } from "../../../../src/core/identityCenter/usedRoles.ts";
import type { SsoRoleRequest } from "../../../../src/core/session/session.ts";
import { AccountNames } from "../../../../src/credentials/signIn/accountNames.ts";
import { RoleDirectory } from "../../../../src/credentials/signIn/roleDirectory.ts";
import { manyRoles } from "../../../aws/ssoPortal.ts";
import { signInWorld, writeJson } from "./signInWorld.ts";

const never = new AbortController().signal;

function request(account: string, accountName?: string): SsoRoleRequest {
	const named = accountName === undefined ? {} : { accountName };
	return { signIn: { session: "corp" }, account, ...named, roleName: "Dev" };
}

test("what used roles and the directory tell, the newest; kept when the directory forgets", async (t) => {
	const { portal, file, signIn, context } = await signInWorld(t, { roles: manyRoles(150, 1) });
	writeJson(file(), { accessToken: portal.issueToken(), expiresAt: "2026-03-01T18:00:00Z" });
	const used: UsedRole[] = [
		{ id: "a", request: request("999999999999", "acme-prod"), uses: 1 },
		{ id: "b", request: request("999999999999", "acme-old"), uses: 1 },
		{ id: "c", request: request("100000000001", "acme-before"), uses: 1 },
		{ id: "d", request: request("888888888888", "888888888888"), uses: 1 },
	];
	const directory = new RoleDirectory();
	const names = new AccountNames(directory, used);
	let changes = 0;
	names.onDidChange(() => {
		changes += 1;
	});
	const known = () => ["999999999999", "100000000001", "100000000149", "888888888888"].map(names.of);
	assert.deepEqual(known(), ["acme-prod", "acme-before", undefined, undefined]);
	assert.deepEqual(names.named(request("100000000149")), request("100000000149"));
	await directory.accounts(signIn, context, never);
	const listed = known();
	assert.deepEqual(
		listed.map((name) => name?.replace(/-\w+$/, "")),
		["acme", "team-001", "team-149", undefined],
	);
	assert.equal(changes, 2, "with each page");
	assert.equal(names.named(request("100000000149")).accountName, listed[2]);
	directory.forget(signIn);
	assert.deepEqual(known(), listed);
	await directory.accounts(signIn, context, never);
	assert.equal(changes, 2, "nothing new");
});
