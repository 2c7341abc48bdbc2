import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { ErrorCode } from "../../../../src/core/errors.ts";
import { requireChain } from "../../../../src/credentials/requireChain.ts";
import { sourceCredentials } from "../../../../src/credentials/sources/sources.ts";
import { StsError } from "../../../sts/errors.ts";
import { errorDocument } from "../../../sts/xml.ts";
import { deployArn, identityFixture } from "../../aws/identityFixture.ts";
import { configOf } from "../../fakes/configOf.ts";
import { cancelled } from "../../fakes/rejection.ts";
import { temporaryHome } from "../../fakes/temporaryHome.ts";
import { contextOf, discreet } from "../contextOf.ts";

async function fixture(t: TestContext) {
	const identity = await identityFixture(t);
	const { home } = temporaryHome(t);
	const path = join(home, "token");
	return {
		...identity,
		home,
		write: (text: string) => writeFileSync(path, text),
		/** A profile with a role and the token's file, and what else it says. */
		profile: (more = "", tokenFile = path, role = deployArn) => {
			const config = configOf(
				`[profile p]\nrole_arn = ${role}\nweb_identity_token_file = ${tokenFile}\n${more}\n`,
			);
			const { client: sts, clock, endpoint } = identity;
			const context = contextOf({ config, sts, clock, endpoint });
			return { context, get: () => sourceCredentials(requireChain(config, "p").base, context) };
		},
	};
}

test("the role's credentials for the token, by a request that nobody signed", async (t) => {
	const { profile, write, token, sts, clock } = await fixture(t);
	write(`${token()}\n`);
	const { context, get } = profile("role_session_name = pod\nduration_seconds = 900");
	const { credentials, identity, roleArn } = await get();
	assert.equal(identity?.arn, "arn:aws:sts::444455556666:assumed-role/PodDeploy/pod");
	assert.equal(roleArn, deployArn);
	assert.match(credentials.accessKeyId, /^ASIA/);
	assert.equal(credentials.expiresAt, clock.now() + 900_000);
	assert.deepEqual(context.interaction.steps, ["Assuming p"]);
	assert.equal(sts.requests[0]?.accessKeyId, undefined);
	assert.deepEqual(sts.requests[0]?.parameters, {
		RoleArn: deployArn,
		RoleSessionName: "pod",
		DurationSeconds: "900",
		WebIdentityToken: "***",
	});
	assert.equal((await profile().get()).identity?.sessionName, "me");
});

test("the file is read each time", async (t) => {
	const { profile, write, token } = await fixture(t);
	const { get } = profile();
	write(token({ exp: 1 }));
	const { message } = await discreet(get(), "CredentialsExpired");
	assert.match(message, /token of profile 'p' has expired.*web_identity_token_file/);
	write(token());
	await get();
});

test("what STS refuses", async (t) => {
	const { profile, write, token } = await fixture(t);
	const cases: [string, ErrorCode, RegExp][] = [
		["no token", "InvalidIdentityToken", /not a valid JWT/],
		[
			token({ iss: "https://example.com" }),
			"InvalidIdentityToken",
			/No OpenIDConnect provider.*example\.com/,
		],
		[token({ aud: "nobody" }), "InvalidIdentityToken", /Incorrect token audience/],
		[token({}, "another"), "InvalidIdentityToken", /verification key/],
		[
			token({ aud: "other" }),
			"AccessDenied",
			/PodDeploy does not trust the web identity token of profile 'p'/,
		],
		[token({ sub: "somebody" }), "AccessDenied", /issuer, audience and subject/],
		["abc", "InvalidArgument", /webIdentityToken: .* 4 to 20000 characters, this has 3/],
	];
	for (const [text, code, message] of cases) {
		write(text);
		const error = await discreet(profile().get(), code);
		assert.match(error.message, message);
		assert.ok(!error.message.includes(text));
	}
	write(token());
	await discreet(profile("duration_seconds = 7200").get(), "DurationTooLong");
	await discreet(profile("", undefined, deployArn.replace("Pod", "No")).get(), "AccessDenied");
});

test("a file that holds no token is told with its path and place", async (t) => {
	const { profile, write, home, sts } = await fixture(t);
	const refused = async (message: RegExp, tokenFile?: string) => {
		const error = await discreet(profile("", tokenFile).get(), "TokenFileUnreadable");
		assert.match(error.message, message);
		const [remedy] = error.remedies;
		assert.ok(remedy?.kind === "openFile" && remedy.place.line === 2);
	};
	await refused(/token' \(web_identity_token_file of profile 'p'\) does not exist$/);
	await refused(/'~\/token'.*do not expand ~ here: write the full path/, "~/token");
	await refused(/does not exist\. Write its full path/, "no/such/token");
	await refused(/is not a file/, home);
	write(" \n");
	await refused(/is empty\. Whatever writes the token has to run first/);
	write("h".repeat(20_001));
	await refused(/has 20001 bytes, and a token no more than 20000/);
	assert.equal(sts.requests.length, 0);
});

test("an identity provider that STS can't reach is asked again", async (t) => {
	const { profile, write, token, sts, clock } = await fixture(t);
	write(token());
	sts.faults.answer(1, {
		status: 400,
		contentType: "text/xml",
		body: errorDocument(new StsError(400, "IDPCommunicationError", "not reached"), "id-1"),
	});
	const { get } = profile();
	const asked = get();
	await clock.advanceToNext();
	assert.equal((await asked).identity?.role, "PodDeploy");
	assert.equal(sts.requests.length, 2);
});

test("calling off", async (t) => {
	const { profile, write, token, sts } = await fixture(t);
	write(token());
	const release = sts.faults.hold();
	const { context, get } = profile();
	const asked = get();
	await sts.received(1);
	context.interaction.cancel();
	await cancelled(asked);
	release();
});
