import { join } from "node:path";
import type * as vscode from "vscode";
import { personHome } from "../../aws/files/configFiles.ts";
import { sendHttp } from "../../aws/http/http.ts";
import { MfaCodes } from "../../credentials/mfa/mfaCodes.ts";
import { SentCodeFiles } from "../../credentials/mfa/sentCodeFiles.ts";
import { acquire } from "../../credentials/operations/acquire.ts";
import { defaultSessionName } from "../../credentials/operations/defaultSessionName.ts";
import { keysAgain } from "../../credentials/operations/keysAgain.ts";
import { GenerationFile } from "../../sessions/generationFile.ts";
import { SessionManager } from "../../sessions/manager.ts";
import type { SessionSharing } from "../../sessions/sharing.ts";
import { Unattended } from "../../sessions/unattended.ts";
import type { App } from "../app.ts";
import { OtherShells } from "../delivery/otherShells.ts";
import { withSignIn } from "../identityCenter/signInQuestion.ts";
import { learnAccountName } from "../identityCenter/withAccountName.ts";
import { MfaSessionStore } from "../mfa/mfaSessionStore.ts";
import { TotpSecretStore } from "../mfa/totpSecretStore.ts";
import { acquireGuarded } from "../sessions/productionGuard.ts";
import { sharedEntries, shareSessions } from "../sessions/sessionKeeping.ts";
import type { Foundation } from "./foundation.ts";
import type { SignIns } from "./signIns.ts";

/** The window's sessions, how they come about, and how other windows have them. */
export interface Sessions {
	readonly manager: SessionManager;
	/** Has the other windows know of the sessions, and the secret storage keep them. */
	readonly sharing: SessionSharing;
	/** What one MFA code has bought for several roles. */
	readonly mfaSessions: MfaSessionStore;
	readonly totpSecrets: TotpSecretStore;
}

/** @param app asked for only once everything is there */
export function assembleSessions(
	context: vscode.ExtensionContext,
	foundation: Foundation,
	{ signInRefreshes }: SignIns,
	app: () => App,
): Sessions {
	const { log, clock, environment, storage, host, leases, keyStore, config, sts } = foundation;
	const totpSecrets = new TotpSecretStore(context.secrets, context.globalState);
	const mfaSessions = new MfaSessionStore(
		sharedEntries(context, "mfa-sessions", host),
		new GenerationFile(join(storage, "mfa-generation")),
		clock,
		log,
	);
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
				const acquired = await withSignIn(get, interaction, app());
				if (!(interaction instanceof Unattended)) {
					// Also who has signed in only now can see it now.
					await learnAccountName(acquired.identity.account, request, app(), interaction.signal);
				}
				return acquired;
			});
		},
	});
	const sharing = shareSessions(manager, context, host, log, async (session) => {
		const { config: fresh } = await config.reload();
		return keysAgain(session, { config: fresh, environment, clock, storedKeys: keyStore });
	});
	return { manager, sharing, mfaSessions, totpSecrets };
}
