import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { writeSampleHome } from "../../sandbox/sampleHome.ts";
import { aliceMfaSerial, sampleWorld } from "../../sandbox/sampleWorld.ts";

test("the sample home's files are private, also when they were not before", async (t) => {
	const dir = temporaryDirectory(t);
	const { configFile, credentialsFile } = await writeSampleHome(dir);
	assert.equal(configFile, join(dir, ".aws", "config"));
	assert.equal(credentialsFile, join(dir, ".aws", "credentials"));
	chmodSync(credentialsFile, 0o644);
	await writeSampleHome(dir);
	for (const file of [configFile, credentialsFile]) assert.equal(statSync(file).mode & 0o777, 0o600);
});

test("the sample home speaks of the sample world, and of no endpoint", async (t) => {
	const { configFile, credentialsFile } = await writeSampleHome(temporaryDirectory(t));
	const config = readFileSync(configFile, "utf8");
	const credentials = readFileSync(credentialsFile, "utf8");
	const world = sampleWorld();
	assert.deepEqual(world, sampleWorld());
	const roles = [...config.matchAll(/^role_arn *= *(.+)$/gm)].map(([, arn]) => arn);
	const byKeys = world.roles.filter(({ trust }) => trust.every(({ federated }) => federated === undefined));
	assert.deepEqual(new Set(roles), new Set(byKeys.map(({ arn }) => arn)));
	const devices = world.users.flatMap(({ mfaDevices }) => mfaDevices);
	assert.deepEqual(
		devices.map(({ serial }) => serial),
		[aliceMfaSerial],
	);
	for (const { id, secret } of world.users.flatMap(({ accessKeys }) => accessKeys)) {
		assert.match(id, /^AKIA[A-Z2-7]{16}$/);
		assert.equal(secret.length, 40);
		assert.ok(credentials.includes(id) && credentials.includes(secret));
		assert.ok(!config.includes(secret));
	}
	for (const text of [config, credentials]) {
		assert.doesNotMatch(text, /endpoint_url|\[(profile )?default\]/);
	}
});

function temporaryDirectory(t: { after(clean: () => void): void }): string {
	const dir = mkdtempSync(join(tmpdir(), "sample-home-"));
	t.after(() => rmSync(dir, { recursive: true }));
	return dir;
}
