/** What the system calls an error: `ENOENT`, …; in words when it has no name for it. */
export function codeOf(error: unknown): string {
	return error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
}
