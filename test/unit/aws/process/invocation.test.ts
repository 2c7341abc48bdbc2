import assert from "node:assert/strict";
import { test } from "node:test";
import { invocationOf } from "../../../../src/aws/process/invocation.ts";

const environment = {
	Path: 'relative;C:\\Windows;"C:\\Program Files\\nodejs";D:\\tools',
	PathExt: ".COM;.EXE;.BAT;.CMD;.VBS",
	SystemRoot: "C:\\Windows",
};

/** Windows's file names have no case. */
function windows(words: readonly string[], files: readonly string[], changes = {}) {
	const known = new Set(files.map((file) => file.toLowerCase()));
	return invocationOf(words, "win32", { ...environment, ...changes }, (path) =>
		known.has(path.toLowerCase()),
	);
}

test("elsewhere than on Windows the system looks for the program", () => {
	const never = () => assert.fail("nothing is looked for");
	assert.deepEqual(invocationOf(["x.cmd", "a b", "&"], "linux", {}, never), {
		file: "x.cmd",
		args: ["a b", "&"],
		isVerbatim: false,
	});
});

test("on Windows a program is found over PATH and PATHEXT", () => {
	const found = (words: string[], files: string[]) => {
		const invocation = windows(words, files);
		return typeof invocation === "string" ? invocation : invocation.file;
	};
	assert.equal(found(["get"], ["D:\\tools\\get.exe"]), "D:\\tools\\get.exe");
	assert.equal(found(["get"], ["D:\\tools\\get.exe", "D:\\tools\\get.com"]), "D:\\tools\\get.com");
	assert.equal(found(["GET.EXE"], ["D:\\tools\\get.exe"]), "D:\\tools\\GET.EXE");
	assert.equal(found(["get.v2"], ["D:\\tools\\get.v2.exe"]), "D:\\tools\\get.v2.exe");
	assert.equal(found(["x"], ["C:\\Program Files\\nodejs\\x.exe"]), "C:\\Program Files\\nodejs\\x.exe");
	assert.equal(found(["C:\\a b\\x"], ["C:\\a b\\x.exe"]), "C:\\a b\\x.exe");
	assert.equal(found(["C:/a/x.exe"], ["C:\\a\\x.exe"]), "C:\\a\\x.exe");
});

test("what can't be started is not found: a script of another kind, a file of the current folder", () => {
	for (const files of [[], ["D:\\tools\\get"], ["D:\\tools\\get.vbs"], ["get.exe"], ["relative\\get.exe"]]) {
		assert.equal(windows(["get"], files), "notFound");
	}
	assert.equal(windows(["get"], ["D:\\tools\\get.exe"], { Path: "" }), "notFound");
});

test("a batch file goes through cmd.exe, which is Windows's own", () => {
	const files = ["D:\\tools\\shim.cmd"];
	assert.deepEqual(windows(["shim", "a&b", 'c"d'], files), {
		file: "C:\\Windows\\System32\\cmd.exe",
		args: ["/e:ON", "/v:OFF", "/d", "/s", "/c", '""D:\\tools\\shim.cmd" "a&b" "c""d""'],
		isVerbatim: true,
	});
	const own = windows(["shim"], files, { ComSpec: "C:\\Windows\\system32\\cmd.exe" });
	assert.ok(typeof own !== "string" && own.file === "C:\\Windows\\system32\\cmd.exe");
	for (const name of ["D:\\tools\\shim.cmd.", "D:\\tools\\shim.cmd. .", "D:\\tools\\shim.BAT"]) {
		const invocation = windows([name], [name]);
		assert.ok(typeof invocation !== "string" && invocation.isVerbatim, name);
	}
	assert.equal(windows(["shim", "a\nb"], files), "unsafeArguments");
});
