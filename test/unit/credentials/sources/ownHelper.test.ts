import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { requireChain } from "../../../../src/credentials/requireChain.ts";
import { sourceCredentials } from "../../../../src/credentials/sources/sources.ts";
import { configOf } from "../../fakes/configOf.ts";
import { rejection } from "../../fakes/rejection.ts";
import { temporaryHome } from "../../fakes/temporaryHome.ts";
import { contextOf } from "../contextOf.ts";

const skip = process.platform === "win32" ? "the program is a shell's" : false;

test("the program by which other shells get credentials from here is not run here", { skip }, async (t) => {
	const { home } = temporaryHome(t);
	const helper = join(home, "aws-sessions-credentials");
	const answer = '{"Version":1,"AccessKeyId":"ASIA1","SecretAccessKey":"s"}';
	writeFileSync(helper, `#!/bin/sh\necho '${answer}'\n`, { mode: 0o700 });
	const config = configOf(`[profile dev-vscode]\ncredential_process = "${helper}" dev-vscode\n`);
	const { base } = requireChain(config, "dev-vscode");
	const get = (ownHelper?: string) =>
		sourceCredentials(
			base,
			contextOf({ config, environment: process.env, ...(ownHelper === undefined ? {} : { ownHelper }) }),
		);
	const error = await rejection(get(helper), "ProfileLoop");
	assert.match(error.message, /'dev-vscode' gets its credentials from the sessions in this window/);
	assert.deepEqual(
		error.remedies.map(({ kind }) => kind),
		["openFile"],
	);
	// Another editor's has other windows to ask.
	for (const other of [undefined, "/elsewhere/aws-sessions-credentials"]) {
		assert.equal((await get(other)).credentials.accessKeyId, "ASIA1");
	}
});
