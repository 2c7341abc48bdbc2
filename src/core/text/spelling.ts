/** The known word that a word is a slip of, if any: never the word itself, nor one with another first letter. */
export function closestWord(word: string, known: Iterable<string>): string | undefined {
	// Two letters off is as often another word.
	const limit = word.length < 5 ? 0 : 1;
	// `role_arn_2` is a key somebody has put aside, not a slip.
	const number = finalNumber(word);
	let best: string | undefined;
	let bestDistance = limit + 1;
	for (const candidate of known) {
		if (
			candidate[0] === word[0] &&
			Math.abs(candidate.length - word.length) < bestDistance &&
			finalNumber(candidate) === number
		) {
			const distance = editDistance(word, candidate);
			if (distance > 0 && distance < bestDistance) {
				best = candidate;
				bestDistance = distance;
			}
		}
	}
	return best;
}

/** The digits at the end of a word. */
export function finalNumber(word: string): string {
	return /\d*$/.exec(word)?.[0] ?? "";
}

/** How many letters to insert, delete, replace or swap with their neighbour make one word the other. */
export function editDistance(from: string, to: string): number {
	let beforeLast: number[] = [];
	let last = Array.from({ length: to.length + 1 }, (_, index) => index);
	for (let row = 1; row <= from.length; row++) {
		const current = [row];
		for (let column = 1; column <= to.length; column++) {
			const isSame = from[row - 1] === to[column - 1];
			const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
			current.push(
				Math.min(
					(last[column] ?? 0) + 1,
					(current[column - 1] ?? 0) + 1,
					(last[column - 1] ?? 0) + (isSame ? 0 : 1),
					isSwap ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
				),
			);
		}
		beforeLast = last;
		last = current;
	}
	return last[to.length] ?? 0;
}
