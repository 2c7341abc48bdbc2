import assert from "node:assert/strict";
import { test } from "node:test";
import { awsCli } from "../../../src/helper/clients.ts";
import { foundSteps, type Surroundings } from "../../../src/helper/decide.ts";
import { groupClients } from "../../../src/helper/groups.ts";
import {
	describeFacts,
	describeWho,
	type Facts,
	type Style,
	whoHeading,
} from "../../../src/helper/report.ts";
import { variablesSet } from "../../../src/helper/variables.ts";
import { warningsOf } from "../../../src/helper/warnings.ts";
import { pair, surroundingsOf } from "./surroundings.ts";

const style: Style = { shell: "posix", isBold: false, width: 80 };

function factsOf(surroundings: Surroundings): Facts {
	const groups = groupClients(surroundings);
	return {
		variables: variablesSet(surroundings.environment),
		files: [
			{ kind: "config", path: "~/.aws/config", profiles: 12, problem: undefined },
			{ kind: "credentials", path: "~/.aws/credentials", profiles: undefined, problem: undefined },
		],
		groups,
		found: foundSteps(awsCli, surroundings),
		warnings: warningsOf(groups, surroundings),
	};
}

test("the whole text, when programs disagree", () => {
	const surroundings = surroundingsOf({
		...pair,
		AWS_SESSION_TOKEN: "",
		AWS_PROFILE: "role",
		HOME: "/home/me",
	});
	assert.equal(
		describeFacts(factsOf(surroundings), style),
		`Variables set here (names only)
  Keys     AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN (empty)
  Profile  AWS_PROFILE

Files
  config       ~/.aws/config: 12 profiles
  credentials  ~/.aws/credentials: not there

Where the AWS CLI looks, in this order
→ 1 Keys in variables                AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY
  2 Profile: its role                there, but not looked at
  3 Web identity in variables        none
  4 Profile: sign-in, keys, program  none
  5 Container                        none
  6 EC2 instance                     none

Programs that decide otherwise
  JavaScript, .NET 3  profile role, named by AWS_PROFILE

To be mended
  ! Two sources: AWS CLI, boto3, Java, Go, PHP, .NET 4 and Rust take the keys in
    variables, JavaScript and .NET 3 the profile that AWS_PROFILE names
    unset AWS_PROFILE
`,
	);
});

test("no value of a variable is in the text, but a profile's name", () => {
	const names = [
		...["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"],
		...["AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_ENDPOINT_URL"],
		...[
			"AWS_WEB_IDENTITY_TOKEN_FILE",
			"AWS_ROLE_ARN",
			"AWS_CREDENTIAL_EXPIRATION",
			"HTTPS_PROXY",
			"AWS_REGION",
		],
	];
	const environment = Object.fromEntries(names.map((name) => [name, `hidden-${name}`]));
	const text = describeFacts(
		factsOf(surroundingsOf({ ...environment, AWS_PROFILE: "keys" }, { ambient: ["EcsContainer"] })),
		style,
	);
	assert.doesNotMatch(text, /hidden/);
	for (const name of names) {
		assert.ok(text.includes(name), name);
	}
});

test("a search that ends before it begins, nothing at all, and no home folder", () => {
	const early = describeFacts(factsOf(surroundingsOf({ AWS_PROFILE: "gone" })), style);
	assert.match(early, /^→ It gives up at once: AWS_PROFILE names a profile that is in neither file$/m);
	const nothing = describeFacts({ ...factsOf(surroundingsOf({})), files: [] }, style);
	assert.match(nothing, /none that decide anything/);
	assert.match(nothing, /no home folder/);
	assert.match(nothing, /^boto3 and the SDKs for JavaScript, .* and Rust come\nto the same\.$/m);
	assert.doesNotMatch(nothing, /→/);
});

