import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { PersonNeededError } from "../../../../src/core/errors.ts";
import type { SamlRequest } from "../../../../src/core/session/session.ts";
import type { Secret } from "../../../../src/core/text/secret.ts";
import type { GivenSamlResponse } from "../../../../src/credentials/context.ts";
import { readSamlFile, samlSession } from "../../../../src/credentials/operations/samlSession.ts";
import { samlDeveloperArn, sampleSamlProvider, sampleSamlResponse } from "../../../sandbox/sampleWorld.ts";
import { stsFixture } from "../../aws/sts/stsFixture.ts";
import { FakeInteraction } from "../../fakes/fakeInteraction.ts";
import { cancelled, rejection } from "../../fakes/rejection.ts";
import { temporaryHome } from "../../fakes/temporaryHome.ts";
import { contextOf } from "../contextOf.ts";

const provider = sampleSamlProvider("444455556666");
const hour = 3_600_000;

class Nobody extends FakeInteraction {
	override async askSamlResponse(): Promise<GivenSamlResponse> {
		throw new PersonNeededError();
	}
}

async function fixture(t: TestContext, interaction = new FakeInteraction()) {
	const { clock, client, sts } = await stsFixture(t);
	const path = join(temporaryHome(t).home, "response");
	const context = contextOf({
		clock,
		sts: client,
		endpoint: { url: sts.url, signingRegion: "us-east-1" },
		interaction,
	});
	return {
		clock,
		sts,
		path,
		interaction,
		write: (text: string) => writeFileSync(path, text),
		get: (changes: Partial<SamlRequest> = {}) =>
			samlSession(
				{
					roleArn: samlDeveloperArn,
					principalArn: provider.arn,
					assertion: { kind: "file", path },
					...changes,
				},
				context,
			),
	};
}

test("a file's response that has expired: the person is asked for another, and why", async (t) => {
	const { clock, get, write, interaction } = await fixture(t);
	write(sampleSamlResponse(clock.now() - hour));
	interaction.given.samlResponse = sampleSamlResponse(clock.now());
	assert.equal((await get()).identity?.role, "SamlDeveloper");
	const [question, ...more] = interaction.identityQuestions;
	assert.deepEqual(more, []);
	assert.ok(question !== undefined && "assertion" in question);
	assert.deepEqual([question.roleArn, question.assertion], [samlDeveloperArn, { kind: "listener" }]);
	assert.match(question.problem ?? "", /^The SAML response expired 55m ago/);
});

test("the same when only STS finds that it has expired", async (t) => {
	const { clock, get, write, interaction, sts } = await fixture(t);
	// Within what this machine's clock may be wrong.
	write(sampleSamlResponse(clock.now() - 360_000));
	interaction.given.samlResponse = sampleSamlResponse(clock.now());
	assert.equal((await get()).identity?.role, "SamlDeveloper");
	assert.equal(sts.requests.length, 2);
	assert.equal(interaction.identityQuestions.length, 1);
});

test("with nobody there the file's error is told; a person who calls it off ends it", async (t) => {
	const alone = await fixture(t, new Nobody());
	alone.write(sampleSamlResponse(alone.clock.now() - hour));
	await rejection(alone.get(), "SamlExpired");
	const attended = await fixture(t);
	attended.write(sampleSamlResponse(attended.clock.now() - hour));
	await cancelled(attended.get());
	assert.equal(attended.interaction.identityQuestions.length, 1);
});

test("what is wrong with a file otherwise is told, and nobody is asked", async (t) => {
	const { clock, get, write, interaction } = await fixture(t);
	write(sampleSamlResponse(clock.now(), { roles: [] }));
	await rejection(get(), "InvalidSamlResponse");
	write(sampleSamlResponse(clock.now()));
	const other = `${provider.arn}2`;
	const { message } = await rejection(get({ principalArn: other }), "InvalidSamlResponse");
	assert.equal(
		message,
		`The SAML response does not offer ${samlDeveloperArn} by ${other}, but by ${provider.arn}`,
	);
	assert.deepEqual(interaction.identityQuestions, []);
});

test("a response of the person's own that has expired is told", async (t) => {
	const { clock, get, interaction } = await fixture(t);
	interaction.given.samlResponse = sampleSamlResponse(clock.now() - hour);
	await rejection(get({ assertion: { kind: "person" } }), "SamlExpired");
	assert.equal(interaction.identityQuestions.length, 1);
});

test("the response's duration is the console's: it is not asked for", async (t) => {
	const { clock, get, write, sts } = await fixture(t);
	// More than the role allows.
	write(sampleSamlResponse(clock.now(), { sessionDurationSeconds: 28_800 }));
	const { credentials, notes } = await get();
	assert.equal(credentials.expiresAt, clock.now() + hour);
	assert.deepEqual(notes, []);
	assert.ok(!("DurationSeconds" in (sts.requests[0]?.parameters ?? {})));
	write(sampleSamlResponse(clock.now(), { sessionDurationSeconds: 28_800 }));
	await get({ durationSeconds: 7200 });
	assert.equal(sts.requests[1]?.parameters["DurationSeconds"], "7200");
});

test("a session that ends with the sign-in says so", async (t) => {
	const { clock, get, write } = await fixture(t);
	const sessionNotOnOrAfter = clock.now() + 1_800_000;
	write(sampleSamlResponse(clock.now(), { sessionNotOnOrAfter }));
	const { credentials, notes } = await get();
	assert.equal(credentials.expiresAt, sessionNotOnOrAfter);
	assert.deepEqual(notes, ["It ends with the sign-in at the identity provider"]);
});

test("role and provider of different accounts or partitions are refused before anything is read or sent", async (t) => {
	const { get, sts } = await fixture(t);
	const account = await rejection(
		get({ principalArn: sampleSamlProvider("777788889999").arn }),
		"InvalidArgument",
	);
	assert.match(account.message, /role is in account 444455556666, and the SAML provider in 777788889999/);
	const principalArn = provider.arn.replace("arn:aws:", "arn:aws-cn:");
	const partition = await rejection(get({ principalArn }), "InvalidArgument");
	assert.match(partition.message, /role is in aws, and the SAML provider in aws-cn/);
	assert.equal(sts.requests.length, 0);
});

test("what is wrong with the file is said of a SAML response, not of a token", async (t) => {
	const { path, write } = await fixture(t);
	const refused = async (file: string, message: string): Promise<void> => {
		const asked: Promise<Secret> = readSamlFile(file);
		assert.equal((await rejection(asked, "TokenFileUnreadable")).message, message);
	};
	await refused(path, `The file '${path}' (SAML response) does not exist`);
	await refused("~/r", "The file '~/r' (SAML response) does not exist. Write its full path");
	write(" ");
	await refused(
		path,
		`The file '${path}' (SAML response) is empty. Whatever writes the SAML response has to run first`,
	);
	write("x".repeat(150_001));
	await refused(
		path,
		`The file '${path}' (SAML response) has 150001 bytes, and a SAML response no more than 150000`,
	);
});
