import type { Base } from "../core/chain.ts";
import type { Credentials } from "../core/credentials.ts";
import { SessionsError } from "../core/errors.ts";
import { staticKeys } from "./staticKeys.ts";

type OtherKind = Extract<Base, { kind: "other" }>["origin"]["kind"];

/** What a kind of source is called, in a sentence. */
const names: Readonly<Record<OtherKind, string>> = {
	roleFrom: "a credential_source",
	webIdentity: "a web identity token",
	sso: "IAM Identity Center",
	process: "a credential_process",
	login: "aws login",
};

/**
 * The credentials a chain begins with.
 * @throws SessionsError `SourceNotSupported`
 */
export async function baseCredentials(base: Base): Promise<Credentials> {
	if (base.kind === "keys") {
		return staticKeys(base);
	}
	throw new SessionsError(
		"SourceNotSupported",
		`Profile '${base.profile.name}' gets its credentials from ${names[base.origin.kind]}, which this version of AWS Sessions can't use. It can use access keys and the roles assumed with them`,
		{ remedies: [{ kind: "openFile", place: base.profile.place }] },
	);
}
