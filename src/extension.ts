import { join } from "node:path";
import type * as vscode from "vscode";
import { personHome } from "./aws/files/configFiles.ts";
import { ConfigModel } from "./aws/files/configModel.ts";
import { sendHttp } from "./aws/http/http.ts";
import { StsClient } from "./aws/sts/sts.ts";
import { systemClock as clock } from "./aws/systemClock.ts";
import { logError } from "./core/logError.ts";
import { MfaCodes } from "./credentials/mfa/mfaCodes.ts";
import { acquire } from "./credentials/operations/acquire.ts";
import { defaultSessionName } from "./credentials/operations/defaultSessionName.ts";
import { ambientPresence } from "./credentials/sources/ambientPresence.ts";
import { deliverActive } from "./delivery/deliverActive.ts";
import { SessionHistory } from "./sessions/history.ts";
import { LeaseFiles } from "./sessions/leaseFiles.ts";
import { SessionManager } from "./sessions/manager.ts";
import { isRunning } from "./sessions/openWindows.ts";
import { RoleMemory } from "./sessions/roleMemory.ts";
import { TerminalNotes } from "./sessions/terminalNotes.ts";
import { type AwsSessionsApi, createApi } from "./vscode/api.ts";
import type { App } from "./vscode/app.ts";
import { registerCommands } from "./vscode/commands.ts";
import { registerConfigLanguage } from "./vscode/language/register.ts";
import { createLog } from "./vscode/log.ts";
import { MfaSessionStore } from "./vscode/mfa/mfaSessionStore.ts";
import { TotpSecretStore } from "./vscode/mfa/totpSecretStore.ts";
import { KeyStore } from "./vscode/profiles/keyStore.ts";
import { showProblems } from "./vscode/profiles/problems.ts";
import { RecentProfiles } from "./vscode/profiles/recentProfiles.ts";
import { RememberedRoles } from "./vscode/profiles/rememberedRoles.ts";
import { SecretEntries } from "./vscode/secretEntries.ts";
import { machineName } from "./vscode/sessions/machineName.ts";
import { isProductionNow } from "./vscode/sessions/production.ts";
import { acquireGuarded } from "./vscode/sessions/productionGuard.ts";
import { keepSessions, sharedEntries } from "./vscode/sessions/sessionKeeping.ts";
import { tellOfSessions } from "./vscode/sessions/sessionNotices.ts";
import { thisHost } from "./vscode/sessions/thisHost.ts";
import { onDidReturn } from "./vscode/sessions/windowFocus.ts";
import { WorkspaceSession } from "./vscode/sessions/workspaceSession.ts";
import { configuredFiles, onDidChangeSettings } from "./vscode/settings.ts";
import { registerAuthorizationLinks } from "./vscode/terminals/authorizationLinks.ts";
import { EnvironmentDelivery } from "./vscode/terminals/environmentDelivery.ts";
import { watchTerminals } from "./vscode/terminals/terminalIdentity.ts";
import { Terminals } from "./vscode/terminals/terminals.ts";
import { keepContextKeys } from "./vscode/views/contextKeys.ts";
import { registerExplanations } from "./vscode/views/explainView.ts";
import { registerHistory } from "./vscode/views/historyPage.ts";
import { ProfilesView } from "./vscode/views/profilesView.ts";
import { registerResultPages } from "./vscode/views/resultPage.ts";
import { SessionsView } from "./vscode/views/sessionsView.ts";
import { StatusBar } from "./vscode/views/statusBar.ts";

/** Builds the parts, wires them, and hands them to VS Code to dispose of. Nothing else happens here. */
export function activate(context: vscode.ExtensionContext): AwsSessionsApi {
	const log = createLog();
	const environment = { ...process.env };
	const surroundings = { environment, platform: process.platform, sysFolder: "/sys" };
	const storage = context.globalStorageUri.fsPath;
	const host = thisHost(storage);
	const keyStore = new KeyStore(
		new SecretEntries(context.secrets, join(storage, "keys"), "keys:", clock),
		context.globalState,
		host,
		machineName(),
	);
	const config = new ConfigModel(
		() => ({ ...environment, ...configuredFiles() }),
		clock,
		(credentialsFile) =>
			keyStore.pairsOf(credentialsFile).catch((error: unknown) => {
				logError(log, "stored access keys could not be listed", error);
				return [];
			}),
	);
	const sts = new StsClient({
		send: sendHttp,
		clock,
		onRequest: (event) => log.debug("STS answered", event),
	});
	const totpSecrets = new TotpSecretStore(context.secrets, context.globalState);
	const mfaSessions = new MfaSessionStore(sharedEntries(context, "mfa-sessions", host), clock, log);
	const leases = new LeaseFiles(join(storage, "leases"), clock);
	const acquiring = {
		environment,
		homeFolder: personHome(environment),
		clock,
		send: sendHttp,
		sts,
		mfaCodes: new MfaCodes(clock, leases),
		totpSecrets,
		storedKeys: keyStore,
		mfaSessions,
		defaultSessionName: defaultSessionName(),
	};
	const manager = new SessionManager({
		clock,
		acquire: async (request, interaction) => {
			const { config: fresh } = await config.reload();
			const liveCredentials = (id: string) => manager.credentialsOf(id);
			return acquireGuarded(request, fresh, interaction, () =>
				acquire(request, { ...acquiring, config: fresh, interaction, liveCredentials }),
			);
		},
	});
	const delivery = new EnvironmentDelivery(context.environmentVariableCollection, environment);
	const following = deliverActive(manager, delivery, (session) => !isProductionNow(session));
	const terminals = new Terminals(
		() => (delivery.isDelivering ? manager.active : undefined),
		new TerminalNotes(join(storage, "terminals"), isRunning),
		log,
	);
	const recent = new RecentProfiles(context.globalState);
	const rememberedRoles = new RememberedRoles(context.globalState);
	const app: App = {
		log,
		clock,
		environment,
		config,
		sts,
		manager,
		recent,
		rememberedRoles,
		roleMemory: new RoleMemory(),
		mfaSessions,
		terminals,
		totpSecrets,
		keyStore,
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
		delivery,
		rememberedRoles,
		following,
		terminals,
		history,
		workspace,
		statusBar,
		new SessionsView(manager, clock),
		new ProfilesView(
			config,
			manager,
			() => ambientPresence(surroundings),
			() => clock.now(),
			environment,
			rememberedRoles,
		),
		keepContextKeys(manager, config),
		showProblems(config, clock),
		registerConfigLanguage(config, environment),
		tellOfSessions(app, context.globalState),
		registerCommands(app),
		registerExplanations(),
		watchTerminals(),
		registerResultPages(),
		registerHistory(history, clock),
		keepSessions(app, context, host, () => void workspace.restore()),
		{ dispose: config.onDidChange(() => statusBar.update()) },
		registerAuthorizationLinks(),
		keyStore.onDidChange(() => void config.reload()),
		onDidChangeSettings(() => {
			void config.start();
			following.update();
		}),
		onDidReturn(() => {
			void config.reload();
			manager.checkExpiry();
		}),
	);
	void config.start();
	return createApi(app, context.subscriptions);
}
