import * as vscode from "vscode";
import type { TargetArguments } from "../../core/arguments/commandArguments.ts";
import { ambientBase } from "../../core/config/chain.ts";
import { emptyConfig } from "../../core/config/sharedConfig.ts";
import { identitySentence } from "../../core/identity/identitySentence.ts";
import { type Identity, identityLabel } from "../../core/places/arn.ts";
import { accountLabel } from "../../core/profiles/accountNames.ts";
import { countdown } from "../../core/session/countdown.ts";
import { isLive, type Session, type SessionRequest, sessionId } from "../../core/session/session.ts";
import type { Secret } from "../../core/text/secret.ts";
import type { MfaQuestion } from "../../credentials/context.ts";
import type { App } from "../app.ts";
import { callAs } from "../forms/callerChoice.ts";
import { pickUsableProfile } from "../forms/callFields.ts";
import { separator } from "../forms/form.ts";
import { offeringOther } from "../forms/otherCaller.ts";
import { type PickItem, pickOne } from "../forms/steps.ts";
import { PersonInteraction } from "../mfa/personInteraction.ts";
import { confirmProduction, confirmUse } from "../sessions/productionGuard.ts";
import { chooseSession } from "../sessions/sessionCommands.ts";

/** Who somebody's credentials are, as AWS says. */
export interface CallerIdentity {
	readonly account: string;
	readonly arn: string;
}

type Target =
	| { readonly kind: "session"; readonly session: Session }
	| { readonly kind: "request"; readonly request: AskedRequest }
	| { readonly kind: "terminal" };

/** What is asked about without a session. */
type AskedRequest = Extract<SessionRequest, { readonly kind: "profile" | "ambient" }>;

const title = "Who am I?";

/**
 * Who Am I?: what AWS says of a session's or a profile's credentials. Resolves to undefined when the person asks for a
 * terminal's, which are told there.
 * @param asks whether a person asks, who can choose whom it is about
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function showCallerIdentity(
	given: TargetArguments,
	asks: boolean,
	app: App,
): Promise<CallerIdentity | undefined> {
	return showTarget(await chooseTarget(given, asks, app), app);
}

/** When the credentials may not even ask, the person can ask about others. */
function showTarget(target: Target, app: App): Promise<CallerIdentity | undefined> {
	const again = async (next: App): Promise<CallerIdentity | undefined> =>
		showTarget(await pickTarget(next), next);
	return offeringOther(again, () => tellOf(target, app));
}

async function tellOf(target: Target, app: App): Promise<CallerIdentity | undefined> {
	switch (target.kind) {
		case "terminal":
			await vscode.commands.executeCommand("awsSessions.whatAwsSees");
			return undefined;
		case "session":
			return ofSession(target.session, app);
		case "request":
			return ofRequest(target.request, app);
	}
}

async function ofSession(session: Session, app: App): Promise<CallerIdentity> {
	await confirmUse(session, app);
	const identity = await callAs(session, "Asking AWS who this is", app, ({ call }) =>
		app.sts.getCallerIdentity(call),
	);
	return tell(`session ${session.name}`, identity, "", app);
}

/** Its live session tells; without one its credentials are got, and forgotten unless a code was typed for them. */
async function ofRequest(asked: AskedRequest, app: App): Promise<CallerIdentity> {
	const { manager, clock, config } = app;
	const existing = manager.get(sessionId(asked));
	if (existing !== undefined && isLive(existing, clock.now())) {
		return ofSession(existing, app);
	}
	const request = await confirmProduction(asked, (await config.reload()).config, app);
	const interaction = new NotingInteraction(clock, {}, app.caller);
	try {
		const session = await manager.look(request, interaction, () => interaction.wasAsked);
		// It may be what the person has looked at for themselves.
		await confirmUse(session, app);
		const { id, name, identity } = session;
		const isKept = manager.credentialsOf(id) !== undefined;
		const kept = isKept ? `. It is kept as session ${name}, so that the MFA code is not wasted` : "";
		return tell(nameOf(asked), identity, kept, app);
	} finally {
		interaction.dispose();
	}
}

function nameOf(request: AskedRequest): string {
	return request.kind === "profile"
		? `profile ${request.profile}`
		: `what the ${ambientBase(request.source).name} give`;
}

/** A person of whom is known whether they have typed a code. */
class NotingInteraction extends PersonInteraction {
	wasAsked = false;

	override askMfaCode(question: MfaQuestion): Promise<Secret> {
		this.wasAsked = true;
		return super.askMfaCode(question);
	}
}

function tell(whose: string, identity: Identity, more: string, { config }: App): CallerIdentity {
	const { account, arn } = identity;
	const label = accountLabel(account, config.current?.config ?? emptyConfig);
	void showIdentity(`${identitySentence(whose, identity, label)}${more}`, identity);
	return { account, arn };
}

async function showIdentity(message: string, { account, arn }: CallerIdentity): Promise<void> {
	const copyArn = "Copy ARN";
	const copyAccount = "Copy Account ID";
	const chosen = await vscode.window.showInformationMessage(message, copyArn, copyAccount);
	if (chosen !== undefined) {
		await vscode.env.clipboard.writeText(chosen === copyArn ? arn : account);
	}
}

/** What is meant: what is named, else the active session unless the person has a choice, else what they pick. */
async function chooseTarget(
	{ session: named, profile, credentialSource }: TargetArguments,
	asks: boolean,
	app: App,
): Promise<Target> {
	if (credentialSource !== undefined) {
		return { kind: "request", request: { kind: "ambient", source: credentialSource } };
	}
	if (profile !== undefined) {
		return { kind: "request", request: { kind: "profile", profile } };
	}
	const { sessions, active } = app.manager;
	const isActiveLive = active !== undefined && isLive(active, app.clock.now());
	return named !== undefined || (isActiveLive && (!asks || sessions.length === 1))
		? { kind: "session", session: await chooseSession(named, title, app) }
		: pickTarget(app);
}

async function pickTarget(app: App): Promise<Target> {
	const { manager, clock } = app;
	const now = clock.now();
	const isActive = (session: Session): boolean => session === manager.active;
	const live = manager.sessions
		.filter((session) => isLive(session, now))
		.toSorted((a, b) => Number(isActive(b)) - Number(isActive(a)));
	const terminal: Target = { kind: "terminal" };
	const items: PickItem<Target | "profile">[] = [
		...live.map((session) => ({
			label: `${isActive(session) ? "$(pass-filled)" : "$(circle-outline)"} ${session.name}`,
			description: [countdown(session, now).label, isActive(session) ? "active" : undefined]
				.filter(Boolean)
				.join(" · "),
			detail: `${identityLabel(session.identity)} · ${session.identity.account}`,
			value: { kind: "session", session } as const,
		})),
		...(live.length === 0 ? [] : [separator<Target | "profile">("without a session", "profile")]),
		{
			label: "$(person) A profile…",
			description: "gets its credentials to see whose they are",
			alwaysShow: true,
			value: "profile",
		},
		{
			label: "$(terminal) This terminal's environment",
			description: "what aws sees there, and why",
			alwaysShow: true,
			value: terminal,
		},
	];
	const picked = await pickOne(items, {
		title,
		placeholder: "Whose credentials AWS is asked about",
		canGoBack: false,
		matchOnDetail: true,
	});
	if (picked !== "profile") {
		if (picked.kind === "session") {
			app.caller?.allowed.add(picked.session.id);
		}
		return picked;
	}
	const profile = await pickUsableProfile(
		title,
		"The profile whose credentials AWS is asked about",
		undefined,
		app,
	);
	return { kind: "request", request: { kind: "profile", profile } };
}
