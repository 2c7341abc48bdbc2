import { existsSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";

const root =
	process.env["AWS_CONFORMANCE_DIR"] ?? join(import.meta.dirname, "../../../../shared/conformance");

/** A path in AWS's conformance data; undefined, and the test skipped with a line that says so, without it. */
export function conformance(t: TestContext, path: string): string | undefined {
	const full = join(root, path);
	if (!existsSync(full)) {
		t.skip(`no conformance data at ${full}`);
		return undefined;
	}
	return full;
}
