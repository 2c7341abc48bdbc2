import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { sendHttp } from "../../../../src/aws/http/http.ts";
import type { Credentials } from "../../../../src/core/session/credentials.ts";
import type { SessionRequest } from "../../../../src/core/session/session.ts";
import type { MfaSessions } from "../../../../src/credentials/context.ts";
import { MfaCodes } from "../../../../src/credentials/mfa/mfaCodes.ts";
import { acquire } from "../../../../src/credentials/operations/acquire.ts";
import { activeKey, aliceMfaSerial, sampleAlice, sampleWorld } from "../../../sandbox/sampleWorld.ts";
import { stsFixture } from "../../aws/sts/stsFixture.ts";
import { configOf } from "../../fakes/configOf.ts";
import { FakeInteraction } from "../../fakes/fakeInteraction.ts";
import { cancelled, rejection } from "../../fakes/rejection.ts";
import { SharedLeases } from "../../fakes/sharedStore.ts";
import { noTotpSecrets } from "../../fakes/totpSecrets.ts";

const alice = activeKey(sampleAlice());
const role = (account: string, name: string) => `role_arn = arn:aws:iam::${account}:role/${name}
source_profile = acme
mfa_serial = ${aliceMfaSerial}`;
const configText = `
[profile acme]
aws_access_key_id = ${alice.id}
aws_secret_access_key = ${alice.secret}
[profile user]
aws_access_key_id = ${alice.id}
aws_secret_access_key = ${alice.secret}
mfa_serial = ${aliceMfaSerial}
[profile lone]
aws_access_key_id = ${alice.id}
aws_secret_access_key = ${alice.secret}
mfa_serial = ${aliceMfaSerial}
[profile dev]
${role("444455556666", "DevAdmin")}
[profile prod]
${role("777788889999", "ProdAdmin")}
[profile long]
${role("444455556666", "DevAdmin")}
duration_seconds = 7200
[profile young]
${role("444455556666", "Young")}
[profile alone]
${role("444455556666", "DevAdmin")}
[profile locked]
${role("555566667777", "PartnerData")}
`;

/** A role whose trust policy wants an MFA of the last minute. */
const young = {
	arn: "arn:aws:iam::444455556666:role/Young",
	trust: [{ principals: ["arn:aws:iam::111122223333:root"], mfaRequired: true, maxMfaAgeSeconds: 60 }],
};

class FakeMfaSessions implements MfaSessions {
	readonly kept = new Map<string, Credentials>();
	readonly failures: unknown[] = [];
	duration = 28_800;
	/** Makes every use of the store fail, as a locked keyring does. */
	isBroken = false;
	isShared(profile: string): boolean {
		return !["alone", "lone"].includes(profile);
	}
	failed(error: unknown): void {
		this.failures.push(error);
	}
	#check(): void {
		if (this.isBroken) {
			throw new Error("the keyring is locked");
		}
	}
	async get(keyId: string, serial: string): Promise<Credentials | undefined> {
		this.#check();
		return this.kept.get(keyId + serial);
	}
	async keep(keyId: string, serial: string, credentials: Credentials): Promise<void> {
		this.#check();
		this.kept.set(keyId + serial, credentials);
	}
	async remove(keyId: string, serial: string): Promise<void> {
		this.#check();
		this.kept.delete(keyId + serial);
	}
}

