import { join } from "node:path";
import { execPath, platform } from "node:process";
import type * as vscode from "vscode";
import type { ConfigModel } from "../../aws/files/configModel.ts";
import type { Clock } from "../../core/clock.ts";
import { resolveChain } from "../../core/config/chain.ts";
import type { Environment } from "../../core/config/endpointSettings.ts";
import { readProfile } from "../../core/config/profile.ts";
import { emptyConfig, settingOf } from "../../core/config/sharedConfig.ts";
import type { Log } from "../../core/log.ts";
import { logError } from "../../core/logError.ts";
import { productionNames, profileNames } from "../../core/session/production.ts";
import { type SessionRequest, sessionId } from "../../core/session/session.ts";
import { helperCommand } from "../../core/shells/helperCommand.ts";
import type { ShellProfile } from "../../core/shells/shellProfile.ts";
import { answerShell } from "../../delivery/localSocket/answerShell.ts";
import { helperBundle, helperFile, installHelper } from "../../delivery/localSocket/helperFiles.ts";
import { ShellProfiles } from "../../delivery/localSocket/shellProfiles.ts";
import type { SessionManager } from "../../sessions/manager.ts";
import type { Leases } from "../../sessions/store.ts";
import { extensionFile } from "../extensionFile.ts";
import type { KeyStore } from "../profiles/keyStore.ts";
import { isMarkedProduction, isProductionNow } from "../sessions/production.ts";
import { OtherShellsSocket } from "./otherShellsSocket.ts";
import { OtherShellsWants } from "./otherShellsWants.ts";

export interface OtherShellsOptions {
	/** The extension's own on this machine, which stays where it is over updates. */
	readonly storage: string;
	readonly config: ConfigModel;
	readonly manager: SessionManager;
	readonly keyStore: KeyStore;
	readonly leases: Leases;
	readonly environment: Environment;
	readonly clock: Clock;
	readonly log: Log;
}

/** Milliseconds for which a session counts as used after another shell has asked for it. */
const useTime = 20 * 60_000;

/**
 * Gives the sessions of this window to other shells, by the profiles that the person has written for them into the
 * config file. As long as there is none, nothing is listened to.
 */
export class OtherShells implements vscode.Disposable {
	readonly #options: OtherShellsOptions;
	readonly #list: ShellProfiles;
	readonly #wants: OtherShellsWants;
	readonly #socket: OtherShellsSocket;
	readonly #usedAt = new Map<string, number>();
	readonly #unsubscribe: () => void;
	#profiles: readonly ShellProfile[] = [];
	#step: Promise<void> = Promise.resolve();
	#isDisposed = false;

	/** Told that a person is wanted for what another shell asks for. */
	readonly onDidWant: OtherShellsWants["onDidWant"];

