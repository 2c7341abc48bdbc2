import { getRoleCredentials } from "../../aws/identityCenter/portal.ts";
import type { RoleAsked } from "../../aws/identityCenter/portalErrors.ts";
import type { SignIn } from "../../core/identityCenter/signIn.ts";
import type { Credentials } from "../../core/session/credentials.ts";
import type { Interaction } from "../context.ts";
import { callerFor, endpointFor, type SignInContext } from "./context.ts";
import { tokenInForce } from "./refresh.ts";

/**
 * The credentials of a role that IAM Identity Center gives to whoever has signed in.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function roleCredentials(
	signIn: SignIn,
	role: RoleAsked,
	context: SignInContext,
	interaction: Pick<Interaction, "signal" | "working">,
): Promise<Credentials> {
	const endpoint = endpointFor("sso", signIn, context);
	const { accessToken } = await tokenInForce(signIn, context, interaction.signal);
	interaction.working(`Getting ${role.roleName} from IAM Identity Center`);
	return getRoleCredentials(endpoint, role, {
		...callerFor(signIn, context, interaction.signal),
		accessToken,
	});
}
