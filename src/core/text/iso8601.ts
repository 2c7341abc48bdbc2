/** A time (ms since the epoch) in whole seconds, in UTC, as botocore writes it: some parsers know no fractions. */
export function iso8601(time: number): string {
	return new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}
