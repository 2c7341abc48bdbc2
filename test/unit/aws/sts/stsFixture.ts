import type { TestContext } from "node:test";
import { sendHttp } from "../../../../src/aws/http/http.ts";
import { StsClient } from "../../../../src/aws/sts/sts.ts";
import type { StsCall, StsRequestEvent } from "../../../../src/aws/sts/stsTransport.ts";
import type { Credentials } from "../../../../src/core/session/credentials.ts";
import { Secret } from "../../../../src/core/text/secret.ts";
import { activeKey, aliceMfaSerial, sampleAlice, sampleWorld } from "../../../sandbox/sampleWorld.ts";
import { type StsDouble, startSts } from "../../../sts/double.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";

/** A double of STS and our client of it, both by one clock that stands until the test moves it. */
export interface StsFixture {
	readonly sts: StsDouble;
	readonly client: StsClient;
	readonly clock: FakeClock;
	/** What the client told of its requests. */
	readonly events: StsRequestEvent[];
	/** A call by alice, with the changes that matter to a test. */
	call(changes?: Partial<StsCall>): StsCall;
	/** A code of alice's device that will be accepted. */
	mfaCode(): Secret;
}

/** Starts a double for one test; it is closed when the test ends. */
export async function stsFixture(t: TestContext, world = sampleWorld()): Promise<StsFixture> {
	const clock = new FakeClock();
	const sts = await startSts(world, { now: () => clock.now() });
	t.after(() => sts.close());
	const events: StsRequestEvent[] = [];
	const client = new StsClient({ send: sendHttp, clock, onRequest: (event) => events.push(event) });
	return {
		sts,
		client,
		clock,
		events,
		call: (changes = {}) => ({
			endpoint: { url: sts.url, signingRegion: "eu-central-1" },
			credentials: aliceCredentials(),
			caller: "acme",
			...changes,
		}),
		mfaCode: () => new Secret(sts.nextMfaCode(aliceMfaSerial)),
	};
}

/** The long-term keys of the sample world's alice. */
export function aliceCredentials(): Credentials {
	const { id, secret } = activeKey(sampleAlice());
	return { accessKeyId: id, secretAccessKey: new Secret(secret) };
}
