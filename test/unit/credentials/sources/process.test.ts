import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { ErrorCode } from "../../../../src/core/errors.ts";
import { requireChain } from "../../../../src/credentials/requireChain.ts";
import { sourceCredentials } from "../../../../src/credentials/sources/sources.ts";
import { configOf } from "../../fakes/configOf.ts";
import { cancelled } from "../../fakes/rejection.ts";
import { printing, scriptLine } from "../../fakes/script.ts";
import { after, contextOf, discreet } from "../contextOf.ts";

const good = {
	Version: 1,
	AccessKeyId: "ASIA1",
	SecretAccessKey: "hidden-key",
	SessionToken: "hidden-token",
	Expiration: after(3600),
};

/** A profile whose credential_process runs this JavaScript. */
function profile(t: TestContext, source: string) {
	return profileOf(scriptLine(t, source));
}

function profileOf(command: string) {
	const config = configOf(`[profile p]\ncredential_process = ${command}\n`);
	const context = contextOf({ config, environment: process.env });
	return { context, get: () => sourceCredentials(requireChain(config, "p").base, context) };
}

test("credentials that end, and keys that last", async (t) => {
	const { context, get } = profile(t, printing(good));
	const { credentials } = await get();
	assert.equal(credentials.accessKeyId, "ASIA1");
	assert.equal(credentials.secretAccessKey.reveal(), "hidden-key");
	assert.equal(credentials.sessionToken?.reveal(), "hidden-token");
	assert.equal(credentials.expiresAt, Date.parse(after(3600)));
	assert.deepEqual(context.interaction.steps, ["Running credential_process of p"]);

	const lasting = {
		Version: 1,
		AccessKeyId: "AKIA1",
		SecretAccessKey: "s",
		SessionToken: null,
		Expiration: "",
	};
	const { credentials: keys } = await profile(t, printing(`\uFEFF\r\n${JSON.stringify(lasting)}\r\n`)).get();
	assert.deepEqual([keys.accessKeyId, keys.sessionToken, keys.expiresAt], ["AKIA1", undefined, undefined]);
	const offset = "2026-03-01T14:00:00+01:00";
	const { credentials: other } = await profile(t, printing({ ...good, Expiration: offset })).get();
	assert.equal(other.expiresAt, Date.parse("2026-03-01T13:00:00Z"));
});

test("an answer that is not good is told by what is missing, with the line's place", async (t) => {
	const { SecretAccessKey: _, ...withoutSecret } = good;
	const cases: [unknown, ErrorCode, RegExp][] = [
		["", "InvalidSourceAnswer", /^credential_process of profile 'p' gave nothing$/],
		["hidden", "InvalidSourceAnswer", /not a JSON object/],
		["[]", "InvalidSourceAnswer", /not a JSON object/],
		[`${JSON.stringify(good)} hidden`, "InvalidSourceAnswer", /not a JSON object/],
		[{ ...good, Version: undefined }, "InvalidSourceAnswer", /gave no Version\. It must be 1/],
		[{ ...good, Version: "1" }, "InvalidSourceAnswer", /Version other than the number 1/],
		[{ ...good, Version: 2 }, "InvalidSourceAnswer", /Version other/],
		[{ ...good, AccessKeyId: "" }, "InvalidSourceAnswer", /gave no AccessKeyId$/],
		[withoutSecret, "InvalidSourceAnswer", /gave no SecretAccessKey$/],
		[{ Version: 1 }, "InvalidSourceAnswer", /gave no AccessKeyId and no SecretAccessKey$/],
		[{ ...good, SecretAccessKey: ["hidden"] }, "InvalidSourceAnswer", /a SecretAccessKey that is no text/],
		[{ ...good, Expiration: "hidden" }, "InvalidSourceAnswer", /Expiration that is no date/],
		[{ ...good, Expiration: after(0) }, "CredentialsExpired", /have expired already/],
	];
	for (const [answer, code, message] of cases) {
		const error = await discreet(profile(t, printing(answer)).get(), code);
		assert.match(error.message, message);
		const place = error.remedies.find(({ kind }) => kind === "openFile");
		assert.ok(place?.kind === "openFile" && place.place.line === 1, error.message);
	}
});

test("a program that fails, is not there or whose line is broken", async (t) => {
	const failing = `console.log("hidden"); console.error("hidden: sign in first"); process.exit(7);`;
	const failed = await discreet(profile(t, failing).get(), "ProcessFailed");
	assert.match(failed.message, /'p' failed with exit code 7: \[redacted\]: sign in first$/);
	const absent = await discreet(profileOf("/no/such/program --token hidden").get(), "ProcessFailed");
	assert.match(absent.message, /^There is no program '\/no\/such\/program'/);
	await discreet(profileOf('"hidden').get(), "ProfileInvalid");
});

test("what takes a minute, and calling off", async (t) => {
	const endless = "setInterval(() => {}, 1000)";
	const slow = profile(t, endless);
	const late = discreet(slow.get(), "ProcessTimeout");
	assert.equal(await slow.context.clock.advanceToNext(), 300_000);
	assert.match((await late).message, /within 300 s/);
	const { context, get } = profile(t, endless);
	const asked = get();
	await context.clock.scheduled();
	context.interaction.cancel();
	await cancelled(asked);
});
