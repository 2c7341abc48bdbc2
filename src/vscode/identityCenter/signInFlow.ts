import * as vscode from "vscode";
import type { IssuedToken } from "../../aws/identityCenter/ssoCache.ts";
import type { SignInFlow } from "../../core/arguments/signInArguments.ts";
import { SessionsError } from "../../core/errors.ts";
import { type SignIn, signInId, signInLabel, takesRedirect } from "../../core/identityCenter/signIn.ts";
import { signInWithBrowser } from "../../credentials/signIn/browserSignIn.ts";
import { signInWithDeviceCode } from "../../credentials/signIn/deviceSignIn.ts";
import { SharedWork } from "../../credentials/signIn/sharedWork.ts";
import type { App } from "../app.ts";
import { signInFlowSetting } from "../settings.ts";
import { localTime } from "../time.ts";
import { signInContextOf } from "./signInContext.ts";
import { openPage, SignInWait, useCode } from "./signInWait.ts";

export interface SignInOptions {
	/** Otherwise as the settings say. */
	readonly flow?: SignInFlow | undefined;
	/** The profile whose settings say how AWS is reached. */
	readonly profile?: string | undefined;
	/** Aborted when whoever has asked wants it no longer. */
	readonly signal?: AbortSignal;
}

interface Running {
	readonly work: SharedWork<IssuedToken>;
	readonly wait: SignInWait;
}

/** The sign-ins under way, one at most for each name. */
const running = new Map<string, Running>();

/**
 * Signs in to IAM Identity Center, in the browser or with a code. Whoever asks for the same while it goes on shares it.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function signInTo(signIn: SignIn, app: App, options: SignInOptions = {}): Promise<void> {
	const id = signInId(signIn);
	const { signal = new AbortController().signal } = options;
	const present = running.get(id);
	if (present !== undefined && !present.work.isAbandoned) {
		present.wait.reveal();
		await present.work.join(signal);
		return;
	}
	const wait = new SignInWait(signInLabel(signIn), app.clock);
	const begun: Running = {
		wait,
		work: new SharedWork((shared) =>
			begin(signIn, app, options, wait, shared).finally(() => {
				if (running.get(id) === begun) {
					running.delete(id);
				}
			}),
		),
	};
	running.set(id, begun);
	await begun.work.join(signal);
}

/** How a sign-in goes when nobody says otherwise. */
export function flowOf(signIn: SignIn): SignInFlow {
	const chosen = signInFlowSetting();
	if (!takesRedirect(signIn) || chosen === "device") {
		return "device";
	}
	// A redirect comes back to the machine that the browser is on.
	const isHere = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
	return chosen === "browser" || isHere ? "browser" : "device";
}

async function begin(
	signIn: SignIn,
	app: App,
	{ flow: asked, profile }: SignInOptions,
	wait: SignInWait,
	shared: AbortSignal,
): Promise<IssuedToken> {
	shared.addEventListener("abort", wait.cancel, { once: true });
	// There may be an abort already: nobody would hear of it.
	if (shared.aborted) {
		wait.cancel();
	}
	let flow = asked === "browser" && !takesRedirect(signIn) ? "device" : (asked ?? flowOf(signIn));
	for (;;) {
		const token = await attempt(flow, signIn, app, profile, wait);
		if (token === useCode) {
			flow = "device";
			continue;
		}
		app.log.info("signed in", { signIn: signInLabel(signIn), operation: flow });
		await app.signInStates.refresh();
		vscode.window.setStatusBarMessage(`$(check) ${signedInText(signIn, app)}`, 5000);
		return token;
	}
}

function signedInText(signIn: SignIn, { signInStates, clock }: App): string {
	const name = signInLabel(signIn);
	const state = signInStates.of(signIn);
	return state.kind === "signedIn" && !state.isRefreshable
		? `Signed in to ${name} until ${localTime(state.until, clock.now())}`
		: `Signed in to ${name}`;
}

async function attempt(
	flow: SignInFlow,
	signIn: SignIn,
	app: App,
	profile: string | undefined,
	wait: SignInWait,
): Promise<IssuedToken | typeof useCode> {
	const controller = new AbortController();
	const signal = AbortSignal.any([wait.signal, controller.signal]);
	wait.enter({ kind: "beginning" });
	const work = async (): Promise<IssuedToken> => {
		const context = await signInContextOf(app, profile);
		return flow === "browser"
			? signInWithBrowser(signIn, context, {
					signal,
					open: async (page) => {
						wait.enter({ kind: "browser", page });
						openPage(page);
					},
				})
			: signInWithDeviceCode(signIn, context, {
					signal,
					show: (challenge) => wait.enter({ kind: "device", challenge }),
				});
	};
	const token = work();
	try {
		return await wait.until(token);
	} catch (error) {
		// A code needs no port.
		if (flow === "browser" && error instanceof SessionsError && error.code === "PortUnavailable") {
			return useCode;
		}
		throw error;
	} finally {
		controller.abort();
		token.catch(() => undefined);
	}
}
