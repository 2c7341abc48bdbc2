/** Below this (ms) two clocks count as equal: a Date header has whole seconds, and an answer takes time. */
const ignoredSkew = 30_000;

/** Milliseconds to add to our clock to have the server's, by its `Date` header; undefined when it has none. */
export function clockSkew(date: string | undefined, now: number): number | undefined {
	const skew = Date.parse(date ?? "") - now;
	return Number.isNaN(skew) ? undefined : Math.abs(skew) < ignoredSkew ? 0 : skew;
}
