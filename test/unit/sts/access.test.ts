import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleIdentityToken, sampleSamlResponse, sampleWorld } from "../../sandbox/sampleWorld.ts";
import { operations } from "../../sts/operations/table.ts";
import { call, keysIn, outcome } from "./client.ts";
import { aliceKeys, type Fixture, fixture, rootKeys, worldWithRoot } from "./fixture.ts";

const devReadOnly = "arn:aws:iam::444455556666:role/DevReadOnly";
const unsigned = ["AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"];
const signed = [...operations.keys()].filter((name) => !unsigned.includes(name));

const sessionOf = async (held: Fixture, Action: string, parameters = {}) =>
	keysIn(await call(held.sts, aliceKeys, { Action, ...parameters }, { at: held.now() }));

/** The operations that are refused to a caller for what it is, whatever the parameters. */
async function closedTo(held: Fixture, keys: ReturnType<typeof keysIn>): Promise<string[]> {
	const closed: string[] = [];
	for (const Action of signed) {
		const told = outcome(await call(held.sts, keys, { Action }, { at: held.now() }));
		if (/with session credentials$|because no session policy allows/.test(told)) closed.push(Action);
	}
	return closed;
}

test("all eleven operations are known", () => {
	assert.equal(operations.size, 11);
});

test("who may call what", async (t) => {
	const held = await fixture(t);
	assert.deepEqual(await closedTo(held, aliceKeys), []);
	const role = keysIn(await held.assume(aliceKeys, { RoleArn: devReadOnly }));
	assert.deepEqual(await closedTo(held, role), ["GetFederationToken", "GetSessionToken"]);
	const user = await sessionOf(held, "GetSessionToken");
	assert.deepEqual(
		await closedTo(held, user),
		signed.filter((name) => name !== "AssumeRole" && name !== "GetCallerIdentity"),
	);
	const onlyIdentity = signed.filter((name) => name !== "GetCallerIdentity");
	const federated = await sessionOf(held, "GetFederationToken", { Name: "bob" });
	assert.deepEqual(await closedTo(held, federated), onlyIdentity);
	const root = await sessionOf(held, "AssumeRoot", {
		TargetPrincipal: "444455556666",
		"TaskPolicyArn.arn": "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials",
	});
	assert.deepEqual(await closedTo(held, root), onlyIdentity);
});

test("the root user assumes no role, and gets an hour's session", async (t) => {
	const held = await fixture(t, worldWithRoot());
	assert.equal(
		outcome(await held.assume(rootKeys, { RoleArn: devReadOnly })),
		"403 AccessDenied: Roles may not be assumed by root accounts.",
	);
	const answer = await call(held.sts, rootKeys, { Action: "GetSessionToken", DurationSeconds: "43200" });
	assert.equal(answer.element("Expiration"), "2026-03-01T13:00:10Z");
	const identity = await call(held.sts, keysIn(answer), { Action: "GetCallerIdentity" });
	assert.equal(identity.element("Arn"), "arn:aws:iam::111122223333:root");
	assert.equal(identity.element("UserId"), "111122223333");
});

test("a user's policies can take operations away, but not those that need no permission", async (t) => {
	const deniedActions = ["sts:GetFederationToken", "sts:GetCallerIdentity", "sts:GetSessionToken"];
	const users = sampleWorld().users.map((user) => ({ ...user, deniedActions }));
	const { sts } = await fixture(t, { ...sampleWorld(), users });
	const told = outcome(await call(sts, aliceKeys, { Action: "GetFederationToken", Name: "bob" }));
	assert.match(told, /user\/alice is not authorized to perform: sts:GetFederationToken because no identity/);
	for (const Action of ["GetCallerIdentity", "GetSessionToken"]) {
		assert.equal((await call(sts, aliceKeys, { Action })).status, 200);
	}
});

test("tokens and assertions count as secrets once they were accepted", async (t) => {
	const { sts, now } = await fixture(t);
	const token = sampleIdentityToken(now());
	const assertion = sampleSamlResponse(now());
	for (const [good, changes] of [
		[false, { RoleArn: devReadOnly }],
		[true, {}],
	] as const) {
		await call(sts, undefined, {
			Action: "AssumeRoleWithWebIdentity",
			RoleArn: "arn:aws:iam::444455556666:role/CiWebIdentity",
			RoleSessionName: "ci",
			WebIdentityToken: token,
			...changes,
		});
		await call(sts, undefined, {
			Action: "AssumeRoleWithSAML",
			RoleArn: "arn:aws:iam::444455556666:role/SamlDeveloper",
			PrincipalArn: "arn:aws:iam::444455556666:saml-provider/AcmeIdP",
			SAMLAssertion: assertion,
			...changes,
		});
		assert.equal(sts.secretsIssued().includes(token), good);
		assert.equal(sts.secretsIssued().includes(assertion), good);
	}
	for (const { parameters } of sts.requests) {
		assert.ok(!JSON.stringify(parameters).includes(assertion.slice(0, 40)));
	}
});