async function acquiring(t: TestContext, world = sampleWorld()) {
	const fixture = await stsFixture(t, { ...world, roles: [...world.roles, young] });
	const leases = new SharedLeases(fixture.clock);
	const windows = [0, 1].map(() => new MfaCodes(fixture.clock, leases.ofWindow()));
	const live = new Map<string, Credentials>();
	const mfaSessions = new FakeMfaSessions();
	const code = () => fixture.sts.nextMfaCode(aliceMfaSerial);
	let seen = 0;
	return {
		...fixture,
		mfaSessions,
		code,
		/** The credentials of live sessions, by id. */
		live,
		get: (
			asked: string | Extract<SessionRequest, { kind: "role" }>,
			interaction = new FakeInteraction(code),
			window = 0,
		) => {
			const request: SessionRequest = typeof asked === "string" ? { kind: "profile", profile: asked } : asked;
			return acquire(request, {
				config: configOf(configText),
				environment: { AWS_ENDPOINT_URL_STS: fixture.sts.url },
				homeFolder: undefined,
				clock: fixture.clock,
				send: sendHttp,
				sts: fixture.client,
				mfaCodes: windows[window] ?? assert.fail(),
				mfaSessions,
				liveCredentials: (id) => live.get(id),
				totpSecrets: noTotpSecrets,
				defaultSessionName: "me",
				interaction,
			});
		},
		/** The operations sent since the last look, with an asterisk where a code went along. */
		sent: () => {
			const requests = fixture.sts.requests.slice(seen);
			seen += requests.length;
			return requests.map(
				({ operation, parameters }) => `${operation}${"TokenCode" in parameters ? "*" : ""}`,
			);
		},
	};
}

test("one code for many roles", async (t) => {
	const { get, sent, mfaSessions, sts } = await acquiring(t);
	const person = new FakeInteraction(() => sts.nextMfaCode(aliceMfaSerial));
	await get("dev", person);
	assert.equal(sts.requests[0]?.parameters["DurationSeconds"], "28800");
	assert.deepEqual(sent(), ["GetSessionToken*", "AssumeRole"]);
	const prod = await get("prod", person);
	assert.equal(prod.identity.role, "ProdAdmin");
	await get("dev", person);
	assert.deepEqual(sent(), ["AssumeRole", "AssumeRole"]);
	assert.equal(person.questions.length, 1);
	assert.equal(mfaSessions.kept.size, 1);
});

test("a session of more than an hour, and a profile that shares none, go direct", async (t) => {
	const { get, sent, clock, mfaSessions } = await acquiring(t);
	const { credentials } = await get("long");
	assert.equal(credentials.expiresAt, clock.now() + 7_200_000);
	assert.deepEqual(sent(), ["AssumeRole*"]);
	clock.advance(60_000);
	await get("alone");
	assert.deepEqual([sent(), mfaSessions.kept.size], [["AssumeRole*"], 0]);
});

test("a role that wants a younger MFA than the session's gets one try with a code of its own", async (t) => {
	const { get, sent, clock } = await acquiring(t);
	await get("young");
	assert.deepEqual(sent(), ["GetSessionToken*", "AssumeRole"]);
	clock.advance(120_000);
	assert.equal((await get("young")).identity.role, "Young");
	assert.deepEqual(sent(), ["AssumeRole", "AssumeRole*"]);
});

test("a role that does not trust the user costs no second code when the session is fresh", async (t) => {
	const { get, sent } = await acquiring(t);
	await rejection(get("locked"), "AccessDenied");
	assert.deepEqual(sent(), ["GetSessionToken*", "AssumeRole"]);
});

test("who may set no session tags is asked for no second code", async (t) => {
	const { get, sent, sts, clock } = await acquiring(t);
	await get("dev");
	sent();
	clock.advance(60_000);
	for (const action of ["sts:TagSession", "sts:SetSourceIdentity"]) {
		const said = `User: x is not authorized to perform: ${action} on resource: y`;
		sts.faults.answer(1, {
			status: 403,
			contentType: "text/xml",
			body: `<ErrorResponse><Error><Code>AccessDenied</Code><Message>${said}</Message></Error></ErrorResponse>`,
		});
		await rejection(get("dev"), "ScopeDenied");
		assert.deepEqual(sent(), ["AssumeRole"]);
	}
});

