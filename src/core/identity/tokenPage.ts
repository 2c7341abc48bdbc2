import { asComments, formatJson, type PageRow, table } from "../text/pageText.ts";

export interface TokenPageOptions {
	/** All that the token says. */
	readonly claims: Readonly<Record<string, unknown>>;
	/** The name of the session whose credentials asked for it. */
	readonly session: string;
	/** Until when, for a person. */
	readonly expires: string;
	readonly region: string;
	readonly signingAlgorithm: string;
}

/** Writes the page of a web identity token: who, for whom and until when, then all its claims. The token is not in it. */
export function tokenPage({ claims, session, expires, region, signingAlgorithm }: TokenPageOptions): string {
	const rows: PageRow[] = [
		...row("Who", [text(claims["sub"])]),
		...row("For whom", list(claims["aud"])),
		...row("Until", [expires]),
		...row("Issuer", [text(claims["iss"])]),
		["Signed", `${signingAlgorithm}, by STS in ${region} for session ${session}`],
	];
	const heading = [
		"A web identity token of AWS: what it says to whoever it is shown to",
		"",
		...table(rows),
		"",
		"The token itself is not on this page. Copy Token in the message puts it into the clipboard",
	];
	return `${asComments(heading)}\n\n${formatJson(claims) ?? "{}"}\n`;
}

function row(name: string, lines: readonly (string | undefined)[]): PageRow[] {
	const known = lines.filter((line) => line !== undefined);
	return known.length === 0 ? [] : [[name, ...known]];
}

function list(value: unknown): readonly (string | undefined)[] {
	return Array.isArray(value) ? value.map(text) : [text(value)];
}

function text(value: unknown): string | undefined {
	return typeof value === "string" ? value : undefined;
}
