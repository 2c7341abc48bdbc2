import assert from "node:assert/strict";
import { test } from "node:test";
import { identitySentence } from "../../../../src/core/identity/identitySentence.ts";
import { parseIdentity } from "../../../../src/core/places/arn.ts";

const account = "012345678901";
const sentence = (arn: string) => identitySentence("profile dev", parseIdentity(arn, account), account);

test("who somebody is, in the words for their kind", () => {
	for (const [arn, who] of [
		[`arn:aws:sts::${account}:assumed-role/Admin/me`, "role Admin"],
		[`arn:aws:iam::${account}:user/team/alice`, "user alice"],
		[`arn:aws:iam::${account}:root`, "the root user"],
		[`arn:aws:sts::${account}:federated-user/build`, "federated user build"],
	] as const) {
		assert.equal(sentence(arn), `AWS says that profile dev is ${who} in account 012345678901: ${arn}`);
	}
});

test("a user called root is not the root user", () => {
	assert.match(sentence(`arn:aws:iam::${account}:user/root`), /is user root in/);
});

test("a kind that nobody knows is told by its ARN alone", () => {
	const arn = `arn:aws:sts::${account}:odd/thing`;
	assert.equal(sentence(arn), `AWS says that profile dev is in account 012345678901: ${arn}`);
});
