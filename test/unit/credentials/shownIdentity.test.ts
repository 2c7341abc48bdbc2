import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { Secret } from "../../../src/core/text/secret.ts";
import type { ShownIdentity } from "../../../src/credentials/context.ts";
import { samlSession } from "../../../src/credentials/operations/samlSession.ts";
import { webIdentitySession } from "../../../src/credentials/operations/webIdentitySession.ts";
import {
	ciWebIdentityArn,
	samlDeveloperArn,
	sampleIdentityToken,
	sampleSamlProvider,
	sampleSamlResponse,
} from "../../sandbox/sampleWorld.ts";
import { stsFixture } from "../aws/sts/stsFixture.ts";
import { FakeInteraction } from "../fakes/fakeInteraction.ts";
import { temporaryHome } from "../fakes/temporaryHome.ts";
import { contextOf } from "./contextOf.ts";

class ShowingInteraction extends FakeInteraction {
	readonly shown: ShownIdentity;

	constructor(token: string, response: string) {
		super();
		const tokens = [new Secret(token)];
		const responses = [{ text: new Secret(response) }];
		this.shown = {
			takeWebIdentityToken: () => tokens.shift(),
			takeSamlResponse: () => responses.shift(),
		};
	}
}

test("what the person was shown is sent, though the file says something else meanwhile; later the file is read", async (t) => {
	const { clock, client, sts } = await stsFixture(t);
	const { home } = temporaryHome(t);
	const endpoint = { url: sts.url, signingRegion: "us-east-1" };
	const [tokenFile, responseFile] = [join(home, "token"), join(home, "response")];
	await writeFile(tokenFile, sampleIdentityToken(clock.now(), { sub: "somebody-else" }));
	await writeFile(responseFile, sampleSamlResponse(clock.now(), { roles: [] }));
	const interaction = new ShowingInteraction(
		sampleIdentityToken(clock.now()),
		sampleSamlResponse(clock.now()),
	);
	const context = contextOf({ clock, sts: client, endpoint, interaction });

	const web = { roleArn: ciWebIdentityArn, token: { kind: "file", path: tokenFile } } as const;
	assert.match((await webIdentitySession(web, context)).identity?.arn ?? "", /CiWebIdentity/);
	await assert.rejects(webIdentitySession(web, context), { code: "AccessDenied" });

	const saml = {
		roleArn: samlDeveloperArn,
		principalArn: sampleSamlProvider("444455556666").arn,
		assertion: { kind: "file", path: responseFile },
	} as const;
	assert.match((await samlSession(saml, context)).identity?.arn ?? "", /SamlDeveloper/);
	await assert.rejects(samlSession(saml, context), { code: "InvalidSamlResponse" });
	assert.deepEqual(interaction.identityQuestions, [], "nobody was asked");
});
