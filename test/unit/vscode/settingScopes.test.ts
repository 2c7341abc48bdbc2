import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { repositoryRoot } from "../../harness/folders.ts";

/** What a workspace may say: how things look, and its profiles and delivery, once it is trusted. */
const workspaceSettings = [
	"awsSessions.codeLens",
	"awsSessions.delivery",
	"awsSessions.launchProfiles",
	"awsSessions.profile",
	"awsSessions.statusBar.showWithoutSession",
];

test("a workspace's settings weaken no guard, and one that is not trusted names no profile", async () => {
	const { contributes, capabilities } = JSON.parse(
		await readFile(join(repositoryRoot, "package.json"), "utf8"),
	);
	const properties: Record<string, { scope?: string }> = contributes.configuration.properties;
	const open = Object.keys(properties).filter((name) => properties[name]?.scope !== "machine");
	assert.deepEqual(open.sort(), workspaceSettings);
	// VS Code looks at restricted settings only where the support is limited.
	const { supported, restrictedConfigurations } = capabilities.untrustedWorkspaces;
	assert.deepEqual(
		[supported, restrictedConfigurations],
		["limited", ["awsSessions.profile", "awsSessions.delivery", "awsSessions.launchProfiles"]],
	);
});
