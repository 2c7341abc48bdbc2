import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { execPath } from "node:process";
import { test } from "node:test";
import { promisify } from "node:util";
import { repositoryRoot } from "../harness/folders.ts";

/** Bytes. */
const maxSizes = { "extension.cjs": 640_000, "whatAwsSees.cjs": 225_000, "credentialProcess.cjs": 8_000 };

/** All that people get. The README's pictures are not among it: the Extensions view shows none from a package. */
const allowed = [
	"CHANGELOG.md",
	"LICENSE",
	"README.md",
	"dist/credentialProcess.cjs",
	"dist/extension.cjs",
	"dist/whatAwsSees.cjs",
	"media/activity-bar.svg",
	"media/bin/own.fish",
	"media/bin/own.sh",
	"media/bin/startup.bash",
	"media/bin/startup.zsh",
	"media/bin/terminal.sh",
	"media/bin/whatAwsSees.cmd",
	"media/bin/whatAwsSees.sh",
	"media/icon.png",
	"package.json",
];

test("the package holds what it is to hold, and nothing else", async () => {
	const vsce = join(repositoryRoot, "node_modules", "@vscode", "vsce", "vsce");
	const { stdout } = await promisify(execFile)(execPath, [vsce, "ls", "--no-dependencies"], {
		cwd: repositoryRoot,
	});
	const listed = stdout.split(/\r?\n/).filter((line) => line !== "");
	assert.deepEqual(listed.sort(), allowed, "`npm run build` makes the bundle");
});

for (const [bundle, maxSize] of Object.entries(maxSizes)) {
	test(`${bundle} is smaller than ${maxSize / 1000} kB`, async () => {
		const { size } = await stat(join(repositoryRoot, "dist", bundle));
		assert.ok(size < maxSize, `${size / 1000} kB. While debugging it is not minified: \`npm run build\``);
	});
}
