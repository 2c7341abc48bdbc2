import type * as vscode from "vscode";
import { ambientPresence } from "./credentials/sources/ambientPresence.ts";
import { SessionHistory } from "./sessions/history.ts";
import { RoleMemory } from "./sessions/roleMemory.ts";
import { type AwsSessionsApi, createApi } from "./vscode/api.ts";
import type { App } from "./vscode/app.ts";
import { assembleDelivery } from "./vscode/assembly/delivery.ts";
import { layFoundation } from "./vscode/assembly/foundation.ts";
import { assembleSessions } from "./vscode/assembly/sessions.ts";
import { assembleSignIns } from "./vscode/assembly/signIns.ts";
import { registerCommands } from "./vscode/commands.ts";
import { registerLaunches } from "./vscode/debugging/launches.ts";
import { askForOtherShells } from "./vscode/delivery/otherShellsQuestion.ts";
import { tellOfEndedSignIns, tellOfUnwrittenSignIns } from "./vscode/identityCenter/signInNotices.ts";
import { signInOfSession } from "./vscode/identityCenter/signInOfSession.ts";
import { registerConfigLanguage } from "./vscode/language/register.ts";
import { clipboardLoans } from "./vscode/operations/clipboardLoans.ts";
import { showProblems } from "./vscode/profiles/problems.ts";
import { RecentProfiles } from "./vscode/profiles/recentProfiles.ts";
import { RememberedRoles } from "./vscode/profiles/rememberedRoles.ts";
import { keepSessions } from "./vscode/sessions/sessionKeeping.ts";
import { tellOfSessions } from "./vscode/sessions/sessionNotices.ts";
import { onDidReturn } from "./vscode/sessions/windowFocus.ts";
import { WorkspaceSession } from "./vscode/sessions/workspaceSession.ts";
import { onDidChangeSettings } from "./vscode/settings.ts";
import { registerAuthorizationLinks } from "./vscode/terminals/authorizationLinks.ts";
import { watchTerminals } from "./vscode/terminals/terminalIdentity.ts";
import { registerTerminalProfile } from "./vscode/terminals/terminalProfile.ts";
import { keepContextKeys } from "./vscode/views/contextKeys.ts";
import { registerExplanations } from "./vscode/views/explainView.ts";
import { registerHistory } from "./vscode/views/historyPage.ts";
import { ProfilesView } from "./vscode/views/profilesView.ts";
import { registerResultPages } from "./vscode/views/resultPage.ts";
import { SessionsView } from "./vscode/views/sessionsView.ts";
import { StatusBar } from "./vscode/views/statusBar.ts";

/** Builds the parts, wires them, and hands them to VS Code to dispose of. Nothing else happens here. */
export function activate(context: vscode.ExtensionContext): AwsSessionsApi {
	// Parts that ask the person something do so with all of the app, which is whole before anything runs.
	const whole = () => app;
	const foundation = layFoundation(context);
	const { log, clock, environment, state, leases, keyStore, config } = foundation;
	const signIns = assembleSignIns(foundation, whole);
	const { signInStates, accountNames, rolesBrowser } = signIns;
	const sessions = assembleSessions(context, foundation, signIns, whole);
	const { manager } = sessions;
	const delivering = assembleDelivery(context, foundation, manager, whole);
	const { answers, endpoint, delivery, following, terminals, otherShells, handoverFiles } = delivering;
	const rememberedRoles = new RememberedRoles(state);
	const surroundings = { environment, platform: process.platform, sysFolder: "/sys" };
	const profilesView = new ProfilesView({
		config,
		manager,
		ambient: () => ambientPresence(surroundings),
		clock,
		environment,
		rememberedRoles,
		signInStates,
		rolesBrowser,
		accountNames,
	});
	const app: App = {
		...foundation,
		...signIns,
		...sessions,
		...delivering,
		recent: new RecentProfiles(state),
		rememberedRoles,
		roleMemory: new RoleMemory(),
		clipboardLoans: clipboardLoans(state, clock),
		revealProfile: (profile) => profilesView.reveal(profile),
	};
	const history = new SessionHistory(manager, clock);
	const workspace = new WorkspaceSession(app, context.storageUri?.fsPath, context.workspaceState, () =>
		statusBar.update(),
	);
	const statusBar = new StatusBar(manager, clock, () => workspace.offeredProfile);

	context.subscriptions.push(
		log,
		config,
		manager,
		endpoint,
		delivery,
		rememberedRoles,
		following,
		terminals,
		history,
		workspace,
		statusBar,
		new SessionsView(manager, clock, {
			of: (session) => signInOfSession(session, app),
			onDidChange: (listener) => {
				const ends = [signInStates.onDidChange(listener), accountNames.onDidChange(listener)];
				return () => {
					for (const end of ends) {
						end();
					}
				};
			},
		}),
		profilesView,
		rolesBrowser,
		accountNames,
		keepContextKeys(manager, config),
		showProblems(config, clock),
		registerConfigLanguage(config, environment),
		tellOfSessions(app),
		registerCommands(app),
		registerExplanations(),
		watchTerminals(),
		registerTerminalProfile(app),
		registerResultPages(),
		registerHistory(history, clock),
		keepSessions(
			app,
			context,
			(id) => answers.isUsed(id) || otherShells.isUsed(id),
			() => void workspace.restore(),
		),
		{ dispose: config.onDidChange(() => statusBar.update()) },
		{
			// An account's name may make a session production.
			dispose: accountNames.onDidChange(() => {
				following.update();
				statusBar.update();
			}),
		},
		registerAuthorizationLinks(),
		leases,
		handoverFiles,
		{ dispose: () => void app.clipboardLoans.end() },
		registerLaunches(app),
		otherShells,
		askForOtherShells(app),
		signInStates,
		tellOfEndedSignIns(app),
		tellOfUnwrittenSignIns(app),
		{ dispose: config.onDidChange(() => void signInStates.refresh()) },
		keyStore.onDidChange(() => void config.reload()),
		onDidChangeSettings(() => {
			void config.start();
			following.update();
		}),
		onDidReturn(() => {
			void config.reload();
			void otherShells.update();
			app.clipboardLoans.resume();
			// The machine may have slept.
			clock.look();
		}),
	);
	void config.start();
	return createApi(app, context.subscriptions);
}
