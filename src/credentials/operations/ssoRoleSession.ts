import { signInLabel } from "../../core/identityCenter/signIn.ts";
import { requireSignIn } from "../../core/identityCenter/signInNamed.ts";
import { type SsoRoleRequest, sessionName } from "../../core/session/session.ts";
import type { AcquireContext } from "../context.ts";
import { roleCredentials } from "../signIn/roleCredentials.ts";
import type { Outcome } from "./acquire.ts";

/** A role of a sign-in to IAM Identity Center that no profile names. */
export async function ssoRoleSession(
	request: SsoRoleRequest & { readonly kind: "ssoRole" },
	context: AcquireContext,
): Promise<Outcome> {
	const { account, roleName, signIn: name } = request;
	const signIn = requireSignIn(name, context.config);
	const credentials = await roleCredentials(signIn, { account, roleName }, context, context.interaction);
	return { credentials, source: [signInLabel(name), sessionName(request)] };
}
