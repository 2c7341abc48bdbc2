import assert from "node:assert/strict";
import { test } from "node:test";
import { type SsoRole, ssoRoleKey } from "../../../../src/core/identityCenter/accountRole.ts";
import { indexRoles, searchRoles } from "../../../../src/core/identityCenter/roleSearch.ts";
import { cpuTime } from "../../fakes/cpuTime.ts";

function role(name: string, roleName: string, id = "111122223333", email?: string): SsoRole {
	return { account: { id, name, ...(email === undefined ? {} : { email }) }, roleName };
}

const roles = [
	role("shop-prod", "Admin", "111111111111", "cloud@shop.example"),
	role("shop-dev", "Admin", "222222222222"),
	role("shop-dev", "ReadOnly", "222222222222"),
	role("workshop", "Admin", "333333333333"),
	role("Data Lake", "DataEngineer", "012345678901", "data@corp.example"),
];

const names = (found: readonly SsoRole[]) =>
	found.map(({ account, roleName }) => `${account.name}/${roleName}`);
const find = (query: string, uses: Readonly<Record<string, number>> = {}) =>
	names(
		searchRoles(
			indexRoles(roles, (one) => uses[ssoRoleKey(one)] ?? 0),
			query,
		),
	);

test("every word counts, in the account's name, number and address and in the role's name", () => {
	assert.deepEqual(find("shop admin"), ["shop-dev/Admin", "shop-prod/Admin", "workshop/Admin"]);
	assert.deepEqual(find("012345"), ["Data Lake/DataEngineer"]);
	assert.deepEqual(find("CLOUD@"), ["shop-prod/Admin"]);
	assert.deepEqual(find("read"), ["shop-dev/ReadOnly"]);
	assert.deepEqual(find("admin data"), []);
});

test("where words begin so comes before where they only contain it, and scattered letters come last", () => {
	assert.deepEqual(find("shop"), [
		"shop-dev/Admin",
		"shop-dev/ReadOnly",
		"shop-prod/Admin",
		"workshop/Admin",
	]);
	assert.deepEqual(find("spa"), ["shop-dev/Admin", "shop-dev/ReadOnly", "shop-prod/Admin", "workshop/Admin"]);
	assert.deepEqual(find("dtlk"), ["Data Lake/DataEngineer"]);
});

test("the most used come first, but not before what fits in whole", () => {
	const uses = { "333333333333/Admin": 5, "222222222222/ReadOnly": 9 };
	assert.deepEqual(find("shop", uses).slice(0, 2), ["shop-dev/ReadOnly", "workshop/Admin"]);
	assert.deepEqual(find("", uses).slice(0, 2), ["shop-dev/ReadOnly", "workshop/Admin"]);
	assert.deepEqual(find("sdev", { "333333333333/Admin": 5 })[0], "shop-dev/Admin");
	assert.equal(find("prod", { "222222222222/Admin": 100 })[0], "shop-prod/Admin");
});

test("without a query all, by account and role; the same order whatever order they came in", () => {
	const sorted = [
		"Data Lake/DataEngineer",
		"shop-dev/Admin",
		"shop-dev/ReadOnly",
		"shop-prod/Admin",
		"workshop/Admin",
	];
	assert.deepEqual(find(""), sorted);
	assert.deepEqual(find("  "), sorted);
	assert.deepEqual(names(searchRoles(indexRoles(roles.toReversed()), "")), sorted);
});

test("5,000 roles are searched within the time of a frame or two", () => {
	const many = Array.from({ length: 5000 }, (_, at) =>
		role(
			`team-${at % 500}-${["dev", "prod"][at % 2]}`,
			`Role${Math.floor(at / 500)}`,
			String(100_000_000_000 + (at % 500)),
		),
	);
	const index = indexRoles(many, (one) => (one.roleName === "Role3" ? 1 : 0));
	const queries = ["p", "prod", "team-12 role3", "tmprdrl", "100000000499", ""];
	for (const query of queries) {
		searchRoles(index, query);
	}
	const took = cpuTime(() => {
		for (const query of queries) {
			searchRoles(index, query);
		}
	});
	const each = took / queries.length;
	assert.ok(each < 50, `${each.toFixed(1)} ms`);
	assert.equal(searchRoles(index, "team-12 role3")[0]?.roleName, "Role3");
});
