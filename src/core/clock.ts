/** Where time comes from, so that tests need not wait for it. */
export interface Clock {
	/** Milliseconds since the epoch. */
	now(): number;
	/** Runs `callback` once after `delay` ms; the function returned calls that off. */
	schedule(delay: number, callback: () => void): () => void;
}
