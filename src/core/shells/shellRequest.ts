/** What another shell asks a window for: one line, answered with one. */
export interface ShellRequest {
	/** A profile that is handed out. */
	readonly profile: string;
	/** No window has it: whoever is asked may ask the person for it. */
	readonly asksPerson: boolean;
}

/** Why a window has no credentials: the profile is none of its own, or there are none now. */
export type RefusalCode = "notShared" | "noSession";

/** What a window answers. */
export type ShellAnswer =
	| {
			readonly kind: "credentials";
			/** What a `credential_process` prints. */
			readonly credentials: Readonly<Record<string, unknown>>;
	  }
	| { readonly kind: "refused"; readonly code: RefusalCode; readonly message: string };

/** A window that answers, by the file that it has put where others look. */
export interface AnsweringWindow {
	readonly pid: number;
	/** The path of its socket, or the name of its pipe. */
	readonly socket: string;
	/** Since when, in ms since the epoch. */
	readonly since: number;
}

/** Characters of a request and of an answer at most. Names have 256; session tokens some thousands. */
export const maxRequest = 1_000;
export const maxAnswer = 100_000;

const version = 1;
const maxName = 256;

export function requestLine({ profile, asksPerson }: ShellRequest): string {
	return `${JSON.stringify({ version, profile, asksPerson })}\n`;
}

/** Undefined for anything else. */
export function readRequest(line: string): ShellRequest | undefined {
	const { version: given, profile, asksPerson, ...others } = readObject(line);
	return given === version &&
		typeof profile === "string" &&
		profile !== "" &&
		profile.length <= maxName &&
		typeof asksPerson === "boolean" &&
		Object.keys(others).length === 0
		? { profile, asksPerson }
		: undefined;
}

export function answerLine(answer: ShellAnswer): string {
	return `${JSON.stringify(answer)}\n`;
}

/** Undefined for anything else. */
export function readAnswer(line: string): ShellAnswer | undefined {
	const { kind, credentials, code, message } = readObject(line);
	if (kind === "credentials" && isCredentials(credentials)) {
		return { kind, credentials };
	}
	const isRefusal = kind === "refused" && (code === "notShared" || code === "noSession");
	return isRefusal && typeof message === "string" ? { kind, code, message } : undefined;
}

/** Undefined for anything else. */
export function readWindow(text: string): AnsweringWindow | undefined {
	const { pid, socket, since } = readObject(text);
	return typeof pid === "number" && typeof socket === "string" && typeof since === "number"
		? { pid, socket, since }
		: undefined;
}

function isCredentials(value: unknown): value is Readonly<Record<string, unknown>> {
	if (typeof value !== "object" || value === null) {
		return false;
	}
	const { Version, AccessKeyId, SecretAccessKey } = value as Readonly<Record<string, unknown>>;
	return Version === 1 && typeof AccessKeyId === "string" && typeof SecretAccessKey === "string";
}

function readObject(text: string): Readonly<Record<string, unknown>> {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === "object" && value !== null && !Array.isArray(value)
			? (value as Readonly<Record<string, unknown>>)
			: {};
	} catch {
		return {};
	}
}
