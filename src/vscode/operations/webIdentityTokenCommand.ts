import * as vscode from "vscode";
import type { GetWebIdentityTokenOutput } from "../../aws/sts/stsOperations.ts";
import type { WebIdentityTokenArguments } from "../../core/arguments/operationArguments.ts";
import { SessionsError } from "../../core/errors.ts";
import { readClaims } from "../../core/identity/jwt.ts";
import { tokenPage } from "../../core/identity/tokenPage.ts";
import type { Session } from "../../core/session/session.ts";
import type { Secret } from "../../core/text/secret.ts";
import { regionalCall } from "../../credentials/callOf.ts";
import type { App } from "../app.ts";
import { type CallerChoice, callAs, chooseCaller } from "../forms/callerChoice.ts";
import { type FormChange, rememberingForm } from "../forms/formRetry.ts";
import { offeringOther } from "../forms/otherCaller.ts";
import { localTime } from "../time.ts";
import { showResult } from "../views/resultPage.ts";
import { askForToken, type TokenRequest } from "./webIdentityTokenForm.ts";

const title = "Get web identity token";

/** What Get Web Identity Token resolves to: never the token. */
export interface TokenOutcome {
	/** ISO 8601. */
	readonly expiresAt: string;
	readonly audience: readonly string[];
}

/**
 * Get Web Identity Token: asks for what is missing, shows what the token says, and copies it when the person asks.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function getWebIdentityToken(
	{ session: named, profile, ...given }: WebIdentityTokenArguments,
	app: App,
): Promise<TokenOutcome> {
	const caller = {
		...(named === undefined ? {} : { session: named }),
		...(profile === undefined ? {} : { profile }),
	};
	return getFor(caller, (session) => askForToken(given, session), app);
}

/** `request`: what is asked for, once it is known who asks. What was filled in outlives an error. */
function getFor(
	caller: CallerChoice,
	request: (session: Session) => Promise<TokenRequest>,
	app: App,
): Promise<TokenOutcome> {
	let asked: TokenRequest | undefined;
	const withOther = (next: App): Promise<TokenOutcome> =>
		getFor({ asks: true }, async (session) => asked ?? request(session), next);
	return offeringOther(withOther, async () => {
		const session = await chooseCaller(caller, title, app);
		const input = await request(session);
		asked = input;
		const again = ({ kind }: FormChange, next: App): Promise<TokenOutcome> =>
			kind === "useOther"
				? withOther(next)
				: getFor(
						{ session: session.id },
						async (same) => (kind === "mend" ? askForToken(input, same, true) : input),
						next,
					);
		return rememberingForm(again, () => getToken(input, session, app));
	});
}

async function getToken(input: TokenRequest, session: Session, app: App): Promise<TokenOutcome> {
	const answer = await callAs(session, "Getting the token", app, async (sessionCall) => {
		const { call, region } = regionalCall(sessionCall);
		return { token: await app.sts.getWebIdentityToken(input, call), region: region.region };
	});
	return show(answer.token, answer.region, input, session, app);
}

async function show(
	{ webIdentityToken, expiresAt }: GetWebIdentityTokenOutput,
	region: string,
	{ audience, signingAlgorithm }: TokenRequest,
	session: Session,
	app: App,
): Promise<TokenOutcome> {
	const read = readClaims(webIdentityToken);
	if (read === undefined) {
		throw new SessionsError("InvalidResponse", "STS gave a token that is no JSON Web Token", {
			remedies: [{ kind: "retry" }],
		});
	}
	const expires = localTime(expiresAt, app.clock.now());
	await showResult(
		"Web identity token",
		tokenPage({ claims: read.claims, session: session.name, expires, region, signingAlgorithm }),
	);
	void offerCopy(webIdentityToken, expiresAt, `Token for ${audience.join(", ")}, good until ${expires}`, app);
	return { expiresAt: new Date(expiresAt).toISOString(), audience };
}

/** The token is held for as long as the message is open. */
async function offerCopy(
	token: Secret,
	expiresAt: number,
	message: string,
	{ clock, clipboardLoans }: App,
): Promise<void> {
	const copy = "Copy Token";
	const chosen = await vscode.window.showInformationMessage(message, copy);
	if (chosen !== copy) {
		return;
	}
	if (expiresAt <= clock.now()) {
		void vscode.window.showWarningMessage("The token has expired meanwhile. Get another");
		return;
	}
	await clipboardLoans.lend(token);
	vscode.window.setStatusBarMessage("$(check) Token copied. It leaves the clipboard in a minute", 5000);
}
