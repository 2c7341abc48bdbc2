import assert from "node:assert/strict";
import { test } from "node:test";
import { RoleDirectory } from "../../../../src/credentials/signIn/roleDirectory.ts";
import { manyRoles } from "../../../aws/ssoPortal.ts";
import { cancelled } from "../../fakes/rejection.ts";
import { driven, signInWorld, type WorldOptions, writeJson } from "./signInWorld.ts";

const never = new AbortController().signal;

async function directoryWorld(t: Parameters<typeof signInWorld>[0], options: WorldOptions = {}) {
	const world = await signInWorld(t, options);
	const accessToken = world.portal.issueToken();
	writeJson(world.file(), { accessToken, expiresAt: "2026-03-01T18:00:00Z" });
	const directory = new RoleDirectory();
	const { signIn, context } = world;
	return {
		...world,
		directory,
		accounts: (signal = never) => directory.accounts(signIn, context, signal),
		roleNames: (account: string, signal = never) => directory.roleNames(signIn, account, context, signal),
		allRoles: (signal = never) => directory.allRoles(signIn, context, signal),
		pathsTo: (path: string) => world.portal.paths.filter((one) => one.endsWith(path)).length,
	};
}

test("accounts come page after page, each told of, and stay in memory until they are forgotten", async (t) => {
	const { directory, accounts, signIn, pathsTo } = await directoryWorld(t, { roles: manyRoles(250, 1) });
	const counts: number[] = [];
	directory.onDidChange((id) => {
		assert.equal(id, "corp");
		counts.push(directory.known(signIn)?.accounts.length ?? 0);
	});
	const all = await accounts();
	assert.equal(all.length, 250);
	assert.deepEqual(all[0], { id: "100000000000", name: "team-000-dev", email: "team-0@example.com" });
	assert.deepEqual(counts, [100, 200, 250, 250]);
	await accounts();
	assert.equal(pathsTo("/accounts"), 3);
	directory.forget(signIn);
	assert.equal(directory.known(signIn), undefined);
	await accounts();
	assert.equal(pathsTo("/accounts"), 6);
});

test("roles are asked for one account at a time, all their pages, when they are wanted", async (t) => {
	const { roleNames, pathsTo, directory, signIn, accounts } = await directoryWorld(t, {
		roles: manyRoles(3, 120),
	});
	const [first] = await Promise.all([roleNames("100000000001"), roleNames("100000000001")]);
	assert.equal(first?.length, 120);
	assert.equal(pathsTo("/roles"), 2, "two pages, once for both");
	await accounts();
	assert.equal(directory.knownRoles(signIn).length, 120);
	assert.equal(directory.knownRoles(signIn)[0]?.account.name, "team-001-test");
});

test("5,000 roles, with a portal that takes twenty questions a second", async (t) => {
	const { allRoles, clock, pathsTo } = await directoryWorld(t, {
		roles: manyRoles(100, 50),
		portal: { perSecond: 20 },
	});
	const roles = await driven(clock, allRoles());
	assert.equal(roles.length, 5000);
	assert.equal(new Set(roles.map(({ account, roleName }) => `${account.id}/${roleName}`)).size, 5000);
	assert.equal(pathsTo("/roles"), 100);
	assert.equal(clock.pending, 0);
});

test("no more than eight questions at once", async (t) => {
	const { allRoles, portal, accounts } = await directoryWorld(t, { roles: manyRoles(30, 1) });
	await accounts();
	const release = portal.faults.hold();
	const work = allRoles();
	await portal.received(9);
	await new Promise((resolve) => setImmediate(resolve));
	assert.equal(portal.count(), 9, "the accounts, and eight");
	release();
	assert.equal((await work).length, 30);
});

test("who leaves ends only what nobody else waits for", async (t) => {
	const { allRoles, roleNames, portal, accounts, signIn, directory } = await directoryWorld(t, {
		roles: manyRoles(20, 1),
	});
	await accounts();
	const release = portal.faults.hold();
	const controller = new AbortController();
	const leaving = allRoles(controller.signal);
	const staying = roleNames("100000000003");
	await portal.received(9);
	controller.abort();
	await cancelled(leaving);
	release();
	assert.deepEqual(await staying, ["ReadOnly"]);
	assert.equal(directory.knownRoles(signIn).length, 1);
	assert.equal((await allRoles()).length, 20, "what was left is asked anew");
});

const faultOf = (type: string, status: number) => ({
	status,
	contentType: "application/json",
	body: `{"__type":"x#${type}"}`,
});

test("an account whose roles are refused is passed over, noted, and asked again the next time", async (t) => {
	const { allRoles, portal, accounts, clock, directory, signIn } = await directoryWorld(t, {
		roles: manyRoles(20, 1),
	});
	await accounts();
	portal.faults.answer(1, faultOf("ForbiddenException", 403));
	const roles = await driven(clock, allRoles());
	assert.equal(roles.length, 19);
	const [[account, error] = []] = directory.known(signIn)?.refusals ?? [];
	assert.equal(error?.code, "AccessDenied");
	assert.match(error?.message ?? "", new RegExp(`gives you no access to account ${account}`));
	assert.ok(roles.every((role) => role.account.id !== account));
	assert.equal((await driven(clock, allRoles())).length, 20);
	assert.equal(directory.known(signIn)?.refusals.size, 0);
});

test("a sign-in that has ended ends the rest, and the next time goes on from there", async (t) => {
	const { allRoles, portal, accounts, fails, clock } = await directoryWorld(t, { roles: manyRoles(20, 1) });
	await accounts();
	portal.faults.answer(1, faultOf("UnauthorizedException", 401));
	await driven(clock, fails(allRoles(), "SignInExpired"));
	assert.equal((await driven(clock, allRoles())).length, 20);
});

test("not signed in, and no longer: with the way to sign in", async (t) => {
	const { accounts, portal, fails } = await directoryWorld(t);
	portal.revokeAll();
	const { message, remedies } = await fails(accounts(), "SignInExpired");
	assert.match(message, /no longer accepts the sign-in to sso-session 'corp'/);
	assert.deepEqual(remedies[0], { kind: "signIn", signIn: { session: "corp" } });
});

test("what the portal has forgotten while it was asked, and answers that make no sense", async (t) => {
	const { accounts, roleNames, portal, fails } = await directoryWorld(t);
	assert.match((await fails(roleNames("999999999999"), "InvalidRequest")).message, /account 999999999999/);
	const answer = (body: object) =>
		portal.faults.answer(1, { status: 200, contentType: "application/json", body: JSON.stringify(body) });
	answer({ accountList: "none" });
	assert.deepEqual(await accounts(), []);
	answer({ roleList: [{ roleName: 5 }, null, { roleName: "Dev" }], nextToken: null });
	assert.deepEqual(await roleNames("100000000000"), ["Dev"]);
});
