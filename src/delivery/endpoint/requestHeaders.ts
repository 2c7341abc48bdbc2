import { loopbackHost } from "../../aws/http/loopback.ts";

/**
 * The value of a request's Authorization header, empty when there is none; undefined when the request is not one that
 * an SDK on this machine makes: for a host of another name (a page's name that was made to resolve to here), from a
 * browser, with a body, or with one of these headers twice.
 * @param rawHeaders names and values in turn, as they came
 */
export function authorizationOf(rawHeaders: readonly string[], port: number): string | undefined {
	let host: string | undefined;
	let authorization: string | undefined;
	for (let index = 0; index < rawHeaders.length; index += 2) {
		const name = rawHeaders[index]?.toLowerCase() ?? "";
		const value = rawHeaders[index + 1] ?? "";
		if (name === "host" && host === undefined) {
			host = value.toLowerCase();
		} else if (name === "authorization" && authorization === undefined) {
			authorization = value;
		} else if (refused.has(name) || name.startsWith("sec-fetch-")) {
			return undefined;
		}
	}
	const isHere = host === `${loopbackHost}:${port}` || host === `localhost:${port}`;
	return isHere ? (authorization ?? "") : undefined;
}

const refused: ReadonlySet<string> = new Set([
	// Had twice, who is meant would be a matter of who reads them.
	"host",
	"authorization",
	// A browser's.
	"origin",
	// What follows would be no request, or has no business here.
	"upgrade",
	"content-length",
	"transfer-encoding",
]);
