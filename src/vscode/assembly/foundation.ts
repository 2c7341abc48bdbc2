import { join } from "node:path";
import type * as vscode from "vscode";
import { ConfigModel } from "../../aws/files/configModel.ts";
import { sendHttp } from "../../aws/http/http.ts";
import { StsClient } from "../../aws/sts/sts.ts";
import { systemClock } from "../../aws/systemClock.ts";
import type { Clock } from "../../core/clock.ts";
import type { Environment } from "../../core/config/endpointSettings.ts";
import { logError } from "../../core/logError.ts";
import { LeaseFiles } from "../../sessions/leaseFiles.ts";
import { createLog, type LogChannel } from "../log.ts";
import { KeyStore } from "../profiles/keyStore.ts";
import { SecretEntries } from "../secretEntries.ts";
import { machineName } from "../sessions/machineName.ts";
import { thisHost } from "../sessions/thisHost.ts";
import { configuredFiles } from "../settings.ts";

/** What all other parts stand on. */
export interface Foundation {
	readonly log: LogChannel;
	readonly clock: Clock;
	/** What the window inherited. */
	readonly environment: Environment;
	/** The extension's own folder on this machine. */
	readonly storage: string;
	/** What is kept for all of VS Code: no secrets. */
	readonly state: vscode.Memento;
	/** What this machine's sessions are marked with. */
	readonly host: string;
	/** Who of this machine's windows does what one of them is to do. */
	readonly leases: LeaseFiles;
	/** The long-term keys that are in the secret storage. */
	readonly keyStore: KeyStore;
	/** What the AWS files say. */
	readonly config: ConfigModel;
	readonly sts: StsClient;
}

export function layFoundation(context: vscode.ExtensionContext): Foundation {
	const clock = systemClock;
	const log = createLog();
	const environment = { ...process.env };
	const storage = context.globalStorageUri.fsPath;
	const host = thisHost(storage);
	const keyStore = new KeyStore(
		new SecretEntries(context.secrets, join(storage, "keys"), "keys:", clock),
		context.globalState,
		host,
		machineName(),
	);
	const storedKeysOf = (credentialsFile: string) =>
		keyStore.pairsOf(credentialsFile).catch((error: unknown) => {
			logError(log, "stored access keys could not be listed", error);
			return [];
		});
	return {
		log,
		clock,
		environment,
		storage,
		state: context.globalState,
		host,
		leases: new LeaseFiles(join(storage, "leases"), clock),
		keyStore,
		config: new ConfigModel(() => ({ ...environment, ...configuredFiles() }), clock, storedKeysOf),
		sts: new StsClient({
			send: sendHttp,
			clock,
			onRequest: (event) => log.debug("STS answered", event),
		}),
	};
}
