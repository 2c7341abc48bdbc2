/** A stretch of one line in a file. Lines and columns count from 0, columns in UTF-16 units. */
export interface Place {
	readonly file: string;
	readonly line: number;
	readonly column: number;
	readonly length: number;
}

/** What is wrong with a file at one place. An `error` makes something unusable, a `warning` is a likely slip. */
export interface Problem {
	readonly severity: "error" | "warning";
	readonly message: string;
	readonly place: Place;
}
