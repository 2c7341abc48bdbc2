import { type Resolution, resolveChain } from "../config/chain.ts";
import type { CredentialSourceName, Profile } from "../config/profile.ts";
import { readProfile } from "../config/profile.ts";
import type { SharedConfig } from "../config/sharedConfig.ts";
import { inOrder, type RememberedRole } from "./rememberedRoles.ts";

/** A profile with what is assumed from it under it. */
export interface ProfileNode {
	readonly profile: Profile;
	readonly resolution: Resolution;
	readonly children: readonly ProfileNode[];
	/** Roles that were assumed from it by hand, pinned ones first. */
	readonly roles: readonly RememberedRole[];
}

/** Where credentials come from, as the tree groups them. */
export type GroupKind =
	| "keys"
	| "sso"
	| "login"
	| "process"
	| "webIdentity"
	| "environment"
	| "byHand"
	| "settings"
	| "broken";

export interface ProfileGroup {
	readonly kind: GroupKind;
	readonly label: string;
	readonly profiles: readonly ProfileNode[];
	/** Credentials of the surroundings, which no profile describes. */
	readonly ambient: readonly CredentialSourceName[];
	/** Roles by hand whose source profile is gone. */
	readonly roles: readonly RememberedRole[];
}

/** In the order in which the tree shows them. */
const groupLabels: Readonly<Record<GroupKind, string>> = {
	keys: "Access keys",
	sso: "IAM Identity Center",
	login: "Console sign-in",
	process: "Credential processes",
	webIdentity: "Web identity",
	environment: "Environment and instance roles",
	byHand: "Assumed by hand",
	settings: "Settings only",
	broken: "Can't be used",
};

interface GrowingNode extends ProfileNode {
	readonly children: GrowingNode[];
}

/**
 * Every profile: by where its credentials come from, and a role under the profile it is assumed from; and the
 * surroundings' own credentials; and the roles that were assumed by hand.
 */
export function profileTree(
	config: SharedConfig,
	ambient: readonly CredentialSourceName[] = [],
	remembered: readonly RememberedRole[] = [],
): ProfileGroup[] {
	const nodes = new Map<string, GrowingNode>();
	const roles = Map.groupBy(inOrder(remembered), ({ request }) => request.sourceProfile);
	for (const [name, section] of config.profiles) {
		nodes.set(name, {
			profile: readProfile(section),
			resolution: resolveChain(config, name),
			children: [],
			roles: roles.get(name) ?? [],
		});
	}
	const sourceless = inOrder(remembered).filter(({ request }) => !nodes.has(request.sourceProfile));
	const groups = new Map<GroupKind, GrowingNode[]>();
	for (const node of nodes.values()) {
		const parent = parentOf(node, nodes);
		if (parent !== undefined) {
			parent.children.push(node);
			continue;
		}
		const kind = groupOf(node);
		const group = groups.get(kind);
		if (group === undefined) {
			groups.set(kind, [node]);
		} else {
			group.push(node);
		}
	}
	return (Object.keys(groupLabels) as GroupKind[]).flatMap((kind) => {
		const profiles = groups.get(kind) ?? [];
		const found = kind === "environment" ? ambient : [];
		const lost = kind === "byHand" ? sourceless : [];
		return profiles.length + found.length + lost.length === 0
			? []
			: [{ kind, label: groupLabels[kind], profiles, ambient: found, roles: lost }];
	});
}

function parentOf(node: GrowingNode, nodes: ReadonlyMap<string, GrowingNode>): GrowingNode | undefined {
	const parent = sourceOf(node, nodes);
	// In a loop, whether broken or ended by keys, neither can stand under the other.
	return parent === undefined || isAbove(node, parent, nodes) ? undefined : parent;
}

/** Whether going up from `start`, source by source, comes to `node`. */
function isAbove(node: GrowingNode, start: GrowingNode, nodes: ReadonlyMap<string, GrowingNode>): boolean {
	const seen = new Set<GrowingNode>();
	let current: GrowingNode | undefined = start;
	while (current !== undefined && !seen.has(current)) {
		if (current === node) {
			return true;
		}
		seen.add(current);
		current = sourceOf(current, nodes);
	}
	return false;
}

function sourceOf(
	{ profile }: GrowingNode,
	nodes: ReadonlyMap<string, GrowingNode>,
): GrowingNode | undefined {
	return profile.origin.kind === "role" ? nodes.get(profile.origin.sourceProfile) : undefined;
}

function groupOf({ profile, resolution }: ProfileNode): GroupKind {
	switch (profile.origin.kind) {
		case "none":
			return "settings";
		case "roleFrom":
			return "environment";
		case "role":
		case "keys":
		case "storedKeys":
			return resolution.kind === "broken" ? "broken" : "keys";
		default:
			return profile.origin.kind;
	}
}
