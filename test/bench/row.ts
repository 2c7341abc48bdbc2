/** One thing measured, and its samples in milliseconds, in the order in which they were taken. */
export interface Series {
	readonly label: string;
	readonly samples: readonly number[];
}

/** What one row of the bench came to: our own figure and what it is compared with, all from the same run. */
export interface RowResult {
	readonly title: string;
	readonly ours: Series;
	/** Taken in turns with ours, so that whatever slows the machine down slows all of them down. */
	readonly comparisons: readonly Series[];
	/** What must be known to read the figures. */
	readonly notes: readonly string[];
}

/** A row of the bench: measures when called. */
export type Row = () => Promise<RowResult>;
