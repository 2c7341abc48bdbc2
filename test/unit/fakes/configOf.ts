import assert from "node:assert/strict";
import {
	type ConfigText,
	readSharedConfig,
	type Section,
	type SharedConfig,
} from "../../../src/core/config/sharedConfig.ts";

/** What a config file's text, and a credentials file's, mean. Their places name `config` and `credentials`. */
export function configOf(config: string, credentials?: string): SharedConfig {
	const texts: ConfigText[] = [{ file: "config", kind: "config", text: config }];
	if (credentials !== undefined) {
		texts.push({ file: "credentials", kind: "credentials", text: credentials });
	}
	return readSharedConfig(texts);
}

/** The profile of that name. Fails the test when there is none. */
export function profileIn(config: SharedConfig, name: string): Section {
	const section = config.profiles.get(name);
	assert.ok(section, `no profile ${name}`);
	return section;
}

/** A section's keys and values as a plain object. */
export function valuesOf(section: Section): Record<string, string> {
	return Object.fromEntries([...section.properties].map(([key, { value }]) => [key, value]));
}
