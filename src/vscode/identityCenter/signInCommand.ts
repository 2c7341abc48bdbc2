import * as vscode from "vscode";
import type { SignInArguments, SignInFlow } from "../../core/arguments/signInArguments.ts";
import { type BrokenSsoSettings, listSignIns } from "../../core/config/ssoSettings.ts";
import { type SignIn, signInLabel } from "../../core/identityCenter/signIn.ts";
import { signInCountdown } from "../../core/identityCenter/signInCountdown.ts";
import { brokenSettings, findGiven } from "../../core/identityCenter/signInNamed.ts";
import type { App } from "../app.ts";
import { separator } from "../forms/form.ts";
import { type PickItem, pickOne } from "../forms/steps.ts";
import { addSignIn } from "./addSignIn.ts";
import { flowOf, signInTo } from "./signInFlow.ts";
import { askToSignIn } from "./signInQuestion.ts";

/** What has come of a sign-in. There are no secrets in it. */
export interface SignInSummary {
	/** The sso-session's name; absent for a legacy sign-in. */
	readonly ssoSession?: string;
	readonly startUrl: string;
	readonly ssoRegion: string;
	readonly isSignedIn: boolean;
	/** When its token ends (ISO 8601); absent: nobody is signed in. */
	readonly expiresAt?: string;
}

/** Sign In to IAM Identity Center: asks which, when none is named. @throws SessionsError, CancelledError */
export async function signInByCommand(
	{ signIn: named, profile, flow }: SignInArguments,
	app: App,
): Promise<SignInSummary | undefined> {
	const { config } = await app.config.reload();
	const given = findGiven({ signIn: named, profile }, config);
	if (given === undefined) {
		const picked = await pickToSignIn(app);
		if (picked === "add") {
			await addSignIn(app);
			return undefined;
		}
		await signInTo(picked.signIn, app, { flow: flow ?? picked.flow });
		return summarizeSignIn(picked.signIn, app);
	}
	// The person is to see what another extension has their browser open.
	const chosen = app.caller === undefined ? flow : await askToSignIn(given, "Another extension asks for it");
	await signInTo(given, app, { flow: chosen, profile });
	return summarizeSignIn(given, app);
}

/** What callers are told of a sign-in, as it stands. */
export function summarizeSignIn(signIn: SignIn, { signInStates }: App): SignInSummary {
	const state = signInStates.of(signIn);
	return {
		...(signIn.session === undefined ? {} : { ssoSession: signIn.session }),
		startUrl: signIn.startUrl,
		ssoRegion: signIn.region,
		isSignedIn: state.kind === "signedIn" || state.kind === "refreshable",
		...(state.kind === "signedIn" ? { expiresAt: new Date(state.until).toISOString() } : {}),
	};
}

interface Picked {
	readonly signIn: SignIn;
	readonly flow?: SignInFlow;
}

/** @throws SessionsError for one that is broken; CancelledError */
async function pickToSignIn({ config, signInStates, clock }: App): Promise<Picked | "add"> {
	await signInStates.refresh();
	const signIns = config.current === undefined ? [] : listSignIns(config.current.config);
	if (signIns.length === 0) {
		return "add";
	}
	const icon = new vscode.ThemeIcon("device-mobile");
	const items = signIns.map(({ id, settings }): PickItem<Picked | BrokenSsoSettings | "add"> => {
		if (settings.kind === "broken") {
			return { label: `$(warning) ${id}`, detail: settings.message, value: settings };
		}
		const device: Picked = { signIn: settings, flow: "device" };
		return {
			label: `$(organization) ${signInLabel(settings)}`,
			description: signInCountdown(signInStates.of(settings), clock.now()).label,
			detail: settings.startUrl,
			value: { signIn: settings },
			...(flowOf(settings) === "browser"
				? { buttons: [{ iconPath: icon, tooltip: "Sign In with a Code", value: device }] }
				: {}),
		};
	});
	const picked = await pickOne<Picked | BrokenSsoSettings | "add">(
		[...items, separator("", "add" as const), { label: "$(add) Add Sign-In…", value: "add" }],
		{
			title: "Sign in to IAM Identity Center",
			placeholder: "Where to sign in",
			canGoBack: false,
			matchOnDetail: true,
		},
	);
	if (picked !== "add" && "message" in picked) {
		throw brokenSettings(picked);
	}
	return picked;
}
