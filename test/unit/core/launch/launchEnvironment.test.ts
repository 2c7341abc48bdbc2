import assert from "node:assert/strict";
import { test } from "node:test";
import { type DebugType, debugTypeOf } from "../../../../src/core/launch/debugTypes.ts";
import {
	fitVariables,
	namesIdentity,
	ownVariables,
	variablesOfFile,
	withVariables,
} from "../../../../src/core/launch/launchEnvironment.ts";

function typeOf(name: string): DebugType {
	const type = debugTypeOf(name);
	assert.ok(type !== undefined);
	return type;
}

const own = {
	AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1:1/x",
	AWS_ACCESS_KEY_ID: null,
	AWS_PROFILE: null,
	AWS_ROLE_ARN: null,
	AWS_SESSION_TOKEN: null,
};
const present = new Set(["AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_ROLE_ARN"]);

test("what a program would inherit is taken out, and nothing else", () => {
	assert.deepEqual(fitVariables(own, true, present), {
		variables: {
			AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1:1/x",
			AWS_ACCESS_KEY_ID: null,
			AWS_PROFILE: null,
			AWS_ROLE_ARN: null,
		},
		left: [],
	});
});

test("where null is not taken, keys are emptied, and what would break the CLI when empty is left", () => {
	assert.deepEqual(fitVariables(own, false, present), {
		variables: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1:1/x", AWS_ACCESS_KEY_ID: "" },
		left: ["AWS_PROFILE"],
	});
});

test("a configuration's own variables win, also those of its file", () => {
	const configuration = { type: "node", env: { AWS_REGION: "eu-west-1", A: "b" } };
	const added = { AWS_REGION: "us-east-1", AWS_DEFAULT_REGION: "us-east-1", AWS_ACCESS_KEY_ID: null };
	assert.deepEqual(withVariables(configuration, typeOf("node"), added, new Set(["AWS_DEFAULT_REGION"])), {
		type: "node",
		env: { AWS_REGION: "eu-west-1", A: "b", AWS_ACCESS_KEY_ID: null },
	});
	assert.deepEqual(configuration.env, { AWS_REGION: "eu-west-1", A: "b" }, "the given one is as it was");
});

test("a list of variables stays a list", () => {
	const entry = { name: "AWS_REGION", value: "eu-west-1" };
	const added = { AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "" };
	assert.deepEqual(withVariables({ environment: [entry] }, typeOf("cppdbg"), added, new Set()).environment, [
		entry,
		{ name: "AWS_ACCESS_KEY_ID", value: "" },
	]);
	assert.deepEqual(ownVariables({ environment: [entry, 7] }, typeOf("cppdbg")), { AWS_REGION: "eu-west-1" });
	assert.deepEqual(ownVariables({}, typeOf("cppdbg")), {});
});

test("variables in a form that the type does not have are left alone", () => {
	assert.equal(ownVariables({ env: ["A=b"] }, typeOf("node")), undefined);
	assert.equal(ownVariables({ env: "A=b" }, typeOf("node")), undefined);
	assert.equal(ownVariables({ environment: { A: "b" } }, typeOf("cppdbg")), undefined);
});

test("some variables say who somebody is, unless they are empty or taken out", () => {
	for (const name of ["AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_CONTAINER_CREDENTIALS_FULL_URI"]) {
		assert.equal(namesIdentity({ [name]: "x" }), true);
		assert.equal(namesIdentity({ [name]: "" }), false);
		assert.equal(namesIdentity({ [name]: null }), false);
	}
	assert.equal(namesIdentity({ AWS_REGION: "eu-west-1", PATH: "x" }), false);
});

test("of a file the names are read, and whether there is a value, but no value", () => {
	const text =
		'A=1\n# AWS_PROFILE=no\nexport AWS_PROFILE = "acme"\r\nAWS_REGION=\nAWS_SECRET_ACCESS_KEY: abc\n';
	assert.deepEqual(variablesOfFile(text), {
		AWS_PROFILE: '"',
		AWS_REGION: "",
		AWS_SECRET_ACCESS_KEY: "a",
	});
	assert.equal(namesIdentity(variablesOfFile("AWS_PROFILE=\nB=1")), false);
});
