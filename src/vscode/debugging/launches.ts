import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import { CancelledError, SessionsError } from "../../core/errors.ts";
import { debugTypeOf, type LaunchConfiguration, startsProgram } from "../../core/launch/debugTypes.ts";
import { logError } from "../../core/logError.ts";
import type { Session } from "../../core/session/session.ts";
import type { App } from "../app.ts";
import { showError } from "../errorMessage.ts";
import { watchHandoverConsents } from "./handoverConsent.ts";
import { LaunchNotices } from "./launchNotices.ts";
import { sessionOfLaunch } from "./launchSession.ts";
import { launchProfile, withFilesFilledIn } from "./launchSettings.ts";
import { LaunchVariables } from "./launchVariables.ts";

/** Marks a configuration whose session is ready, until its variables have been filled in. */
const mark = "__awsSessionsLaunch";

type Folder = vscode.WorkspaceFolder | undefined;
type Configuration = vscode.DebugConfiguration;

/** Gives what is debugged a session: the one that the settings name for it, else the window's. */
export function registerLaunches(app: App): vscode.Disposable {
	return vscode.Disposable.from(
		vscode.debug.registerDebugConfigurationProvider("*", new Launches(app)),
		watchHandoverConsents(app),
	);
}

class Launches implements vscode.DebugConfigurationProvider {
	readonly #app: App;
	readonly #variables: LaunchVariables;
	readonly #notices: LaunchNotices;
	/** The ids of the sessions of launches that are under way, by their marks. */
	readonly #ready = new Map<string, string>();

	constructor(app: App) {
		this.#app = app;
		this.#variables = new LaunchVariables(app);
		this.#notices = new LaunchNotices(app);
	}

	/** Comes before tasks that the launch begins with: nothing is to run when the person calls the session off. */
	resolveDebugConfiguration(folder: Folder, given: Configuration): Promise<Configuration | undefined> {
		return this.#guard(folder, given, async () => {
			const profile = await this.#ownProfile(folder, given);
			if (profile === undefined || this.#ready.has(String(given[mark]))) {
				return given;
			}
			const session = await sessionOfLaunch(profile, this.#app);
			const key = randomUUID();
			this.#ready.set(key, session.id);
			return { ...given, [mark]: key };
		});
	}

	/** What is added here is written nowhere. */
	resolveDebugConfigurationWithSubstitutedVariables(
		folder: Folder,
		given: Configuration,
	): Promise<Configuration | undefined> {
		const { [mark]: key, ...rest } = given;
		const configuration: Configuration = rest as Configuration;
		return this.#guard(folder, configuration, async () => {
			const own = await this.#ownSession(folder, configuration, String(key));
			if (!startsProgram(configuration)) {
				return configuration;
			}
			if (own === undefined && !(await this.#saysItself(configuration))) {
				await this.#notices.tell(configuration);
			}
			const session = own ?? this.#app.delivery.delivered?.session;
			return session === undefined
				? configuration
				: this.#variables.put(session, own !== undefined, configuration);
		});
	}

	async #ownSession(folder: Folder, configuration: Configuration, key: string): Promise<Session | undefined> {
		const id = this.#ready.get(key);
		this.#ready.delete(key);
		if (id === undefined) {
			const profile = await this.#ownProfile(folder, configuration);
			return profile === undefined ? undefined : sessionOfLaunch(profile, this.#app);
		}
		const session = this.#app.manager.get(id);
		if (session === undefined) {
			throw new SessionsError("SessionNotFound", "The session of this launch has ended meanwhile", {
				remedies: [{ kind: "retry" }],
			});
		}
		return session;
	}

	/** The profile of a launch that has one, unless the configuration says itself who its program is to be. */
	async #ownProfile(folder: Folder, configuration: Configuration): Promise<string | undefined> {
		const profile = startsProgram(configuration) ? launchProfile(folder, configuration) : undefined;
		const isOff = profile !== undefined && (await this.#saysItself(withFilesFilledIn(configuration, folder)));
		return isOff ? undefined : profile;
	}

	/** Whether a configuration says itself who its program is to be; those of types that are not known do by `env`. */
	#saysItself(configuration: LaunchConfiguration): Promise<boolean> {
		const type = debugTypeOf(String(configuration["type"])) ?? { property: "env" };
		return this.#variables.namesIdentity(configuration, type);
	}

	/** Without a configuration VS Code gives the launch up, and says nothing. */
	async #guard(
		folder: Folder,
		{ name }: Configuration,
		resolve: () => Promise<Configuration>,
	): Promise<Configuration | undefined> {
		try {
			return await resolve();
		} catch (error) {
			if (!(error instanceof CancelledError)) {
				logError(this.#app.log, "a launch was not given its session", error);
				void showError(error, {
					retry: () => void vscode.debug.startDebugging(folder, name),
					openConfig: () => void vscode.commands.executeCommand("awsSessions.openConfigFile"),
					showLog: () => this.#app.log.show(),
				});
			}
			return undefined;
		}
	}
}
