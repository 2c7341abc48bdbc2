import * as vscode from "vscode";
import type { RoleDraft } from "../../core/arguments/commandArguments.ts";
import { resolveChain } from "../../core/config/chain.ts";
import type { Profile } from "../../core/config/profile.ts";
import { readProfile } from "../../core/config/profile.ts";
import { emptyConfig, type SharedConfig } from "../../core/config/sharedConfig.ts";
import {
	brokenDescription,
	profileDescription,
	roleDescription,
	sourceDescription,
} from "../../core/profiles/profileDescription.ts";
import {
	inOrder,
	type RememberedRole,
	rememberedDescription,
	rememberedName,
} from "../../core/profiles/rememberedRoles.ts";
import { countdown } from "../../core/session/countdown.ts";
import { productionNames, profileNames } from "../../core/session/production.ts";
import { isLive } from "../../core/session/session.ts";
import type { RolePickItem, RolePickItems } from "../identityCenter/rolesPick.ts";
import { isMarkedProduction } from "../sessions/production.ts";
import type { ProfilePick, ProfilePickOptions } from "./profilePick.ts";

/** An entry of the pick of profiles. */
export interface ProfilePickItem extends vscode.QuickPickItem {
	readonly pick?: ProfilePick;
	readonly profile?: Profile;
	/** A role that was used by hand. */
	readonly role?: RememberedRole;
	/** The session's id of a role of IAM Identity Center. */
	readonly roleId?: string;
}

type Item = ProfilePickItem;

/** The entries of the files and of what is remembered, in their sections. */
export interface ProfilePickItems {
	readonly pinned: readonly Item[];
	/** Those used last, by their names. */
	readonly used: ReadonlyMap<string, Item>;
	readonly others: readonly Item[];
	readonly byHand: readonly Item[];
}

/** The same for the same thing, however its entry looks. */
export function keyOf(item: Item | undefined): string | undefined {
	return item?.role?.id ?? item?.roleId ?? item?.profile?.name;
}

export function profileItems(config: SharedConfig, options: ProfilePickOptions): ProfilePickItems {
	const { offers, recent, withRoleByHand, remembered, unfinished } = options;
	const profiles = [...config.profiles.values()].map(readProfile).filter(offers);
	const isUsed = new Set(recent);
	const item = (profile: Profile): Item => profileItem(profile, config, options);
	const used = profiles.filter(({ name }) => isUsed.has(name));
	const roles = inOrder(remembered?.all ?? []).filter(
		({ request }) => resolveChain(config, request.sourceProfile).kind !== "broken",
	);
	const pinned = roles.filter(({ isPinned }) => isPinned === true);
	const unpinned = roles.filter(({ isPinned }) => isPinned !== true);
	return {
		pinned: pinned.map((role) => roleItem(role, options)),
		used: new Map(used.map((profile) => [profile.name, item(profile)])),
		others: profiles.filter(({ name }) => !isUsed.has(name)).map(item),
		byHand: [
			...(unfinished === undefined ? [] : [unfinishedItem(unfinished)]),
			...unpinned.map((role) => roleItem(role, options)),
			...(withRoleByHand ? [roleByHandItem] : []),
		],
	};
}

/** All entries in their order: profiles as they were used last, and among them roles of IAM Identity Center, the most used first. */
export function allItems(
	{ pinned, used, others, byHand }: ProfilePickItems,
	{ recent }: ProfilePickOptions,
	typed: string,
	roles: RolePickItems = { used: new Map(), others: [] },
): Item[] {
	const mostUsed = [...roles.used].filter(([id]) => recent.includes(id)).map(([, item]) => item);
	const last = recent.flatMap((name): readonly (Item | RolePickItem)[] => {
		const item = used.get(name) ?? (roles.used.has(name) ? mostUsed.shift() : undefined);
		return item === undefined ? [] : [item];
	});
	const before = [...roles.used].flatMap(([id, item]) => (recent.includes(id) ? [] : [item]));
	const identityCenter = section("IAM Identity Center", roles.others);
	const hands = section("by hand", byHand);
	return [
		...section("pinned", pinned),
		...section("recently used", [...last, ...before]),
		...section(last.length + before.length + pinned.length > 0 ? "other profiles" : undefined, others),
		// A long list hides what is below it. But what fits comes before what always stands there.
		...(typed === "" ? [...hands, ...identityCenter] : [...identityCenter, ...hands]),
	];
}

