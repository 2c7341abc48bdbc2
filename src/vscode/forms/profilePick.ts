import * as vscode from "vscode";
import type { ConfigModel } from "../../aws/files/configModel.ts";
import type { RoleDraft } from "../../core/arguments/commandArguments.ts";
import type { Clock } from "../../core/clock.ts";
import { resolveChain } from "../../core/config/chain.ts";
import type { Profile } from "../../core/config/profile.ts";
import { readProfile } from "../../core/config/profile.ts";
import { emptyConfig, type SharedConfig } from "../../core/config/sharedConfig.ts";
import { CancelledError } from "../../core/errors.ts";
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
import type { SessionManager } from "../../sessions/manager.ts";
import type { RememberedRoles } from "../profiles/rememberedRoles.ts";
import { isMarkedProduction } from "../sessions/production.ts";
import { linkOrigin } from "../views/markdown.ts";

/** What was picked: a profile, a role used by hand before, or a role's ARN to be typed (begun with what was typed). */
export type ProfilePick =
	| { readonly kind: "profile"; readonly profile: string; readonly withOptions: boolean }
	| { readonly kind: "remembered"; readonly role: RememberedRole; readonly withOptions: boolean }
	/** The role is to be named anew, and then picked again. */
	| { readonly kind: "rename"; readonly role: RememberedRole }
	| { readonly kind: "unfinished" }
	| { readonly kind: "byHand"; readonly typed: string };

export interface ProfilePickOptions {
	readonly title: string;
	readonly placeholder: string;
	/** The files; what is offered follows them while the pick is open. */
	readonly files: ConfigModel;
	/** The profiles to offer. */
	readonly offers: (profile: Profile) => boolean;
	/** Names of profiles, newest first: these come first, in this order. */
	readonly recent: readonly string[];
	/** Whether a profile can be picked to set its options first. */
	readonly withOptions?: boolean;
	/** Whether the last entry takes a role's ARN. */
	readonly withRoleByHand: boolean;
	/** Roles that were used by hand. */
	readonly remembered?: RememberedRoles;
	/** The id of the remembered role that the pick begins at. */
	readonly beginsAt?: string;
	/** A role by hand that was begun and not finished. */
	readonly unfinished?: RoleDraft;
	readonly manager: SessionManager;
	readonly clock: Clock;
}

interface Item extends vscode.QuickPickItem {
	readonly pick?: ProfilePick;
	readonly profile?: Profile;
	readonly role?: RememberedRole;
}

/** Lets the person pick a profile. @throws CancelledError */
export function pickProfile(options: ProfilePickOptions): Promise<ProfilePick> {
	const { files, remembered } = options;
	const quickPick = vscode.window.createQuickPick<Item>();
	quickPick.title = options.title;
	quickPick.placeholder = options.placeholder;
	quickPick.matchOnDescription = true;
	quickPick.matchOnDetail = true;
	const update = (): void => {
		const active = keyOf(quickPick.activeItems[0]) ?? options.beginsAt;
		quickPick.items = profileItems(files.current?.config ?? emptyConfig, options);
		const same = quickPick.items.filter((item) => active !== undefined && keyOf(item) === active);
		if (same.length > 0) {
			quickPick.activeItems = same;
		}
	};
	update();
	const unsubscribe = files.onDidChange(update);
	const subscription = remembered?.onDidChange(update);

	return new Promise<ProfilePick>((resolve, reject) => {
		const answer = (pick: ProfilePick): void => {
			resolve(pick);
			quickPick.hide();
		};
		quickPick.onDidAccept(() => {
			const pick = quickPick.selectedItems[0]?.pick;
			if (pick !== undefined) {
				answer(pick.kind === "byHand" ? { ...pick, typed: quickPick.value.trim() } : pick);
			}
		});
		quickPick.onDidTriggerItemButton(({ item: { profile, role }, button }) => {
			if (profile !== undefined && button === openButton) {
				void vscode.commands.executeCommand(
					"awsSessions.openConfigFile",
					{ profile: profile.name },
					linkOrigin,
				);
			} else if (profile !== undefined) {
				answer({ kind: "profile", profile: profile.name, withOptions: true });
			} else if (role !== undefined && button === removeButton) {
				void remembered?.forget(role.id);
			} else if (role !== undefined) {
				answer(
					button === renameButton
						? { kind: "rename", role }
						: { kind: "remembered", role, withOptions: true },
				);
			}
		});
		quickPick.onDidHide(() => {
			unsubscribe();
			subscription?.dispose();
			reject(new CancelledError());
			quickPick.dispose();
		});
		quickPick.show();
	});
}

function keyOf(item: Item | undefined): string | undefined {
	return item?.role?.id ?? item?.profile?.name;
}

function profileItems(config: SharedConfig, options: ProfilePickOptions): Item[] {
	const { offers, recent, withRoleByHand, remembered, unfinished } = options;
	const section = (label: string | undefined, items: readonly Item[]): Item[] => [
		...(items.length > 0 && label !== undefined ? [separator(label)] : []),
		...items,
	];
	const item = (profile: Profile): Item => profileItem(profile, config, options);
	const profiles = [...config.profiles.values()].map(readProfile).filter(offers);
	const rank = new Map(recent.map((name, index) => [name, index]));
	const used = profiles
		.filter(({ name }) => rank.has(name))
		.toSorted((a, b) => (rank.get(a.name) ?? 0) - (rank.get(b.name) ?? 0));
	const others = profiles.filter(({ name }) => !rank.has(name));
	const roles = inOrder(remembered?.all ?? []).filter(
		({ request }) => resolveChain(config, request.sourceProfile).kind !== "broken",
	);
	const pinned = roles.filter(({ isPinned }) => isPinned === true);
	const unpinned = roles.filter(({ isPinned }) => isPinned !== true);
	return [
		...section(
			"pinned",
			pinned.map((role) => roleItem(role, options)),
		),
		...section("recently used", used.map(item)),
		...section(used.length + pinned.length > 0 ? "other profiles" : undefined, others.map(item)),
		...section("by hand", [
			...(unfinished === undefined ? [] : [unfinishedItem(unfinished)]),
			...unpinned.map((role) => roleItem(role, options)),
			...(withRoleByHand ? [roleByHandItem] : []),
		]),
	];
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

const openButton: vscode.QuickInputButton = {
	iconPath: new vscode.ThemeIcon("go-to-file"),
	tooltip: "Open in config file",
};
const optionsButton: vscode.QuickInputButton = {
	iconPath: new vscode.ThemeIcon("gear"),
	tooltip: "Set options",
};
const renameButton: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("edit"), tooltip: "Rename" };
const removeButton: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("trash"), tooltip: "Remove" };

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
