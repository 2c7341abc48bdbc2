import type { Base } from "../core/chain.ts";
import { SessionsError } from "../core/errors.ts";
import type { AcquireContext } from "./context.ts";
import type { CredentialSource, SourceCredentials, SourceKind } from "./source.ts";
import { staticKeys } from "./staticKeys.ts";

const notSupported =
	(what: string) =>
	async (base: Base): Promise<never> => {
		throw new SessionsError(
			"SourceNotSupported",
			`Profile '${base.name}' gets its credentials from ${what}, which this version of AWS Sessions can't use`,
			"profile" in base ? { remedies: [{ kind: "openFile", place: base.profile.place }] } : {},
		);
	};

/** Every source by the kind of base it serves. */
const sources: { readonly [K in SourceKind]: CredentialSource<K> } = {
	keys: staticKeys,
	ambient: notSupported("its surroundings"),
	webIdentity: notSupported("a web identity token"),
	sso: notSupported("IAM Identity Center"),
	process: notSupported("a credential_process"),
	login: notSupported("aws login"),
};

/** The credentials a chain begins with. @throws SessionsError by reason and remedy; CancelledError */
export function sourceCredentials<K extends SourceKind>(
	base: Extract<Base, { kind: K }>,
	context: AcquireContext,
): Promise<SourceCredentials> {
	const source: CredentialSource<K> = sources[base.kind as K];
	return source(base, context);
}
