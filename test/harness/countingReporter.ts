import { appendFileSync } from "node:fs";
import { env } from "node:process";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { spec, type TestEvent } from "node:test/reporters";

/** Adds the counts of a whole run to the file as a line: passed, failed, skipped. */
async function* counting(events: AsyncIterable<TestEvent>, file: string): AsyncGenerator<TestEvent> {
	for await (const event of events) {
		// Each test file has a summary of its own; the one that names no file is the run's.
		if (event.type === "test:summary" && event.data.file === undefined) {
			const { tests, passed, skipped, todo } = event.data.counts;
			appendFileSync(file, `${passed} ${tests - passed - skipped - todo} ${skipped + todo}\n`);
		}
		yield event;
	}
}

/** Node's own "spec" reporter, which also counts for `.ci/run` when TEST_COUNTS_FILE names a file. */
// biome-ignore lint/style/noDefaultExport: that is how Node's test runner finds a reporter.
export default async function* countingReporter(events: AsyncIterable<TestEvent>): AsyncGenerator<unknown> {
	const file = env["TEST_COUNTS_FILE"];
	const shown = new spec();
	const done = pipeline(Readable.from(file === undefined ? events : counting(events, file)), shown);
	yield* shown;
	await done;
}
