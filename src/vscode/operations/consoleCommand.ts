import * as vscode from "vscode";
import { consoleAccess } from "../../aws/console/consoleAccess.ts";
import { type ConsolePlace, consolePage, consolePlace } from "../../aws/console/consolePlace.ts";
import { type OneTimeAddress, openOneTimeAddress } from "../../aws/console/oneTimeAddress.ts";
import { getSigninToken, loginAddress, signOutFirst } from "../../aws/console/signinToken.ts";
import { sendHttp } from "../../aws/http/http.ts";
import type { ConsoleArguments } from "../../core/arguments/handoverArguments.ts";
import { SessionsError } from "../../core/errors.ts";
import { logError } from "../../core/logError.ts";
import { identityLabel } from "../../core/places/arn.ts";
import { label } from "../../core/session/countdown.ts";
import type { Session } from "../../core/session/session.ts";
import { type SessionSummary, summarize } from "../../core/session/sessionSummary.ts";
import type { Secret } from "../../core/text/secret.ts";
import type { App } from "../app.ts";
import { showError } from "../errorMessage.ts";
import { type CallerChoice, callAs, chooseCaller } from "../forms/callerChoice.ts";
import { offeringOther } from "../forms/otherCaller.ts";
import { isProductionNow } from "../sessions/production.ts";
import { consoleSettings } from "../settings.ts";
import { type ConsoleChoice, pickConsolePage } from "./consolePick.ts";

const title = "Open AWS console";
const endpointSetting = "awsSessions.console.federationEndpoint";
/** Milliseconds that a sign-in address works, less a little: AWS says 15 minutes. */
const signInLife = 14 * 60_000;

/** What Open AWS Console resolves to. The sign-in is not in it. */
export interface ConsoleOutcome {
	readonly session: SessionSummary;
	/** The page's address, which asks for a sign-in of its own. */
	readonly destination: string;
}

/**
 * Open AWS Console: signs the person's browser in to the console as a session, at a page that is asked for when a
 * person called.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export function openConsole(
	{ session, profile, ...page }: ConsoleArguments,
	asks: boolean,
	app: App,
): Promise<ConsoleOutcome> {
	const caller = {
		...(session === undefined ? {} : { session }),
		...(profile === undefined ? {} : { profile }),
	};
	return openFor(caller, page, asks, undefined, app);
}

type Page = Omit<ConsoleArguments, "session" | "profile">;

/** `choice`: what the person has chosen before, with a session that could not be used. */
function openFor(
	caller: CallerChoice,
	wanted: Page,
	asks: boolean,
	choice: ConsoleChoice | undefined,
	app: App,
): Promise<ConsoleOutcome> {
	let chosen = choice;
	const again = (next: App): Promise<ConsoleOutcome> => openFor({ asks: true }, wanted, asks, chosen, next);
	return offeringOther(again, async () => {
		const session = await chooseCaller({ ...caller, isForOther: true }, title, app);
		requireAccess(session, app);
		const place = placeFor(session, wanted.region);
		const page = wanted.service === undefined ? wanted.destination : `${wanted.service}/home`;
		consolePage(place, page);
		chosen ??= asks && page === undefined ? await pickConsolePage(session, place) : { page, action: "open" };
		return signIn(session, place, chosen, app);
	});
}

async function signIn(
	session: Session,
	place: ConsolePlace,
	{ page, action }: ConsoleChoice,
	app: App,
): Promise<ConsoleOutcome> {
	const { clock } = app;
	const destination = consolePage(place, page);
	const access = requireAccess(session, app);
	const { sessionSeconds } = consoleSettings();
	// The console is not to outlive the keys of production.
	const takesDuration = access.takesDuration && !isProductionNow(session);
	const signOut = action === "signOut" ? place.signOut : undefined;
	const federation = signOut?.federation ?? place.federation;
	const madeAt = clock.now();
	const token = await callAs(session, "Signing in to the console", app, ({ call }) =>
		getSigninToken(
			federation,
			{
				credentials: call.credentials ?? noCredentials(),
				sessionDuration: takesDuration ? sessionSeconds : undefined,
				session: session.name,
			},
			{ send: sendHttp, clock, network: call.network, signal: call.signal },
		),
	);
	const login = loginAddress(federation, destination, token);
	const target = signOut === undefined ? login : signOutFirst(signOut.logout, login);
	if (action === "copy") {
		await copy(target, madeAt, app);
	} else {
		const life = token.hasDuration ? (sessionSeconds ?? 0) * 1000 : lifeLeft(session, app);
		await openInBrowser(target, madeAt, app);
		vscode.window.setStatusBarMessage(
			`$(check) Signing in to the console as ${identityLabel(session.identity)} in ${session.identity.account}, for ${label(life)}`,
			8000,
		);
		void tellOfOther(session, place, { page, action }, app);
	}
	return { session: summarize(session), destination };
}

