import type { ClipboardLoans } from "../core/text/clipboardLoan.ts";
import type { RoleMemory } from "../sessions/roleMemory.ts";
import type { Delivery } from "./assembly/delivery.ts";
import type { Foundation } from "./assembly/foundation.ts";
import type { Sessions } from "./assembly/sessions.ts";
import type { SignIns } from "./assembly/signIns.ts";
import type { RecentProfiles } from "./profiles/recentProfiles.ts";
import type { RememberedRoles } from "./profiles/rememberedRoles.ts";
import { type Call, productionQuestions } from "./sessions/openQuestions.ts";

/** What the commands work with, as the composition root has built it. */
export interface App extends Foundation, SignIns, Sessions, Delivery {
	readonly recent: RecentProfiles;
	readonly rememberedRoles: RememberedRoles;
	readonly roleMemory: RoleMemory;
	/** Has secrets in the clipboard for a minute. */
	readonly clipboardLoans: ClipboardLoans;
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
