import * as vscode from "vscode";
import { CancelledError } from "../core/errors.ts";
import { logError } from "../core/logError.ts";
import { type App, forCaller } from "./app.ts";
import { giveUp } from "./debugging/handoverCommands.ts";
import { showError } from "./errorMessage.ts";
import { type FormChange, formAgain, leadsBackToForm, retryChange } from "./forms/formRetry.ts";
import { againWithOther } from "./forms/otherCaller.ts";
import { awsLogin } from "./identityCenter/awsLogin.ts";
import { identityCenterTarget } from "./identityCenter/rolesElements.ts";
import { signInByCommand } from "./identityCenter/signInCommand.ts";
import { terminalTarget } from "./terminals/terminalIdentity.ts";
import { linkOrigin } from "./views/markdown.ts";
import { AmbientElement, ProfileElement, RememberedRoleElement } from "./views/profileElements.ts";
import { SessionElement } from "./views/sessionsView.ts";

/**
 * What a command does with its argument; `asks`: a person chose it in the palette or a menu, and wants to see what can
 * be set; `isLink`: they clicked a link. What it resolves to has no secrets in it.
 */
export type Handler = (argument: unknown, app: App, asks: boolean, isLink: boolean) => Promise<unknown>;

/** The commands whose argument can say how long. */
const takeDurations: ReadonlySet<string> = new Set(
	[
		"assumeRole",
		"assumeRoleWithOptions",
		"getSessionToken",
		"getFederationToken",
		"assumeRoleWithWebIdentity",
		"assumeRoleWithSaml",
	].map((name) => `awsSessions.${name}`),
);

/** The commands that VS Code calls for a task or a launch, and of whose errors it would only show the text. */
const tellsItself: ReadonlySet<string> = new Set(
	["getEndpointUri", "getEndpointToken", "getLauncher"].map((name) => `awsSessions.${name}`),
);

/** What begins with a sign-in that an error's button has asked for. */
const signsInFirst = new WeakSet<Handler>();

/**
 * Runs a command. Cancelling resolves to undefined, silently. A person is told of an error with a message and
 * its buttons; a caller that handed over an argument object gets the coded error itself.
 */
export async function runCommand(
	id: string,
	handler: Handler,
	argument: unknown,
	origin: unknown,
	app: App,
): Promise<unknown> {
	const target = elementTarget(argument);
	const isElement = target !== argument;
	const isLink = origin === linkOrigin;
	const isCall = argument !== undefined && !isElement && !isLink;
	try {
		const isAsking = isElement || argument === undefined;
		return await handler(target, isCall ? forCaller(app) : app, isAsking, isLink);
	} catch (error) {
		if (error instanceof CancelledError) {
			return tellsItself.has(id) ? giveUp() : undefined;
		}
		logError(app.log, `${id} failed`, error);
		if (isCall && !tellsItself.has(id)) {
			throw error;
		}
		const again = againWithOther(error);
		const form = formAgain(error);
		const reopen = (change: FormChange): void =>
			void runCommand(id, async (_, current) => form?.(change, current), undefined, linkOrigin, app);
		const doAgain = (): void =>
			form === undefined ? void runCommand(id, handler, argument, origin, app) : reopen(retryChange(error));
		/** Goes on with what was asked for, unless that was to sign in. */
		const after = (signIn: (current: App) => Promise<unknown>): void => {
			if (signsInFirst.has(handler)) {
				doAgain();
				return;
			}
			const both: Handler = async (_, current) => {
				await signIn(current);
				if (id !== "awsSessions.signIn") {
					doAgain();
				}
			};
			signsInFirst.add(both);
			void runCommand(id, both, undefined, linkOrigin, app);
		};
		void showError(error, {
			retry: doAgain,
			signIn: (signIn) => after((current) => signInByCommand({ signIn }, current)),
			awsLogin: (profile) => after((current) => awsLogin(profile, current)),
			...(leadsBackToForm(error) ? { mend: () => reopen({ kind: "mend" }) } : {}),
			...(takeDurations.has(id)
				? {
						useDuration: (durationSeconds: number) =>
							form === undefined
								? void runCommand(id, handler, { ...asObject(target), durationSeconds }, linkOrigin, app)
								: reopen({ kind: "useDuration", seconds: durationSeconds }),
					}
				: {}),
			...(again === undefined
				? {
						useOther: () =>
							form === undefined
								? void runCommand(id, handler, withoutCredentials(target), linkOrigin, app)
								: reopen({ kind: "useOther" }),
					}
				: {
						useOther: () => void runCommand(id, (_, current) => again(current), undefined, linkOrigin, app),
						useOtherTitle: "Use Another Session…",
					}),
			openConfig: () => void vscode.commands.executeCommand("awsSessions.openConfigFile"),
			showLog: () => app.log.show(),
		});
		return tellsItself.has(id) ? giveUp() : undefined;
	}
}

function asObject(argument: unknown): object {
	return typeof argument === "object" && argument !== null ? argument : {};
}

/** What was asked for, without whose credentials do it: so the person is asked. */
function withoutCredentials(argument: unknown): object {
	const {
		profile: _,
		session: __,
		...others
	} = asObject(argument) as { profile?: unknown; session?: unknown };
	return others;
}

/** The argument that a tree's row stands for; any other argument as it is. */
function elementTarget(argument: unknown): unknown {
	if (argument instanceof ProfileElement) {
		return { profile: argument.profile };
	}
	if (argument instanceof RememberedRoleElement) {
		return { role: argument.role.id };
	}
	if (argument instanceof SessionElement) {
		return { session: argument.session };
	}
	if (argument instanceof vscode.Uri) {
		// An editor's menu hands over the document; what is selected in it is asked for by the command.
		return undefined;
	}
	if (argument instanceof AmbientElement) {
		return { credentialSource: argument.source };
	}
	return identityCenterTarget(argument) ?? terminalTarget(argument) ?? argument;
}
