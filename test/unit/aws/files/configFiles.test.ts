import assert from "node:assert/strict";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { configLocation, loadConfig } from "../../../../src/aws/files/configFiles.ts";
import { temporaryHome } from "../../fakes/temporaryHome.ts";

const isRoot = process.getuid?.() === 0;

test("both files are read and merged", async (t) => {
	const { home, environment } = temporaryHome(t, {
		config: "[profile a]\nregion = r1",
		credentials: "[a]\naws_access_key_id = AKIA1\naws_secret_access_key = s",
	});
	const { location, texts, config } = await loadConfig(environment);
	assert.equal(location?.configFile, join(home, ".aws", "config"));
	assert.deepEqual(
		texts.map(({ kind }) => kind),
		["config", "credentials"],
	);
	assert.deepEqual(
		[...(config.profiles.get("a")?.properties.keys() ?? [])],
		["region", "aws_access_key_id", "aws_secret_access_key"],
	);
	assert.deepEqual(config.problems, []);
});

test("files and folders that are missing are no problem", async (t) => {
	const { home, environment } = temporaryHome(t);
	const loaded = await loadConfig(environment);
	assert.deepEqual([loaded.texts, loaded.config.problems], [[], []]);
	assert.equal(loaded.config.profiles.size, 0);
	writeFileSync(join(home, ".aws"), "a file in the folder's place");
	assert.deepEqual((await loadConfig(environment)).config.problems, []);
});

test("a folder in a file's place is told at that file, and the other is read", async (t) => {
	const { home, environment } = temporaryHome(t, { credentials: "[a]\nregion = r1" });
	mkdirSync(join(home, ".aws", "config"));
	const { config } = await loadConfig(environment);
	assert.deepEqual([...config.profiles.keys()], ["a"]);
	assert.deepEqual(config.problems, [
		{
			severity: "error",
			message: "This is a folder, but AWS expects a file here",
			place: { file: join(home, ".aws", "config"), line: 0, column: 0, length: 0 },
		},
	]);
});

test("a file that may not be read", { skip: isRoot && "root reads everything" }, async (t) => {
	const { home, environment } = temporaryHome(t, { config: "[profile a]" });
	chmodSync(join(home, ".aws", "config"), 0);
	const { config } = await loadConfig(environment);
	assert.match(config.problems[0]?.message ?? "", /permission denied/);
});

test("binary rubbish is a problem, not a failure", async (t) => {
	const { home, environment } = temporaryHome(t, { credentials: "[a]\nregion = r1" });
	writeFileSync(join(home, ".aws", "config"), Buffer.from([0xff, 0xfe, 0, 0x5b, 0x80, 0x0a, 0xc3, 0x28]));
	const { config } = await loadConfig(environment);
	assert.deepEqual([...config.profiles.keys()], ["a"]);
	assert.equal(config.problems.length, 1);
});

test("without a home in the environment the operating system's is taken", () => {
	const located = configLocation({});
	assert.ok(located?.configFile.endsWith(join(".aws", "config")));
	assert.ok((located?.configFile.length ?? 0) > join(".aws", "config").length + 1);
});
