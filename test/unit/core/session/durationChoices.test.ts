import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { resolveChain } from "../../../../src/core/config/chain.ts";
import {
	assumeRoleWay,
	durationLabel,
	durationName,
	durationOutlook,
	durationTextCheck,
	durationWays,
	expectedCaller,
	expectedCallerOfRole,
	longestDuration,
	offeredDurations,
	parseDuration,
} from "../../../../src/core/session/durationChoices.ts";
import { roleDurationLimit } from "../../../../src/core/session/sessionDuration.ts";
import { durationLimits } from "../../../../src/core/session/stsLimits.ts";
import { configOf } from "../../fakes/configOf.ts";

const hour = 3600;
const config = configOf(`
[profile keys]
aws_access_key_id = AKIA1
aws_secret_access_key = s1
[profile pasted]
aws_access_key_id = ASIA1
aws_secret_access_key = s1
aws_session_token = t1
[profile role]
role_arn = arn:aws:iam::444455556666:role/R
source_profile = keys
[profile chained]
role_arn = arn:aws:iam::444455556666:role/S
source_profile = role
[profile ofSso]
role_arn = arn:aws:iam::444455556666:role/S
source_profile = sso
[profile sso]
sso_start_url = https://example.com/start
sso_region = eu-central-1
sso_account_id = 444455556666
sso_role_name = R
[profile in]
login_session = l
[profile cmd]
credential_process = x
[profile ec2]
role_arn = arn:aws:iam::444455556666:role/R
credential_source = Ec2InstanceMetadata
[profile env]
role_arn = arn:aws:iam::444455556666:role/R
credential_source = Environment
[profile broken]
role_arn = arn:aws:iam::444455556666:role/R
source_profile = nobody
`);

test("whose credentials a profile has decides what a role assumed with them may last", () => {
	const callers = Object.fromEntries(
		[...config.profiles.keys()].map((name) => [name, expectedCaller(resolveChain(config, name))]),
	);
	assert.deepEqual(callers, {
		keys: "longTermKeys",
		pasted: "sessionToken",
		role: "role",
		chained: "role",
		ofSso: "role",
		sso: "role",
		in: "sessionToken",
		cmd: undefined,
		ec2: "role",
		env: "role",
		broken: undefined,
	});
	const ofRole = (name: string) => expectedCallerOfRole(resolveChain(config, name));
	assert.equal(ofRole("role"), "longTermKeys");
	assert.equal(ofRole("chained"), "role");
	assert.equal(ofRole("ofSso"), "role");
	assert.equal(ofRole("ec2"), "role");
	assert.equal(ofRole("env"), undefined, "nobody knows what keys are in the environment");
	assert.equal(ofRole("broken"), undefined);
});

test("a role assumed with another role's credentials gets an hour; more is explained with the way to it", () => {
	const way = assumeRoleWay("role");
	assert.deepEqual(durationOutlook(hour, way), { kind: "works" });
	const outlook = durationOutlook(hour + 1, way);
	assert.equal(outlook.kind, "impossible");
	assert.ok(outlook.kind === "impossible");
	assert.equal(outlook.because, roleDurationLimit("role").because);
	assert.equal(outlook.longer, roleDurationLimit("role").longer);
	assert.equal(longestDuration(way), hour);
	assert.deepEqual(
		offeredDurations(way).map(durationName),
		["15 minutes", "30 minutes", "1 hour", "2 hours", "4 hours", "8 hours", "12 hours"],
		"what can't work is offered all the same, to be explained",
	);
});

test("with access keys the role decides; what it has refused is told", () => {
	assert.deepEqual(durationOutlook(hour, assumeRoleWay("longTermKeys")), { kind: "works" });
	assert.deepEqual(durationOutlook(2 * hour, assumeRoleWay("longTermKeys")), {
		kind: "depends",
		on: "if the role allows it",
	});
	assert.equal(longestDuration(assumeRoleWay("longTermKeys")), 12 * hour);
	assert.deepEqual(durationOutlook(2 * hour, assumeRoleWay(undefined)), {
		kind: "depends",
		on: "if it is assumed with access keys, and the role allows it",
	});
	const refusing = assumeRoleWay("longTermKeys", 4 * hour);
	assert.equal(durationOutlook(2 * hour, refusing).kind, "depends");
	assert.deepEqual(durationOutlook(4 * hour, refusing), { kind: "refused", note: "this role refused 4h" });
	assert.equal(durationOutlook(8 * hour, refusing).kind, "refused");
});

test("the other operations offer what they take", () => {
	const offered = (way: keyof typeof durationWays) => offeredDurations(durationWays[way]).map(durationLabel);
	assert.deepEqual(offered("sessionToken").slice(-3), ["12h", "24h", "36h"]);
	assert.deepEqual(offered("federationToken").at(0), "15m");
	assert.deepEqual(offered("root"), ["1m 0s", "5m", "10m", "15m"]);
	assert.deepEqual(offered("identityToken").at(-1), "1h");
	for (const way of Object.values(durationWays)) {
		for (const seconds of offeredDurations(way)) {
			assert.equal(durationTextCheck(way.limit)(String(seconds)), undefined);
			assert.notEqual(durationOutlook(seconds, way).kind, "impossible");
		}
		assert.equal(durationOutlook(way.standard, way).kind, "works");
	}
});

test("a duration as people write it", () => {
	const cases: [string, number | undefined][] = [
		["5400", 5400],
		["90m", 5400],
		["90 min", 5400],
		["1h 30m", 5400],
		["1h30m", 5400],
		["1.5h", 5400],
		["2 hours", 7200],
		["900s", 900],
		["2H", 7200],
		["", undefined],
		["soon", undefined],
		["-1", undefined],
		["1h30", undefined],
		["1d", undefined],
	];
	for (const [text, seconds] of cases) {
		assert.equal(parseDuration(text), seconds, text);
	}
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 200_000 }), (seconds) => {
			assert.equal(parseDuration(durationName(seconds)), seconds);
		}),
	);
});

test("a typed duration is checked against what the operation takes", () => {
	const check = durationTextCheck(durationLimits.assumeRole);
	assert.equal(check("2h"), undefined);
	assert.match(check("10m") ?? "", /900 to 43200 seconds \(15 minutes to 12 hours\)/);
	assert.match(check("13h") ?? "", /12 hours/);
	assert.match(check("soon") ?? "", /90m, 2h/);
	const root = durationTextCheck(durationLimits.assumeRoot);
	assert.match(root("0") ?? "", /1 to 900 seconds \(1 second to 15 minutes\)/);
	assert.equal(root("1s"), undefined);
});
