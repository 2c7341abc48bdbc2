import assert from "node:assert/strict";
import { test } from "node:test";
import { deviceOf, namedDevices } from "../../../../src/core/config/mfaDevices.ts";
import { configOf } from "../../fakes/configOf.ts";

const config = configOf(`
[profile other]
mfa_serial = GAHT12345678
[profile alice]
region = eu-central-1
[profile dev]
role_arn = arn:aws:iam::444455556666:role/R
source_profile = alice
mfa_serial = arn:aws:iam::111122223333:mfa/alice
[profile prod]
role_arn = arn:aws:iam::444455556666:role/P
source_profile = alice
mfa_serial = arn:aws:iam::111122223333:mfa/alice
`);

test("the devices that profiles name, those of the source's user first", () => {
	assert.deepEqual(namedDevices(config, "alice"), [
		{ serial: "arn:aws:iam::111122223333:mfa/alice", profiles: ["dev", "prod"] },
		{ serial: "GAHT12345678", profiles: ["other"] },
	]);
	assert.equal(namedDevices(config, "other")[0]?.serial, "GAHT12345678");
});

test("a user has the device that its profile names, else its roles'", () => {
	assert.equal(deviceOf(config, "other"), "GAHT12345678");
	assert.equal(deviceOf(config, "alice"), "arn:aws:iam::111122223333:mfa/alice");
	assert.equal(deviceOf(config, "nobody"), undefined);
});
