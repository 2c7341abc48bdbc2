import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
	parseSamlProviderArn,
	readSamlRoles,
	samlProviderArnProblem,
} from "../../../../src/core/identity/samlRoles.ts";

const roleArn = "arn:aws:iam::123456789012:role/ops/Admin";
const providerArn = "arn:aws:iam::123456789012:saml-provider/Corp.IdP_1";

test("a pair is read in either order, with blanks around the comma", () => {
	const expected = { roles: [{ roleArn, providerArn }], skipped: 0 };
	for (const value of [
		`${roleArn},${providerArn}`,
		`${providerArn},${roleArn}`,
		`  ${providerArn} , ${roleArn}\n`,
		`${roleArn},   ${providerArn}`,
	]) {
		assert.deepEqual(readSamlRoles([value]), expected, value);
	}
});

test("a role offered twice is there once, in the order of the values", () => {
	const other = "arn:aws:iam::210987654321:role/Read,arn:aws:iam::210987654321:saml-provider/Corp";
	const { roles, skipped } = readSamlRoles([
		other,
		`${roleArn},${providerArn}`,
		`${providerArn},${roleArn}`,
		other,
	]);
	assert.deepEqual([roles.map((role) => role.roleArn.split("/").at(-1)), skipped], [["Read", "Admin"], 0]);
});

test("every partition's roles are read", () => {
	for (const partition of ["aws", "aws-cn", "aws-us-gov", "aws-iso-b", "aws-eusc"]) {
		const value = `${roleArn},${providerArn}`.replaceAll("arn:aws:", `arn:${partition}:`);
		assert.equal(readSamlRoles([value]).roles.length, 1, partition);
	}
});

test("what is no pair of one account is skipped and counted", () => {
	const garbage = [
		"",
		",",
		"Admin",
		roleArn,
		`${roleArn},`,
		`${roleArn},${roleArn}`,
		`${providerArn},${providerArn}`,
		`${roleArn};${providerArn}`,
		`${roleArn},${providerArn},${providerArn}`,
		`${roleArn},${providerArn} trailing`,
		`${roleArn},arn:aws:iam::210987654321:saml-provider/Corp`,
		`${roleArn},arn:aws-cn:iam::123456789012:saml-provider/Corp`,
		`${roleArn},arn:aws:iam::123456789012:oidc-provider/example.com`,
		`arn:aws:sts::123456789012:assumed-role/Admin/me,${providerArn}`,
		`arn:aws:iam::12345678901:role/Admin,${providerArn}`,
		`${roleArn}\n,${roleArn},${providerArn}`,
	];
	for (const value of garbage) {
		assert.deepEqual(readSamlRoles([value]), { roles: [], skipped: 1 }, value);
	}
	const { roles, skipped } = readSamlRoles([...garbage, `${roleArn},${providerArn}`]);
	assert.deepEqual([roles.length, skipped], [1, garbage.length]);
});

test("any role's name, commas among its characters, comes out of either order", () => {
	const nameOf = (characters: string, maxLength: number) =>
		fc.string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength });
	const word = "abcXYZ019_";
	fc.assert(
		fc.property(
			nameOf(`${word}+=,.@-`, 64),
			nameOf(`${word}.-`, 128),
			fc.boolean(),
			(role, provider, isFirst) => {
				const pair = [
					`arn:aws:iam::000000000001:role/${role}`,
					`arn:aws:iam::000000000001:saml-provider/${provider}`,
				];
				const { roles } = readSamlRoles([(isFirst ? pair : pair.toReversed()).join(",")]);
				assert.deepEqual(roles, [{ roleArn: pair[0], providerArn: pair[1] }]);
			},
		),
	);
});

test("no value makes the reader throw, and each is a role or counted", () => {
	const rough = fc.array(fc.oneof(fc.string(), fc.constantFrom(roleArn, providerArn, ",", " ")), {
		maxLength: 6,
	});
	fc.assert(
		fc.property(fc.array(rough), (values) => {
			const { roles, skipped } = readSamlRoles(values.map((parts) => parts.join("")));
			assert.ok(skipped <= values.length && roles.length <= values.length - skipped);
		}),
	);
});

test("a provider's ARN, and why a text is none", () => {
	assert.deepEqual(parseSamlProviderArn(providerArn), {
		partition: "aws",
		account: "123456789012",
		name: "Corp.IdP_1",
	});
	assert.equal(samlProviderArnProblem(providerArn), undefined);
	assert.match(samlProviderArnProblem(roleArn) ?? "", /role's ARN/);
	assert.match(samlProviderArnProblem("arn:aws:iam::123456789012:oidc-provider/x") ?? "", /OpenID Connect/);
	for (const text of [
		"",
		"Corp",
		`${providerArn}/x`,
		providerArn.slice(0, 20),
		`${providerArn}${"a".repeat(130)}`,
	]) {
		assert.match(samlProviderArnProblem(text) ?? "", /looks like/, text);
	}
});
