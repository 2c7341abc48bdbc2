import { SessionsError } from "../errors.ts";
import type { Credentials } from "../session/credentials.ts";
import { identityVariables, regionVariableNames } from "../session/identityVariables.ts";
import { processCredentials } from "../shells/processCredentials.ts";
import { iso8601 } from "../text/iso8601.ts";
import { Secret } from "../text/secret.ts";
import { quoted } from "../text/shellQuote.ts";
import type { TextFormat } from "./exportFormats.ts";

/** Variables to be set, and variables to be taken away. */
export interface VariableChange {
	readonly set: ReadonlyMap<string, string>;
	readonly unset: readonly string[];
}

/**
 * A session's keys as a text of a format, to be handed over to the person and nobody else.
 * @param region where it works, when that is known
 * @throws SessionsError `ExportImpossible` for a value that the format has no safe way to write
 */
export function exportText(format: TextFormat, credentials: Credentials, region: string | undefined): Secret {
	return new Secret(
		format === "json"
			? `${JSON.stringify(processCredentials(credentials), undefined, 2)}\n`
			: changeText(format, variablesOf(credentials, region)),
	);
}

/**
 * The lines that change a shell's environment, or that a `.env` file has. Shells that leave lines beginning with a
 * blank out of their history are given such lines.
 * @throws SessionsError `ExportImpossible` for a value that the format has no safe way to write
 */
export function changeText(format: Exclude<TextFormat, "json">, { set, unset }: VariableChange): string {
	const variables = [...set];
	const lines = (): string[] => {
		switch (format) {
			case "bash":
				return [
					...variables.map(([name, value]) => ` export ${name}=${quoted(value, "posix")}`),
					...unset.map((name) => ` unset ${name}`),
				];
			case "fish":
				return [
					...variables.map(([name, value]) => ` set -gx ${name} ${quoted(value, "fish")}`),
					// An exported universal one would come to light, and nothing but its end keeps it from programs.
					...unset.map((name) => ` set -eg ${name}; set -qUx ${name}; and set -eU ${name}`),
				];
			case "powershell":
				return [
					...variables.map(([name, value]) => `$Env:${name} = ${quoted(value, "powershell")}`),
					...unset.map((name) => `Remove-Item Env:${name} -ErrorAction Ignore`),
				];
			case "cmd":
				return [
					...variables.map(([name, value]) => `set "${name}=${cmdValue(name, value)}"`),
					...unset.map((name) => `set "${name}="`),
				];
			case "env":
				return variables.map(([name, value]) => `${name}=${plainValue(name, value)}`);
		}
	};
	const ending = format === "cmd" ? "\r\n" : "\n";
	return lines()
		.map((line) => line + ending)
		.join("");
}

function variablesOf(
	{ accessKeyId, secretAccessKey, sessionToken, expiresAt }: Credentials,
	region: string | undefined,
): VariableChange {
	const set = new Map([
		["AWS_ACCESS_KEY_ID", accessKeyId],
		["AWS_SECRET_ACCESS_KEY", secretAccessKey.reveal()],
	]);
	if (sessionToken !== undefined) {
		set.set("AWS_SESSION_TOKEN", sessionToken.reveal());
	}
	if (expiresAt !== undefined) {
		set.set("AWS_CREDENTIAL_EXPIRATION", iso8601(expiresAt));
	}
	if (region !== undefined) {
		for (const name of regionVariableNames) {
			set.set(name, region);
		}
	}
	// Whatever else of another identity is there would be used beside the keys, or by some clients in their place.
	return { set, unset: identityVariables.map(({ name }) => name).filter((name) => !set.has(name)) };
}

/** There is no way to write these that means the same typed in, in a batch file, and with delayed expansion. */
function cmdValue(name: string, value: string): string {
	if (/["%!]/.test(value) || hasControlCharacter(value)) {
		throw impossible(name, "Command Prompt");
	}
	return value;
}

/** Readers of `.env` files agree on values without quotes only, and only on these characters. */
function plainValue(name: string, value: string): string {
	if (!/^[\w./+=:,@-]*$/.test(value)) {
		throw impossible(name, ".env files");
	}
	return value;
}

function hasControlCharacter(text: string): boolean {
	return [...text].some((character) => character < " " || character === "\x7F");
}

function impossible(name: string, format: string): SessionsError {
	return new SessionsError(
		"ExportImpossible",
		`The value of ${name} has characters that can't be written for ${format}. Choose another format`,
	);
}
