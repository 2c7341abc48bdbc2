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

/** What lasts longer than a window. */
function memoryOf(kept?: unknown) {
	const memory = {
		kept,
		writes: 0,
		get: () => memory.kept,
		async update(_: string, value: unknown): Promise<void> {
			// As it comes back from disk.
			memory.kept = JSON.parse(JSON.stringify(value));
			memory.writes += 1;
		},
	};
	return memory;
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
	const names = new AccountNames(directory, used, memoryOf());
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

test("names outlive the window: the next one knows them before anything is listed", async (t) => {
	const { portal, file, signIn, context } = await signInWorld(t, { roles: manyRoles(150, 1) });
	writeJson(file(), { accessToken: portal.issueToken(), expiresAt: "2026-03-01T18:00:00Z" });
	const memory = memoryOf([["999999999999", "acme-prod"]]);
	const directory = new RoleDirectory();
	const names = new AccountNames(directory, [], memory);
	assert.equal(names.of("999999999999"), "acme-prod");
	await directory.accounts(signIn, context, never);
	assert.equal(memory.writes, 2, "with each page");
	const later: UsedRole[] = [{ id: "a", request: request("999999999999", "acme-old"), uses: 1 }];
	const next = new AccountNames(new RoleDirectory(), later, memory);
	for (const account of ["999999999999", "100000000000", "100000000149"]) {
		assert.ok(next.of(account) !== undefined && next.of(account) === names.of(account), account);
	}

	directory.forget(signIn);
	await directory.accounts(signIn, context, never);
	assert.equal(memory.writes, 2, "nothing new");
	// Two windows that write at once: one of them has lost what it knew.
	memory.kept = [["888888888888", "theirs"]];
	directory.forget(signIn);
	await directory.accounts(signIn, context, never);
	const third = new AccountNames(new RoleDirectory(), [], memory);
	assert.deepEqual(
		[third.of("888888888888"), third.of("100000000149")],
		["theirs", names.of("100000000149")],
	);
});

test("a memory that can't be written troubles nobody", async (t) => {
	const { portal, file, signIn, context } = await signInWorld(t);
	writeJson(file(), { accessToken: portal.issueToken(), expiresAt: "2026-03-01T18:00:00Z" });
	const directory = new RoleDirectory();
	const memory = { get: () => undefined, update: () => Promise.reject(new Error("full")) };
	const names = new AccountNames(directory, [], memory);
	await directory.accounts(signIn, context, never);
	assert.ok(names.of("100000000000") !== undefined);
});

test("what another window is told is known in this one, without changing what it knows better", () => {
	const memory = memoryOf([["999999999999", "acme-prod"]]);
	const names = new AccountNames(new RoleDirectory(), [], memory);
	assert.equal(names.of("888888888888"), undefined);
	memory.kept = [
		["888888888888", "beta-prod"],
		["999999999999", "acme-renamed"],
	];
	assert.equal(names.of("888888888888"), "beta-prod");
	assert.equal(names.of("999999999999"), "acme-prod");
});
