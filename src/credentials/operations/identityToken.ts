import { readTokenFile } from "../../aws/files/tokenFile.ts";
import { parseJsonObject } from "../../aws/http/json.ts";
import { type ProcessOptions, runProcess } from "../../aws/process/runProcess.ts";
import { type ErrorCode, type Remedy, SessionsError } from "../../core/errors.ts";
import { bareToken, tokenFormProblem } from "../../core/identity/jwt.ts";
import { Secret } from "../../core/text/secret.ts";

/** Under these names tools print the token, alone or in an answer to OAuth. */
const tokenFields = ["id_token", "token", "value"];

/** What the command is in the sentences of errors. */
const subject = "the command for the token";

/**
 * The web identity token in a file.
 * @param path a full path
 * @throws SessionsError `TokenFileUnreadable`, `InvalidIdentityToken`, without the token
 */
export async function readIdentityTokenFile(
	path: string,
	{
		name = "web identity token",
		remedies = [{ kind: "retry" }],
	}: {
		/** What the path was given as. */
		readonly name?: string;
		readonly remedies?: readonly Remedy[];
	} = {},
): Promise<Secret> {
	const text = await readTokenFile(path, { name, remedies, isSetting: false });
	return tokenIn(text.reveal(), `The token file '${path}' has`, "InvalidIdentityToken", remedies);
}

/**
 * The web identity token that a command prints, alone or in a JSON object. It runs without a shell.
 * @throws SessionsError `InvalidArgument` (a line that is none), `ProcessFailed`, `ProcessTimeout`,
 * `InvalidSourceAnswer`, without what it printed to stdout; CancelledError
 */
export async function identityTokenOfCommand(line: string, options: ProcessOptions): Promise<Secret> {
	let output: Secret;
	try {
		output = await runProcess({ subject, line }, options);
	} catch (error) {
		throw error instanceof SessionsError ? asArgument(error) : error;
	}
	return tokenIn(output.reveal(), `${sentence(subject)} printed`, "InvalidSourceAnswer", [{ kind: "retry" }]);
}

/** An error about a line that stands in no profile. */
function asArgument({ code, message, remedies }: SessionsError): SessionsError {
	return new SessionsError(code === "ProfileInvalid" ? "InvalidArgument" : code, sentence(message), {
		remedies,
	});
}

function sentence(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

function tokenIn(text: string, found: string, code: ErrorCode, remedies: readonly Remedy[]): Secret {
	const failure = (what: string): SessionsError => new SessionsError(code, `${found} ${what}`, { remedies });
	const trimmed = text.replace(/^\uFEFF/, "").trim();
	if (trimmed === "") {
		throw failure("nothing");
	}
	const token = bareToken(trimmed.startsWith("{") ? fieldOf(trimmed, failure) : trimmed);
	const problem = tokenFormProblem(token);
	if (problem !== undefined) {
		throw failure(`something that is no token. ${problem}`);
	}
	return new Secret(token);
}

/** The one field of a JSON object that holds a token. */
function fieldOf(text: string, failure: (what: string) => SessionsError): string {
	const object = parseJsonObject(text);
	if (object === undefined) {
		throw failure("something that is neither a token nor a JSON object");
	}
	const present = tokenFields.filter((name) => Object.hasOwn(object, name));
	const [name, ...more] = present;
	if (name === undefined) {
		throw failure(`a JSON object with none of the fields ${tokenFields.join(", ")}`);
	}
	const value = object[name];
	if (more.length > 0) {
		throw failure(
			`a JSON object with several of the fields ${tokenFields.join(", ")}, so the token is not clear`,
		);
	}
	if (typeof value !== "string") {
		throw failure(`a JSON object whose field ${name} is no text`);
	}
	return value;
}
