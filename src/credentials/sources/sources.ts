import type { Base } from "../../core/config/chain.ts";
import type { AcquireContext } from "../context.ts";
import { ambient } from "./ambient.ts";
import { login } from "./login.ts";
import { credentialProcess } from "./process.ts";
import type { CredentialSource, SourceCredentials, SourceKind } from "./source.ts";
import { sso } from "./sso.ts";
import { staticKeys } from "./staticKeys.ts";
import { storedKeys } from "./storedKeys.ts";
import { webIdentity } from "./webIdentity.ts";

/** Every source by the kind of base it serves. */
const sources: { readonly [K in SourceKind]: CredentialSource<K> } = {
	keys: staticKeys,
	storedKeys,
	ambient,
	webIdentity,
	sso,
	process: credentialProcess,
	login,
};

/** The credentials a chain begins with. @throws SessionsError by reason and remedy; CancelledError */
export function sourceCredentials<K extends SourceKind>(
	base: Extract<Base, { kind: K }>,
	context: AcquireContext,
): Promise<SourceCredentials> {
	const source: CredentialSource<K> = sources[base.kind as K];
	return source(base, context);
}
