import type { JsonAnswer, JsonRequest, RawAnswer } from "./jsonServer.ts";

/** What a person does with a page that asks whether to allow a program something. */
export type Decision = "approves" | "denies" | "is asked";

/** A request's JSON object. */
export type Body = Readonly<Record<string, unknown>>;

/** What the operations' inputs have. */
export const members = new Set(
	"clientName clientType scopes redirectUris grantTypes issuerUrl clientId clientSecret startUrl grantType deviceCode code refreshToken redirectUri codeVerifier".split(
		" ",
	),
);

export function readBody({ body }: JsonRequest): Body | undefined {
	try {
		const value: unknown = JSON.parse(body);
		return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
	} catch {
		return undefined;
	}
}

export function list(value: unknown): readonly string[] {
	return Array.isArray(value) ? value.map(String) : [];
}

/** A loopback address as it is registered: its port is chosen later. */
export function withoutPort(uri: string): string | undefined {
	const match = /^http:\/\/127\.0\.0\.1(?::\d+)?(\/[\w/-]*)$/.exec(uri);
	return match?.[1];
}

/** A start URL without a fragment, and without a slash at its end. */
export function withoutAdditions(startUrl: string): string {
	return startUrl.replace(/#.*$/, "").replace(/\/+$/, "");
}

export function page(status: number, html: string): RawAnswer {
	return {
		status,
		contentType: "text/html; charset=utf-8",
		body: `<!doctype html><title>Double</title>${html}`,
	};
}

/** An error as the service words it: as OAuth does, with the exception's name in a header alone. */
export function refuse(errorType: string, status = 400): JsonAnswer {
	const error = errorType
		.replace(/Exception$/, "")
		.replace(/(?<=.)[A-Z]/g, (letter) => `_${letter}`)
		.toLowerCase();
	return { status, errorType, body: { error, error_description: `Refused: ${error}` } };
}

/** Where a device's code is entered and confirmed; `decide` is told. */
export function devicePage(
	{ query }: JsonRequest,
	decide: (userCode: string, to: "approved" | "denied") => void,
): RawAnswer {
	const code = query.get("user_code") ?? "";
	const decision = query.get("decision");
	if (!/^[A-Z]{4}-[A-Z]{4}$/.test(code)) return page(400, "<p>Enter the code.</p>");
	if (decision === null) {
		const link = (choice: Decision, text: string) =>
			`<a href="/device?user_code=${code}&amp;decision=${choice}">${text}</a>`;
		return page(
			200,
			`<p>Is the code <b>${code}</b>? ${link("approves", "Allow")} ${link("denies", "Deny")}</p>`,
		);
	}
	decide(code, decision === "approves" ? "approved" : "denied");
	return page(200, "<p>You can close this page.</p>");
}
