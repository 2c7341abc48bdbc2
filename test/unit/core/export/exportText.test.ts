import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { likelyFormat } from "../../../../src/core/export/exportFormats.ts";
import { changeText, exportText } from "../../../../src/core/export/exportText.ts";
import { Secret } from "../../../../src/core/text/secret.ts";

const temporary = {
	accessKeyId: "ASIAEXAMPLEEXAMPLE12",
	secretAccessKey: new Secret("se/cr+et="),
	sessionToken: new Secret("IQoJ//to+ken=="),
	expiresAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
};
const lasting = { accessKeyId: "AKIAEXAMPLEEXAMPLE12", secretAccessKey: new Secret("secret") };

test("each shell's lines set the keys and the region, and take another identity away", () => {
	const text = (format: "bash" | "fish" | "powershell" | "cmd") =>
		exportText(format, temporary, "eu-central-1").reveal();
	assert.equal(
		text("bash"),
		` export AWS_ACCESS_KEY_ID='ASIAEXAMPLEEXAMPLE12'
 export AWS_SECRET_ACCESS_KEY='se/cr+et='
 export AWS_SESSION_TOKEN='IQoJ//to+ken=='
 export AWS_CREDENTIAL_EXPIRATION='2026-01-02T03:04:05Z'
 export AWS_REGION='eu-central-1'
 export AWS_DEFAULT_REGION='eu-central-1'
 unset AWS_SECURITY_TOKEN
 unset AWS_ACCOUNT_ID
 unset AWS_PROFILE
 unset AWS_DEFAULT_PROFILE
 unset AWS_WEB_IDENTITY_TOKEN_FILE
 unset AWS_ROLE_ARN
 unset AWS_ROLE_SESSION_NAME
 unset AWS_CONTAINER_CREDENTIALS_FULL_URI
 unset AWS_CONTAINER_CREDENTIALS_RELATIVE_URI
 unset AWS_CONTAINER_AUTHORIZATION_TOKEN
 unset AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE
`,
	);
	assert.match(text("fish"), /^ set -gx AWS_SESSION_TOKEN 'IQoJ\/\/to\+ken=='$/m);
	assert.match(
		text("fish"),
		/^ set -eg AWS_PROFILE; set -qUx AWS_PROFILE; and set -eU AWS_PROFILE$/m,
		"a universal one behind it too, which fish would export then",
	);
	assert.match(text("powershell"), /^\$Env:AWS_SESSION_TOKEN = 'IQoJ\/\/to\+ken=='$/m);
	assert.match(text("powershell"), /^Remove-Item Env:AWS_PROFILE -ErrorAction Ignore$/m);
	assert.match(text("cmd"), /^set "AWS_SESSION_TOKEN=IQoJ\/\/to\+ken=="\r$/m);
	assert.match(text("cmd"), /^set "AWS_PROFILE="\r$/m);
	for (const [format, line] of [
		["fish", " set -eg AWS_ACCOUNT_ID;"],
		["powershell", "Remove-Item Env:AWS_ACCOUNT_ID "],
		["cmd", 'set "AWS_ACCOUNT_ID="\r'],
	] as const) {
		assert.ok(text(format).includes(`\n${line}`), format);
	}
});

test("long-term keys take a token and an end away that were there", () => {
	const text = exportText("bash", lasting, undefined).reveal();
	assert.match(text, /^ unset AWS_SESSION_TOKEN$/m);
	assert.match(text, /^ unset AWS_CREDENTIAL_EXPIRATION$/m);
	assert.doesNotMatch(text, /REGION/);
});

test(".env has one line a variable without quotes; JSON is what a credential_process prints", () => {
	assert.equal(
		exportText("env", temporary, "eu-central-1").reveal(),
		`AWS_ACCESS_KEY_ID=ASIAEXAMPLEEXAMPLE12
AWS_SECRET_ACCESS_KEY=se/cr+et=
AWS_SESSION_TOKEN=IQoJ//to+ken==
AWS_CREDENTIAL_EXPIRATION=2026-01-02T03:04:05Z
AWS_REGION=eu-central-1
AWS_DEFAULT_REGION=eu-central-1
`,
	);
	assert.deepEqual(JSON.parse(exportText("json", temporary, "eu-central-1").reveal()), {
		Version: 1,
		AccessKeyId: "ASIAEXAMPLEEXAMPLE12",
		SecretAccessKey: "se/cr+et=",
		SessionToken: "IQoJ//to+ken==",
		Expiration: "2026-01-02T03:04:05Z",
	});
	assert.deepEqual(JSON.parse(exportText("json", lasting, undefined).reveal()), {
		Version: 1,
		AccessKeyId: "AKIAEXAMPLEEXAMPLE12",
		SecretAccessKey: "secret",
	});
});

