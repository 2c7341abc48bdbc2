import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { batchCommandLine, splitCommandLine } from "../../../../src/core/text/commandLine.ts";

test("on POSIX, quoting is a shell's and nothing else is", () => {
	const cases: [string, string[]][] = [
		["", []],
		["  \t ", []],
		["spam eggs", ["spam", "eggs"]],
		["spam\teggs\nbacon\r\n", ["spam", "eggs", "bacon"]],
		[" spam ", ["spam"]],
		['""', [""]],
		["''", [""]],
		['a "" b', ["a", "", "b"]],
		['"a b" c', ["a b", "c"]],
		["'a b' c", ["a b", "c"]],
		[`a"b c"d'e f'`, ["ab cde f"]],
		[`"it's" 'say "hi"'`, ["it's", 'say "hi"']],
		["a\\ b", ["a b"]],
		["\\\\", ["\\"]],
		['\\"', ['"']],
		['"a\\"b"', ['a"b']],
		['"a\\\\b"', ["a\\b"]],
		['"a\\nb\\$"', ["a\\nb\\$"]],
		["'a\\b'", ["a\\b"]],
		["a\\'b", ["a'b"]],
		["~/bin/get $HOME `id` $(id) | cat > f & # x", words("~/bin/get $HOME `id` $(id) | cat > f & # x")],
		['"/opt/pass word manager" --vault Ü', ["/opt/pass word manager", "--vault", "Ü"]],
		["é😀 \\😀", ["é😀", "😀"]],
	];
	for (const [line, expected] of cases) {
		assert.deepEqual(splitCommandLine(line, "posix"), expected, line);
	}
});

test("on Windows, backslashes are a path's unless they lead up to a quotation mark", () => {
	const cases: [string, string[]][] = [
		["", []],
		[" \t ", []],
		["spam\teggs", ["spam", "eggs"]],
		["spam\neggs", ["spam\neggs"]],
		['""', [""]],
		['a "" b', ["a", "", "b"]],
		['"C:\\Program Files\\x.exe" --a', ["C:\\Program Files\\x.exe", "--a"]],
		["C:\\tools\\x.exe C:\\dir\\", ["C:\\tools\\x.exe", "C:\\dir\\"]],
		["\\\\server\\share\\x", ["\\\\server\\share\\x"]],
		["'a b'", ["'a", "b'"]],
		['\\"', ['"']],
		['"a\\"b"', ['a"b']],
		// The examples of Microsoft's documentation.
		['"abc" d e', ["abc", "d", "e"]],
		['a\\\\b d"e f"g h', ["a\\\\b", "de fg", "h"]],
		['a\\\\\\"b c d', ['a\\"b', "c", "d"]],
		['a\\\\\\\\"b c" d e', ["a\\\\b c", "d", "e"]],
		["é😀 ^& %PATH%", ["é😀", "^&", "%PATH%"]],
	];
	for (const [line, expected] of cases) {
		assert.deepEqual(splitCommandLine(line, "windows"), expected, line);
	}
});

test("a line that ends in the middle says of what", () => {
	for (const line of ['"', "'", 'a "b', `"'`, '"a\\"']) {
		assert.match(String(splitCommandLine(line, "posix")), /not closed/);
	}
	for (const line of ["\\", "a \\", '"\\']) {
		assert.match(String(splitCommandLine(line, "posix")), /backslash/);
	}
	for (const line of ['"', 'a "b', '"a\\"', '\\\\"']) {
		assert.match(String(splitCommandLine(line, "windows")), /not closed/);
	}
});

test("any line splits or says why, and what is quoted comes back", () => {
	const line = fc.string({ unit: fc.constantFrom(..."ab \t\"'\\$é") });
	fc.assert(
		fc.property(line, fc.constantFrom("posix" as const, "windows" as const), (text, rules) => {
			const split = splitCommandLine(text, rules);
			assert.ok(typeof split === "string" || split.every((word) => typeof word === "string"));
		}),
	);
	fc.assert(
		fc.property(fc.array(line), (list) => {
			const posix = list.map((word) => `'${word.replaceAll("'", `'"'"'`)}'`).join(" ");
			assert.deepEqual(splitCommandLine(posix, "posix"), list);
			const windows = list.map((word) => `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, "$&$&")}"`);
			assert.deepEqual(splitCommandLine(windows.join(" "), "windows"), list);
		}),
	);
});

test("a batch file's arguments stand in quotes", () => {
	const script = "C:\\Program Files\\nodejs\\x.cmd";
	assert.equal(batchCommandLine(script, []), `""${script}""`);
	assert.equal(batchCommandLine(script, ["a b", "", "c\\"]), `""${script}" "a b" "" "c\\\\""`);
	assert.equal(batchCommandLine("x.bat", ['a"&calc&"b']), '""x.bat" "a""&calc&""b""');
	assert.equal(batchCommandLine("x.bat", ["%PATH%"]), '""x.bat" "%%cd:~,%PATH%%cd:~,%""');
});

test("what can't be handed to a batch file safely is refused", () => {
	for (const argument of ["a\nb", "a\rb", "a\0b"]) {
		assert.equal(batchCommandLine("x.bat", [argument]), undefined);
	}
	assert.equal(batchCommandLine('x".bat', []), undefined);
	assert.equal(batchCommandLine("x.bat\\", []), undefined);
});

test("no argument of a batch file reaches cmd.exe as anything but an argument", () => {
	const argument = fc.string({ unit: fc.constantFrom(...'aP% \t"&|<>^()!,;=\\~:') });
	fc.assert(
		fc.property(fc.array(argument), (list) => {
			const line = batchCommandLine("C:\\x.cmd", list) ?? assert.fail();
			// With /s, cmd.exe drops the first quotation mark and the last; then it replaces variables.
			const seen = withVariables(line.slice(1, -1), { PATH: '"&calc&"', P: "secret", a: "&" });
			assert.ok(!/[&|<>^()]/.test(outsideQuotes(seen)), seen);
			// A batch file reads its %* once more.
			assert.deepEqual(parseArguments(seen), ["C:\\x.cmd", ...list]);
		}),
		{ numRuns: 500 },
	);
});

/** Words between blanks. */
function words(text: string): string[] {
	return text.split(" ");
}

/** As cmd.exe's first pass over a line that is not a batch file's; `cd` with an empty substring is nothing. */
function withVariables(text: string, variables: Record<string, string>): string {
	return text.replace(/%([^%:]+)(:~,)?%/g, (whole, name: string, empty?: string) =>
		name === "cd" && empty !== undefined ? "" : (variables[name] ?? whole),
	);
}

function outsideQuotes(text: string): string {
	return text
		.split('"')
		.filter((_, index) => index % 2 === 0)
		.join("");
}

/** As a C program of Microsoft's reads its command line, a doubled quotation mark in quotes being one. */
function parseArguments(text: string): string[] {
	const found = [...text.matchAll(/"((?:[^"]|"")*)"/g)];
	return found.map(([, inner = ""]) =>
		inner
			.replace(/(\\*)""/g, (_, run: string) => `${run.slice(run.length / 2)}"`)
			.replace(/\\+$/, (run) => run.slice(run.length / 2)),
	);
}
