import { assumeRole } from "./assumeRole.ts";
import { assumeRoleWithSaml } from "./assumeRoleWithSaml.ts";
import { assumeRoleWithWebIdentity } from "./assumeRoleWithWebIdentity.ts";
import { assumeRoot } from "./assumeRoot.ts";
import { decodeAuthorizationMessage } from "./decodeAuthorizationMessage.ts";
import { getAccessKeyInfo } from "./getAccessKeyInfo.ts";
import { getCallerIdentity } from "./getCallerIdentity.ts";
import { getDelegatedAccessToken } from "./getDelegatedAccessToken.ts";
import { getFederationToken } from "./getFederationToken.ts";
import { getSessionToken } from "./getSessionToken.ts";
import { getWebIdentityToken } from "./getWebIdentityToken.ts";
import type { Operation } from "./operation.ts";

/** The operations by the name that a request's `Action` gives. */
export const operations: ReadonlyMap<string, Operation> = new Map([
	["AssumeRole", assumeRole],
	["AssumeRoleWithSAML", assumeRoleWithSaml],
	["AssumeRoleWithWebIdentity", assumeRoleWithWebIdentity],
	["AssumeRoot", assumeRoot],
	["DecodeAuthorizationMessage", decodeAuthorizationMessage],
	["GetAccessKeyInfo", getAccessKeyInfo],
	["GetCallerIdentity", getCallerIdentity],
	["GetDelegatedAccessToken", getDelegatedAccessToken],
	["GetFederationToken", getFederationToken],
	["GetSessionToken", getSessionToken],
	["GetWebIdentityToken", getWebIdentityToken],
]);
