import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { locateConfig } from "../../../../src/core/config/configLocation.ts";
import { type ConfigText, readSharedConfig, type Section } from "../../../../src/core/config/sharedConfig.ts";
import { valuesOf } from "../../fakes/configOf.ts";
import { conformance } from "../../fakes/conformance.ts";

interface ParserCase {
	readonly name: string;
	readonly input: { readonly configFile?: string; readonly credentialsFile?: string };
	readonly output: {
		readonly config?: {
			readonly profiles: Record<string, Record<string, string>>;
			readonly sso_sessions?: Record<string, Record<string, string>>;
		};
		readonly errorContaining?: string;
	};
}

interface LocationCase {
	readonly name: string;
	readonly environment: Record<string, string>;
	readonly platform: "linux" | "windows";
	readonly profile?: string;
	readonly configLocation: string;
	readonly credentialsLocation: string;
}

test("AWS's parser cases", async (t) => {
	const file = conformance(t, "profiles/profile-parser-tests.json");
	if (file === undefined) {
		return;
	}
	const { tests } = JSON.parse(readFileSync(file, "utf8")) as { tests: ParserCase[] };
	assert.equal(tests.length, 65);
	for (const { name, input, output } of tests) {
		await t.test(name, () => {
			const texts: ConfigText[] = [];
			if (input.configFile !== undefined) {
				texts.push({ file: "config", kind: "config", text: input.configFile });
			}
			if (input.credentialsFile !== undefined) {
				texts.push({ file: "credentials", kind: "credentials", text: input.credentialsFile });
			}
			const config = readSharedConfig(texts);
			const errors = config.problems.filter(({ severity }) => severity === "error");
			if (output.config === undefined) {
				assert.notEqual(errors.length, 0, `expected an error: ${output.errorContaining}`);
				return;
			}
			assert.deepEqual(errors, []);
			assert.deepEqual(plain(config.profiles), output.config.profiles);
			assert.deepEqual(plain(config.ssoSessions), output.config.sso_sessions ?? {});
		});
	}
});

test("AWS's file location cases", async (t) => {
	const file = conformance(t, "profiles/file-location-tests.json");
	if (file === undefined) {
		return;
	}
	const { tests } = JSON.parse(readFileSync(file, "utf8")) as { tests: LocationCase[] };
	assert.equal(tests.length, 9);
	for (const { name, environment, platform, ...expected } of tests) {
		await t.test(`${name} (${platform})`, () => {
			assert.deepEqual(locateConfig(environment, platform === "windows"), {
				profile: expected.profile ?? "default",
				configFile: expected.configLocation,
				credentialsFile: expected.credentialsLocation,
			});
		});
	}
});

function plain(sections: ReadonlyMap<string, Section>): Record<string, Record<string, string>> {
	return Object.fromEntries([...sections].map(([name, section]) => [name, valuesOf(section)]));
}
