import { isKnownSecret } from "../text/knownSecrets.ts";
import { findReason, type PolicyReason } from "./policyReason.ts";

/** An encoded authorization message, as it stands in a text. */
export interface EncodedMessage {
	/** The message itself, without the line breaks that others have put in. */
	readonly message: string;
	/** Where it stands: offsets of its first character and of what follows the last. */
	readonly start: number;
	readonly end: number;
	/** Whether the text says that it is one. Otherwise it only looks like one, and may be somebody's secret. */
	readonly isAnnounced: boolean;
	/** Something that was left out follows it. */
	readonly isCut: boolean;
	/** What the text around it says about the denial. */
	readonly reason?: PolicyReason;
}

/** The words that announce a message: in errors, in the CLI's option, in JSON. What is between may hold a frame's bar. */
const announcement =
	/encoded[\s_│|-]{0,20}(?:authori[sz]ation[\s_│|-]{0,20})?(?:failure[\s_│|-]{0,20})?message[\s"'`:=│|<([{\\]{1,40}/gi;
const shortestAnnounced = 40;
const shortestBare = 100;
/** One more character than STS takes, so that a longer run is found to be too long, and searched no further. */
const longest = 10_241;
/** Wider lines (characters) are not broken by a terminal or a mail program. */
const widestBroken = 400;
const narrowestBroken = 30;

/** Every encoded message that a text announces; or the text itself when it is nothing else than one. */
export function findEncodedMessages(text: string): EncodedMessage[] {
	const found: EncodedMessage[] = [];
	/** What stands before was read already, whether it was a message or not. */
	let readUntil = 0;
	for (const match of text.matchAll(announcement)) {
		const start = match.index + match[0].length;
		if (start < readUntil) {
			continue;
		}
		const { message, end } = messageAt(text, start);
		readUntil = end;
		// A digit, so that a name in a program's source is not taken for one.
		if (message.length >= shortestAnnounced && /\d/.test(message)) {
			const reason = reasonOf(text, match.index, end);
			found.push({ message, start, end, isAnnounced: true, isCut: isCutAt(text, end), ...reason });
		}
	}
	return found.length > 0 ? found : findBare(text);
}

/** The offsets of the words that announce a message which does not follow them; undefined when there are none. */
export function findAnnouncement(text: string): { readonly start: number; readonly end: number } | undefined {
	const match = /encoded authorization failure message/i.exec(text);
	return match === null ? undefined : { start: match.index, end: match.index + match[0].length };
}

/** The message that begins at an offset, over the line breaks in it. `isAlone`: nothing else is to follow it. */
function messageAt(text: string, start: number, isAlone = false): { message: string; end: number } {
	// The sign = ends a message. Before anything else it stands between a name and its value.
	const run = new RegExp(`[\\w+/-]{0,${longest}}={0,2}`, "y");
	run.lastIndex = start;
	let message = run.exec(text)?.[0] ?? "";
	let end = start + message.length;
	const before = text.slice(Math.max(0, start - 2 * widestBroken - 4), start).split(/\r?\n/);
	const width = (before.at(-1) ?? "").length + message.length;
	/** Another line was broken at the same place. */
	let isFull = isAlone || before.at(-2)?.length === width;
	while (message !== "" && message.length < longest && width >= narrowestBroken && width <= widestBroken) {
		const next = nextLine(text, end);
		// A line was broken where it was full: what follows a shorter one is something else.
		if (next === undefined || next.width > width) {
			break;
		}
		const isLast = next.width < width;
		// After the only line, a word of the next command would do as well as the message's last few characters.
		if (isLast && !isFull && next.fragment.length < narrowestBroken) {
			break;
		}
		message += next.fragment;
		end = next.end;
		if (isLast) {
			break;
		}
		isFull = true;
	}
	return { message, end };
}

/** The line after an offset, if the line before ends there and this one holds nothing but a piece of a message. */
function nextLine(text: string, from: number): { fragment: string; end: number; width: number } | undefined {
	const line = /[ \t]*\r?\n([ \t│|>]*)([\w+/=-]{1,400})(?=["'`.,;)\]}]*[ \t]*(?:\r?\n|$))/y;
	line.lastIndex = from;
	const match = line.exec(text);
	if (match === null) {
		return undefined;
	}
	const [whole, indent = "", fragment = ""] = match;
	return { fragment, end: from + whole.length, width: indent.length + fragment.length };
}

function isCutAt(text: string, end: number): boolean {
	return /^[ \t]*(?:\.{3}|…|[[<(]?truncated)/i.test(text.slice(end, end + 20));
}

/** A text that is one long message and nothing else, quotes and a frame's bars aside. */
function findBare(text: string): EncodedMessage[] {
	const start = /^[\s"'`│|>]*/.exec(text)?.[0].length ?? 0;
	const { message, end } = messageAt(text, start, true);
	const isAlone = text.length - end < 1000 && /^(?:[\s"'`,;│|]|\.{3}|…)*$/.test(text.slice(end));
	return isAlone && isLikeMessage(message)
		? [{ message, start, end, isAnnounced: false, isCut: isCutAt(text, end) }]
		: [];
}

/**
 * Whether a text looks like a message with nothing said about it: long, of base64url's alphabet, no hash in hex,
 * and no secret that shows what it is, which is nobody's business.
 */
function isLikeMessage(text: string): boolean {
	return (
		text.length >= shortestBare &&
		/^[\w-]+={0,2}$/.test(text) &&
		/[A-Z]/.test(text) &&
		/[a-z]/.test(text) &&
		/\d/.test(text) &&
		!isKnownSecret(text)
	);
}

/** Where the reason is looked for, in characters before and after a message. */
const reach = { before: 4000, after: 600 };

function reasonOf(text: string, start: number, end: number): { readonly reason?: PolicyReason } {
	const before = findReason(text.slice(Math.max(0, start - reach.before), start)).at(-1);
	const reason = before ?? findReason(text.slice(end, end + reach.after))[0];
	return reason === undefined ? {} : { reason };
}
