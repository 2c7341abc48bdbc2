/** The middle, the least and the greatest of some samples, in their unit. */
export interface Summary {
	readonly median: number;
	readonly min: number;
	readonly max: number;
}

/** @throws RangeError when there are no samples */
export function summarize(samples: readonly number[]): Summary {
	const sorted = samples.toSorted((a, b) => a - b);
	const [min, max] = [sorted.at(0), sorted.at(-1)];
	const upper = sorted[Math.floor(sorted.length / 2)];
	const lower = sorted[Math.floor((sorted.length - 1) / 2)];
	if (min === undefined || max === undefined || upper === undefined || lower === undefined) {
		throw new RangeError("There are no samples");
	}
	return { median: (lower + upper) / 2, min, max };
}
