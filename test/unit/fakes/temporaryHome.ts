import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Environment } from "../../../src/core/config/endpointSettings.ts";

/** A home folder for one test, and the environment that names it. Without files there is no `.aws` in it. */
export function temporaryHome(
	t: TestContext,
	files: { readonly config?: string; readonly credentials?: string } = {},
): { readonly home: string; readonly aws: string; readonly environment: Environment } {
	const home = realpathSync(mkdtempSync(join(tmpdir(), "aws-sessions-unit-")));
	t.after(() => rmSync(home, { recursive: true, force: true }));
	const aws = join(home, ".aws");
	for (const [name, text] of Object.entries(files)) {
		mkdirSync(aws, { recursive: true });
		writeFileSync(join(aws, name), text);
	}
	return { home, aws, environment: { HOME: home } };
}
