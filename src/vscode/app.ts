import type { ConfigModel } from "../aws/files/configModel.ts";
import type { StsClient } from "../aws/sts/sts.ts";
import type { Clock } from "../core/clock.ts";
import type { Environment } from "../core/config/endpointSettings.ts";
import type { SessionManager } from "../sessions/manager.ts";
import type { RoleMemory } from "../sessions/roleMemory.ts";
import type { LogChannel } from "./log.ts";
import type { MfaSessionStore } from "./mfa/mfaSessionStore.ts";
import type { TotpSecretStore } from "./mfa/totpSecretStore.ts";
import type { KeyStore } from "./profiles/keyStore.ts";
import type { RecentProfiles } from "./profiles/recentProfiles.ts";
import type { RememberedRoles } from "./profiles/rememberedRoles.ts";
import type { Terminals } from "./terminals/terminals.ts";

/** What the commands work with, as the composition root has built it. */
export interface App {
	readonly log: LogChannel;
	readonly clock: Clock;
	/** What the window inherited. */
	readonly environment: Environment;
	readonly config: ConfigModel;
	readonly sts: StsClient;
	readonly manager: SessionManager;
	readonly recent: RecentProfiles;
	readonly rememberedRoles: RememberedRoles;
	readonly roleMemory: RoleMemory;
	/** What one MFA code has bought for several roles. */
	readonly mfaSessions: MfaSessionStore;
	readonly terminals: Terminals;
	readonly totpSecrets: TotpSecretStore;
	readonly keyStore: KeyStore;
	/** The other extension that calls; undefined: the person does. */
	readonly caller?: Caller;
}

/** Another extension, for one call. */
export interface Caller {
	/** The ids of the production sessions that the person lets it use. */
	readonly allowed: Set<string>;
}

/** The app as another extension uses it for one call. */
export function forCaller(app: App): App {
	return { ...app, caller: { allowed: new Set() } };
}
