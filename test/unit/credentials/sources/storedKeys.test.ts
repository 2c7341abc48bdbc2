import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { inspect } from "node:util";
import { sendHttp } from "../../../../src/aws/http/http.ts";
import { withStoredKeys } from "../../../../src/core/config/storedKeys.ts";
import type { SessionRequest } from "../../../../src/core/session/session.ts";
import { Secret } from "../../../../src/core/text/secret.ts";
import { MfaCodes } from "../../../../src/credentials/mfa/mfaCodes.ts";
import { type Acquired, acquire } from "../../../../src/credentials/operations/acquire.ts";
import { activeKey, aliceMfaSerial, sampleAlice } from "../../../sandbox/sampleWorld.ts";
import { stsFixture } from "../../aws/sts/stsFixture.ts";
import { configOf } from "../../fakes/configOf.ts";
import { FakeInteraction } from "../../fakes/fakeInteraction.ts";
import { rejection } from "../../fakes/rejection.ts";
import { storedPair } from "../../fakes/storedPair.ts";
import { noTotpSecrets } from "../../fakes/totpSecrets.ts";

const { id, secret } = activeKey(sampleAlice());
const config = withStoredKeys(
	configOf(`
[profile dev]
role_arn = arn:aws:iam::444455556666:role/DevReadOnly
source_profile = acme
[profile with-mfa]
mfa_serial = ${aliceMfaSerial}
`),
	[storedPair("acme", { accessKeyId: id }), storedPair("with-mfa", { accessKeyId: id })],
);

async function fixture(t: TestContext, kept = true) {
	const { sts, client, clock } = await stsFixture(t);
	const fetched: string[] = [];
	const interaction = new FakeInteraction(() => sts.nextMfaCode(aliceMfaSerial));
	const get = <K extends SessionRequest["kind"]>(
		request: Extract<SessionRequest, { kind: K }>,
	): Promise<Acquired> =>
		acquire(request, {
			config,
			environment: { AWS_ENDPOINT_URL_STS: sts.url },
			homeFolder: undefined,
			clock,
			send: sendHttp,
			sts: client,
			mfaCodes: new MfaCodes(clock),
			totpSecrets: noTotpSecrets,
			storedKeys: {
				get: async ({ profile }) => {
					fetched.push(profile);
					return kept ? { accessKeyId: id, secretAccessKey: new Secret(secret) } : undefined;
				},
			},
			defaultSessionName: "me",
			interaction,
		});
	return { sts, get, fetched, interaction };
}

test("stored keys are a user's, and the source of a role; they are fetched when they are used", async (t) => {
	const { get, fetched } = await fixture(t);
	assert.match((await get({ kind: "profile", profile: "acme" })).identity.arn, /:user\/alice$/);
	const role = await get({ kind: "profile", profile: "dev" });
	assert.equal(role.identity.role, "DevReadOnly");
	assert.deepEqual(role.source, ["acme", "dev"]);
	assert.deepEqual(fetched, ["acme", "acme"]);
});

test("the operations that take long-term keys take stored ones", async (t) => {
	const { sts, get } = await fixture(t);
	await get({ kind: "profile", profile: "with-mfa" });
	assert.equal(
		sts.requests.find(({ operation }) => operation === "GetSessionToken")?.parameters["SerialNumber"],
		aliceMfaSerial,
	);
	assert.ok((await get({ kind: "sessionToken", profile: "acme" })).credentials.sessionToken);
	const federated = await get({ kind: "federationToken", profile: "acme", name: "build" });
	assert.match(federated.identity.arn, /:federated-user\/build$/);
});

test("a secret that is lost is told of before a code is asked for, and nothing is sent", async (t) => {
	const { sts, get, interaction } = await fixture(t, false);
	for (const request of [
		{ kind: "profile", profile: "with-mfa" },
		{ kind: "profile", profile: "dev" },
		{ kind: "sessionToken", profile: "acme" },
		{ kind: "federationToken", profile: "acme", name: "build" },
	] as const satisfies SessionRequest[]) {
		const error = await rejection(get(request), "StoredKeysMissing");
		assert.match(
			error.message,
			new RegExp(`'(acme|with-mfa)' \\(${id}\\) are not in VS Code's secret storage`),
		);
		assert.equal(error.remedies[0]?.kind, "openFile");
		assert.ok(!inspect(error, { depth: 9 }).includes(secret));
	}
	assert.deepEqual(interaction.questions, []);
	assert.equal(sts.requests.length, 0);
});
