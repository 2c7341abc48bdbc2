import { type Resolution, resolveChain } from "../config/chain.ts";
import type { CredentialSourceName, Profile } from "../config/profile.ts";
import { readProfile } from "../config/profile.ts";
import type { SharedConfig } from "../config/sharedConfig.ts";
import { type BrokenSsoSettings, listSignIns, type SsoSettings } from "../config/ssoSettings.ts";
import { signInId, signInLabel } from "../identityCenter/signIn.ts";
import { inOrder, type RememberedRole } from "./rememberedRoles.ts";

/** A profile with what is assumed from it under it. */
export interface ProfileNode {
	readonly profile: Profile;
	readonly resolution: Resolution;
	readonly children: readonly ProfileNode[];
	/** Roles that were assumed from it by hand, pinned ones first. */
	readonly roles: readonly RememberedRole[];
}

/** A sign-in to IAM Identity Center with the profiles that use it under it. */
export interface SignInNode {
	/** The same for the same sign-in. */
	readonly id: string;
	readonly label: string;
	readonly settings: SsoSettings | BrokenSsoSettings;
	readonly profiles: readonly ProfileNode[];
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
	/** The sign-ins to IAM Identity Center. */
	readonly signIns: readonly SignInNode[];
	/** Those that stand under no sign-in. */
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
 * Every profile: by where its credentials come from, and a role under the profile it is assumed from; and every
 * sign-in to IAM Identity Center, the surroundings' own credentials, and the roles that were assumed by hand.
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
		const ofKind = groups.get(kind) ?? [];
		const signIns = kind === "sso" ? signInNodes(ofKind, config) : [];
		const placed = new Set(signIns.flatMap(({ profiles: own }) => own));
		const profiles = ofKind.filter((node) => !placed.has(node));
		const found = kind === "environment" ? ambient : [];
		const lost = kind === "byHand" ? sourceless : [];
		return signIns.length + profiles.length + found.length + lost.length === 0
			? []
			: [{ kind, label: groupLabels[kind], signIns, profiles, ambient: found, roles: lost }];
	});
}

/** Every sign-in of the files, each with those of the profiles that name it. */
function signInNodes(nodes: readonly ProfileNode[], config: SharedConfig): SignInNode[] {
	const owned = Map.groupBy(nodes, ({ profile: { origin } }) => {
		if (origin.kind !== "sso") {
			return undefined;
		}
		const { session, startUrl = "" } = origin;
		return signInId(session === undefined ? { startUrl, region: "" } : { session });
	});
	return listSignIns(config).map(({ id, settings }) => ({
		id,
		label: settings.kind === "settings" ? signInLabel(settings) : id,
		settings,
		profiles: owned.get(id) ?? [],
	}));
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
