import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "ini";
import type { Environment } from "../../core/config/endpointSettings.ts";
import { SessionsError } from "../../core/errors.ts";
import { parseRoleArn } from "../../core/places/arn.ts";
import { codeOf } from "./errorCode.ts";

/** An account at an identity provider that saml2aws signs in to. It keeps no passwords in its file. */
export interface Saml2awsAccount {
	readonly name: string;
	/** Where one signs in: http or https, without a user or password in it. */
	readonly url: string;
	readonly username: string;
	/** The kind of provider: `Okta`, `ADFS`, `KeyCloak`, `Browser` … */
	readonly provider: string;
	/** The profile that saml2aws writes credentials to. */
	readonly awsProfile?: string;
	readonly roleArn?: string;
	readonly region?: string;
	readonly sessionDurationSeconds?: number;
}

/** Bytes. An account has some 400. */
const maxFileSize = 1_000_000;

/** The file in which saml2aws keeps its accounts: `SAML2AWS_CONFIGFILE`, else `~/.saml2aws`. */
export function saml2awsFile(homeFolder: string, environment: Environment = {}): string {
	const file = environment["SAML2AWS_CONFIGFILE"] || "~/.saml2aws";
	return /^~[\\/]/.test(file) ? join(homeFolder, file.slice(2)) : file;
}

/**
 * The accounts of saml2aws that have an address to sign in at. None when it has no file.
 * @throws SessionsError `ConfigUnreadable` with the file's place
 */
export async function readSaml2awsAccounts(
	homeFolder: string,
	environment: Environment = {},
): Promise<readonly Saml2awsAccount[]> {
	const file = saml2awsFile(homeFolder, environment);
	const text = await readText(file);
	return text === undefined ? [] : accountsIn(text);
}

async function readText(file: string): Promise<string | undefined> {
	const unreadable = (what: string, cause?: unknown): SessionsError =>
		new SessionsError("ConfigUnreadable", `The file of saml2aws '${file}' ${what}`, {
			remedies: [{ kind: "openFile", place: { file, line: 0, column: 0, length: 0 } }],
			cause,
		});
	try {
		const found = await stat(file);
		if (!found.isFile()) {
			throw unreadable("is not a file");
		}
		if (found.size > maxFileSize) {
			throw unreadable(`has more than ${maxFileSize / 1_000_000} MB, so it is not read`);
		}
		return await readFile(file, "utf8");
	} catch (error) {
		if (error instanceof SessionsError) {
			throw error;
		}
		const code = codeOf(error);
		if (code === "ENOENT" || code === "ENOTDIR") {
			return undefined;
		}
		throw unreadable(`can't be read (${code})`, error);
	}
}

function accountsIn(text: string): readonly Saml2awsAccount[] {
	return Object.entries(parse(inNpmsDialect(text))).flatMap(([name, section]) => {
		const field = (key: string): string => fieldOf(section, key);
		const url = webAddress(field("url"));
		if (url === undefined || name === "") {
			return [];
		}
		const duration = Number(field("aws_session_duration") || Number.NaN);
		return [
			{
				name,
				url,
				username: field("username"),
				provider: field("provider"),
				...(field("aws_profile") === "" ? {} : { awsProfile: field("aws_profile") }),
				...(parseRoleArn(field("role_arn")) === undefined ? {} : { roleArn: field("role_arn") }),
				...(field("region") === "" ? {} : { region: field("region") }),
				...(Number.isInteger(duration) && duration >= 900 && duration <= 43_200
					? { sessionDurationSeconds: duration }
					: {}),
			},
		];
	});
}

/** A value's text, also where the parser made `true` or null of it. */
function fieldOf(section: unknown, key: string): string {
	const has = typeof section === "object" && section !== null && Object.hasOwn(section, key);
	const value = has ? (section as Readonly<Record<string, unknown>>)[key] : "";
	return typeof value === "string" || typeof value === "boolean" || value === null ? String(value) : "";
}

/** An address that a browser may be sent to. */
function webAddress(text: string): string | undefined {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url === undefined || !/^https?:$/.test(url.protocol)) {
		return undefined;
	}
	if (url.username === "" && url.password === "") {
		return text;
	}
	url.username = "";
	url.password = "";
	return url.href;
}

/**
 * The file as the parser has to find it to read what saml2aws wrote. Its library quotes values with a comment's
 * sign in backticks, knows no escapes (`DOMAIN\new`), takes `:` for `=`, and dots in a section's name nest nothing.
 * Lists, and what stands before the first section, belong to no account.
 */
function inNpmsDialect(text: string): string {
	const lines = text.split(/\r\n?|\n/).map((line) => line.replace(/^\uFEFF/, "").trim());
	const first = lines.findIndex((line) => line.startsWith("["));
	return (first < 0 ? [] : lines.slice(first)).map(lineInNpmsDialect).join("\n");
}

function lineInNpmsDialect(line: string): string {
	const [, section] = /^\[(.*)\]/.exec(line) ?? [];
	if (section !== undefined) {
		return `[${JSON.stringify(section.trim().replaceAll(".", "\\.")).replaceAll("]", "\\u005d")}]`;
	}
	const [, key = "", value = ""] = /^([^=:#;[\]"'`]+?)\s*[=:](.*)$/.exec(line) ?? [];
	return key === "" ? "" : `${key}=${JSON.stringify(unquoted(value.trim()))}`;
}

function unquoted(value: string): string {
	const [, , quoted] = /^("""|`)(.*?)\1/.exec(value) ?? [];
	if (quoted !== undefined) {
		return quoted;
	}
	const plain = value.replace(/[#;].*$/, "").trim();
	return /^(["'])(.*)\1$/.exec(plain)?.[2] ?? plain;
}
