import { Secret } from "./secret.ts";

const maxLines = 4;
/** UTF-16 units. */
const maxLength = 300;
const redacted = "[redacted]";

/** Names under which credentials stand in JSON, variables and files. */
const credentialNames = /access_?key|secret|session_?token|security_?token|password|passwd/i;
/** `name=value` or `name: value` under a name that credentials have, and what headers carry. */
const namedSecrets =
	/\b([\w-]*(?:access_?key|secret|token|passw(?:or)?d|api[-_]?key|credential|seed)[\w-]*["']?\s*[:=]\s*)\S.*|\b(bearer\s+|token\s+|authorization\s*[:=]\s*)\S{8,}.*/gi;
/** What keys and tokens look like: mixed characters, hexadecimal, Base32, or the three parts of a JWT. */
const tokens = new RegExp(
	[
		String.raw`\beyJ[\w-]+\.[\w.-]*`,
		String.raw`\b[\da-fA-F]{32,}\b`,
		String.raw`\b[A-Z2-7]{16,}\b`,
		String.raw`(?=[\w+=]*\d)(?=[\w+=]*[A-Za-z])[\w+=]{20,}`,
		String.raw`(?=[\w+/=-]*\d)(?=[\w+/=-]*[A-Z])(?=[\w+/=-]*[a-z])[\w+/=-]{32,}`,
	].join("|"),
	"g",
);
/** What stands in every good answer and is no secret. */
const fieldNames = new Set(["Version", "AccountId", "Expiration"]);

/**
 * The last lines of what a process wrote to stderr, fit to be shown: nothing of its stdout in it, no control
 * characters, and nothing that looks like credentials. Empty when nothing is left.
 */
export function stderrExcerpt(stderr: string, stdout: string): string {
	const printed = new Set(stdout.match(/[^\s"'{}:,]{6,}/g)?.filter((word) => !fieldNames.has(word)));
	const withoutOutput = [...printed].reduce((text, word) => new Secret(word).scrub(text), stderr);
	const lines = withoutOutput
		// biome-ignore lint/suspicious/noControlCharactersInRegex: colours and cursor movements of terminals
		.replace(/\u001B\[[\d;?]*[A-Za-z]|[\u0000-\u0008\u000B-\u001F\u007F]/g, (text) =>
			text === "\r" ? "\n" : "",
		)
		.replace(/\{[^{}]*(\}|$)/g, (block) => (credentialNames.test(block) ? redacted : block))
		.replace(namedSecrets, (_, name?: string, header?: string) => `${name ?? header ?? ""}${redacted}`)
		.replace(tokens, redacted)
		.split("\n")
		.map((line) => line.trim())
		.filter((line) => line !== "");
	const text = lines.slice(-maxLines).join("; ");
	return text.length > maxLength ? `…${text.slice(-maxLength)}` : text;
}
