import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
	type RoleOptions,
	type SessionRequest,
	sessionId,
	sessionName,
} from "../../../../src/core/session/session.ts";

const roleArn = "arn:aws:iam::444455556666:role/R";
const policy = '{"Statement":[]}';
const role = (options: RoleOptions = {}): SessionRequest => ({
	kind: "role",
	roleArn,
	sourceProfile: "acme",
	...options,
});

test("what no scope narrows has an id in plain words", () => {
	const saml = {
		kind: "saml",
		roleArn,
		principalArn: "arn:aws:iam::444455556666:saml-provider/P",
		assertion: { kind: "person" },
	} as const;
	const cases: [SessionRequest, string][] = [
		[{ kind: "profile", profile: "dev" }, "profile:dev"],
		[{ kind: "profile", profile: "dev", options: { durationSeconds: 900 } }, "profile:dev"],
		[role(), `role:${roleArn}@acme`],
		[
			role({ externalId: "x1", sessionName: "me", region: "eu-west-1", mfaSerial: "x" }),
			`role:${roleArn}@acme`,
		],
		[role({ policyArns: [], tags: {}, transitiveTagKeys: [] }), `role:${roleArn}@acme`],
		[{ kind: "federationToken", profile: "acme", name: "ci" }, "federation-token:ci@acme"],
		[saml, `saml:${roleArn}`],
		[{ kind: "webIdentity", roleArn, token: { kind: "person" } }, `web-identity:${roleArn}`],
	];
	for (const [request, id] of cases) {
		assert.equal(sessionId(request), id);
	}
});

test("each part of a scope makes it another session, in whatever order it was written", () => {
	const whole: RoleOptions = {
		policy,
		policyArns: ["arn:aws:iam::aws:policy/A", "arn:aws:iam::aws:policy/B"],
		tags: { team: "blue", stage: "test" },
		transitiveTagKeys: ["team", "stage"],
		sourceIdentity: "alice",
	};
	const id = sessionId(role(whole));
	assert.match(id, /^role:arn:aws:iam::444455556666:role\/R@acme#[0-9a-f]{32}$/);
	assert.equal(
		sessionId(
			role({
				sourceIdentity: "alice",
				transitiveTagKeys: ["stage", "team"],
				tags: { stage: "test", team: "blue" },
				policyArns: ["arn:aws:iam::aws:policy/B", "arn:aws:iam::aws:policy/A"],
				policy,
				durationSeconds: 900,
			}),
		),
		id,
	);
	const others: RoleOptions[] = [
		...Object.keys(whole).map((key) => Object.fromEntries(Object.entries(whole).filter(([k]) => k !== key))),
		...Object.entries(whole).map(([key, value]) => ({ [key]: value })),
		{ tags: { team: "blue" } },
		{ tags: { team: "blue" }, transitiveTagKeys: ["team"] },
		{ tags: { blue: "team" } },
		{ sourceIdentity: "bob" },
	];
	const ids = [id, sessionId(role()), ...others.map((options) => sessionId(role(options)))];
	assert.equal(new Set(ids).size, ids.length);
});

test("policies that a hash of 32 bits takes for one are two sessions", () => {
	const id = (name: string) => sessionId(role({ policy: `{"Statement":[],"Id":"${name}"}` }));
	// FNV-1a gives both of them the same.
	assert.notEqual(id("79djc81sd"), id("ddkqskcsu"));
});

test("no two policies have one id", () => {
	fc.assert(
		fc.property(fc.string(), fc.string(), (one, other) => {
			const same = sessionId(role({ policy: one })) === sessionId(role({ policy: other }));
			assert.equal(same, one === other);
		}),
	);
});

test("a session's name says that it is narrowed down, a federated user's too", () => {
	const federation = { kind: "federationToken", profile: "acme", name: "ci" } as const;
	assert.equal(sessionName(federation), "ci@acme");
	assert.equal(sessionName({ ...federation, policy }), "ci@acme (scoped)");
	assert.equal(sessionName({ ...federation, tags: { a: "b" } }), "ci@acme (scoped)");
	assert.equal(sessionName(role({ policy })), "R@444455556666 (scoped)");
	assert.equal(sessionName(role({ sourceIdentity: "alice" })), "R@444455556666");
});
