import assert from "node:assert/strict";
import { test } from "node:test";
import {
	readConsoleArguments,
	readExportArguments,
} from "../../../../src/core/arguments/handoverArguments.ts";

test("what is good is read", () => {
	assert.deepEqual(readExportArguments(undefined), {});
	assert.deepEqual(readExportArguments({ session: "dev", format: "zsh", target: "file" }), {
		session: "dev",
		format: "bash",
		target: "file",
	});
	assert.deepEqual(readExportArguments({ profile: "dev", format: "profile" }), {
		profile: "dev",
		format: "profile",
	});
	assert.deepEqual(
		readConsoleArguments({ session: "dev", service: "systems-manager", region: "eu-west-1" }),
		{
			session: "dev",
			service: "systems-manager",
			region: "eu-west-1",
		},
	);
	assert.deepEqual(readConsoleArguments({ destination: "s3/buckets" }), { destination: "s3/buckets" });
});

test("what is not names its field", () => {
	for (const [argument, message] of [
		[{ format: "csh" }, /format must be one of bash, fish, powershell, cmd, env, json, profile/],
		[{ target: "editor" }, /target must be one of clipboard, file/],
		[{ format: "profile", target: "file" }, /has no target/],
		[{ session: "a", profile: "b" }, /session and profile/],
		[{ file: "/tmp/x" }, /'file' is not a field/],
	] as const) {
		assert.throws(() => readExportArguments(argument), { code: "InvalidArgument", message });
	}
	for (const [argument, message] of [
		[{ service: "S3" }, /service: a service looks like/],
		[{ service: "../x" }, /service/],
		[{ destination: "a", service: "s3" }, /destination and service/],
		[{ destination: "x".repeat(2001) }, /destination: up to 2000/],
		[{ region: "a/b" }, /region/],
	] as const) {
		assert.throws(() => readConsoleArguments(argument), { code: "InvalidArgument", message });
	}
});
