import type { SharedConfig } from "../../core/config/sharedConfig.ts";
import { findSignIn } from "../../core/config/ssoSettings.ts";
import { SessionsError } from "../../core/errors.ts";
import { type SignIn, type SignInName, signInLabel } from "../../core/identityCenter/signIn.ts";
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

/**
 * The sign-in that a name means.
 * @throws SessionsError `MissingSource`, `ProfileInvalid`
 */
export function requireSignIn(name: SignInName, config: SharedConfig): SignIn {
	const signIn = findSignIn(name, config);
	if (signIn === undefined) {
		throw new SessionsError(
			"MissingSource",
			`There is no [sso-session ${signInLabel(name)}] in the config file`,
			{
				remedies: [{ kind: "openConfig" }],
			},
		);
	}
	if ("kind" in signIn && signIn.kind === "broken") {
		throw new SessionsError(signIn.code, signIn.message, {
			remedies: [{ kind: "openFile", place: signIn.place }],
		});
	}
	return signIn as SignIn;
}
