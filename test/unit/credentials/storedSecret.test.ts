import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { sendHttp } from "../../../src/aws/http/http.ts";
import { MfaCodes } from "../../../src/credentials/mfa/mfaCodes.ts";
import { SentCodeFiles } from "../../../src/credentials/mfa/sentCodeFiles.ts";
import { acquire } from "../../../src/credentials/operations/acquire.ts";
import { makeTemporaryFolder, removeFolder } from "../../harness/folders.ts";
import { activeKey, aliceMfaSerial, sampleAlice } from "../../sandbox/sampleWorld.ts";
import { stsFixture } from "../aws/sts/stsFixture.ts";
import { configOf } from "../fakes/configOf.ts";
import { FakeInteraction } from "../fakes/fakeInteraction.ts";
import { cancelled } from "../fakes/rejection.ts";
import { SharedLeases } from "../fakes/sharedStore.ts";
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
	const folder = await makeTemporaryFolder("mfa-codes");
	t.after(() => removeFolder(folder));
	const leases = new SharedLeases(clock);
	const windows = [0, 1].map(() => new MfaCodes(clock, leases.ofWindow(), new SentCodeFiles(folder, clock)));
	return {
		sts,
		clock,
		get: (profile: string, interaction: FakeInteraction, window = 0) =>
			acquire(
				{ kind: "profile", profile },
				{
					config,
					environment: { AWS_ENDPOINT_URL_STS: sts.url },
					homeFolder: undefined,
					clock,
					send: sendHttp,
					sts: client,
					mfaCodes: windows[window] ?? assert.fail(),
					totpSecrets: totpSecretsOf({ [aliceMfaSerial]: kept }),
					defaultSessionName: "me",
					interaction,
				},
			),
	};
}

async function waitingForNext({ steps }: FakeInteraction): Promise<void> {
	while (steps.at(-1) !== "Waiting for the next MFA code") {
		await setImmediate();
	}
}

test("with the device's secret kept nobody is asked, and a second role waits for the next code", async (t) => {
	const { get, clock } = await fixture(t, deviceSecret);
	const interaction = new FakeInteraction();
	assert.equal((await get("admin", interaction)).identity.role, "ProdAdmin");
	const second = get("dev", interaction);
	await waitingForNext(interaction);
	clock.advance(20_000);
	assert.equal((await second).identity.role, "DevAdmin");
	assert.deepEqual(interaction.questions, []);
});

test("a second window waits for the next code too, and none is sent twice", async (t) => {
	const { get, clock, sts } = await fixture(t, deviceSecret);
	const interaction = new FakeInteraction();
	await get("admin", interaction);
	const second = get("dev", interaction, 1);
	await waitingForNext(interaction);
	clock.advance(20_000);
	assert.equal((await second).identity.role, "DevAdmin");
	assert.equal(sts.requests.length, 2);
	assert.deepEqual(interaction.questions, []);
});

test("a code typed in one window is not sent by another", async (t) => {
	const { get, sts, clock } = await fixture(t, "");
	const used = sts.nextMfaCode(aliceMfaSerial);
	await get("admin", new FakeInteraction(used));
	const other = new FakeInteraction(used, () => sts.nextMfaCode(aliceMfaSerial));
	await get("dev", other, 1);
	assert.equal(sts.requests.length, 2);
	assert.deepEqual(
		other.questions.map(({ problem, nextCodeAt = 0 }) => [problem, nextCodeAt - clock.now()]),
		[
			[undefined, 20_000],
			["This code was sent already, and a code works once", 20_000],
		],
	);
});

test("a code that was called off before it was sent is still good, in any window", async (t) => {
	const { get, sts } = await fixture(t, "");
	const code = sts.nextMfaCode(aliceMfaSerial);
	const hasty = new FakeInteraction(() => {
		queueMicrotask(() => hasty.cancel());
		return code;
	});
	await cancelled(get("admin", hasty));
	assert.equal(sts.requests.length, 0);
	const person = new FakeInteraction(code);
	await get("admin", person, 1);
	assert.deepEqual(
		person.questions.map(({ nextCodeAt }) => nextCodeAt),
		[undefined],
	);
});

test("waiting for the next code can be called off", async (t) => {
	const { get, sts } = await fixture(t, deviceSecret);
	const interaction = new FakeInteraction();
	await get("admin", interaction);
	const calls = sts.requests.length;
	const second = get("dev", interaction);
	await waitingForNext(interaction);
	interaction.cancel();
	await cancelled(second);
	assert.equal(sts.requests.length, calls);
});

test("a secret of another device: the person is asked, and told whose code was refused", async (t) => {
	const { get, sts, clock } = await fixture(t, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
	const interaction = new FakeInteraction(() => sts.nextMfaCode(aliceMfaSerial));
	await get("admin", interaction);
	assert.deepEqual(
		interaction.questions.map(({ problem, nextCodeAt = 0 }) => [problem, nextCodeAt - clock.now()]),
		[
			[
				"The code came from the stored secret, which Remove MFA Secret… forgets. That code was not accepted",
				20_000,
			],
		],
	);
});