test("a session that AWS does not take any more is replaced by one for the next roles", async (t) => {
	const { get, sent, sts, clock, mfaSessions } = await acquiring(t);
	await get("dev");
	const [rejected] = mfaSessions.kept.values();
	sts.revokeAll();
	sent();
	clock.advance(60_000);
	await get("dev");
	assert.deepEqual(sent(), ["AssumeRole", "GetSessionToken*", "AssumeRole"]);
	const [kept] = mfaSessions.kept.values();
	assert.notEqual(kept?.accessKeyId, rejected?.accessKeyId);
	const person = new FakeInteraction();
	await get("prod", person);
	assert.deepEqual([sent(), person.questions.length], [["AssumeRole"], 0]);
});

test("one that can't be forgotten is not used again", async (t) => {
	const { get, sent, sts, clock, mfaSessions } = await acquiring(t);
	await get("dev");
	sts.revokeAll();
	sent();
	clock.advance(60_000);
	mfaSessions.remove = () => Promise.reject(new Error("the keyring is locked"));
	await get("dev");
	assert.deepEqual(sent(), ["AssumeRole", "GetSessionToken*", "AssumeRole"]);
	assert.equal(mfaSessions.failures.length, 1);
});

for (const profile of ["dev", "user"]) {
	test(`a store that fails costs ${profile} a code, and nothing else`, async (t) => {
		const { get, sent, mfaSessions } = await acquiring(t);
		mfaSessions.isBroken = true;
		const { identity } = await get(profile);
		assert.equal(identity.account, profile === "dev" ? "444455556666" : "111122223333");
		assert.equal(sent()[0], "GetSessionToken*");
		assert.ok(mfaSessions.failures.length > 0);
	});
}

test("a second window waits for the first one's prompt, and has what its code has bought", async (t) => {
	const { get, sent, clock, code } = await acquiring(t);
	const prompt = Promise.withResolvers<void>();
	const isAsked = Promise.withResolvers<void>();
	const [first, second] = [new FakeInteraction(code), new FakeInteraction(code)];
	const ask = first.askMfaCode.bind(first);
	first.askMfaCode = async (question) => {
		isAsked.resolve();
		await prompt.promise;
		return ask(question);
	};
	const isWaiting = Promise.withResolvers<void>();
	second.working = (step) => {
		if (step.startsWith("Waiting")) {
			isWaiting.resolve();
		}
	};
	const starting = get("dev", first);
	await isAsked.promise;
	const waiting = get("prod", second, 1);
	await isWaiting.promise;
	prompt.resolve();
	await starting;
	assert.equal(await clock.advanceToNext(), 1000);
	assert.equal((await waiting).identity.role, "ProdAdmin");
	assert.deepEqual(sent(), ["GetSessionToken*", "AssumeRole", "AssumeRole"]);
	assert.equal(second.questions.length, 0);
});

test("a role by hand is excluded with the profile that assumes it", async (t) => {
	const { get, sent, mfaSessions } = await acquiring(t);
	const roleArn = "arn:aws:iam::444455556666:role/DevAdmin";
	const byHand = (sourceProfile: string): Extract<SessionRequest, { kind: "role" }> => ({
		kind: "role",
		roleArn,
		sourceProfile,
		mfaSerial: aliceMfaSerial,
	});
	await get(byHand("lone"));
	assert.deepEqual([sent(), mfaSessions.kept.size], [["AssumeRole*"], 0]);
	await get(byHand("acme"));
	assert.deepEqual([sent(), mfaSessions.kept.size], [["GetSessionToken*", "AssumeRole"], 1]);
});

test("roles started at once ask for one code, and prompts for a device never overlap", async (t) => {
	const { get, sent, code } = await acquiring(t);
	let open = 0;
	const question = Promise.withResolvers<void>();
	const person = (): FakeInteraction => {
		const interaction = new FakeInteraction(code);
		const ask = interaction.askMfaCode.bind(interaction);
		interaction.askMfaCode = async (asked) => {
			assert.equal(++open, 1);
			await question.promise;
			open--;
			return ask(asked);
		};
		return interaction;
	};
	const people = Array.from({ length: 10 }, person);
	const starting = people.map((one, index) => get(index % 2 === 0 ? "dev" : "prod", one));
	question.resolve();
	await Promise.all(starting);
	assert.equal(people.flatMap(({ questions }) => questions).length, 1);
	assert.equal(sent().filter((operation) => operation === "GetSessionToken*").length, 1);
});