function section(label: string | undefined, items: readonly Item[]): Item[] {
	return [...(items.length > 0 && label !== undefined ? [separator(label)] : []), ...items];
}

const roleByHandItem: Item = {
	label: "$(edit) Enter a role ARN…",
	detail: "Assume a role that no profile names",
	alwaysShow: true,
	pick: { kind: "byHand", typed: "" },
};

function unfinishedItem({ roleArn = "", sourceProfile }: RoleDraft): Item {
	return {
		label: `$(history) Go on with ${roleDescription({ roleArn })}`,
		detail: `not assumed yet · from ${sourceProfile}`,
		pick: { kind: "unfinished" },
	};
}

/** Shows a profile in its file. */
export const openButton: vscode.QuickInputButton = {
	iconPath: new vscode.ThemeIcon("go-to-file"),
	tooltip: "Open in config file",
};
const optionsButton: vscode.QuickInputButton = {
	iconPath: new vscode.ThemeIcon("gear"),
	tooltip: "Set options",
};
export const renameButton: vscode.QuickInputButton = {
	iconPath: new vscode.ThemeIcon("edit"),
	tooltip: "Rename",
};
export const removeButton: vscode.QuickInputButton = {
	iconPath: new vscode.ThemeIcon("trash"),
	tooltip: "Remove",
};

function separator(label: string): Item {
	return { label, kind: vscode.QuickPickItemKind.Separator };
}

function roleItem(role: RememberedRole, options: ProfilePickOptions): Item {
	const { request, isPinned } = role;
	const config = options.files.current?.config ?? emptyConfig;
	const isProduction = isMarkedProduction(productionNames({ kind: "role", ...request }, config));
	const icon = isProduction ? "flame" : isPinned === true ? "pinned" : "bookmark";
	const detail = [rememberedDescription(role), `from ${request.sourceProfile}`];
	return {
		label: `$(${icon}) ${rememberedName(role)}`,
		...standing(role.id, isProduction, options),
		detail: detail.filter(Boolean).join(" · "),
		buttons: [optionsButton, renameButton, removeButton],
		pick: { kind: "remembered", role, withOptions: false },
		role,
	};
}

function profileItem(profile: Profile, config: SharedConfig, options: ProfilePickOptions): Item {
	const resolution = resolveChain(config, profile.name);
	const source = sourceDescription(resolution);
	const detail = [
		profileDescription(profile),
		source === undefined ? undefined : `from ${source}`,
		resolution.kind === "broken" ? `$(warning) ${brokenDescription(resolution.code)}` : undefined,
	];
	const isProduction = isMarkedProduction(profileNames(profile, resolution));
	const hasOptions =
		options.withOptions === true && resolution.kind === "chain" && resolution.hops.length > 0;
	return {
		label: `${isProduction ? "$(flame) " : ""}${profile.name}`,
		...standing(`profile:${profile.name}`, isProduction, options),
		detail: detail.filter(Boolean).join(" · "),
		buttons: [...(hasOptions ? [optionsButton] : []), openButton],
		pick: { kind: "profile", profile: profile.name, withOptions: false },
		profile,
	};
}

/** What is left of a session, when there is one, and whether it is or would be one of production. */
function standing(
	id: string,
	isProduction: boolean,
	{ manager, clock }: ProfilePickOptions,
): { readonly description?: string } {
	const session = manager.get(id);
	const now = clock.now();
	const left =
		session !== undefined && isLive(session, now)
			? `$(pass-filled) ${countdown(session, now).label ?? "in session"}`
			: undefined;
	const description = [left, isProduction ? "production" : undefined].filter(Boolean).join(" · ");
	return description === "" ? {} : { description };
}
