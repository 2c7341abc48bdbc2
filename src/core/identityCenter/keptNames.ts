/** How many accounts' names are kept: those told last. */
export const keptNamesLimit = 10_000;

/** Reads accounts' names, by their numbers, as they were written down. What has been damaged is left out. Never throws. */
export function readKeptNames(kept: unknown): Map<string, string> {
	const names = new Map<string, string>();
	for (const entry of Array.isArray(kept) ? kept : []) {
		const [account, name]: readonly unknown[] = Array.isArray(entry) ? entry : [];
		if (typeof account === "string" && /^\d{12}$/.test(account) && typeof name === "string" && name !== "") {
			names.set(account, name);
		}
	}
	return names;
}

/** The list as it is written down once more names are told; undefined when they stand in it already. */
export function addKeptNames(
	kept: unknown,
	told: ReadonlyMap<string, string>,
): readonly (readonly [account: string, name: string])[] | undefined {
	const names = readKeptNames(kept);
	let isSame = true;
	for (const [account, name] of told) {
		if (names.get(account) !== name) {
			isSame = false;
			names.delete(account);
			names.set(account, name);
		}
	}
	return isSame ? undefined : [...names].slice(-keptNamesLimit);
}
