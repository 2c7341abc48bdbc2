import * as vscode from "vscode";
import type { SignInArguments } from "../../core/arguments/signInArguments.ts";
import type { SharedConfig } from "../../core/config/sharedConfig.ts";
import { CancelledError, SessionsError } from "../../core/errors.ts";
import { type SignIn, signInId, signInLabel } from "../../core/identityCenter/signIn.ts";
import { signInCountdown } from "../../core/identityCenter/signInCountdown.ts";
import { findGiven } from "../../core/identityCenter/signInNamed.ts";
import { signInOfRequest } from "../../core/identityCenter/signInOfRequest.ts";
import { logError } from "../../core/logError.ts";
import { isLive, type Session } from "../../core/session/session.ts";
import { signOut } from "../../credentials/signIn/signOut.ts";
import type { App } from "../app.ts";
import { confirmAsked } from "../forms/confirmAsked.ts";
import { pickOne } from "../forms/steps.ts";
import { localTime } from "../time.ts";
import { type SignInSummary, summarizeSignIn } from "./signInCommand.ts";
import { signInContextOf } from "./signInContext.ts";

const action = "Sign Out";

/**
 * Sign Out of IAM Identity Center: there, and on this machine for the AWS CLI too. Asks before when sessions build on
 * it, or when it is another extension that wants it.
 * @throws SessionsError, CancelledError
 */
export async function signOutByCommand(
	{ signIn: named, profile }: SignInArguments,
	app: App,
): Promise<SignInSummary> {
	const { config } = await app.config.reload();
	const given = findGiven({ signIn: named, profile }, config);
	const signIn = given ?? (await pickToSignOut(app));
	const sessions = sessionsOn(signIn, config, app);
	if (given !== undefined && app.caller !== undefined) {
		await confirmAsked({
			message: `Sign out of ${signInLabel(signIn)}?`,
			lines: [`Start URL: ${signIn.startUrl}`, ...consequences(sessions, app)],
			action,
		});
	} else if (sessions.length > 0) {
		await confirm(signIn, sessions, app);
	}
	const name = signInLabel(signIn);
	const options = {
		location: vscode.ProgressLocation.Window,
		title: `Signing out of ${name}`,
	};
	const { notRevoked } = await vscode.window.withProgress(options, async () =>
		signOut(signIn, await signInContextOf(app, profile), new AbortController().signal),
	);
	await app.signInStates.refresh();
	app.log.info("signed out", { signIn: name });
	if (notRevoked === undefined) {
		vscode.window.setStatusBarMessage(`$(check) Signed out of ${name}, here and for the AWS CLI`, 5000);
	} else {
		logError(app.log, "a sign-out could not be told to IAM Identity Center", notRevoked);
		const reason = notRevoked instanceof SessionsError ? `: ${notRevoked.message}` : "";
		void vscode.window.showWarningMessage(
			`Signed out of ${name} on this machine, but IAM Identity Center could not be told${reason}. There the sign-in ends by itself`.replaceAll(
				"](",
				"] (",
			),
		);
	}
	return summarizeSignIn(signIn, app);
}

/** The live sessions that can't be renewed without a sign-in. */
function sessionsOn(signIn: SignIn, config: SharedConfig, { manager, clock }: App): Session[] {
	const id = signInId(signIn);
	return manager.sessions.filter((session) => {
		const used = signInOfRequest(session.request, config);
		return used !== undefined && signInId(used) === id && isLive(session, clock.now());
	});
}

async function confirm(signIn: SignIn, sessions: readonly Session[], app: App): Promise<void> {
	const chosen = await vscode.window.showWarningMessage(
		`Sign out of ${signInLabel(signIn)}?`,
		{ modal: true, detail: consequences(sessions, app).join("\n") },
		action,
	);
	if (chosen !== action) {
		throw new CancelledError();
	}
}

/** What becomes of the sessions, line by line. */
function consequences(sessions: readonly Session[], { clock }: App): string[] {
	if (sessions.length === 0) {
		return ["The AWS CLI is signed out too."];
	}
	const lines = sessions.map(({ name, expiresAt }) =>
		expiresAt === undefined ? name : `${name}, until ${localTime(expiresAt, clock.now())}`,
	);
	return [
		`${sessions.length === 1 ? "A session builds" : `${sessions.length} sessions build`} on it:`,
		...lines,
		"",
		`${sessions.length === 1 ? "It works" : "They work"} until then, and can't be renewed after it. The AWS CLI is signed out too.`,
	];
}

/** @throws SessionsError `SignInRequired` when there is nothing to sign out of; CancelledError */
async function pickToSignOut({ signInStates, clock }: App): Promise<SignIn> {
	await signInStates.refresh();
	const kept = signInStates.all.filter(({ state }) => state.kind !== "none");
	const live = kept.filter(({ state }) => state.kind === "signedIn" || state.kind === "refreshable");
	const offered = live.length > 0 ? live : kept;
	if (offered.length === 0) {
		throw new SessionsError("SignInRequired", "You are not signed in to IAM Identity Center");
	}
	return pickOne(
		offered.map(({ signIn, state }) => ({
			label: `$(organization) ${signInLabel(signIn)}`,
			description: signInCountdown(state, clock.now()).label,
			detail: signIn.startUrl,
			value: signIn,
		})),
		{
			title: "Sign out of IAM Identity Center",
			placeholder: "Where to sign out, here and for the AWS CLI",
			canGoBack: false,
		},
	);
}
