import { dirname, join } from "node:path";
import { argv, stderr, stdout } from "node:process";
import { systemClock as clock } from "../aws/systemClock.ts";
import { askWindows } from "./askWindows.ts";

/**
 * The program that a `credential_process` of ~/.aws/config runs in any shell: prints the credentials that a window of
 * VS Code has for a profile, its one argument. Else it says why not, in a line, and ends with 1.
 */
async function main(): Promise<void> {
	const [, bundle = "", profile = "", ...others] = argv;
	if (profile === "" || others.length > 0) {
		fail("The program takes one argument, the name of the profile");
		return;
	}
	const folder = join(dirname(bundle), "..", "other-shells", "windows");
	const answer = await askWindows(folder, profile, clock);
	if ("credentials" in answer) {
		stdout.write(`${answer.credentials}\n`);
	} else {
		fail(answer.problem);
	}
}

function fail(problem: string): void {
	stderr.write(`AWS Sessions: ${problem}\n`);
	process.exitCode = 1;
}

main().catch((error: unknown) => {
	// Neither its message nor its stack: they may hold what was answered.
	fail(`Something unexpected went wrong (${error instanceof Error ? error.name : "unknown"})`);
});
