import type { Credentials } from "../core/credentials.ts";
import type { RoleSettings } from "../core/profile.ts";
import type { RoleOptions } from "../core/session.ts";

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