test("nothing that is told commands the terminal or turns the text around", () => {
	const odd = "x\x1b[2J\u202ey";
	const { config, ...surroundings } = surroundingsOf({ AWS_PROFILE: odd });
	const keys = config.profiles.get("keys");
	assert.ok(keys !== undefined);
	const profiles = new Map([[odd, { ...keys, name: odd }]]);
	const files = [{ kind: "config" as const, path: "c\rd", profiles: 1, problem: "Line 3: \x1b[2J" }];
	const facts = factsOf({ ...surroundings, config: { ...config, profiles } });
	const text = describeFacts({ ...facts, files }, style);
	assert.doesNotMatch(text.replaceAll("\n", ""), /[\p{Cc}\u202e]/u);
	assert.match(text, /profile x\\u001b\[2J\\u202ey, named by\s+AWS_PROFILE/);
	assert.match(text, /c\\u000dd: 1 profile\. Line 3: \\u001b\[2J/);
	const who = { kind: "failed" as const, code: "StsError" as const, message: "a\x1b[2Jb\nc" };
	assert.equal(
		describeWho([{ names: ["AWS CLI"], who }], config, style),
		"  a\\u001b[2Jb\\u000ac (StsError)\n",
	);
});

test("a profile that is not there is told by the variable", () => {
	for (const name of ["gone\x1b[2J", "eyJgone"]) {
		assert.doesNotMatch(describeFacts(factsOf(surroundingsOf({ AWS_PROFILE: name })), style), /gone/);
	}
});

test("a file's first problem", () => {
	const facts = factsOf(surroundingsOf({}));
	const files = [{ kind: "config" as const, path: "c", profiles: 1, problem: "Line 3: Broken (and 2 more)" }];
	assert.match(describeFacts({ ...facts, files }, style), /c: 1 profile\. Line 3: Broken \(and 2 more\)/);
});

test("no line is wider than the terminal, if words allow; and the way out is in the shell's words", () => {
	const surroundings = surroundingsOf({ ...pair, AWS_PROFILE: "role", AWS_SECURITY_TOKEN: "t" });
	const text = describeFacts(factsOf(surroundings), { ...style, width: 60, shell: "powershell" });
	assert.ok(text.split("\n").every((line) => line.length <= 60));
	assert.match(text, /^ {4}Remove-Item Env:AWS_PROFILE$/m);
});

test("bold only when asked for", () => {
	const facts = factsOf(surroundingsOf(pair));
	const text = (isBold: boolean): string =>
		describeFacts(facts, { ...style, isBold }) + whoHeading(true, { ...style, isBold });
	assert.ok(text(true).includes("\x1B[1m→ 1 Keys"));
	assert.ok(!text(false).includes("\x1B"));
	assert.equal(text(true).replaceAll("\x1B[1m", "").replaceAll("\x1B[22m", ""), text(false));
});

test("who that is, with the names of the account", () => {
	const { config } = surroundingsOf({});
	const arn = "arn:aws:sts::444455556666:assumed-role/Role/me";
	const identity = { account: "444455556666", arn, role: "Role", sessionName: "me" };
	assert.equal(
		describeWho([{ names: ["AWS CLI"], who: { kind: "identity", identity } }], config, style),
		`  Role in account 444455556666 (role)\n  ${arn}\n`,
	);
	assert.equal(
		describeWho(
			[
				{ names: ["AWS CLI", "Go"], who: { kind: "nobody" } },
				{ names: ["Rust"], who: { kind: "failed", code: "InvalidKeys", message: "Unknown keys" } },
				{
					names: ["PHP"],
					who: { kind: "untold", needs: "a code", roleArn: "arn:aws:iam::444455556666:role/Role" },
				},
				{ names: ["Java"], who: { kind: "untold", needs: "a program", roleArn: undefined } },
			],
			config,
			style,
		),
		[
			"  AWS CLI, Go",
			"    Nobody: there are no credentials here",
			"  Rust",
			"    Unknown keys (InvalidKeys)",
			"  PHP",
			"    Role in account 444455556666 (role), with a code",
			"  Java",
			"    Not known without a program",
			"",
		].join("\n"),
	);
});