	constructor(options: OtherShellsOptions) {
		this.#options = options;
		this.#list = new ShellProfiles(join(options.storage, "other-shells", "profiles"));
		this.#wants = new OtherShellsWants(options);
		this.onDidWant = this.#wants.onDidWant;
		this.#socket = new OtherShellsSocket({
			...options,
			answer: (request) => answerShell(request, this.#sources),
		});
		// Whatever window gives or takes one changes the config file with it, which all windows watch.
		this.#unsubscribe = options.config.onDidChange(() => void this.update());
	}

	/** The path of the program that other shells run. */
	static helperOf(storage: string): string {
		return helperFile(join(storage, "bin"), platform);
	}

	/** What is given to other shells now: what the person has given, as long as the config file has it. */
	get profiles(): readonly ShellProfile[] {
		return this.#profiles;
	}

	/** Every profile that the person has given, also those that are gone from the config file. */
	all(): Promise<readonly ShellProfile[]> {
		return this.#list.all();
	}

	/** The `credential_process` that a profile gets; undefined when this machine's paths can't be written there. */
	commandFor(name: string): string | undefined {
		const rules = platform === "win32" ? "windows" : "posix";
		return helperCommand(OtherShells.helperOf(this.#options.storage), name, rules);
	}

	/** What a request is really for: a profile for other shells stands for the session that it hands out. */
	originalOf(request: SessionRequest): SessionRequest {
		const profile =
			request.kind === "profile" ? this.#profiles.find(({ name }) => name === request.profile) : undefined;
		return profile?.source.kind === "session" ? profile.source.request : request;
	}

	/** Whether another shell works with a session. */
	isUsed(id: string): boolean {
		const usedAt = this.#usedAt.get(id);
		return usedAt !== undefined && this.#options.clock.now() - usedAt < useTime;
	}

	/** Has the program ready and the profile on the list; the config file is for the caller to write. */
	async give(profile: ShellProfile): Promise<void> {
		await this.#install();
		await this.#list.put(profile);
	}

	async take(name: string): Promise<void> {
		await this.#list.remove(name);
		await this.update();
	}

	/** Follows the list and the config file: listens, or no longer does. Also for when the person comes back. */
	update(): Promise<void> {
		this.#step = this.#step
			.then(() => this.#follow())
			.catch((error: unknown) => logError(this.#options.log, "other shells can't be answered", error));
		return this.#step;
	}

	dispose(): void {
		this.#isDisposed = true;
		this.#unsubscribe();
		this.#socket.close();
	}

	async #follow(): Promise<void> {
		const { config } = this.#options;
		const profiles = config.current?.config.profiles ?? new Map();
		this.#profiles = (await this.#list.all()).filter(
			({ name }) => settingOf(profiles.get(name), "credential_process") === this.commandFor(name),
		);
		const isWanted = !this.#isDisposed && this.#profiles.length > 0;
		if (!isWanted || this.#socket.isGone) {
			this.#socket.close();
		}
		if (isWanted && !this.#socket.isOpen) {
			await this.#install();
			await this.#socket.open();
			if (this.#isDisposed) {
				this.#socket.close();
			}
		}
	}

	#install(): Promise<string> {
		const { storage, environment } = this.#options;
		const bundle = extensionFile("dist", helperBundle);
		return installHelper(join(storage, "bin"), { bundle, runtime: execPath, platform, environment });
	}

	get #sources(): Parameters<typeof answerShell>[1] {
		const { manager, clock } = this.#options;
		return {
			profileOf: (name) => this.#profiles.find((profile) => profile.name === name),
			session: (id) => manager.get(id),
			credentialsOf: (id) => manager.credentialsOf(id),
			keysOf: (profile) => this.#keysOf(profile),
			isProduction: (profile) => this.isProduction(profile),
			startTitle: (request) => this.startTitle(request),
			served: (id) => this.#usedAt.set(id, clock.now()),
			wanted: (profile, request) => void this.#wants.see({ profile, request }),
		};
	}

	async #keysOf(profile: string) {
		const { config, keyStore } = this.#options;
		const stored = config.current?.config.profiles.get(profile)?.storedKeys;
		return stored === undefined ? undefined : keyStore.get(stored);
	}

	/** Whether what a profile hands out is marked as production, by the settings as they are now. */
	isProduction({ name, source }: Pick<ShellProfile, "name" | "source">): boolean {
		const config = this.#options.config.current?.config ?? emptyConfig;
		if (source.kind === "keys") {
			const section = config.profiles.get(name);
			return (
				section !== undefined &&
				isMarkedProduction(profileNames(readProfile(section), resolveChain(config, name)))
			);
		}
		const session = this.#options.manager.get(sessionId(source.request));
		return (
			(session !== undefined && isProductionNow(session)) ||
			isMarkedProduction(productionNames(source.request, config))
		);
	}

	/** What the command is called that starts a request's session. */
	startTitle(request: SessionRequest): string {
		const config = this.#options.config.current?.config ?? emptyConfig;
		const section = request.kind === "profile" ? config.profiles.get(request.profile) : undefined;
		const isRole =
			section === undefined
				? ["role", "webIdentity", "saml"].includes(request.kind)
				: "role" in readProfile(section).origin;
		return isRole ? "Assume Role" : "Start Session";
	}
}
