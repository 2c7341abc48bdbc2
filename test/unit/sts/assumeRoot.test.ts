import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleWorld } from "../../sandbox/sampleWorld.ts";
import { type CallOptions, call, keysIn, outcome } from "./client.ts";
import { aliceKeys, ciBotKeys, type Fixture, fixture, rootKeys, worldWithRoot } from "./fixture.ts";

const tasks = "arn:aws:iam::aws:policy/root-task/";
const base = { TargetPrincipal: "444455556666", "TaskPolicyArn.arn": `${tasks}S3UnlockBucketPolicy` };
const devReadOnly = "arn:aws:iam::444455556666:role/DevReadOnly";

const assumeRoot = (
	{ sts, now }: Fixture,
	parameters: Record<string, string> = {},
	keys = aliceKeys,
	options: CallOptions = {},
) => call(sts, keys, { Action: "AssumeRoot", ...base, ...parameters }, { at: now(), ...options });

const refusal = (who: string, target: string) =>
	`403 AccessDenied: User: ${who} is not authorized to perform: sts:AssumeRoot ` +
	`on resource: arn:aws:iam::${target}:root`;

test("the result is the root user of a member, for a quarter of an hour at most", async (t) => {
	const held = await fixture(t);
	for (const TargetPrincipal of ["444455556666", "arn:aws:iam::444455556666:root"]) {
		const answer = await assumeRoot(held, { TargetPrincipal });
		assert.equal(answer.element("Expiration"), "2026-03-01T12:15:10Z");
		assert.equal(answer.element("SourceIdentity"), "");
		const identity = await call(held.sts, keysIn(answer), { Action: "GetCallerIdentity" });
		assert.equal(identity.element("Arn"), "arn:aws:iam::444455556666:root");
		assert.equal(identity.element("UserId"), "444455556666");
		assert.equal(identity.element("Account"), "444455556666");
	}
	const short = await assumeRoot(held, { DurationSeconds: "0" });
	assert.equal(short.element("Expiration"), "2026-03-01T12:00:10Z");
});

test("there are five tasks", async (t) => {
	const held = await fixture(t);
	for (const name of [
		"IAMAuditRootUserCredentials",
		"IAMCreateRootUserPassword",
		"IAMDeleteRootUserCredentials",
		"S3UnlockBucketPolicy",
		"SQSUnlockQueuePolicy",
	]) {
		assert.equal((await assumeRoot(held, { "TaskPolicyArn.arn": `${tasks}${name}` })).status, 200, name);
	}
	assert.equal(
		outcome(await assumeRoot(held, { "TaskPolicyArn.arn": "arn:aws:iam::aws:policy/ReadOnlyAccess" })),
		"400 ValidationError: Request must contain valid AWS managed task policy ARN",
	);
});

test("only members can be targets, and their own people have no say", async (t) => {
	const held = await fixture(t);
	const alice = "arn:aws:iam::111122223333:user/alice";
	for (const TargetPrincipal of ["111122223333", "222233334444"]) {
		assert.equal(outcome(await assumeRoot(held, { TargetPrincipal })), refusal(alice, TargetPrincipal));
	}
	const member = keysIn(await held.assume(aliceKeys, { RoleArn: devReadOnly }));
	assert.equal(
		outcome(await assumeRoot(held, {}, member)),
		refusal("arn:aws:sts::444455556666:assumed-role/DevReadOnly/alice", "444455556666"),
	);
	assert.equal(
		outcome(await assumeRoot(held, {}, ciBotKeys)),
		refusal("arn:aws:iam::111122223333:user/ci/ci-bot", "444455556666"),
		"his own policies do not allow it",
	);
	const { organization: _, ...alone } = sampleWorld();
	const without = await fixture(t, alone);
	assert.equal(outcome(await assumeRoot(without)), refusal(alice, "444455556666"));
});

test("a delegated administrator may, and the source identity is told", async (t) => {
	const { organization, ...world } = sampleWorld();
	assert.ok(organization);
	const delegated = { ...organization, delegatedAdministrators: ["444455556666"] };
	const held = await fixture(t, { ...world, organization: delegated });
	const keys = keysIn(await held.assume(aliceKeys, { RoleArn: devReadOnly, SourceIdentity: "alice.smith" }));
	const answer = await assumeRoot(held, { TargetPrincipal: "777788889999" }, keys);
	assert.equal(answer.element("SourceIdentity"), "alice.smith");
});

test("root keys, odd targets, long times and a switched off region are refused", async (t) => {
	const held = await fixture(t, worldWithRoot());
	assert.match(outcome(await assumeRoot(held, {}, rootKeys)), /^403 AccessDenied: Root user credentials/);
	for (const TargetPrincipal of ["arn:aws:iam::444455556666", devReadOnly, "4444555566667"]) {
		assert.equal(
			outcome(await assumeRoot(held, { TargetPrincipal })),
			"400 ValidationError: Request must contain a valid target principal",
		);
	}
	assert.match(outcome(await assumeRoot(held, { TargetPrincipal: "1" })), /at 'targetPrincipal' .* to 12$/);
	assert.match(
		outcome(await assumeRoot(held, { DurationSeconds: "901" })),
		/at 'durationSeconds' .* have value less than or equal to 900$/,
	);
	assert.match(
		outcome(await assumeRoot(held, { "TaskPolicyArn.arn": "short" })),
		/at 'taskPolicyArn\.arn' .* have length greater than or equal to 20$/,
	);
	const mumbai = { region: "ap-south-1" };
	assert.match(
		outcome(await assumeRoot(held, { TargetPrincipal: "777788889999" }, aliceKeys, mumbai)),
		/^403 RegionDisabledException/,
	);
});

test("the global endpoint does not have it", async (t) => {
	const atGlobal = { region: "us-east-1", host: "sts.amazonaws.com" };
	assert.equal(
		outcome(await assumeRoot(await fixture(t), {}, aliceKeys, atGlobal)),
		"400 InvalidAction: Unknown Operation",
	);
});
