import type { CredentialSourceName } from "../../core/config/profile.ts";
import type { Place } from "../../core/place.ts";
import type { ProfileGroup, ProfileNode } from "../../core/profiles/profileTree.ts";
import type { RememberedRole } from "../../core/profiles/rememberedRoles.ts";

/** A profile's row. Commands of the view's menus get it as their argument. */
export class ProfileElement {
	/** The profile's name. */
	readonly profile: string;
	readonly node: ProfileNode;

	constructor(node: ProfileNode) {
		this.profile = node.profile.name;
		this.node = node;
	}
}

/** The row that says that something in the files is broken. */
export class ProblemsElement {
	readonly count: number;
	readonly first: Place;

	constructor(count: number, first: Place) {
		this.count = count;
		this.first = first;
	}
}

/** The row of credentials of the surroundings. */
export class AmbientElement {
	readonly source: CredentialSourceName;

	constructor(source: CredentialSourceName) {
		this.source = source;
	}
}

/** The row of a role that was assumed by hand. */
export class RememberedRoleElement {
	readonly role: RememberedRole;

	constructor(role: RememberedRole) {
		this.role = role;
	}
}

/** A group's row. */
export class GroupElement {
	readonly group: ProfileGroup;

	constructor(group: ProfileGroup) {
		this.group = group;
	}
}
