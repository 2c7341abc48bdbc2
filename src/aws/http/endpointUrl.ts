import { SessionsError } from "../../core/errors.ts";
import { displayUrl } from "../../core/places/displayUrl.ts";

/** An operation's address at an endpoint, whose own path goes before. @throws SessionsError `InvalidEndpoint` */
export function endpointUrl(endpoint: string, path = ""): URL {
	const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
	if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
		throw new SessionsError(
			"InvalidEndpoint",
			`'${displayUrl(endpoint)}' is not an endpoint's URL. It begins with https:// or http://`,
			{ remedies: [{ kind: "openConfig" }] },
		);
	}
	if (path !== "") {
		url.pathname = url.pathname.replace(/\/+$/, "") + path;
	}
	return url;
}
