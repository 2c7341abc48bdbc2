import { placeOf } from "../../core/config/profile.ts";
import { readSsoSettings } from "../../core/config/ssoSettings.ts";
import { brokenSettings } from "../../core/identityCenter/signInNamed.ts";
import { roleCredentials } from "../signIn/roleCredentials.ts";
import type { CredentialSource } from "./source.ts";

/** A role that IAM Identity Center gives to whoever has signed in, here or with the AWS CLI. */
export const sso: CredentialSource<"sso"> = async ({ name, profile, origin }, context) => {
	const settings = readSsoSettings(profile, origin, context.config);
	if (settings.kind === "broken") {
		throw brokenSettings(settings);
	}
	const credentials = await roleCredentials(
		settings,
		{
			account: origin.account,
			roleName: origin.roleName,
			named: { profile: name, place: placeOf(profile.section, "sso_role_name") },
		},
		{ ...context, leaf: context.leaf ?? profile },
		context.interaction,
	);
	return { credentials };
};
