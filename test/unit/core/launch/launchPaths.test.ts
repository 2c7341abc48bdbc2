import assert from "node:assert/strict";
import { test } from "node:test";
import { filledIn, type PathValues } from "../../../../src/core/launch/launchPaths.ts";

const values: PathValues = {
	folder: "/work/app",
	folders: new Map([
		["app", "/work/app"],
		["The API", "/work/api"],
	]),
	home: "/home/alice",
	variable: (name) => ({ STAGE: "dev" })[name],
};

test("variables that VS Code knows by itself are filled in", () => {
	for (const [given, expected] of [
		[`\${workspaceFolder}/.env`, "/work/app/.env"],
		[`\${workspaceFolder:The API}/.env`, "/work/api/.env"],
		[`\${userHome}/\${workspaceFolderBasename}.env`, "/home/alice/app.env"],
		[`\${workspaceFolderBasename:The API}`, "api"],
		[`/etc/\${env:STAGE}.env`, "/etc/dev.env"],
		[`/etc/\${env:ABSENT}.env`, "/etc/.env"],
		["/plain/$HOME/.env", "/plain/$HOME/.env"],
	] as const) {
		assert.equal(filledIn(given, values), expected);
	}
});

test("a folder of Windows has a name too", () => {
	assert.equal(filledIn(`\${workspaceFolderBasename}`, { ...values, folder: "C:\\work\\app" }), "app");
});

test("what can't be filled in stays", () => {
	for (const text of [
		`\${workspaceFolder:gone}/.env`,
		`\${input:file}`,
		`\${config:files.env}`,
		`\${env}`,
		`\${command:pick}`,
	]) {
		assert.equal(filledIn(text, values), text);
	}
	for (const text of [`\${workspaceFolder}/.env`, `\${workspaceFolderBasename}`]) {
		assert.equal(filledIn(text, { ...values, folder: undefined }), text);
	}
});

test("what is filled in is not filled in again", () => {
	assert.equal(filledIn(`\${env:A}`, { ...values, variable: () => `\${userHome}$&` }), `\${userHome}$&`);
});
