import {
	type LoginKeys,
	type LoginToken,
	loginCacheFile,
	readLogin,
	saveLogin,
} from "../../aws/files/loginCache.ts";
import { brokenSignIn } from "../../aws/files/signInCache.ts";
import { readDpopKey } from "../../aws/http/dpop.ts";
import { refreshLogin, resolveSigninEndpoint } from "../../aws/signinClient.ts";
import type { Clock } from "../../core/clock.ts";
import { chooseRegion, endpointParameters } from "../../core/config/endpointSettings.ts";
import { SessionsError } from "../../core/errors.ts";
import { requireEndpoint } from "../serviceEndpoint.ts";
import { HeldTokens } from "../signIn/heldTokens.ts";
import type { CredentialSource } from "./source.ts";

/** Keys with less than this (ms) to live are renewed first, as the AWS CLI does. */
const renewBelow = 5 * 60_000;

/** Who has signed in with `aws login`. The AWS CLI's own cache holds the keys, and gets the renewed ones. */
export const login: CredentialSource<"login"> = async ({ name, profile, origin }, context) => {
	const { config, environment, homeFolder, leaf, clock, send, interaction } = context;
	const signInCommand = `aws login --profile ${name}`;
	const file = loginCacheFile(origin.loginSession, environment, homeFolder);
	const { logins = new HeldTokens<LoginKeys>() } = context.signInRefreshes ?? {};
	const token = file === undefined ? undefined : await keptLogin(file, logins, clock);
	if (file === undefined || token === undefined) {
		throw new SessionsError(
			"SignInRequired",
			`Profile '${name}' is not signed in. Sign in with: ${signInCommand}`,
			{ remedies: [{ kind: "awsLogin", profile: name }, { kind: "retry" }] },
		);
	}
	if (token.credentials.expiresAt - clock.now() > renewBelow) {
		return { credentials: token.credentials };
	}

	const key = readDpopKey(token.dpopKey);
	if (key === undefined) {
		throw brokenSignIn(file, "has no usable dpopKey");
	}
	const asked = leaf ?? profile;
	// The region is the one that was signed in to; all else is as the profile asked for has it.
	const { region } = chooseRegion(profile.region, asked.section, environment);
	const endpoint = requireEndpoint(
		resolveSigninEndpoint(endpointParameters("signin", region, asked.section, config, environment)),
		asked,
	);
	interaction.working(`Renewing the sign-in of ${name}`);
	const renewed = await refreshLogin(
		endpoint,
		{ clientId: token.clientId, refreshToken: token.refreshToken, key, profile: name, signInCommand },
		{ send, clock, signal: interaction.signal },
	);
	await logins.keep(file, {
		name,
		used: token.refreshToken,
		next: renewed.refreshToken,
		value: renewed,
		write: (inFile, keys) => saveLogin(file, inFile, keys),
	});
	return { credentials: renewed.credentials };
};

/** What is kept of a sign-in: in the file, or what this window could not write there. */
async function keptLogin(
	file: string,
	logins: HeldTokens<LoginKeys>,
	clock: Clock,
): Promise<LoginToken | undefined> {
	await logins.writeAgain(file);
	const token = await readLogin(file, clock);
	const held = logins.of(file, token?.refreshToken);
	return token === undefined ? undefined : { ...token, ...held };
}
