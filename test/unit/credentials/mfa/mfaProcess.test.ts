import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { sendHttp } from "../../../../src/aws/http/http.ts";
import { MfaCodes } from "../../../../src/credentials/mfa/mfaCodes.ts";
import { acquire } from "../../../../src/credentials/operations/acquire.ts";
import { activeKey, aliceMfaSerial, sampleAlice } from "../../../sandbox/sampleWorld.ts";
import { stsFixture } from "../../aws/sts/stsFixture.ts";
import { configOf } from "../../fakes/configOf.ts";
import { FakeInteraction } from "../../fakes/fakeInteraction.ts";
import { cancelled } from "../../fakes/rejection.ts";
import { printing, scriptLine } from "../../fakes/script.ts";
import { noTotpSecrets } from "../../fakes/totpSecrets.ts";

/** Profiles of alice's: a role and the user, each with a device and this as its mfa_process. */
async function fixture(t: TestContext) {
	const { sts, client, clock } = await stsFixture(t);
	const mfaCodes = new MfaCodes(clock);
	const { id, secret } = activeKey(sampleAlice());
	return {
		sts,
		clock,
		code: () => sts.nextMfaCode(aliceMfaSerial),
		get: (profile: string, command: string, interaction: FakeInteraction) =>
			acquire(
				{ kind: "profile", profile },
				{
					config: configOf(`
[profile acme]
aws_access_key_id = ${id}
aws_secret_access_key = ${secret}
[profile admin]
role_arn = arn:aws:iam::777788889999:role/ProdAdmin
source_profile = acme
mfa_serial = ${aliceMfaSerial}
mfa_process = ${command}
[profile user]
aws_access_key_id = ${id}
aws_secret_access_key = ${secret}
mfa_serial = ${aliceMfaSerial}
mfa_process = ${command}
`),
					environment: { ...process.env, AWS_ENDPOINT_URL_STS: sts.url },
					homeFolder: undefined,
					clock,
					send: sendHttp,
					sts: client,
					mfaCodes,
					totpSecrets: noTotpSecrets,
					defaultSessionName: "me",
					interaction,
				},
			),
	};
}

test("the code comes from the process, and nobody is asked", async (t) => {
	const { get, code, sts } = await fixture(t);
	const interaction = new FakeInteraction();
	const { identity } = await get("admin", scriptLine(t, printing(` ${code()}\n`)), interaction);
	assert.equal(identity.role, "ProdAdmin");
	assert.deepEqual(interaction.questions, []);
	assert.deepEqual(interaction.steps, ["Getting an MFA code from mfa_process of admin", "Assuming admin"]);
	assert.equal(sts.requests.length, 1);
	const user = new FakeInteraction();
	const named = scriptLine(t, printing(`Amazon Web Services:alice@acme   ${code()}\n`));
	assert.equal((await get("user", named, user)).identity.user, "alice");
	assert.deepEqual(user.questions, []);
});

test("a process that gives no code, and then the person is asked with the reason", async (t) => {
	const { get, code } = await fixture(t);
	const cases: [string, RegExp][] = [
		[printing("hidden1 12345"), /^mfa_process of profile 'admin' printed no code of 6 digits$/],
		[printing("1234567"), /no code of 6 digits/],
		[printing(""), /no code of 6 digits/],
		[`console.error("Touch the key"); process.exit(1)`, /^mfa_process .* exit code 1: Touch the key$/],
	];
	for (const [source, problem] of cases) {
		const interaction = new FakeInteraction(code);
		await get("admin", scriptLine(t, source), interaction);
		assert.equal(interaction.questions.length, 1);
		assert.match(interaction.questions[0]?.problem ?? "", problem);
	}
	const interaction = new FakeInteraction(code);
	await get("admin", "no-such-program", interaction);
	assert.match(interaction.questions[0]?.problem ?? "", /exit code 127: .*no-such-program/);
});

test("a process's code that STS refuses, or that was sent already and still is the same in the next window", async (t) => {
	const { get, code, sts, clock } = await fixture(t);
	const wrong = scriptLine(t, printing("000000"));
	const first = new FakeInteraction(code);
	await get("admin", wrong, first);
	assert.match(
		first.questions[0]?.problem ?? "",
		/^The code came from mfa_process\. That code was not accepted/,
	);
	assert.equal(sts.requests.length, 2);
	const used = code();
	await get("admin", scriptLine(t, printing(used)), new FakeInteraction());
	const second = new FakeInteraction("1", code);
	const waiting = get("admin", scriptLine(t, printing(used)), second);
	// The process's own time limit, and then the wait for the next code.
	while (!second.steps.includes("Waiting for the next MFA code")) {
		await new Promise((resolve) => setImmediate(resolve));
	}
	clock.advance(30_000);
	await waiting;
	assert.match(
		second.questions[0]?.problem ?? "",
		/^The code came from mfa_process\. This code was sent already/,
	);
	assert.doesNotMatch(second.questions[1]?.problem ?? "", /mfa_process/);
});

test("calling off while it runs asks nobody", async (t) => {
	const { get, sts, clock } = await fixture(t);
	const interaction = new FakeInteraction();
	const asked = get("admin", scriptLine(t, "setInterval(() => {}, 1000)"), interaction);
	await clock.scheduled();
	interaction.cancel();
	await cancelled(asked);
	assert.deepEqual([interaction.questions, sts.requests.length], [[], 0]);
});

test("the line is one for the shell: pipes and variables work", async (t) => {
	if (process.platform === "win32") {
		t.skip("written for a POSIX shell");
		return;
	}
	const { get, code } = await fixture(t);
	const interaction = new FakeInteraction();
	await get("admin", `printf 'code: %s' ${code()} | sed 's/code: //'`, interaction);
	assert.deepEqual(interaction.questions, []);
});
