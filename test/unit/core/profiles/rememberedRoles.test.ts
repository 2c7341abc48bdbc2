import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
	findRole,
	forgetRole,
	inOrder,
	pinRole,
	type RememberedRole,
	readRememberedRoles,
	rememberedDescription,
	rememberedLimit,
	rememberedName,
	rememberRole,
	renameRole,
	roleNameProblem,
} from "../../../../src/core/profiles/rememberedRoles.ts";
import { type RoleRequest, sessionId } from "../../../../src/core/session/session.ts";

const request = (role: string, more: Partial<RoleRequest> = {}): RoleRequest => ({
	roleArn: `arn:aws:iam::444455556666:role/${role}`,
	sourceProfile: "acme",
	...more,
});
const idOf = (role: RoleRequest): string => sessionId({ kind: "role", ...role });
const remembered = (...names: string[]): RememberedRole[] =>
	names.reduceRight<RememberedRole[]>((roles, name) => rememberRole(roles, request(name)), []);
const names = (roles: readonly RememberedRole[]): string[] => roles.map(rememberedName);

test("the role used last comes first, with what it was asked for with then", () => {
	let roles = remembered("A", "B");
	roles = renameRole(roles, idOf(request("B")), "Bee");
	roles = pinRole(roles, idOf(request("B")), true);
	roles = rememberRole(roles, request("B", { durationSeconds: 7200 }));
	assert.deepEqual(roles, [
		{
			id: idOf(request("B")),
			request: request("B", { durationSeconds: 7200 }),
			name: "Bee",
			isPinned: true,
		},
		{ id: idOf(request("A")), request: request("A") },
	]);
});

test("another source and another scope make another role", () => {
	let roles = remembered("A");
	roles = rememberRole(roles, request("A", { sourceProfile: "other" }));
	roles = rememberRole(roles, request("A", { tags: { team: "blue" } }));
	assert.equal(roles.length, 3);
	assert.deepEqual(roles.map(rememberedDescription), ["scoped", "by hand", "by hand"]);
	assert.deepEqual(new Set(names(roles)), new Set(["A@444455556666"]));
});

test("a role can be named, pinned, and forgotten", () => {
	const id = idOf(request("B"));
	let roles = renameRole(remembered("A", "B", "C"), id, "Bee");
	assert.deepEqual(names(roles), ["A@444455556666", "Bee", "C@444455556666"]);
	assert.equal(rememberedDescription(findRole(roles, "Bee") ?? assert.fail()), "B · 444455556666");
	assert.equal(findRole(roles, id)?.name, "Bee");
	assert.match(roleNameProblem(roles, "another", "Bee") ?? "", /Another role is called 'Bee'/);
	assert.equal(roleNameProblem(roles, id, "Bee"), undefined);
	assert.match(roleNameProblem(roles, id, "x".repeat(65)) ?? "", /64 characters at most, this has 65/);

	roles = pinRole(roles, id, true);
	assert.deepEqual(names(inOrder(roles)), ["Bee", "A@444455556666", "C@444455556666"]);
	roles = renameRole(pinRole(roles, id, false), id, "");
	assert.deepEqual(roles, remembered("A", "B", "C"));
	assert.deepEqual(names(forgetRole(roles, id)), ["A@444455556666", "C@444455556666"]);
});

test("over the limit, plain ones go first, the oldest of them", () => {
	const all = Array.from({ length: rememberedLimit }, (_, index) => `R${index}`);
	const oldest = idOf(request(all.at(-1) ?? ""));
	const roles = rememberRole(pinRole(remembered(...all), oldest, true), request("New"));
	assert.equal(roles.length, rememberedLimit);
	assert.equal(roles[0]?.request.roleArn, request("New").roleArn);
	assert.ok(findRole(roles, oldest), "a pinned one stays");
	assert.equal(findRole(roles, idOf(request(all.at(-2) ?? ""))), undefined);

	const pinned = remembered(...all).map((role) => ({ ...role, isPinned: true as const }));
	const full = rememberRole(pinned, request("New"));
	assert.equal(full.length, rememberedLimit);
	assert.equal(full[0]?.request.roleArn, request("New").roleArn, "the one just used stays in any case");
});

test("what was kept is read again as it was", () => {
	const roles = renameRole(
		rememberRole(
			remembered("A"),
			request("B", {
				mfaSerial: "arn:aws:iam::111122223333:mfa/alice",
				policy: '{"Statement":[]}',
				policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
				tags: { team: "blue" },
				transitiveTagKeys: ["team"],
				sourceIdentity: "alice",
				durationSeconds: 900,
			}),
		),
		idOf(request("A")),
		"Aye",
	);
	assert.deepEqual(readRememberedRoles(JSON.parse(JSON.stringify(roles))), roles);
});

test("what was damaged is left out, and nothing is thrown", () => {
	const good = { request: request("A") };
	const kept = [
		null,
		1,
		{},
		{ request: null },
		{ request: {} },
		{ request: { roleArn: "R", sourceProfile: "acme" } },
		{ request: { roleArn: request("A").roleArn } },
		{ request: { ...request("A"), durationSeconds: 1 } },
		{ request: { ...request("A"), kind: "role" } },
		{ request: { role: "x" } },
		good,
		{ ...good, name: 7, isPinned: "yes" },
	];
	assert.deepEqual(readRememberedRoles(kept), [{ id: idOf(request("A")), request: request("A") }]);
	fc.assert(fc.property(fc.jsonValue(), (value) => readRememberedRoles(value).length >= 0));
	assert.deepEqual(readRememberedRoles(undefined), []);
});
