import type { ServerResponse } from "node:http";

/** A page for the browser of a person who comes back to this machine. */
export interface LoopbackPage {
	readonly status: number;
	/** HTML. */
	readonly text: string;
	readonly headers?: Readonly<Record<string, string>>;
}

/** Limits of a server that any page can send to. Browsers send the cookies of every server on this machine along. */
export const loopbackLimits = {
	headersTimeout: 10_000,
	requestTimeout: 20_000,
	maxHeaderSize: 64_000,
	connectionsCheckingInterval: 5_000,
	keepAlive: false,
} as const;

/**
 * Whether a request was meant for this machine: another name for it would be a page's that had it resolved to here.
 * The port is the browser's: one that is forwarded can be another there.
 */
export function isForLoopback(host: string | undefined): boolean {
	return /^(127\.0\.0\.1|localhost)(:\d{1,5})?$/i.test(host ?? "");
}

/** Answers with a page that can do nothing and is kept nowhere, and closes the connection. */
export function sendPage(response: ServerResponse, { status, text, headers }: LoopbackPage): void {
	const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>AWS Sessions</title></head>
<body><p>${text}</p></body>
</html>
`;
	response.writeHead(status, {
		"Content-Type": "text/html; charset=utf-8",
		"Content-Security-Policy":
			"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
		"Cache-Control": "no-store",
		"Referrer-Policy": "no-referrer",
		"X-Content-Type-Options": "nosniff",
		Connection: "close",
		...headers,
	});
	response.end(page);
}
