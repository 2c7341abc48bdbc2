import type { HttpNetwork, SendHttp } from "../../aws/http/http.ts";
import { resolveOidcEndpoint } from "../../aws/identityCenter/oidc.ts";
import { resolvePortalEndpoint } from "../../aws/identityCenter/portal.ts";
import type { SignInCaller } from "../../aws/identityCenter/serviceCall.ts";
import { ssoCacheFile } from "../../aws/identityCenter/ssoCache.ts";
import type { Clock } from "../../core/clock.ts";
import { type Environment, endpointParameters } from "../../core/config/endpointSettings.ts";
import { type Profile, readProfile } from "../../core/config/profile.ts";
import type { SharedConfig } from "../../core/config/sharedConfig.ts";
import { SessionsError } from "../../core/errors.ts";
import type { SignIn } from "../../core/identityCenter/signIn.ts";
import { networkOf } from "../endpoint.ts";
import { requireEndpoint } from "../serviceEndpoint.ts";
import type { SignInRefreshes } from "./refresh.ts";

/** What signing in, and working with a sign-in, needs. */
export interface SignInContext {
	/** The files, read for this attempt. */
	readonly config: SharedConfig;
	readonly environment: Environment;
	/** The person's home folder, below which the AWS CLI keeps its caches. */
	readonly homeFolder: string | undefined;
	readonly clock: Clock;
	readonly send: SendHttp;
	/** The profile whose settings say where and how AWS is reached. Absent: none does. */
	readonly leaf?: Profile | undefined;
	/** Where all that work in a window share their refreshes. Absent: this one is alone. */
	readonly signInRefreshes?: SignInRefreshes;
}

/**
 * A context in which AWS is reached as a profile says; without one as the AWS CLI's current profile does.
 * @throws SessionsError `CaBundleUnreadable`
 */
export async function signInContext(
	options: Omit<SignInContext, "leaf">,
	profile?: string,
): Promise<SignInContext> {
	const { config, environment, send } = options;
	const leaf = signInLeaf(config, environment, profile);
	const network: HttpNetwork = await networkOf(leaf, environment);
	return { ...options, leaf, send: (request, more) => send(request, { ...network, ...more }) };
}

/** Where a service of Identity Center's is called for a sign-in. @throws SessionsError `InvalidEndpoint` */
export function endpointFor(service: "sso" | "sso_oidc", signIn: SignIn, context: SignInContext): string {
	const { leaf, config, environment } = context;
	const parameters = endpointParameters(service, signIn.region, leaf?.section, config, environment);
	const resolved = (service === "sso" ? resolvePortalEndpoint : resolveOidcEndpoint)(parameters);
	if (leaf !== undefined) {
		return requireEndpoint(resolved, leaf);
	}
	if (typeof resolved === "string") {
		throw new SessionsError("InvalidEndpoint", resolved, { remedies: [{ kind: "openConfig" }] });
	}
	return resolved.url;
}

/** With what the services are called for a sign-in. */
export function callerFor(signIn: SignIn, context: SignInContext, signal: AbortSignal): SignInCaller {
	const { send, clock, signInRefreshes } = context;
	return {
		signIn,
		send,
		clock,
		signal,
		refused: (accessToken) => signInRefreshes?.noteRefused(signIn, accessToken, context),
	};
}

/** Where a sign-in's token is kept. @throws SessionsError `SignInCacheFailed` without a home folder */
export function tokenFile({ session, startUrl }: SignIn, context: SignInContext): string {
	return ssoCacheFile(homeOf(context), session ?? startUrl);
}

/** The home folder. @throws SessionsError `SignInCacheFailed` without one */
export function homeOf({ homeFolder }: SignInContext): string {
	if (homeFolder === undefined) {
		throw new SessionsError("SignInCacheFailed", "There is no home folder to keep a sign-in in");
	}
	return homeFolder;
}

/** The profile whose settings count for a sign-in: the one it is for, else the AWS CLI's current one, if it is there. */
export function signInLeaf(
	config: SharedConfig,
	environment: Environment,
	profile = environment["AWS_PROFILE"] || environment["AWS_DEFAULT_PROFILE"] || "default",
): Profile | undefined {
	const section = config.profiles.get(profile);
	return section === undefined ? undefined : readProfile(section);
}
