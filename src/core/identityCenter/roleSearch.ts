import { type SsoRole, ssoRoleKey } from "./accountRole.ts";

/** Roles, made ready to be searched again and again. */
export interface RoleIndex<R extends SsoRole = SsoRole> {
	readonly entries: readonly IndexedRole<R>[];
}

interface IndexedRole<R> {
	readonly role: R;
	/** What stands in lists: account, then role. In lower case. */
	readonly title: string;
	/** Everything that is searched, in lower case. */
	readonly text: string;
	/** The same with a blank before each word, in place of whatever stands between them. */
	readonly words: string;
	readonly uses: number;
	/** Its place among all, most used first. */
	readonly rank: number;
}

/** How well a role fits: the lower, the better. */
const fits = { wordStarts: 0, inside: 1, scattered: 2 } as const;

/**
 * Makes roles ready to be searched.
 * @param usesOf how often a role was used
 */
export function indexRoles<R extends SsoRole>(
	roles: readonly R[],
	usesOf: (role: R) => number = () => 0,
): RoleIndex<R> {
	const entries = roles
		.map((role) => {
			const { account, roleName } = role;
			const title = `${account.name} ${roleName}`.toLowerCase();
			const text = `${title} ${account.id} ${account.email?.toLowerCase() ?? ""}`;
			return {
				role,
				title,
				text,
				words: inWords(text),
				uses: usesOf(role),
				order: `${title} ${ssoRoleKey(role)}`,
			};
		})
		.sort((a, b) => b.uses - a.uses || (a.order < b.order ? -1 : a.order > b.order ? 1 : 0))
		.map(({ order: _, ...entry }, rank) => ({ ...entry, rank }));
	return { entries };
}

/**
 * The roles in which every word of a query is found: in the account's name, number or address, or in the role's name;
 * else its letters in their order. Those used come first, the most used ones before, then those where words begin
 * so, then by name. Without a query all.
 */
export function searchRoles<R extends SsoRole>({ entries }: RoleIndex<R>, query: string): R[] {
	const words = query
		.toLowerCase()
		.split(/\s+/)
		.filter(Boolean)
		.map((text) => ({ text, start: inWords(text) }));
	const found = entries.flatMap((entry) => {
		const fit = words.reduce<number | undefined>((worst, word) => {
			const one = worst === undefined ? undefined : fitOf(word, entry);
			return one === undefined || worst === undefined ? undefined : Math.max(worst, one);
		}, fits.wordStarts);
		return fit === undefined ? [] : [{ entry, fit }];
	});
	const isScattered = (fit: number): number => (fit === fits.scattered ? 1 : 0);
	return found
		.sort(
			(a, b) =>
				isScattered(a.fit) - isScattered(b.fit) ||
				b.entry.uses - a.entry.uses ||
				a.fit - b.fit ||
				a.entry.rank - b.entry.rank,
		)
		.map(({ entry }) => entry.role);
}

interface Word {
	readonly text: string;
	/** The same as it stands where a word begins. */
	readonly start: string;
}

function fitOf<R>(word: Word, { title, text, words }: IndexedRole<R>): number | undefined {
	if (text.includes(word.text)) {
		return words.includes(word.start) ? fits.wordStarts : fits.inside;
	}
	return isScatteredIn(word.text, title) ? fits.scattered : undefined;
}

function inWords(text: string): string {
	return ` ${text.replace(/[^\p{L}\p{N}]/gu, " ").trimStart()}`;
}

/** Whether the word's letters stand in a text in their order. */
function isScatteredIn(word: string, text: string): boolean {
	let at = 0;
	for (const letter of word) {
		at = text.indexOf(letter, at) + 1;
		if (at === 0) {
			return false;
		}
	}
	return true;
}
