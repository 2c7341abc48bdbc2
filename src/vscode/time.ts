/**
 * A moment (ms since the epoch) as this host's clock shows it, with the zone: a remote host's may be another than
 * the person's. With the date when it is not today.
 */
export function localTime(time: number, now: number): string {
	const date = new Date(time);
	const isToday = date.toDateString() === new Date(now).toDateString();
	return date.toLocaleString(undefined, {
		...(isToday ? {} : { year: "numeric", month: "short", day: "numeric" }),
		hour: "numeric",
		minute: "2-digit",
		timeZoneName: "short",
	});
}

/** The day of a moment (ms since the epoch), as this host's clock has it. */
export function localDate(time: number): string {
	return new Date(time).toLocaleDateString(undefined, { year: "numeric", month: "short", day: "numeric" });
}
