import assert from "node:assert/strict";
import { test } from "node:test";
import { consoleAccess } from "../../../../src/aws/console/consoleAccess.ts";
import { SessionsError } from "../../../../src/core/errors.ts";
import { sessionOf } from "../../fakes/sessionOf.ts";

const user = { account: "111122223333", arn: "arn:aws:iam::111122223333:user/alice", user: "alice" };
const federated = {
	account: "111122223333",
	arn: "arn:aws:sts::111122223333:federated-user/bob",
	sessionName: "bob",
};
const root = { account: "111122223333", arn: "arn:aws:iam::111122223333:root", user: "root" };

test("a duration is for roles that were assumed directly, and for nobody else", () => {
	assert.deepEqual(consoleAccess(sessionOf({ isUnchained: true }), true), { takesDuration: true });
	assert.deepEqual(consoleAccess(sessionOf(), true), { takesDuration: false });
	assert.deepEqual(consoleAccess(sessionOf({ identity: federated }), true), { takesDuration: false });
});

test("what AWS does not take is refused, with what works in its place", () => {
	const refused = (changes: Parameters<typeof sessionOf>[0], isTemporary: boolean) => {
		try {
			consoleAccess(sessionOf(changes), isTemporary);
		} catch (error) {
			assert.ok(error instanceof SessionsError && error.code === "ConsoleUnavailable");
			return [error.message, ...error.remedies.map(({ kind }) => kind)];
		}
		return assert.fail("it was not refused");
	};
	assert.deepEqual(refused({ identity: user }, false), [
		"Session dev has a user's long-term keys, which AWS does not take to sign in to the console. Assume a role, or get a federation token",
		"assumeRole",
		"getFederationToken",
		"useOther",
	]);
	assert.deepEqual(refused({ identity: user }, true), [
		"Session dev is a user's session token, which AWS does not take to sign in to the console. Assume a role, or get a federation token",
		"assumeRole",
		"getFederationToken",
		"useOther",
	]);
	assert.match(refused({ identity: root }, false)[0] ?? "", /root user/);
	assert.deepEqual(
		refused(
			{
				identity: root,
				request: { kind: "root", profile: "acme", targetPrincipal: "111122223333", taskPolicyArn: "x" },
			},
			true,
		).slice(1),
		["assumeRole", "useOther"],
	);
	assert.deepEqual(
		refused({ identity: user, request: { kind: "ambient", source: "Environment" } }, false).slice(1),
		["assumeRole", "useOther"],
	);
});
