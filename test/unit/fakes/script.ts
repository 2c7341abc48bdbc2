import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

/** A command line, as the AWS files have it, that runs this JavaScript in a process of its own. */
export function scriptLine(t: TestContext, source: string): string {
	const folder = realpathSync(mkdtempSync(join(tmpdir(), "aws-sessions-script-")));
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	const file = join(folder, "a script.mjs");
	writeFileSync(file, source);
	return `"${process.execPath}" "${file}"`;
}

/** JavaScript that prints a value to stdout: a text as it is, anything else as JSON. */
export function printing(value: unknown): string {
	return `process.stdout.write(${JSON.stringify(typeof value === "string" ? value : JSON.stringify(value))});`;
}
