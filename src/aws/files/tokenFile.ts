import { readFile, stat } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { type Remedy, SessionsError } from "../../core/errors.ts";
import { lengthLimits } from "../../core/session/stsLimits.ts";
import { Secret } from "../../core/text/secret.ts";
import { codeOf } from "./errorCode.ts";

/** What STS takes of a web identity token, and more than any other token has. */
const maxTokenSize = lengthLimits.webIdentityToken.max;

export interface TokenFileOptions {
	/** What the file is, for messages. */
	readonly name: string;
	/** What it holds. */
	readonly content?: "token" | "SAML response";
	/** Whether the path stands in a setting of AWS tools, which take it as it is. */
	readonly isSetting?: boolean;
	readonly remedies: readonly Remedy[];
	/** Bytes. */
	readonly maxSize?: number;
}

/**
 * The text of a file that holds one token or SAML response.
 * @throws SessionsError `TokenFileUnreadable` that names the setting and the path
 */
export async function readTokenFile(
	path: string,
	{ name, content = "token", isSetting = true, remedies, maxSize = maxTokenSize }: TokenFileOptions,
): Promise<Secret> {
	const unreadable = (what: string, cause?: unknown): SessionsError =>
		new SessionsError(
			"TokenFileUnreadable",
			`The ${content === "token" ? "token file" : "file"} '${path}' (${name}) ${what}`,
			{ remedies, cause },
		);
	let text: string;
	try {
		const found = await stat(path);
		const { size } = found;
		if (!found.isFile()) {
			throw unreadable("is not a file");
		}
		if (size > maxSize) {
			throw unreadable(`has ${size} bytes, and a ${content} no more than ${maxSize}`);
		}
		text = await readFile(path, "utf8");
	} catch (error) {
		if (error instanceof SessionsError) {
			throw error;
		}
		throw unreadable(reason(path, isSetting, error), error);
	}
	if (text.trim() === "") {
		throw unreadable(`is empty. Whatever writes the ${content} has to run first`);
	}
	return new Secret(text);
}

function reason(path: string, isSetting: boolean, error: unknown): string {
	const code = codeOf(error);
	if (code !== "ENOENT") {
		return `can't be read (${code})`;
	}
	if (isSetting && path.startsWith("~")) {
		return "does not exist. AWS tools do not expand ~ here: write the full path";
	}
	return isAbsolute(path) ? "does not exist" : "does not exist. Write its full path";
}
