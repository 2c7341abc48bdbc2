import { displayUrl } from "../places/displayUrl.ts";
import { label, longLabel } from "../session/countdown.ts";
import { oneLine } from "../text/pageText.ts";
import type { Secret } from "../text/secret.ts";
import { identityTokenProblem, readClaims } from "./jwt.ts";

/** One thing that an identity provider says, fit to be shown in a row. */
export interface Fact {
	readonly kind: "subject" | "audience" | "issuer" | "expiry" | "duration";
	readonly name: string;
	readonly value: string;
	/** STS will most likely refuse it for this. */
	readonly isProblem?: true;
}

/** What a web identity token says, and what is wrong with it. */
export interface TokenFacts {
	/** Whose token it is; absent: it does not say. */
	readonly owner?: string;
	readonly facts: readonly Fact[];
	/** In words, the worst first; none when it looks good. */
	readonly problems: readonly string[];
	/** It is none of OpenID Connect's, so STS has to be told whose it is. */
	readonly isOpaque: boolean;
}

/** What is shown of a SAML response. Times are milliseconds since the epoch. */
export interface SamlStatement {
	readonly issuer?: string | undefined;
	readonly subject?: string | undefined;
	readonly sessionName?: string | undefined;
	/** Seconds that a session in the console is to last. */
	readonly sessionDurationSeconds?: number | undefined;
	readonly notBefore?: number | undefined;
	readonly expiresAt?: number | undefined;
	/** When the sign-in at the provider ends. */
	readonly signInEndsAt?: number | undefined;
}

export interface FactsContext {
	/** Milliseconds since the epoch. */
	readonly now: number;
	/** A moment (ms since the epoch) as the person's clock shows it. */
	readonly time: (moment: number) => string;
}

/** What a token says of itself. Nobody has checked it: only STS knows the signature. */
export function tokenFacts(token: Secret, { now, time }: FactsContext): TokenFacts {
	const formProblem = identityTokenProblem(token.reveal());
	const claims = readClaims(token);
	if (claims === undefined) {
		return {
			facts: [],
			problems: formProblem === undefined ? [] : [formProblem],
			isOpaque: true,
		};
	}
	const { subject, audience, issuer, expiresAt, notBefore } = claims;
	const hasExpired = expiresAt !== undefined && expiresAt <= now;
	const isEarly = notBefore !== undefined && notBefore > now;
	return {
		...(subject === undefined ? {} : { owner: shown(subject) }),
		facts: [
			{ kind: "subject", name: "Subject", value: shown(subject ?? "none") },
			{ kind: "audience", name: "Audience", value: shown(audience.join(", ") || "none") },
			{ kind: "issuer", name: "Issuer", value: shown(issuer ?? "none") },
			{
				kind: "expiry",
				name: hasExpired ? "Expired" : "Expires",
				value: expiry(expiresAt, { now, time }),
				...(hasExpired ? { isProblem: true } : {}),
			},
		],
		problems: [
			...(hasExpired ? [`This token expired ${longLabel(now - expiresAt)} ago: get a new one`] : []),
			...(isEarly
				? [
						`This token is not valid yet: it is from ${time(notBefore)}, in ${longLabel(notBefore - now)}. Is this machine's clock right?`,
					]
				: []),
			...(formProblem === undefined ? [] : [formProblem]),
		],
		isOpaque: false,
	};
}

/** What a SAML response says of the person and of itself. */
export function samlFacts(statement: SamlStatement, context: FactsContext): readonly Fact[] {
	const {
		issuer,
		subject,
		sessionName,
		sessionDurationSeconds: seconds,
		notBefore = context.now,
		expiresAt,
		signInEndsAt,
	} = statement;
	const name = sessionName === subject ? undefined : sessionName;
	const who = [subject, name].filter((text) => text !== undefined).join(" · ");
	return [
		{ kind: "issuer", name: "Issuer", value: shown(issuer ?? "encrypted") },
		{ kind: "subject", name: "Subject", value: shown(who === "" ? "encrypted" : who) },
		...(notBefore <= context.now ? [] : [doubtful("Valid from", notBefore, context)]),
		...(expiresAt === undefined
			? []
			: expiresAt <= context.now
				? [doubtful("Expired", expiresAt, context)]
				: [{ kind: "expiry", name: "Expires", value: expiry(expiresAt, context) } as const]),
		...(seconds === undefined
			? []
			: [
					{
						kind: "duration",
						name: "Session duration",
						value: `${label(seconds * 1000)}, for the console`,
					} as const,
				]),
		...(signInEndsAt === undefined ? [] : [signInEnd(signInEndsAt, context)]),
	];
}

/** By this machine's clock STS would refuse it; but it is STS's own that counts. */
function doubtful(name: string, moment: number, context: FactsContext): Fact {
	const value = `${expiry(moment, context)}. Is this machine's clock right?`;
	return { kind: "expiry", name, value, isProblem: true };
}

/** No session from the response lasts longer. */
function signInEnd(signInEndsAt: number, context: FactsContext): Fact {
	const hasEnded = signInEndsAt <= context.now;
	return {
		kind: "expiry",
		name: hasEnded ? "Sign-in ended" : "Sign-in ends",
		value: `${expiry(signInEndsAt, context)}, and the session with it`,
		...(hasEnded ? { isProblem: true } : {}),
	};
}

/** For whom a SAML response speaks, and who says so: `alice from idp.example.com`. */
export function samlSource({ issuer, subject, sessionName }: SamlStatement): string {
	const who = sessionName ?? subject;
	const url = issuer !== undefined && URL.canParse(issuer) ? new URL(issuer).host : "";
	const from = url === "" ? issuer : url;
	return [who, from === undefined ? undefined : `from ${from}`]
		.filter((part) => part !== undefined)
		.map(shown)
		.join(" ");
}

/** An address that the browser may be sent to: why a text is none; undefined when it is one. */
export function startUrlProblem(text: string): string | undefined {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url === undefined || !/^https?:$/.test(url.protocol) || url.host === "") {
		return "The page's address begins with https:// or http://";
	}
	return url.username === "" && url.password === ""
		? undefined
		: "Leave the user and the password out of the address";
}

/** The host of an address, as a short name for it. */
export function hostOf(url: string): string {
	return URL.canParse(url) ? new URL(url).host : displayUrl(url);
}

function expiry(expiresAt: number | undefined, { now, time }: FactsContext): string {
	if (expiresAt === undefined) {
		return "not said";
	}
	const at = time(expiresAt);
	return expiresAt <= now
		? `${longLabel(now - expiresAt)} ago, at ${at}`
		: `in ${longLabel(expiresAt - now)}, at ${at}`;
}

/** A stranger's text for a row: one line, and without the `$(…)` of which VS Code makes icons. */
export function shown(text: string): string {
	return oneLine(text).replaceAll("$(", "$\u200B(");
}
