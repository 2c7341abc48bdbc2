import assert from "node:assert/strict";
import { test } from "node:test";
import {
	readUsedRoles,
	type UsedRole,
	usedRolesLimit,
	useRole,
	writeUsedRoles,
} from "../../../../src/core/identityCenter/usedRoles.ts";
import type { SsoRoleRequest } from "../../../../src/core/session/session.ts";

const role = (roleName: string, more: Partial<SsoRoleRequest> = {}): SsoRoleRequest => ({
	signIn: { session: "corp" },
	account: "111122223333",
	roleName,
	...more,
});
const names = (roles: readonly UsedRole[]) => roles.map(({ request, uses }) => `${request.roleName} ${uses}`);

test("the role used last comes first, and uses are counted", () => {
	let roles: UsedRole[] = [];
	for (const name of ["A", "B", "A"]) {
		roles = useRole(roles, role(name));
	}
	assert.deepEqual(names(roles), ["A 2", "B 1"]);
	roles = useRole(
		roles,
		role("A", { signIn: { startUrl: "https://x.awsapps.com/start", region: "eu-west-1" } }),
	);
	assert.deepEqual(names(roles), ["A 1", "A 2", "B 1"], "of another sign-in it is another role");
});

test("the list is limited", () => {
	let roles: UsedRole[] = [];
	for (let index = 0; index < usedRolesLimit + 3; index++) {
		roles = useRole(roles, role(`R${index}`));
	}
	assert.equal(roles.length, usedRolesLimit);
	assert.equal(roles[0]?.request.roleName, `R${usedRolesLimit + 2}`);
});

test("what is written is read again", () => {
	const roles = useRole(
		useRole([], role("A", { accountName: "acme prod", region: "eu-west-1" })),
		role("B", { signIn: { startUrl: "https://x.awsapps.com/start", region: "eu-west-1" } }),
	);
	assert.deepEqual(readUsedRoles(JSON.parse(JSON.stringify(writeUsedRoles(roles)))), roles);
});

test("what is damaged is left out", () => {
	const [good] = writeUsedRoles(useRole([], role("A")));
	const kept = [
		null,
		5,
		{ ...good, account: "12" },
		{ ...good, roleName: "x y" },
		{ ...good, uses: -4 },
		{ ...good },
	];
	assert.deepEqual(names(readUsedRoles(kept)), ["A 1"]);
	for (const odd of [undefined, "x", {}]) {
		assert.deepEqual(readUsedRoles(odd), []);
	}
});
