import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { ambientPresence } from "../../../../src/credentials/sources/ambientPresence.ts";
import { temporaryHome } from "../../fakes/temporaryHome.ts";

function sysFolder(t: TestContext, files: Record<string, string> = {}): string {
	const { home } = temporaryHome(t);
	for (const [path, text] of Object.entries(files)) {
		mkdirSync(dirname(join(home, path)), { recursive: true });
		writeFileSync(join(home, path), text);
	}
	return home;
}

test("variables tell of the environment and of a container", async (t) => {
	const present = (environment: Record<string, string>) =>
		ambientPresence({ environment, platform: "linux", sysFolder: sysFolder(t) });
	assert.deepEqual(await present({}), []);
	assert.deepEqual(await present({ AWS_ACCESS_KEY_ID: "AKIA1" }), []);
	assert.deepEqual(await present({ AWS_ACCESS_KEY_ID: "AKIA1", AWS_SECRET_ACCESS_KEY: "s" }), [
		"Environment",
	]);
	assert.deepEqual(await present({ AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" }), []);
	assert.deepEqual(await present({ AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/x" }), ["EcsContainer"]);
	assert.deepEqual(await present({ AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://localhost/" }), [
		"EcsContainer",
	]);
});

test("the machine's own files tell of EC2", async (t) => {
	const vendor = "class/dmi/id/sys_vendor";
	const cases: [Record<string, string>, boolean][] = [
		[{ [vendor]: "Amazon EC2\n" }, true],
		[{ "hypervisor/uuid": "ec2e1916-9099-7caf-fd21-012345abcdef\n" }, true],
		[{ "hypervisor/uuid": "EC2E1916\n" }, true],
		[{ [vendor]: "QEMU\n", "hypervisor/uuid": "1234\n" }, false],
		[{}, false],
	];
	for (const [files, isThere] of cases) {
		const surroundings = { environment: {}, platform: "linux", sysFolder: sysFolder(t, files) } as const;
		assert.deepEqual(await ambientPresence(surroundings), isThere ? ["Ec2InstanceMetadata"] : []);
		assert.deepEqual(await ambientPresence({ ...surroundings, platform: "darwin" }), []);
		const environment = { AWS_EC2_METADATA_DISABLED: "true" };
		assert.deepEqual(await ambientPresence({ ...surroundings, environment }), []);
	}
});
