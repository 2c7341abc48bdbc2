import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { test } from "node:test";

// The linter refuses most of this at once; here it is held for every kind of import, types among them.
const source = join(import.meta.dirname, "..", "..", "src");
const layers = ["core", "aws", "credentials", "sessions", "delivery", "vscode"];
/** The program that runs in terminals. It stands on these layers beside the extension, and nothing stands on it. */
const helper = { layer: "helper", onTopOf: "credentials" };

/** What a file imports, in whatever way. */
function importsOf(text: string): string[] {
	const found = text.matchAll(
		/(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+|\brequire\s*\(\s*)(["'])([^"'\n]+)\1/g,
	);
	return [...found].map(([, , name = ""]) => name);
}

/** Why a file of src may not import something; undefined when it may. */
function refusal(file: string, imported: string): string | undefined {
	const layer = file.includes("/") ? file.slice(0, file.indexOf("/")) : "";
	const rank = layers.indexOf(layer === helper.layer ? helper.onTopOf : layer);
	if (imported === "vscode") {
		return layer === "vscode" || file === "extension.ts"
			? undefined
			: "only src/vscode and extension.ts know VS Code";
	}
	if (!imported.startsWith(".")) {
		return layer === "core" && imported.startsWith("node:") ? "core does no I/O" : undefined;
	}
	const target = posix.normalize(posix.join(posix.dirname(file), imported));
	if (target.startsWith("..")) {
		return "product code knows nothing outside src";
	}
	const targetLayer = target.slice(0, target.indexOf("/"));
	if (targetLayer === helper.layer) {
		return layer === helper.layer ? undefined : "the helper is a program of its own";
	}
	if (file === "extension.ts") {
		return undefined;
	}
	const targetRank = layers.indexOf(targetLayer);
	return rank < 0 || targetRank < 0 || targetRank > rank ? "that is a layer above" : undefined;
}

test("no file imports from a layer above its own", () => {
	const files = readdirSync(source, { recursive: true, encoding: "utf8" })
		.map((file) => file.replaceAll("\\", "/"))
		.filter((file) => file.endsWith(".ts"));
	assert.ok(files.length > 50, "the files were found");
	const refused = files.flatMap((file) =>
		importsOf(readFileSync(join(source, file), "utf8")).flatMap((imported) => {
			const why = refusal(file, imported);
			return why === undefined ? [] : [`${file} imports ${imported}: ${why}`];
		}),
	);
	assert.deepEqual(refused, []);
});

test("core takes neither time nor timers nor the environment from anywhere but its arguments", () => {
	const core = join(source, "core");
	const files = readdirSync(core, { recursive: true, encoding: "utf8" }).filter((file) =>
		file.endsWith(".ts"),
	);
	assert.ok(files.length > 50, "the files were found");
	const taking = files.filter((file) =>
		/\bDate\.now\(|\bnew Date\(\)|\bset(?:Timeout|Interval|Immediate)\(|\bprocess\.|\bfetch\(/.test(
			readFileSync(join(core, file), "utf8"),
		),
	);
	assert.deepEqual(taking, []);
});

test("every way to break the layers is seen", () => {
	assert.deepEqual(
		importsOf('import type { A } from "vscode";\ntype B = import("vscode").Uri;\nimport "../aws/x.ts";'),
		["vscode", "vscode", "../aws/x.ts"],
	);
	assert.ok(refusal("core/a.ts", "vscode"));
	assert.ok(refusal("stray.ts", "vscode"));
	assert.ok(refusal("core/a.ts", "node:fs"));
	assert.ok(refusal("core/a.ts", "../aws/http.ts"));
	assert.ok(refusal("sessions/a.ts", "../vscode/log.ts"));
	assert.ok(refusal("vscode/a.ts", "../extension.ts"));
	assert.ok(refusal("aws/a.ts", "../../test/sts/double.ts"));
	assert.ok(refusal("helper/main.ts", "vscode"));
	assert.ok(refusal("helper/main.ts", "../sessions/manager.ts"));
	assert.ok(refusal("vscode/a.ts", "../helper/main.ts"));
	assert.ok(refusal("extension.ts", "./helper/main.ts"));
	assert.equal(refusal("helper/main.ts", "../credentials/acquire.ts"), undefined);
	assert.equal(refusal("helper/main.ts", "./decide.ts"), undefined);
	assert.equal(refusal("vscode/language/a.ts", "../../core/place.ts"), undefined);
	assert.equal(refusal("extension.ts", "vscode"), undefined);
});