function requireAccess(session: Session, { manager }: App): ReturnType<typeof consoleAccess> {
	return consoleAccess(session, manager.credentialsOf(session.id)?.sessionToken !== undefined);
}

function placeFor(session: Session, region: string | undefined): ConsolePlace {
	const partition = session.identity.arn.split(":")[1] ?? "aws";
	try {
		return consolePlace(partition, region ?? session.region, consoleSettings().federationEndpoint);
	} catch (error) {
		if (error instanceof SessionsError && error.code === "InvalidEndpoint") {
			throw new SessionsError(error.code, error.message, {
				remedies: [{ kind: "openSettings", setting: endpointSetting }],
			});
		}
		throw error;
	}
}

function noCredentials(): never {
	throw new Error("a session's call has no credentials");
}

function lifeLeft({ expiresAt }: Session, { clock }: App): number {
	return Math.max(0, (expiresAt ?? 0) - clock.now());
}

/** Hands the browser an address that leads on once, so that the sign-in itself is in nobody else's hands. */
async function openInBrowser(target: Secret, madeAt: number, app: App): Promise<void> {
	const address = await openOneTimeAddress(target, app.clock);
	let isOpened = false;
	try {
		// In a remote window it is this machine's port that is to be reached from the person's.
		const external = await vscode.env.asExternalUri(vscode.Uri.parse(address.url, true));
		isOpened = await vscode.env.openExternal(external);
	} finally {
		if (!isOpened) {
			address.close();
		}
	}
	void watch(address, target, madeAt, app);
}

/** Milliseconds in which a browser that VS Code itself is open in comes, when it can. */
const patience = 10_000;

/** A browser that can't reach this machine, as from some remote windows, gets the sign-in by the person's own hand. */
async function watch({ outcome }: OneTimeAddress, target: Secret, madeAt: number, app: App): Promise<void> {
	const { clock, log } = app;
	const { promise: late, resolve } = Promise.withResolvers<"late">();
	const callOff =
		vscode.env.uiKind === vscode.UIKind.Web
			? clock.schedule(patience, () => resolve("late"))
			: () => undefined;
	const end = await Promise.race([outcome, late]);
	callOff();
	if (end === "opened") {
		return;
	}
	const copyAddress = "Copy Sign-In Address";
	const chosen = await vscode.window.showWarningMessage(
		"The browser has not come to sign in to the console. It may not reach this machine from where it runs",
		copyAddress,
	);
	if (chosen === copyAddress) {
		await copy(target, madeAt, app).catch((error: unknown) =>
			logError(log, "the sign-in address could not be copied", error),
		);
	}
}

async function copy(target: Secret, madeAt: number, { clock, clipboardLoans }: App): Promise<void> {
	const left = madeAt + signInLife - clock.now();
	if (left <= 0) {
		void vscode.window.showWarningMessage(
			"The sign-in address has expired meanwhile. Open the console again",
		);
		return;
	}
	await clipboardLoans.lend(target);
	vscode.window.setStatusBarMessage(
		"$(check) Sign-in address copied. Whoever has it is signed in: it leaves the clipboard in a minute",
		8000,
	);
}

/** Whom this window has signed in before, and whether it was told what AWS makes of two. */
const before: { arn?: string; isTold: boolean } = { isTold: false };

/** Of two accounts in one browser AWS refuses the second, unless the person has turned multi-session support on. */
async function tellOfOther(
	session: Session,
	place: ConsolePlace,
	{ page, action }: ConsoleChoice,
	app: App,
): Promise<void> {
	const { arn } = session.identity;
	const isOther = before.arn !== undefined && before.arn !== arn;
	before.arn = arn;
	if (!isOther || before.isTold || action === "signOut" || place.signOut === undefined) {
		return;
	}
	before.isTold = true;
	const again = "Sign Out and Open";
	const chosen = await vscode.window.showInformationMessage(
		"Another identity was signed in to the console before. AWS asks you to sign it out first, unless multi-session support is on there",
		again,
	);
	if (chosen === again) {
		await signIn(session, place, { page, action: "signOut" }, app).catch((error: unknown) => {
			logError(app.log, "the console could not be opened", error);
			void showError(error, {
				openConfig: () => void vscode.commands.executeCommand("awsSessions.openConfigFile"),
				showLog: () => app.log.show(),
			});
		});
	}
}
