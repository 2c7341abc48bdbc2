/** A moment (ms since the epoch) as a person in this time zone says it: the time, with the date when it is not today. */
export function localTime(time: number, now: number): string {
	const date = new Date(time);
	const isToday = date.toDateString() === new Date(now).toDateString();
	return date.toLocaleString(
		undefined,
		isToday ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" },
	);
}
