import type { SignInFlow } from "../../core/arguments/signInArguments.ts";
import { type Remedy, SessionsError, throwIfCancelled } from "../../core/errors.ts";
import { type SignIn, type SignInName, signInId, signInLabel } from "../../core/identityCenter/signIn.ts";
import { requireSignIn } from "../../core/identityCenter/signInNamed.ts";
import type { Interaction } from "../../credentials/context.ts";
import type { App } from "../app.ts";
import { pickOne } from "../forms/steps.ts";
import { PersonInteraction } from "../mfa/personInteraction.ts";
import { awsLoginAsked } from "./awsLogin.ts";
import { flowOf, signInTo } from "./signInFlow.ts";

/** The sign-ins that a person is being asked for, so that they are not told of the same thing twice. */
const asked = new Map<string, number>();

/** Whether a person is being asked to sign in there. */
export function isAskedFor(signIn: SignIn): boolean {
	return (asked.get(signInId(signIn)) ?? 0) > 0;
}

/**
 * Does what needs a sign-in; asks the person to sign in when that is all it takes, and then does it again.
 * @throws CancelledError, and whatever the work does
 */
export async function withSignIn<T>(
	work: () => Promise<T>,
	interaction: Pick<Interaction, "signal">,
	app: App,
): Promise<T> {
	try {
		return await work();
	} catch (error) {
		const needed = neededSignIn(error);
		if (needed === undefined || !(interaction instanceof PersonInteraction)) {
			void app.signInStates.refresh();
			throw error;
		}
		interaction.hide();
		await (needed.kind === "awsLogin"
			? awsLoginAsked(needed.profile, app, interaction.signal)
			: signInAsked(needed.signIn, interaction.signal, app));
		throwIfCancelled(interaction.signal);
		return await work();
	}
}

/** Asks whether to sign in, and does so. @throws SessionsError, CancelledError */
export async function signInAsked(name: SignInName, signal: AbortSignal, app: App): Promise<void> {
	const id = signInId(name);
	// Before anything is looked at, which may tell that it has ended.
	asked.set(id, (asked.get(id) ?? 0) + 1);
	try {
		const { config } = await app.config.reload();
		const signIn = requireSignIn(name, config);
		await app.signInStates.refresh();
		const { kind } = app.signInStates.of(signIn);
		const flow = await askToSignIn(
			signIn,
			kind === "none"
				? `You are not signed in to ${signInLabel(signIn)}`
				: `The sign-in to ${signInLabel(signIn)} has ended`,
		);
		throwIfCancelled(signal);
		await signInTo(signIn, app, { flow, signal });
	} finally {
		asked.set(id, (asked.get(id) ?? 1) - 1);
	}
}

/** Asks whether to sign in, and how. @throws CancelledError */
export function askToSignIn(signIn: SignIn, why: string): Promise<SignInFlow> {
	const usual = flowOf(signIn);
	const { startUrl, region } = signIn;
	return pickOne<SignInFlow>(
		[
			{
				label: "$(sign-in) Sign In",
				description: usual === "browser" ? "in the browser" : "with a code, in any browser",
				detail: signInLabel({ startUrl, region }),
				value: usual,
			},
			...(usual === "browser"
				? [
						{
							label: "$(device-mobile) Sign In with a Code",
							description: "in any browser, also of another machine",
							value: "device" as const,
						},
					]
				: []),
		],
		{ title: `Sign in to ${signInLabel(signIn)}?`, placeholder: why, canGoBack: false },
	);
}

/** The sign-in without which it does not go on; undefined when something else is wrong. */
function neededSignIn(error: unknown): Extract<Remedy, { kind: "signIn" | "awsLogin" }> | undefined {
	const isNeeded =
		error instanceof SessionsError && (error.code === "SignInRequired" || error.code === "SignInExpired");
	return isNeeded
		? error.remedies.find((remedy) => remedy.kind === "signIn" || remedy.kind === "awsLogin")
		: undefined;
}
