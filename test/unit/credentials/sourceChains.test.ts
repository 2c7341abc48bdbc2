import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { sendHttp } from "../../../src/aws/http/http.ts";
import type { SessionRequest } from "../../../src/core/session/session.ts";
import { MfaCodes } from "../../../src/credentials/mfa/mfaCodes.ts";
import { acquire } from "../../../src/credentials/operations/acquire.ts";
import { activeKey, sampleAlice } from "../../sandbox/sampleWorld.ts";
import { stsFixture } from "../aws/sts/stsFixture.ts";
import { configOf } from "../fakes/configOf.ts";
import { FakeInteraction } from "../fakes/fakeInteraction.ts";
import { localServer } from "../fakes/localServer.ts";
import { printing, scriptLine } from "../fakes/script.ts";
import { noTotpSecrets } from "../fakes/totpSecrets.ts";

const role = "role_arn = arn:aws:iam::444455556666:role/DevReadOnly";
const alice = activeKey(sampleAlice());
const answer = { Version: 1, AccessKeyId: alice.id, SecretAccessKey: alice.secret };

async function acquiring(t: TestContext, config: string, environment: Record<string, string>) {
	const { sts, client, clock } = await stsFixture(t);
	const interaction = new FakeInteraction();
	const get = (request: SessionRequest) =>
		acquire(request, {
			config: configOf(config),
			environment: { ...process.env, AWS_ENDPOINT_URL_STS: sts.url, ...environment },
			homeFolder: undefined,
			clock,
			send: sendHttp,
			sts: client,
			mfaCodes: new MfaCodes(clock),
			totpSecrets: noTotpSecrets,
			defaultSessionName: "me",
			interaction,
		});
	return { get, interaction, sts };
}

test("a role on top of a credential_process is really assumed", async (t) => {
	const config = `
[profile process]
credential_process = ${scriptLine(t, printing(answer))}
[profile role]
${role}
source_profile = process
`;
	const { get, interaction, sts } = await acquiring(t, config, {});
	const { identity, source } = await get({ kind: "profile", profile: "role" });
	assert.equal(identity.role, "DevReadOnly");
	assert.deepEqual(source, ["process", "role"]);
	assert.deepEqual(interaction.steps, ["Running credential_process of process", "Assuming role"]);
	assert.equal((await get({ kind: "profile", profile: "process" })).identity.user, "alice");
	assert.equal(sts.requests.at(-1)?.operation, "GetCallerIdentity");
});

test("a role on top of each of the surroundings is really assumed, and each is a session of its own", async (t) => {
	const { AccessKeyId, SecretAccessKey } = answer;
	const { port } = await localServer(t, (_, response) => {
		response.end(JSON.stringify({ AccessKeyId, SecretAccessKey }));
	});
	const places = {
		Environment: { AWS_ACCESS_KEY_ID: alice.id, AWS_SECRET_ACCESS_KEY: alice.secret },
		EcsContainer: { AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${port}/` },
	};
	for (const [source, environment] of Object.entries(places)) {
		const config = `[profile role]\n${role}\ncredential_source = ${source}\n`;
		const { get } = await acquiring(t, config, environment);
		assert.equal((await get({ kind: "profile", profile: "role" })).identity.role, "DevReadOnly", source);
		const own = await get({ kind: "ambient", source: source as keyof typeof places });
		assert.equal(own.identity.user, "alice");
	}
});

test("the profile asked for says where the instance's metadata is", async (t) => {
	const asked: (string | undefined)[] = [];
	const { port } = await localServer(t, ({ url }, response) => {
		asked.push(url);
		response.writeHead(404).end();
	});
	const endpoint = `ec2_metadata_service_endpoint = http://127.0.0.1:${port}`;
	const config = `[profile role]\n${role}\ncredential_source = Ec2InstanceMetadata\n${endpoint}\n`;
	const { get } = await acquiring(t, config, {});
	await assert.rejects(get({ kind: "profile", profile: "role" }), /This EC2 instance has no role/);
	assert.equal(asked.length, 2);
});
