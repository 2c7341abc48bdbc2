import type { RowResult, Series } from "./row.ts";
import { summarize } from "./statistics.ts";

/** Three digits at least, and no more than were measured. */
function milliseconds(value: number): string {
	if (Number.isInteger(value) || value >= 100) {
		return value.toFixed(0);
	}
	return value.toFixed(value < 10 ? 2 : 1);
}

function columns(series: Series, ours: Series): readonly string[] {
	const { median, min, max } = summarize(series.samples);
	const ratio = summarize(ours.samples).median / median;
	return [
		series.label,
		milliseconds(median),
		`${milliseconds(min)}–${milliseconds(max)}`,
		String(series.samples.length),
		series === ours ? "" : `${ratio.toFixed(2)}×`,
	];
}

/** A row as text: ours first, then each comparison with the ratio of our median to its median. */
export function rowTable(result: RowResult): string {
	const lines = [
		["", "median ms", "min–max ms", "samples", "ours is"],
		...[result.ours, ...result.comparisons].map((series) => columns(series, result.ours)),
	];
	const widths = [0, 1, 2, 3, 4].map((index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
	const aligned = lines.map((line) =>
		line
			.map((text, index) => {
				const width = widths[index] ?? 0;
				return index === 0 ? text.padEnd(width) : text.padStart(width);
			})
			.join("  ")
			.trimEnd(),
	);
	return [
		result.title,
		...aligned.map((line) => `  ${line}`),
		...result.notes.map((note) => `  · ${note}`),
	].join("\n");
}
