import type { TestContext } from "node:test";
import { sendHttp } from "../../../src/aws/http/http.ts";
import { StsClient } from "../../../src/aws/sts/sts.ts";
import { sampleWorld } from "../../sandbox/sampleWorld.ts";
import { startSts } from "../../sts/double.ts";
import { type IdentityClaims, signIdentityToken } from "../../sts/identityToken.ts";
import { FakeClock } from "../fakes/fakeClock.ts";

const host = "oidc.eks.eu-central-1.amazonaws.com/id/ACME";
const secret = "shared with the double";

/** The role that the provider's `deployer` may assume. */
export const deployArn = "arn:aws:iam::444455556666:role/PodDeploy";

/** A double of STS with an identity provider and a role that trusts it, and tokens of the provider's. */
export async function identityFixture(t: TestContext) {
	const clock = new FakeClock();
	const trust = {
		principals: [],
		federated: `arn:aws:iam::444455556666:oidc-provider/${host}`,
		audience: "sts.amazonaws.com",
		subject: "deployer",
	};
	const world = {
		...sampleWorld(),
		roles: [...sampleWorld().roles, { arn: deployArn, trust: [trust] }],
		identityProviders: [{ host, secret, audiences: ["sts.amazonaws.com", "other"] }],
	};
	const sts = await startSts(world, { now: () => clock.now() });
	t.after(() => sts.close());
	return {
		sts,
		clock,
		client: new StsClient({ send: sendHttp, clock }),
		endpoint: { url: sts.url, signingRegion: "us-east-1" },
		/** A good token, but for the changes. */
		token: (changes: Partial<IdentityClaims> = {}, key = secret) =>
			signIdentityToken(
				{
					iss: `https://${host}`,
					aud: "sts.amazonaws.com",
					sub: "deployer",
					exp: Math.floor(clock.now() / 1000) + 600,
					...changes,
				},
				key,
			),
	};
}
