import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { sendHttp } from "../../../src/aws/http/http.ts";
import { MfaCodes } from "../../../src/credentials/mfa/mfaCodes.ts";
import { acquire } from "../../../src/credentials/operations/acquire.ts";
import { activeKey, aliceMfaSerial, sampleAlice } from "../../sandbox/sampleWorld.ts";
import { stsFixture } from "../aws/sts/stsFixture.ts";
import { configOf } from "../fakes/configOf.ts";
import { FakeInteraction } from "../fakes/fakeInteraction.ts";
import { cancelled } from "../fakes/rejection.ts";
import { totpSecretsOf } from "../fakes/totpSecrets.ts";

const { id, secret } = activeKey(sampleAlice());
const deviceSecret = sampleAlice().mfaDevices?.[0]?.secret ?? "";
const config = configOf(`
[profile acme]
aws_access_key_id = ${id}
aws_secret_access_key = ${secret}
[profile admin]
role_arn = arn:aws:iam::777788889999:role/ProdAdmin
source_profile = acme
mfa_serial = ${aliceMfaSerial}
[profile dev]
role_arn = arn:aws:iam::444455556666:role/DevAdmin
source_profile = acme
mfa_serial = ${aliceMfaSerial}
`);

async function fixture(t: TestContext, kept: string) {
	const { sts, client, clock } = await stsFixture(t);
	const mfaCodes = new MfaCodes(clock);
	return {
		sts,
		clock,
		get: (profile: string, interaction: FakeInteraction) =>
			acquire(
				{ kind: "profile", profile },
				{
					config,
					environment: { AWS_ENDPOINT_URL_STS: sts.url },
					homeFolder: undefined,
					clock,
					send: sendHttp,
					sts: client,
					mfaCodes,
					totpSecrets: totpSecretsOf({ [aliceMfaSerial]: kept }),
					defaultSessionName: "me",
					interaction,
				},
			),
	};
}

test("with the device's secret kept nobody is asked, and a second role waits for the next code", async (t) => {
	const { get, clock } = await fixture(t, deviceSecret);
	const interaction = new FakeInteraction();
	assert.equal((await get("admin", interaction)).identity.role, "ProdAdmin");
	const second = get("dev", interaction);
	await clock.scheduled();
	assert.equal(interaction.steps.at(-1), "Waiting for the next MFA code");
	clock.advance(20_000);
	assert.equal((await second).identity.role, "DevAdmin");
	assert.deepEqual(interaction.questions, []);
});

test("waiting for the next code can be called off", async (t) => {
	const { get, clock, sts } = await fixture(t, deviceSecret);
	const interaction = new FakeInteraction();
	await get("admin", interaction);
	const calls = sts.requests.length;
	const second = get("dev", interaction);
	await clock.scheduled();
	interaction.cancel();
	await cancelled(second);
	assert.equal(sts.requests.length, calls);
});

test("a secret of another device: the person is asked, and told whose code was refused", async (t) => {
	const { get, sts } = await fixture(t, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
	const interaction = new FakeInteraction(() => sts.nextMfaCode(aliceMfaSerial));
	await get("admin", interaction);
	assert.deepEqual(
		interaction.questions.map(({ problem }) => problem),
		[
			"The code came from the stored secret, which Remove MFA Secret… forgets. That code was not accepted. The next one comes in 20 s",
		],
	);
});
