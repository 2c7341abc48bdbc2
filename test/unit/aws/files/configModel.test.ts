import assert from "node:assert/strict";
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { LoadedConfig } from "../../../../src/aws/files/configFiles.ts";
import { ConfigModel } from "../../../../src/aws/files/configModel.ts";
import { systemClock } from "../../../../src/aws/systemClock.ts";
import type { Clock } from "../../../../src/core/clock.ts";
import type { Environment } from "../../../../src/core/config/endpointSettings.ts";
import type { StoredKeyPair } from "../../../../src/core/config/sharedConfig.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { storedPair } from "../../fakes/storedPair.ts";
import { temporaryHome } from "../../fakes/temporaryHome.ts";

const names = ({ config }: LoadedConfig) => [...config.profiles.keys()].join(" ");

/** A started model, and the profiles' names at each change it told. */
async function started(t: TestContext, environment: Environment, clock: Clock = systemClock) {
	const model = new ConfigModel(() => environment, clock);
	t.after(() => model.dispose());
	const told: string[] = [];
	const waiting = new Set<() => void>();
	model.onDidChange((loaded) => {
		told.push(names(loaded));
		for (const look of waiting) {
			look();
		}
	});
	/** Resolves once the last change told is this one. */
	const until = (expected: string): Promise<void> =>
		new Promise((resolve) => {
			const look = (): void => {
				if (told.at(-1) === expected) {
					waiting.delete(look);
					resolve();
				}
			};
			waiting.add(look);
			look();
		});
	const loaded = await model.start();
	return { model, told, until, loaded };
}

// Watching needs the process to be kept alive by something else: the watchers themselves don't.
const options = { timeout: 20_000 };
const keptAlive = (t: TestContext): void => {
	const timer = setInterval(() => {}, 1000);
	t.after(() => clearInterval(timer));
};

test("a file that is written, replaced and removed is seen", options, async (t) => {
	keptAlive(t);
	const { aws, environment } = temporaryHome(t, { config: "[profile a]" });
	const { loaded, until, model } = await started(t, environment);
	assert.equal(names(loaded), "a");
	writeFileSync(join(aws, "config"), "[profile b]");
	await until("b");
	writeFileSync(join(aws, "config.new"), "[profile c]");
	renameSync(join(aws, "config.new"), join(aws, "config"));
	await until("c");
	writeFileSync(join(aws, "config"), "[profile d]");
	await until("d");
	writeFileSync(join(aws, "credentials"), "[e]");
	await until("d e");
	rmSync(join(aws, "config"));
	await until("e");
	assert.equal(model.current && names(model.current), "e");
});

test("a folder that comes later is seen, and one that goes and comes back", options, async (t) => {
	keptAlive(t);
	const { aws, environment } = temporaryHome(t);
	const { until } = await started(t, environment);
	mkdirSync(aws);
	writeFileSync(join(aws, "config"), "[profile a]");
	await until("a");
	writeFileSync(join(aws, "config"), "[profile b]");
	await until("b");
	rmSync(aws, { recursive: true });
	await until("");
	mkdirSync(aws);
	writeFileSync(join(aws, "config"), "[profile c]");
	await until("c");
});

test("a missing folder several levels down is found step by step", options, async (t) => {
	keptAlive(t);
	const { home, environment } = temporaryHome(t);
	const deep = join(home, "one", "two");
	const { until } = await started(t, { ...environment, AWS_CONFIG_FILE: join(deep, "conf") });
	mkdirSync(deep, { recursive: true });
	writeFileSync(join(deep, "conf"), "[profile a]");
	await until("a");
});

test("a link's target that changes is seen, and a link to another target", options, async (t) => {
	keptAlive(t);
	const { home, aws, environment } = temporaryHome(t, { credentials: "" });
	const dotfiles = join(home, "dotfiles");
	mkdirSync(dotfiles);
	writeFileSync(join(dotfiles, "one"), "[profile a]");
	writeFileSync(join(dotfiles, "two"), "[profile c]");
	try {
		symlinkSync(join(dotfiles, "one"), join(aws, "config"));
	} catch {
		t.skip("this user may not make links");
		return;
	}
	const { loaded, until } = await started(t, environment);
	assert.equal(names(loaded), "a");
	writeFileSync(join(dotfiles, "one"), "[profile b]");
	await until("b");
	rmSync(join(aws, "config"));
	symlinkSync(join(dotfiles, "two"), join(aws, "config"));
	await until("c");
	writeFileSync(join(dotfiles, "two"), "[profile d]");
	await until("d");
});

test("listeners hear only of texts that differ", async (t) => {
	const { aws, environment } = temporaryHome(t, { config: "[profile a]" });
	const { model, told } = await started(t, environment, new FakeClock());
	await Promise.all([model.reload(), model.reload()]);
	writeFileSync(join(aws, "config"), "[profile a]");
	await model.reload();
	assert.deepEqual(told, ["a"]);
	writeFileSync(join(aws, "config"), "[profile a]\nregion = r");
	await model.reload();
	assert.deepEqual(told, ["a", "a"]);
	rmSync(join(aws, "config"));
	mkdirSync(join(aws, "config"));
	const { config } = await model.reload();
	assert.deepEqual(told, ["a", "a", ""]);
	assert.match(config.problems[0]?.message ?? "", /folder/);
});

test("a reading sees what was written before it was asked for, even behind another", async (t) => {
	const { aws, environment } = temporaryHome(t, { config: "[profile a]" });
	const { model } = await started(t, environment, new FakeClock());
	const first = model.reload();
	writeFileSync(join(aws, "config"), "[profile b]");
	const second = model.reload();
	await first;
	assert.equal(names(await second), "b");
});

test("however many ask while one is under way, one more reading is enough", async (t) => {
	const { environment } = temporaryHome(t, { config: "[profile a]" });
	let readings = 0;
	let begin: () => void = () => undefined;
	let go: () => void = () => undefined;
	const begun = new Promise<void>((resolve) => {
		begin = resolve;
	});
	const held = new Promise<void>((resolve) => {
		go = resolve;
	});
	const model = new ConfigModel(
		() => environment,
		new FakeClock(),
		async () => {
			readings++;
			begin();
			await held;
			return [];
		},
	);
	t.after(() => model.dispose());
	const first = model.reload();
	await begun;
	const others = Array.from({ length: 9 }, () => model.reload());
	go();
	await Promise.all([first, ...others]);
	assert.equal(readings, 2);
	await model.reload();
	assert.equal(readings, 3);
});

test("keys that are kept outside the files are told of as a change, as those of this credentials file", async (t) => {
	const { aws, environment } = temporaryHome(t, { credentials: "[a]\nregion = x\n" });
	const stored: StoredKeyPair[] = [];
	const asked = new Set<string>();
	const model = new ConfigModel(
		() => environment,
		new FakeClock(),
		async (file) => {
			asked.add(file);
			return [...stored];
		},
	);
	t.after(() => model.dispose());
	const told: string[] = [];
	model.onDidChange((loaded) => told.push(names(loaded)));
	await model.start();
	stored.push(storedPair("acme"));
	await model.reload();
	await model.reload();
	assert.deepEqual(told, ["a", "a acme"]);
	assert.deepEqual([...asked], [join(aws, "credentials")]);
	assert.deepEqual(model.current?.storedKeys, stored);
});
