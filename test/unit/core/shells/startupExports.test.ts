import assert from "node:assert/strict";
import { test } from "node:test";
import { startupExports } from "../../../../src/core/shells/startupExports.ts";

const linesOf = (text: string, ...variables: string[]) =>
	startupExports(text, variables.length === 0 ? ["AWS_PROFILE"] : variables).map(
		({ variable, line }) => `${variable} ${line}`,
	);

test("what bash and zsh give to programs is found, with its line", () => {
	for (const line of [
		"export AWS_PROFILE=dev",
		"export  AWS_PROFILE='my dev' # mine",
		"export AWS_REGION=eu-west-1 AWS_PROFILE=dev",
		"export AWS_PROFILE",
		"export AWS_PROFILE=$(cat ~/.profile-name)",
		"export AWS_PROFILE=",
		"declare -x AWS_PROFILE=dev",
		"declare -g -x AWS_PROFILE=dev",
		"typeset -gx AWS_PROFILE=dev",
		"export AWS_PROFILE;",
	]) {
		assert.deepEqual(linesOf(`# first\r\n${line}\r\n`), ["AWS_PROFILE 1"], line);
	}
	assert.deepEqual(linesOf("export A=1 B=2\nexport C=3", "C", "B"), ["B 0", "C 1"]);
});

test("what fish gives to programs is found", () => {
	for (const line of [
		"set -gx AWS_PROFILE dev",
		"set -x AWS_PROFILE dev",
		"set -Ux AWS_PROFILE dev",
		"set --global --export AWS_PROFILE dev",
		"set -g -x AWS_PROFILE dev; set -g other 1",
		"export AWS_PROFILE=dev",
	]) {
		assert.deepEqual(linesOf(line), ["AWS_PROFILE 0"], line);
	}
});

test("what does not, belongs to a function, or holds on a condition, is not", () => {
	for (const text of [
		"",
		"# export AWS_PROFILE=dev",
		"echo export AWS_PROFILE=dev",
		"export AWS_REGION=x # AWS_PROFILE=dev",
		"export AWS_PROFILE_NAME=dev",
		"export MY_AWS_PROFILE=dev",
		"export OTHER=$AWS_PROFILE",
		"export -n AWS_PROFILE",
		"declare AWS_PROFILE=dev",
		"AWS_PROFILE=dev",
		"alias dev='export AWS_PROFILE=dev'",
		"dev() { export AWS_PROFILE=dev; }",
		"dev() {\n\texport AWS_PROFILE=$1\n}",
		'if [ -d ~/work ]; then\n  export AWS_PROFILE="dev"\nfi',
		"set -g AWS_PROFILE dev",
		"set -gx OTHER AWS_PROFILE",
		"set -e AWS_PROFILE",
		"set -x",
		"set -euxo pipefail",
	]) {
		assert.deepEqual(linesOf(text), [], text);
	}
});

test("the last word counts", () => {
	assert.deepEqual(linesOf("export AWS_PROFILE=a\nexport AWS_PROFILE=b\n"), ["AWS_PROFILE 1"]);
	assert.deepEqual(linesOf("export AWS_PROFILE=a\nunset AWS_PROFILE\n"), []);
	assert.deepEqual(linesOf("set -gx AWS_PROFILE a\nset -eg AWS_PROFILE\n"), []);
	assert.deepEqual(linesOf("unset AWS_PROFILE\nexport AWS_PROFILE=a"), ["AWS_PROFILE 1"]);
});
