import type * as vscode from "vscode";
import type { ConfigModel } from "../aws/files/configModel.ts";
import type { StsClient } from "../aws/sts/sts.ts";
import type { Clock } from "../core/clock.ts";
import type { Environment } from "../core/config/endpointSettings.ts";
import type { ClipboardLoans } from "../core/text/clipboardLoan.ts";
import type { AccountNames } from "../credentials/signIn/accountNames.ts";
import type { SignInRefreshes } from "../credentials/signIn/refresh.ts";
import type { RoleDirectory } from "../credentials/signIn/roleDirectory.ts";
import type { RolesBrowser } from "../credentials/signIn/rolesBrowser.ts";
import type { SignInStates } from "../credentials/signIn/signInStates.ts";
import type { SessionManager } from "../sessions/manager.ts";
import type { RoleMemory } from "../sessions/roleMemory.ts";
import type { SessionSharing } from "../sessions/sharing.ts";
import type { HandoverFiles } from "./debugging/handoverFiles.ts";
import type { OtherShells } from "./delivery/otherShells.ts";
import type { SessionVariables } from "./delivery/sessionVariables.ts";
import type { WindowDelivery } from "./delivery/windowDelivery.ts";
import type { UsedRoles } from "./identityCenter/rolesUsed.ts";
import type { LogChannel } from "./log.ts";
import type { MfaSessionStore } from "./mfa/mfaSessionStore.ts";
import type { TotpSecretStore } from "./mfa/totpSecretStore.ts";
import type { KeyStore } from "./profiles/keyStore.ts";
import type { RecentProfiles } from "./profiles/recentProfiles.ts";
import type { RememberedRoles } from "./profiles/rememberedRoles.ts";
import { type Call, productionQuestions } from "./sessions/openQuestions.ts";
import type { Terminals } from "./terminals/terminals.ts";

/** What the commands work with, as the composition root has built it. */
export interface App {
	readonly log: LogChannel;
	/** What is kept for all of VS Code: no secrets. */
	readonly state: vscode.Memento;
	/** The extension's own folder on this machine. */
	readonly storage: string;
	readonly clock: Clock;
	/** What the window inherited. */
	readonly environment: Environment;
	readonly config: ConfigModel;
	readonly sts: StsClient;
	readonly manager: SessionManager;
	/** Has the other windows know of the sessions, and the secret storage keep them. */
	readonly sharing: SessionSharing;
	readonly recent: RecentProfiles;
	readonly rememberedRoles: RememberedRoles;
	readonly roleMemory: RoleMemory;
	/** What one MFA code has bought for several roles. */
	readonly mfaSessions: MfaSessionStore;
	readonly terminals: Terminals;
	/** What everything that is started in the window gets. */
	readonly delivery: WindowDelivery;
	/** What is started with a session of its own gets. */
	readonly variables: SessionVariables;
	/** What tasks and launches are handed in files. */
	readonly handoverFiles: HandoverFiles;
	/** Gives sessions to shells outside of VS Code. */
	readonly otherShells: OtherShells;
	/** Has secrets in the clipboard for a minute. */
	readonly clipboardLoans: ClipboardLoans;
	readonly totpSecrets: TotpSecretStore;
	readonly keyStore: KeyStore;
	/** How the sign-ins to IAM Identity Center stand. */
	readonly signInStates: SignInStates;
	/** Where everything in the window shares the refreshes of sign-ins. */
	readonly signInRefreshes: SignInRefreshes;
	/** What sign-ins give, as far as it was asked for. */
	readonly roleDirectory: RoleDirectory;
	/** The same as it is looked at in the view. */
	readonly rolesBrowser: RolesBrowser;
	/** What accounts are called, by which they may be production. */
	readonly accountNames: AccountNames;
	/** The roles of sign-ins that were used without a profile. */
	readonly usedRoles: UsedRoles;
	/** Shows a profile in the view. */
	readonly revealProfile: (profile: string) => Promise<void>;
	/** The other extension that calls; undefined: the person does. */
	readonly caller?: Caller;
	/** Whether a session that is started or chosen becomes the window's active one, as it does unless this says no. */
	readonly activates?: boolean;
}

/** The app as it is used for something that gets a session of its own, beside the window's active one. */
export function apart(app: App): App {
	return { ...app, activates: false };
}

/** Another extension, for one call. */
export interface Caller extends Call {
	/** The ids of the production sessions that the person lets it use. */
	readonly allowed: Set<string>;
}

/** The app as another extension uses it for one call. */
export function forCaller(app: App): App {
	return { ...app, caller: { order: productionQuestions.begin(), allowed: new Set() } };
}
