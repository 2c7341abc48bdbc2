/** A URL as it may be shown: without user, password, query and fragment, where secrets can be. */
export function displayUrl(text: string): string {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	// Without a host it is `user:password@host` as likely as a URL of a scheme of that name.
	if (url === undefined || url.host === "") {
		return text.includes("@") ? "an invalid address" : text.replace(/[?#].*$/s, "");
	}
	return `${url.protocol}//${url.host}${url.pathname.replace(/\/$/, "")}`;
}
