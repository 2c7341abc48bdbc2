import { Secret } from "./secret.ts";

const maxLines = 4;
/** UTF-16 units. */
const maxLength = 300;
const redacted = "[redacted]";

/** Names under which credentials stand in JSON, variables and files. */
const credentialNames = /access_?key|secret|session_?token|security_?token|password|passwd/i;
/** Long and mixed as keys and tokens are, or a token in the three parts of a JWT. */
const tokens = /\beyJ[\w-]+\.[\w.-]*|(?=[\w+/=-]*\d)(?=[\w+/=-]*[A-Z])(?=[\w+/=-]*[a-z])[\w+/=-]{32,}/g;
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
		.replace(tokens, redacted)
		.split("\n")
		.map((line) => line.trim())
		.filter((line) => line !== "" && !credentialNames.test(line));
	const text = lines.slice(-maxLines).join("; ");
	return text.length > maxLength ? `…${text.slice(-maxLength)}` : text;
}
