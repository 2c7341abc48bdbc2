import assert from "node:assert/strict";
import { test } from "node:test";
import { parseIdentity } from "../../../../src/core/places/arn.ts";
import { callsSts, profileCallsSts } from "../../../../src/core/session/stsAccess.ts";
import { configOf } from "../../fakes/configOf.ts";

const temporary = "ASIAEXAMPLE23EXAMPLE";
const longTerm = "AKIAEXAMPLE23EXAMPLE";

test("a user's temporary credentials call STS only to assume a role and to say who they are", () => {
	const cases: readonly (readonly [keyId: string, resource: string, calls: boolean])[] = [
		[longTerm, "iam::111122223333:user/alice", true],
		[temporary, "iam::111122223333:user/alice", false],
		[longTerm, "iam::111122223333:root", true],
		[temporary, "iam::111122223333:root", false],
		[temporary, "sts::111122223333:federated-user/bob", false],
		[temporary, "sts::111122223333:assumed-role/Dev/me", true],
	];
	for (const [accessKeyId, resource, calls] of cases) {
		const identity = parseIdentity(`arn:aws:${resource}`, "111122223333");
		assert.equal(callsSts({ accessKeyId, identity }), calls, `${accessKeyId} ${resource}`);
	}
});

test("of a profile it is known before a code is asked for", () => {
	const keys = `aws_access_key_id = ${longTerm}\naws_secret_access_key = x\n`;
	const mfa = "mfa_serial = arn:aws:iam::111122223333:mfa/alice\n";
	const config = configOf(`
[profile plain]
${keys}
[profile user]
${keys}${mfa}
[profile role]
role_arn = arn:aws:iam::444455556666:role/Dev
source_profile = plain
${mfa}
[profile process]
credential_process = x
${mfa}`);
	const calls = ["plain", "user", "role", "process", "absent"].map((name) => profileCallsSts(name, config));
	assert.deepEqual(calls, [true, false, true, true, true]);
});
