import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { launcherScript } from "../../../../src/core/launch/launcherScript.ts";

const variables = {
	AWS_PROFILE: null,
	AWS_REGION: "it's $HOME `x`",
	AWS_CONTAINER_AUTHORIZATION_TOKEN: "t-_1",
};

test("a program is run with the variables in place of those that are there, and its arguments as they are", () => {
	const folder = mkdtempSync(join(tmpdir(), "launcher-"));
	try {
		const { text, extension } = launcherScript(variables, false);
		assert.equal(extension, "");
		const file = join(folder, "run");
		writeFileSync(file, text, { mode: 0o700 });
		const script =
			"console.log(JSON.stringify([process.argv.slice(1), process.env.AWS_PROFILE, process.env.AWS_REGION]))";
		const output = execFileSync(file, [process.execPath, "-e", script, "a b", "*"], {
			encoding: "utf8",
			env: { AWS_PROFILE: "other", AWS_REGION: "x" },
		});
		assert.deepEqual(JSON.parse(output), [["a b", "*"], null, "it's $HOME `x`"]);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test("on Windows it is a batch file", () => {
	const { text, extension } = launcherScript({ AWS_PROFILE: null, AWS_REGION: "50%" }, true);
	assert.equal(extension, ".cmd");
	assert.equal(text, '@set "AWS_PROFILE="\r\n@set "AWS_REGION=50%%"\r\n@%*\r\n');
});
