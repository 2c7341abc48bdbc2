import { personHome } from "../../aws/files/configFiles.ts";
import { sendHttp } from "../../aws/http/http.ts";
import type { SharedConfig } from "../../core/config/sharedConfig.ts";
import { type SignInContext, signInContext } from "../../credentials/signIn/context.ts";
import type { App } from "../app.ts";

/**
 * What working with a sign-in needs, with the files as they are read now.
 * @param profile the one whose settings say how AWS is reached; otherwise the AWS CLI's current one does
 * @throws SessionsError `CaBundleUnreadable`
 */
export async function signInContextOf(app: App, profile?: string): Promise<SignInContext> {
	const { config } = await app.config.reload();
	return signInContext(plainContext(app, config), profile);
}

/** The same with files that are read already, for what asks nobody. */
export function plainContext(
	{ environment, clock, signInRefreshes }: Pick<App, "environment" | "clock" | "signInRefreshes">,
	config: SharedConfig,
): SignInContext {
	return {
		config,
		environment,
		homeFolder: personHome(environment),
		clock,
		send: sendHttp,
		signInRefreshes,
	};
}