test("what a format can't say for certain is refused, without the value", () => {
	const refuses = (format: "cmd" | "env", value: string) =>
		assert.throws(
			() => exportText(format, { ...lasting, secretAccessKey: new Secret(value) }, undefined),
			(error: Error & { code?: string }) =>
				error.code === "ExportImpossible" &&
				error.message.includes("AWS_SECRET_ACCESS_KEY") &&
				!error.message.includes(value),
			value,
		);
	for (const value of ['a"b', "%PATH%", "a!b!", "a\nb", "a\x7F"]) {
		refuses("cmd", value);
	}
	for (const value of ["a b", "a#b", "a'b", 'a"b', "a$b", "a\\b", "a\nb", "ä"]) {
		refuses("env", value);
	}
});

/** Every text but those with NUL, which no variable holds, and broken UTF-16. */
const anyValue = fc
	.oneof(
		fc.string({ unit: "grapheme" }),
		fc.string({
			unit: fc.constantFrom("'", '"', "\\", "$", "`", "!", "%", "\n", "\r", "\t", "’", "‚", " ", "a"),
		}),
	)
	.filter((text) => !text.includes("\0") && text.isWellFormed());

for (const [shell, format] of [
	["/usr/bin/bash", "bash"],
	["/usr/bin/dash", "bash"],
	["/usr/bin/zsh", "bash"],
	["/bin/sh", "bash"],
	["/usr/bin/fish", "fish"],
] as const) {
	test(`${shell} reads every value back`, { skip: !existsSync(shell) }, () => {
		fc.assert(
			fc.property(fc.array(anyValue, { minLength: 30, maxLength: 40 }), (values) => {
				const set = new Map(values.map((value, index) => [`V${index}`, value]));
				const script = `${changeText(format, { set, unset: ["GONE"] })} env -0`;
				const output = execFileSync(shell, ["-c", script], {
					env: { GONE: "there", HOME: "/nonexistent", PATH: "/usr/bin:/bin" },
					// With a socket there, bash takes itself for a remote login.
					stdio: ["ignore", "pipe", "ignore"],
				}).toString();
				const read = new Map(
					output.split("\0").map((entry) => {
						const at = entry.indexOf("=");
						return [entry.slice(0, at), entry.slice(at + 1)] as const;
					}),
				);
				for (const [name, value] of set) {
					assert.equal(read.get(name), value);
				}
				assert.ok(!read.has("GONE"));
			}),
			{ numRuns: 25 },
		);
	});
}

test("fish and PowerShell: every value is inside of its quotes, as these shells' rules have it", () => {
	fc.assert(
		fc.property(anyValue, (value) => {
			const set = new Map([["V", value]]);
			const fish = changeText("fish", { set, unset: [] });
			const inFish = /^ set -gx V '((?:[^'\\]|\\[\\'])*)'\n$/.exec(fish)?.[1];
			assert.equal(inFish?.replace(/\\([\\'])/g, "$1"), value);
			const powershell = changeText("powershell", { set, unset: [] });
			const inPowershell = /^\$Env:V = '((?:[^'‘’‚‛]|(['‘’‚‛])\2)*)'\n$/.exec(powershell)?.[1];
			assert.equal(inPowershell?.replace(/(['‘’‚‛])\1/g, "$1"), value);
		}),
	);
});

test("the likely format is that of the shell that terminals open with", () => {
	assert.deepEqual(
		[
			likelyFormat("/usr/bin/zsh", "darwin"),
			likelyFormat("/opt/bin/fish", "linux"),
			likelyFormat("C:\\Windows\\System32\\cmd.exe", "win32"),
			likelyFormat("C:\\Program Files\\PowerShell\\7\\pwsh.exe", "win32"),
			likelyFormat("C:\\Windows\\System32\\wsl.exe", "win32"),
			likelyFormat("", "win32"),
			likelyFormat("", "linux"),
		],
		["bash", "fish", "cmd", "powershell", "bash", "powershell", "bash"],
	);
});
