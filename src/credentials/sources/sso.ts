import { readSsoToken, type SsoToken, ssoCacheFile } from "../../aws/files/ssoCache.ts";
import { getRoleCredentials, resolvePortalEndpoint } from "../../aws/ssoPortal.ts";
import { endpointParameters } from "../../core/config/endpointSettings.ts";
import { placeOf } from "../../core/config/profile.ts";
import { readSsoSettings, type SsoSettings } from "../../core/config/ssoSettings.ts";
import { SessionsError } from "../../core/errors.ts";
import type { AcquireContext } from "../context.ts";
import { requireEndpoint } from "../serviceEndpoint.ts";
import type { CredentialSource } from "./source.ts";

/** A role that IAM Identity Center gives to whoever has signed in with the AWS CLI. */
export const sso: CredentialSource<"sso"> = async ({ name, profile, origin }, context) => {
	const { config, environment, leaf, interaction } = context;
	const settings = readSsoSettings(profile, origin, config);
	if (settings.kind === "broken") {
		throw new SessionsError(settings.code, settings.message, {
			remedies: [{ kind: "openFile", place: settings.place }],
		});
	}
	const asked = leaf ?? profile;
	const endpoint = requireEndpoint(
		resolvePortalEndpoint(endpointParameters("sso", settings.region, asked.section, config, environment)),
		asked,
	);
	const signInCommand =
		settings.session === undefined
			? `aws sso login --profile ${name}`
			: `aws sso login --sso-session ${settings.session}`;
	const { accessToken } = await signedIn(settings, signInCommand, context);
	interaction.working(`Getting ${origin.roleName} from IAM Identity Center`);
	const credentials = await getRoleCredentials(
		endpoint,
		{
			account: origin.account,
			roleName: origin.roleName,
			accessToken,
			profile: name,
			place: placeOf(profile.section, "sso_role_name"),
			signInCommand,
		},
		{ send: context.send, clock: context.clock, signal: interaction.signal },
	);
	return { credentials };
};

/** The sign-in that is in force. @throws SessionsError `SignInRequired`, `SignInExpired`, `SignInCacheFailed` */
async function signedIn(
	{ session, startUrl }: SsoSettings,
	signInCommand: string,
	{ homeFolder, clock }: AcquireContext,
): Promise<SsoToken> {
	const what = session === undefined ? startUrl : `sso-session '${session}'`;
	const token =
		homeFolder === undefined ? undefined : await readSsoToken(ssoCacheFile(homeFolder, session ?? startUrl));
	if (token === undefined) {
		throw new SessionsError(
			"SignInRequired",
			`You are not signed in to ${what}. Sign in with: ${signInCommand}`,
			{ remedies: [{ kind: "retry" }] },
		);
	}
	if (token.expiresAt <= clock.now()) {
		throw new SessionsError(
			"SignInExpired",
			`The sign-in to ${what} has expired. Sign in again with: ${signInCommand}`,
			{ remedies: [{ kind: "retry" }] },
		);
	}
	return token;
}
