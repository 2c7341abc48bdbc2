import assert from "node:assert/strict";
import { test } from "node:test";
import { type ErrorCode, SessionsError } from "../../../../src/core/errors.ts";
import { findGiven, requireSignIn } from "../../../../src/core/identityCenter/signInNamed.ts";
import { configOf } from "../../fakes/configOf.ts";

const startUrl = "https://corp.awsapps.com/start";
const config = configOf(`
[sso-session corp]
sso_start_url = ${startUrl}
sso_region = eu-west-1
[sso-session half]
sso_region = eu-west-1
[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Dev
[profile keys]
region = eu-west-1
`);

/** The code, the message and the kinds of remedies. */
function refusal(work: () => unknown): readonly [ErrorCode, string, ...string[]] {
	try {
		work();
	} catch (error) {
		assert.ok(error instanceof SessionsError);
		return [error.code, error.message, ...error.remedies.map(({ kind }) => kind)];
	}
	return assert.fail("nothing was thrown");
}

test("the sign-in that a name means, or why there is none", () => {
	assert.equal(requireSignIn({ session: "corp" }, config).startUrl, startUrl);
	const elsewhere = { startUrl: "https://other.awsapps.com/start", region: "us-east-1" };
	assert.deepEqual(requireSignIn(elsewhere, config), elsewhere);
	assert.deepEqual(
		refusal(() => requireSignIn({ session: "gone" }, config)),
		["MissingSource", "There is no [sso-session gone] in the config file", "openConfig"],
	);
	assert.deepEqual(
		refusal(() => requireSignIn({ session: "half" }, config)),
		["ProfileInvalid", "sso_start_url is missing in [sso-session half]", "openFile"],
	);
});

test("the sign-in that arguments mean: by its name, else by a profile's", () => {
	assert.equal(findGiven({}, config), undefined);
	assert.equal(findGiven({ signIn: { session: "corp" }, profile: "keys" }, config)?.session, "corp");
	assert.equal(findGiven({ profile: "dev" }, config)?.session, "corp");
	assert.equal(refusal(() => findGiven({ profile: "gone" }, config))[0], "ProfileNotFound");
	assert.equal(refusal(() => findGiven({ profile: "keys" }, config))[0], "ProfileInvalid");
});
