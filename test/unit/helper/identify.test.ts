import assert from "node:assert/strict";
import { test } from "node:test";
import { StsClient } from "../../../src/aws/sts/sts.ts";
import type { Clock } from "../../../src/core/clock.ts";
import { resolveChain } from "../../../src/core/config/chain.ts";
import type { Environment } from "../../../src/core/config/endpointSettings.ts";
import { SessionsError } from "../../../src/core/errors.ts";
import type { Decision } from "../../../src/helper/decide.ts";
import { identify, knownWho, type Who } from "../../../src/helper/identify.ts";
import { contextOf } from "../credentials/contextOf.ts";
import { FakeInteraction } from "../fakes/fakeInteraction.ts";
import { pair, surroundingsOf } from "./surroundings.ts";

/** A clock on which no wait takes time. */
const atOnce: Clock["schedule"] = (_, callback) => {
	const timer = setImmediate(callback);
	return () => clearImmediate(timer);
};
const hasty: Clock = { now: () => 0, monotonic: () => 0, schedule: atOnce, alarm: atOnce, look: () => {} };
const variables: Decision = { kind: "variables", token: undefined };

function known(config: string, profile: string, environment: Environment = {}): Who | undefined {
	const surroundings = surroundingsOf(environment, { config });
	const chain = resolveChain(surroundings.config, profile);
	assert.ok(chain.kind === "chain");
	return knownWho({ kind: "profile", chain, variable: undefined }, surroundings);
}

test("an AWS that does not answer in time is told as such", async () => {
	const interaction = new FakeInteraction();
	const context = contextOf({ interaction, environment: pair });
	interaction.cancel();
	const who = await identify(variables, surroundingsOf(pair), context);
	assert.deepEqual(who, {
		kind: "failed",
		code: "NetworkTimeout",
		message: "No answer within 10 s, so this was given up",
	});
});

test("with no way to AWS, a proxy that the helper may not follow is told", async () => {
	const untrusted = () => Promise.reject(new SessionsError("CertificateNotTrusted", "Not trusted"));
	const unreachable = () => Promise.reject(new SessionsError("NetworkUnreachable", "Not there"));
	const proxied = { ...pair, HTTPS_PROXY: "http://hidden:8080" };
	for (const [environment, way, expected] of [
		[pair, unreachable, /^Not there$/],
		[proxied, unreachable, /^Not there\. HTTPS_PROXY is set, which aws follows/],
		[proxied, untrusted, /^Not trusted$/],
	] as const) {
		const context = contextOf({ sts: new StsClient({ send: way, clock: hasty }) });
		const who = await identify(variables, surroundingsOf(environment), context);
		assert.ok(who.kind === "failed");
		assert.match(who.message, expected);
	}
});

test("what would run a program or ask a person is not done, wherever in the chain it is", () => {
	const config = `[profile tool]
credential_process = "/opt/my tools/creds" --password hidden
[profile by-tool]
role_arn = arn:aws:iam::444455556666:role/ByTool
source_profile = tool
[profile middle]
role_arn = arn:aws:iam::444455556666:role/Middle
source_profile = keys
mfa_serial = arn:aws:iam::111122223333:mfa/me
[profile end]
role_arn = arn:aws:iam::444455556666:role/End
source_profile = middle
[profile user]
aws_access_key_id = AKIAUSER
aws_secret_access_key = hidden
mfa_serial = arn:aws:iam::111122223333:mfa/me
`;
	assert.deepEqual(known(config, "by-tool"), {
		kind: "untold",
		needs: "the program creds (aws runs it: credential_process)",
		roleArn: "arn:aws:iam::444455556666:role/ByTool",
	});
	const end = known(config, "end");
	assert.ok(end?.kind === "untold");
	assert.match(end.needs, /^an MFA code of device me /);
	assert.equal(end.roleArn, "arn:aws:iam::444455556666:role/End");
	assert.equal(known(config, "user"), undefined, "aws asks no code for a user's own keys");
});

test("keys that no header takes are told by their variable, and nothing is sent", async () => {
	const source =
		"[profile from-variables]\nrole_arn = arn:aws:iam::444455556666:role/Role\ncredential_source = Environment\n";
	for (const [variable, value] of [
		["AWS_ACCESS_KEY_ID", "AKIAMADEUP\n"],
		["AWS_SECRET_ACCESS_KEY", "made-up\nsecret"],
		["AWS_SESSION_TOKEN", "tok\ren"],
		["AWS_SESSION_TOKEN", "tokén"],
	] as const) {
		const environment = { ...pair, AWS_SESSION_TOKEN: "t", [variable]: value };
		const decision: Decision = { kind: "variables", token: "AWS_SESSION_TOKEN" };
		const expected = {
			kind: "failed",
			code: "InvalidKeys",
			message: `${variable} holds a blank, a line break or another character that no key has. Set it anew`,
		};
		assert.deepEqual(await identify(decision, surroundingsOf(environment), contextOf({})), expected);
		assert.deepEqual(known(source, "from-variables", environment), expected);
	}
});

test("what nobody has thought of is told of one group, without its words", async () => {
	const send = () => Promise.reject(new TypeError("hidden"));
	const context = contextOf({ sts: new StsClient({ send, clock: hasty }) });
	assert.deepEqual(await identify(variables, surroundingsOf(pair), context), {
		kind: "failed",
		message: "Something unexpected went wrong (TypeError)",
	});
});

test("a credential_source that is not there", () => {
	const config = `[profile from-variables]
role_arn = arn:aws:iam::444455556666:role/Role
credential_source = Environment
`;
	assert.equal(known(config, "from-variables", pair), undefined);
	const missing = known(config, "from-variables");
	assert.ok(missing?.kind === "failed");
	assert.match(missing.message, /credential_source is Environment, but there is none here/);
});
