import type { AssumeRoleOutput } from "../../aws/sts/stsOperations.ts";
import type { RoleSettings } from "../../core/config/profile.ts";
import type { Credentials } from "../../core/session/credentials.ts";
import type { RoleOptions } from "../../core/session/session.ts";

/** A role to assume, and the profile (or role by hand) that asks for it. */
export interface RoleHop {
	readonly role: RoleSettings & RoleOptions;
	readonly profile: { readonly name: string };
	/** For a role by hand, which is no profile's: the profile that assumes it. */
	readonly sourceProfile?: string;
}

/** Whose credentials assume a role. */
export interface RoleCaller {
	readonly name: string;
	readonly credentials: Credentials;
}

/** A role's credentials; `isUnchained`: long-term keys have assumed it, with no session between. */
export interface AssumedRole extends AssumeRoleOutput {
	readonly isUnchained: boolean;
}
