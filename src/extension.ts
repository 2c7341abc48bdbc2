import { join } from "node:path";
import type * as vscode from "vscode";
import { personHome } from "./aws/files/configFiles.ts";
import { ConfigModel } from "./aws/files/configModel.ts";
import { sendHttp } from "./aws/http/http.ts";
import { StsClient } from "./aws/sts/sts.ts";
import { systemClock as clock } from "./aws/systemClock.ts";
import { logError } from "./core/logError.ts";
import { MfaCodes } from "./credentials/mfa/mfaCodes.ts";
import { SentCodeFiles } from "./credentials/mfa/sentCodeFiles.ts";
import { acquire } from "./credentials/operations/acquire.ts";
import { defaultSessionName } from "./credentials/operations/defaultSessionName.ts";
import { keysAgain } from "./credentials/operations/keysAgain.ts";
import { AccountNames } from "./credentials/signIn/accountNames.ts";
import { NotedRefreshes } from "./credentials/signIn/notedRefreshes.ts";
import { RoleDirectory } from "./credentials/signIn/roleDirectory.ts";
import { RolesBrowser } from "./credentials/signIn/rolesBrowser.ts";
import { SignInStates } from "./credentials/signIn/signInStates.ts";
import { ambientPresence } from "./credentials/sources/ambientPresence.ts";
import { deliverActive } from "./delivery/deliverActive.ts";
import { SessionAnswers } from "./delivery/endpoint/sessionAnswers.ts";
import { GenerationFile } from "./sessions/generationFile.ts";
import { SessionHistory } from "./sessions/history.ts";
import { LeaseFiles } from "./sessions/leaseFiles.ts";
import { SessionManager } from "./sessions/manager.ts";
import { isRunning } from "./sessions/openWindows.ts";
import { RoleMemory } from "./sessions/roleMemory.ts";
import { TerminalNotes } from "./sessions/terminalNotes.ts";
import { Unattended } from "./sessions/unattended.ts";
import { type AwsSessionsApi, createApi } from "./vscode/api.ts";
import type { App } from "./vscode/app.ts";
import { registerCommands } from "./vscode/commands.ts";
import { HandoverFiles } from "./vscode/debugging/handoverFiles.ts";
import { registerLaunches } from "./vscode/debugging/launches.ts";
import { windowEndpoint } from "./vscode/delivery/endpoint.ts";
import { OtherShells } from "./vscode/delivery/otherShells.ts";
import { askForOtherShells } from "./vscode/delivery/otherShellsQuestion.ts";
import { SessionVariables } from "./vscode/delivery/sessionVariables.ts";
import { WindowDelivery } from "./vscode/delivery/windowDelivery.ts";
import { UsedRoles } from "./vscode/identityCenter/rolesUsed.ts";
import { plainContext, signInContextOf } from "./vscode/identityCenter/signInContext.ts";
import { tellOfEndedSignIns, tellOfUnwrittenSignIns } from "./vscode/identityCenter/signInNotices.ts";
import { signInOfSession } from "./vscode/identityCenter/signInOfSession.ts";
import { withSignIn } from "./vscode/identityCenter/signInQuestion.ts";
import { learnAccountName } from "./vscode/identityCenter/withAccountName.ts";
import { registerConfigLanguage } from "./vscode/language/register.ts";
import { createLog } from "./vscode/log.ts";
import { MfaSessionStore } from "./vscode/mfa/mfaSessionStore.ts";
import { TotpSecretStore } from "./vscode/mfa/totpSecretStore.ts";
import { clipboardLoans } from "./vscode/operations/clipboardLoans.ts";
import { KeyStore } from "./vscode/profiles/keyStore.ts";
import { showProblems } from "./vscode/profiles/problems.ts";
import { RecentProfiles } from "./vscode/profiles/recentProfiles.ts";
import { RememberedRoles } from "./vscode/profiles/rememberedRoles.ts";
import { SecretEntries } from "./vscode/secretEntries.ts";
import { tellOfRequest } from "./vscode/sessions/expiryNotice.ts";
import { machineName } from "./vscode/sessions/machineName.ts";
import { isProductionNow, judgeAccountsBy } from "./vscode/sessions/production.ts";
import { acquireGuarded } from "./vscode/sessions/productionGuard.ts";
import { keepSessions, sharedEntries, shareSessions } from "./vscode/sessions/sessionKeeping.ts";
import { tellOfSessions } from "./vscode/sessions/sessionNotices.ts";
import { thisHost } from "./vscode/sessions/thisHost.ts";
import { onDidReturn } from "./vscode/sessions/windowFocus.ts";
import { WorkspaceSession } from "./vscode/sessions/workspaceSession.ts";
import { configuredFiles, onDidChangeSettings, renewalSettings } from "./vscode/settings.ts";
import { registerAuthorizationLinks } from "./vscode/terminals/authorizationLinks.ts";
import { watchTerminals } from "./vscode/terminals/terminalIdentity.ts";
import { tellOfMovedEndpoint } from "./vscode/terminals/terminalNotices.ts";
import { registerTerminalProfile } from "./vscode/terminals/terminalProfile.ts";
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
	const mfaSessions = new MfaSessionStore(
		sharedEntries(context, "mfa-sessions", host),
		new GenerationFile(join(storage, "mfa-generation")),
		clock,
		log,
	);
	const leases = new LeaseFiles(join(storage, "leases"), clock);
	const signInRefreshes = new NotedRefreshes(leases);
	const signInStates = new SignInStates({
		clock,
		refreshes: signInRefreshes,
		context: () =>
			config.current === undefined
				? undefined
				: plainContext({ environment, clock, signInRefreshes }, config.current.config),
	});
	const acquiring = {
		environment,
		homeFolder: personHome(environment),
		clock,
		send: sendHttp,
		sts,
		mfaCodes: new MfaCodes(clock, leases, new SentCodeFiles(join(storage, "mfa-codes"), clock)),
		totpSecrets,
		storedKeys: keyStore,
		mfaSessions,
		signInRefreshes,
		defaultSessionName: defaultSessionName(),
		ownHelper: OtherShells.helperOf(storage),
	};
	const manager = new SessionManager({
		clock,
		acquire: async (request, interaction, isLook) => {
			const { config: fresh } = await config.reload();
			const liveCredentials = (id: string) => manager.credentialsOf(id);
			const get = () => acquire(request, { ...acquiring, config: fresh, interaction, liveCredentials });
			return acquireGuarded(request, fresh, interaction, isLook, async () => {
				const acquired = await withSignIn(get, interaction, app);
				if (!(interaction instanceof Unattended)) {
					// Also who has signed in only now can see it now.
					await learnAccountName(acquired.identity.account, request, app, interaction.signal);
				}
				return acquired;
			});
		},
	});
	const sharing = shareSessions(manager, context, host, log, async (session) => {
		const { config: fresh } = await config.reload();
		return keysAgain(session, { config: fresh, environment, clock, storedKeys: keyStore });
	});
	const answers = new SessionAnswers({
		manager,
		clock,
		leases,
		log,
		isProduction: isProductionNow,
		mayRenew: (session) => renewalSettings().isOn && !isProductionNow(session),
		ask: (session) => tellOfRequest(session, app),
	});
	const endpoint = windowEndpoint(context, host, answers, log, () => void tellOfMovedEndpoint(terminals));
	const delivery = new WindowDelivery(context.environmentVariableCollection, environment, endpoint, log);
	const following = deliverActive(manager, delivery, (session) => !isProductionNow(session));
	const terminals = new Terminals(
		() => delivery.delivered,
		new TerminalNotes(join(storage, "terminals"), isRunning),
		log,
		clock,
	);
	const otherShells = new OtherShells({
		storage,
		config,
		manager,
		keyStore,
		leases,
		environment,
		clock,
		log,
	});
	const recent = new RecentProfiles(context.globalState);
	const rememberedRoles = new RememberedRoles(context.globalState);
	const roleDirectory = new RoleDirectory();
	const usedRoles = new UsedRoles(context.globalState);
	const accountNames = new AccountNames(roleDirectory, usedRoles.all, context.globalState);
	judgeAccountsBy(accountNames.of);
	const rolesBrowser = new RolesBrowser({
		directory: roleDirectory,
		states: signInStates,
		isOwnRefresh: (signIn, until) => signInRefreshes.isOwn(signIn, until),
		context: () => signInContextOf(app),
		clock,
	});
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
		log,
		state: context.globalState,
		storage,
		clock,
		environment,
		config,
		sts,
		manager,
		sharing,
		recent,
		rememberedRoles,
		roleMemory: new RoleMemory(),
		mfaSessions,
		terminals,
		delivery,
		handoverFiles: new HandoverFiles(join(storage, "handover")),
		variables: new SessionVariables(manager, endpoint, environment),
		otherShells,
		clipboardLoans: clipboardLoans(context.globalState, clock),
		totpSecrets,
		keyStore,
		signInStates,
		signInRefreshes,
		roleDirectory,
		rolesBrowser,
		accountNames,
		usedRoles,
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
			host,
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
		app.handoverFiles,
		{ dispose: () => void app.clipboardLoans.end() },
		registerLaunches(app),
		otherShells,
		askForOtherShells(app),
		signInStates,
		tellOfEndedSignIns(app, leases),
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
