import assert from "node:assert/strict";
import { test } from "node:test";
import { locateConfig } from "../../../../src/core/config/configLocation.ts";

test("without a home folder there is nothing to find, unless both files are named", () => {
	assert.equal(locateConfig({}, false), undefined);
	assert.equal(locateConfig({ HOME: "" }, true), undefined);
	assert.equal(locateConfig({ AWS_CONFIG_FILE: "/etc/aws/config" }, false), undefined);
	const named = { AWS_CONFIG_FILE: "/etc/aws/config", AWS_SHARED_CREDENTIALS_FILE: "/etc/aws/credentials" };
	assert.deepEqual(locateConfig(named, false), {
		configFile: "/etc/aws/config",
		credentialsFile: "/etc/aws/credentials",
		profile: "default",
	});
});

test("a tilde stands for the home folder, an empty variable for none", () => {
	const located = locateConfig({ HOME: "/home/a", AWS_CONFIG_FILE: "~/conf", AWS_PROFILE: "" }, false);
	assert.deepEqual(located, {
		configFile: "/home/a/conf",
		credentialsFile: "/home/a/.aws/credentials",
		profile: "default",
	});
});

test("AWS_PROFILE goes before AWS_DEFAULT_PROFILE", () => {
	const environment = { HOME: "/h", AWS_DEFAULT_PROFILE: "second" };
	assert.equal(locateConfig(environment, false)?.profile, "second");
	assert.equal(locateConfig({ ...environment, AWS_PROFILE: "first" }, false)?.profile, "first");
});
