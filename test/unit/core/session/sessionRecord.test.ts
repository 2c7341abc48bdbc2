import assert from "node:assert/strict";
import { test } from "node:test";
import { type Session, type SessionRequest, sessionId } from "../../../../src/core/session/session.ts";
import { readRecord, writeRecord } from "../../../../src/core/session/sessionRecord.ts";
import { Secret } from "../../../../src/core/text/secret.ts";
import { sessionOf } from "../../fakes/sessionOf.ts";

const hour = 3_600_000;
const roleArn = "arn:aws:iam::012345678901:role/Admin";
const startedAt = Date.UTC(2026, 2, 1);
const options = {
	mfaSerial: "arn:aws:iam::012345678901:mfa/alice",
	externalId: "x",
	sessionName: "me",
	durationSeconds: 900,
	policy: "{}",
	policyArns: [roleArn],
	tags: { team: "a" },
	transitiveTagKeys: ["team"],
	sourceIdentity: "me",
	region: "eu-west-1",
};
const { policy, policyArns, tags, durationSeconds, region } = options;
const lasting = { durationSeconds, region };

/** Of every kind, each with every field that it can have. */
const requests: readonly SessionRequest[] = [
	{ kind: "profile", profile: "dev", options },
	{ kind: "ambient", source: "Environment" },
	{ kind: "role", roleArn, sourceProfile: "acme", ...options },
	{ kind: "sessionToken", profile: "dev", mfaSerial: "GAHT12345678", ...lasting },
	{ kind: "federationToken", profile: "dev", name: "bob", policy, policyArns, tags, ...lasting },
	{
		kind: "webIdentity",
		roleArn,
		token: { kind: "file", path: "/token" },
		sessionName: "me",
		providerId: "www.amazon.com",
		policy,
		policyArns,
		...lasting,
	},
	{ kind: "webIdentity", roleArn, token: { kind: "command", command: "token" } },
	{ kind: "webIdentity", roleArn, token: { kind: "person" } },
	{ kind: "saml", roleArn, principalArn: "p", assertion: { kind: "file", path: "/a" }, policy, ...lasting },
	{
		kind: "saml",
		roleArn,
		principalArn: "p",
		assertion: { kind: "listener", startUrl: "https://a", port: 1 },
	},
	{ kind: "saml", roleArn, principalArn: "p", assertion: { kind: "person" } },
	{ kind: "root", profile: "dev", targetPrincipal: "012345678901", taskPolicyArn: "arn:x/Task", ...lasting },
	{ kind: "ssoRole", signIn: { session: "corp" }, account: "012345678901", roleName: "Admin" },
	{
		kind: "ssoRole",
		signIn: { startUrl: "https://a", region: "eu-west-1" },
		account: "012345678901",
		accountName: "acme",
		roleName: "Admin",
		region,
	},
];

function wholeSession(request: SessionRequest): Session {
	return sessionOf({
		id: sessionId(request),
		request,
		identity: { account: "012345678901", arn: roleArn, role: "Admin", sessionName: "me", user: "me" },
		roleArn,
		isUnchained: true,
		region: "eu-west-1",
		workRegion: "eu-west-1",
		notes: ["shorter than asked for"],
		startedAt,
		expiresAt: startedAt + hour,
	});
}

function textOf(session: Session): string {
	const { accessKeyId, expiresAt } = session;
	return writeRecord({
		host: "here",
		lineage: "ASIA1 1",
		generation: 1,
		session,
		credentials: {
			accessKeyId,
			secretAccessKey: new Secret("hidden"),
			sessionToken: new Secret("token"),
			...(expiresAt === undefined ? {} : { expiresAt }),
		},
	});
}

type Json = Readonly<Record<string, unknown>>;

/** A copy with one field after the other spoilt in each of some ways, and the field's path. */
function* spoilt(value: unknown, path = ""): Generator<{ readonly path: string; readonly value: unknown }> {
	const others: readonly unknown[] = [null, 5, "x", true, [5], { x: 5 }];
	const alike = others.filter(
		(other) => typeof other !== typeof value || Array.isArray(other) !== Array.isArray(value),
	);
	for (const other of Array.isArray(value) ? [...alike, [5]] : [null, ...alike]) {
		yield { path, value: other };
	}
	if (typeof value === "object" && value !== null && !Array.isArray(value)) {
		for (const [key, inner] of Object.entries(value as Json)) {
			for (const spoiltInner of spoilt(inner, `${path}.${key}`)) {
				yield { path: spoiltInner.path, value: { ...value, [key]: spoiltInner.value } };
			}
		}
	}
}

test("a record of any request is read back as it was written", () => {
	for (const request of [...requests, { kind: "sessionToken", profile: "dev", mfaSerial: false } as const]) {
		const text = textOf(wholeSession(request));
		const record = readRecord(text);
		assert.ok(record, text);
		assert.equal(writeRecord(record), text);
	}
});

test("a record with one field that is not what it should be is none", () => {
	let count = 0;
	for (const request of requests) {
		for (const { path, value } of spoilt(JSON.parse(textOf(wholeSession(request))))) {
			count++;
			assert.equal(
				readRecord(JSON.stringify(value)),
				undefined,
				`${request.kind}: ${path}: ${JSON.stringify(value)}`,
			);
		}
	}
	assert.ok(count > 1500, String(count));
	for (const kind of ["constructor", "__proto__", "toString", ""]) {
		const session = { ...wholeSession({ kind: "ambient", source: "Environment" }), request: { kind } };
		assert.equal(readRecord(textOf(session as unknown as Session)), undefined, kind);
	}
});

test("a record of credentials that live longer than any can is none", () => {
	const [profile, , role] = requests;
	assert.ok(profile && role);
	const isRead = (request: SessionRequest, hours: number): boolean =>
		readRecord(textOf({ ...wholeSession(request), expiresAt: startedAt + hours * hour })) !== undefined;
	assert.deepEqual([isRead(role, 36), isRead(role, 38)], [true, false]);
	// What another program gives as credentials of a profile says itself until when.
	assert.deepEqual(
		[isRead(profile, 38), isRead(profile, 24 * 365), isRead(profile, 24 * 370)],
		[true, true, false],
	);
});

test("a record of long-term keys has none in it, and is live", () => {
	const { expiresAt: _, ...session } = wholeSession({ kind: "profile", profile: "dev" });
	const text = writeRecord({ host: "here", lineage: "AKIA1 1", generation: 1, session });
	assert.deepEqual(readRecord(text), { host: "here", lineage: "AKIA1 1", generation: 1, session });
	assert.equal(readRecord(textOf(session)), undefined, "somebody has put keys there");
});