test("who waits for a device and calls it off is gone, and the next one has its turn", async (t) => {
	const { get, code } = await acquiring(t);
	const question = Promise.withResolvers<void>();
	const first = new FakeInteraction(code);
	const ask = first.askMfaCode.bind(first);
	first.askMfaCode = async (asked) => {
		await question.promise;
		return ask(asked);
	};
	const second = new FakeInteraction(code);
	const starting = get("dev", first);
	const waiting = get("prod", second);
	const third = get("prod");
	setImmediate(() => second.cancel());
	await cancelled(waiting);
	question.resolve();
	await Promise.all([starting, third]);
	assert.equal(second.questions.length, 0);
});

test("starting the user itself with MFA buys the session for its roles too", async (t) => {
	const { get, sent } = await acquiring(t);
	await get("user");
	sent();
	const person = new FakeInteraction();
	await get("dev", person);
	assert.deepEqual([sent(), person.questions.length], [["AssumeRole"], 0]);
});

test("the user's own session lasts as long as the setting says, unless it is not shared", async (t) => {
	const { get, clock, mfaSessions } = await acquiring(t);
	mfaSessions.duration = 3600;
	const { credentials } = await get("user");
	assert.equal(credentials.expiresAt, clock.now() + 3_600_000);
	assert.deepEqual([...mfaSessions.kept.values()], [credentials]);
	clock.advance(60_000);
	const alone = await get("lone");
	assert.equal(alone.credentials.expiresAt, clock.now() + 43_200_000);
	assert.deepEqual([...mfaSessions.kept.values()], [credentials]);
});

test("the user's session is the roles' one while most of its life is ahead, and nobody is asked", async (t) => {
	const { get, sent, clock, mfaSessions } = await acquiring(t);
	await get("dev");
	const [kept] = mfaSessions.kept.values();
	sent();
	clock.advance(14_399_000);
	const person = new FakeInteraction();
	const { credentials, identity } = await get("user", person);
	assert.deepEqual([sent(), person.questions.length], [["GetCallerIdentity"], 0]);
	assert.deepEqual([credentials, identity.user], [kept, "alice"]);
	clock.advance(1000);
	await get("user");
	assert.equal(sent()[0], "GetSessionToken*");
});

test("renewing the user's live session buys a new one, for the roles too", async (t) => {
	const { get, sent, clock, live, mfaSessions } = await acquiring(t);
	const { credentials } = await get("user");
	live.set("profile:user", credentials);
	sent();
	clock.advance(60_000);
	const renewed = await get("user");
	assert.equal(sent()[0], "GetSessionToken*");
	assert.notEqual(renewed.credentials.accessKeyId, credentials.accessKeyId);
	assert.deepEqual([...mfaSessions.kept.values()], [renewed.credentials]);
});

test("a kept session that AWS does not take any more is no user's session", async (t) => {
	const { get, sent, sts, clock, mfaSessions } = await acquiring(t);
	await get("dev");
	sts.revokeAll();
	sent();
	clock.advance(60_000);
	const { credentials, identity } = await get("user");
	assert.deepEqual(sent(), ["GetCallerIdentity", "GetSessionToken*", "GetCallerIdentity"]);
	assert.equal(identity.user, "alice");
	assert.deepEqual([...mfaSessions.kept.values()], [credentials]);
});

test("a role got with an MFA session is a chained one, and one got with a code is not", async (t) => {
	const { get, code, clock } = await acquiring(t);
	assert.equal((await get("dev", new FakeInteraction(code))).isUnchained, undefined);
	clock.advance(30_000);
	assert.equal((await get("long", new FakeInteraction(code))).isUnchained, true);
	assert.equal((await get("lone", new FakeInteraction(code))).isUnchained, undefined, "no role at all");
});
