import type { Profile } from "../core/config/profile.ts";
import { SessionsError } from "../core/errors.ts";

/** The endpoint resolved by a profile's settings. @throws SessionsError `InvalidEndpoint`, at the profile */
export function requireEndpoint(
	resolved: { readonly url: string } | string,
	{ name, place }: Profile,
): string {
	if (typeof resolved === "string") {
		throw new SessionsError("InvalidEndpoint", `Profile '${name}': ${resolved}`, {
			remedies: [{ kind: "openFile", place }],
		});
	}
	return resolved.url;
}
