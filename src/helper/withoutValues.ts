import { displayUrl } from "../core/places/displayUrl.ts";
import type { Surroundings } from "./decide.ts";
import { watchedVariables } from "./variables.ts";

/** Values shorter than that (characters) stand in words of any text, and tell nothing. */
const shortest = 4;
/** Names that everybody knows: of regions, and the ways to write yes and no. */
const wellKnown = /^(?:[a-z]{2,4}(?:-[a-z]+){1,3}-\d|aws-global|true|false|legacy|regional|ipv[46])$/i;
const namesProfile = /^AWS_(?:DEFAULT_)?PROFILE$/;
const namesFile = /_(?:FILE|BUNDLE|DIRECTORY)$/;

/** A part of a variable's value, and what stands in its place. */
interface Piece {
	readonly text: string;
	readonly words: string;
}

/**
 * A text with the names of the variables in place of what they hold, and of the hosts of the URLs that they hold. What
 * is left as it is: the name of a profile that there is, and regions as AWS names them.
 * @param homeFolder what `~` at the beginning of a path stands for
 */
export function withoutValues(
	text: string,
	{ environment, config }: Pick<Surroundings, "environment" | "config">,
	homeFolder: string | undefined,
): string {
	const pieces = new Map<string, string>();
	for (const name of watchedVariables) {
		const value = environment[name] ?? "";
		if (!namesProfile.test(name) || !config.profiles.has(value)) {
			for (const piece of piecesOf(name, value, homeFolder)) {
				pieces.set(piece.text, pieces.get(piece.text) ?? piece.words);
			}
		}
	}
	const told = [...pieces.keys()].filter((piece) => piece.length >= shortest && !wellKnown.test(piece));
	if (told.length === 0) {
		return text;
	}
	// The longer first, as one may hold another.
	const any = told.toSorted((a, b) => b.length - a.length).map((piece) => `(?:${literally(piece)})`);
	const quotedOrNot = new RegExp(`'(${any.join("|")})'|(${any.join("|")})`, "g");
	const named = text.replace(
		quotedOrNot,
		(whole, quoted?: string, bare?: string) => pieces.get(quoted ?? bare ?? "") ?? whole,
	);
	return named.replace(/^the /, "The ").replace(/(that ([A-Z_]+) names) \(\2\)/g, "$1");
}

/** A value as it is and as messages tidy it, and the host in it. */
function piecesOf(name: string, value: string, homeFolder: string | undefined): Piece[] {
	const words = namesFile.test(name) ? `that ${name} names` : `the value of ${name}`;
	const whole = [value, value.trim()];
	if (value.startsWith("~") && homeFolder !== undefined) {
		whole.push(homeFolder + value.slice(1));
	}
	const url = URL.canParse(value) ? new URL(value) : undefined;
	const hosts = url === undefined ? [] : [url.host, url.hostname];
	return [
		...[...whole, ...(url === undefined ? [] : [url.href, displayUrl(value)])].map((text) => ({
			text,
			words,
		})),
		...hosts.map((text) => ({ text, words: `the host in ${name}` })),
	];
}

function literally(text: string): string {
	return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
