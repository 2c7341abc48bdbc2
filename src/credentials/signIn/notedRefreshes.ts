import type { SsoToken } from "../../aws/identityCenter/ssoCache.ts";
import { type SignIn, type SignInName, signInId } from "../../core/identityCenter/signIn.ts";
import type { SignInContext } from "./context.ts";
import { SignInRefreshes } from "./refresh.ts";

/** Refreshes that are known from tokens that somebody else, perhaps for another person, has put there. */
export class NotedRefreshes extends SignInRefreshes {
	readonly #own = new Map<string, number>();

	override async token(signIn: SignIn, context: SignInContext, signal: AbortSignal): Promise<SsoToken> {
		const before = await this.state(signIn, context);
		const token = await super.token(signIn, context, signal);
		const isSame = before.kind === "signedIn" && before.until === token.expiresAt;
		if (!isSame && (before.kind === "signedIn" || before.kind === "refreshable")) {
			this.#own.set(signInId(signIn), token.expiresAt);
		}
		return token;
	}

	/** Whether the token that ends then (ms since the epoch) was got by refreshing the one before. */
	isOwn(signIn: SignIn | SignInName, until: number): boolean {
		return this.#own.get(signInId(signIn)) === until;
	}
}
