import * as vscode from "vscode";
import type { ConfigModel } from "../aws/configModel.ts";
import { resolveChain } from "../core/chain.ts";
import type { Clock } from "../core/clock.ts";
import { countdown } from "../core/countdown.ts";
import { CancelledError } from "../core/errors.ts";
import type { Profile } from "../core/profile.ts";
import { readProfile } from "../core/profile.ts";
import { brokenDescription, profileDescription, sourceDescription } from "../core/profileDescription.ts";
import { isLive } from "../core/session.ts";
import { emptyConfig, type SharedConfig } from "../core/sharedConfig.ts";
import type { SessionManager } from "../sessions/manager.ts";
import { linkOrigin } from "./markdown.ts";

/** What was picked: a profile, or a role's ARN to be typed (begun with what was typed already). */
export type ProfilePick =
	| { readonly kind: "profile"; readonly profile: string }
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
	/** Whether the last entry takes a role's ARN. */
	readonly withRoleByHand: boolean;
	readonly manager: SessionManager;
	readonly clock: Clock;
}

interface Item extends vscode.QuickPickItem {
	readonly pick?: ProfilePick;
	readonly profile?: Profile;
}

/** Lets the person pick a profile. @throws CancelledError */
export function pickProfile(options: ProfilePickOptions): Promise<ProfilePick> {
	const quickPick = vscode.window.createQuickPick<Item>();
	quickPick.title = options.title;
	quickPick.placeholder = options.placeholder;
	quickPick.matchOnDescription = true;
	quickPick.matchOnDetail = true;
	const update = (config: SharedConfig): void => {
		const active = quickPick.activeItems[0]?.profile?.name;
		quickPick.items = profileItems(config, options);
		const same = quickPick.items.filter(({ profile }) => profile !== undefined && profile.name === active);
		if (same.length > 0) {
			quickPick.activeItems = same;
		}
	};
	update(options.files.current?.config ?? emptyConfig);
	const unsubscribe = options.files.onDidChange(({ config }) => update(config));

	return new Promise<ProfilePick>((resolve, reject) => {
		quickPick.onDidAccept(() => {
			const pick = quickPick.selectedItems[0]?.pick;
			if (pick !== undefined) {
				resolve(pick.kind === "byHand" ? { ...pick, typed: quickPick.value.trim() } : pick);
				quickPick.hide();
			}
		});
		quickPick.onDidTriggerItemButton(({ item: { profile } }) => {
			if (profile !== undefined) {
				void vscode.commands.executeCommand(
					"awsSessions.openConfigFile",
					{ profile: profile.name },
					linkOrigin,
				);
			}
		});
		quickPick.onDidHide(() => {
			unsubscribe();
			reject(new CancelledError());
			quickPick.dispose();
		});
		quickPick.show();
	});
}

function profileItems(config: SharedConfig, options: ProfilePickOptions): Item[] {
	const { offers, recent, withRoleByHand } = options;
	const section = (label: string | undefined, offered: readonly Profile[]): Item[] => [
		...(offered.length > 0 && label !== undefined ? [separator(label)] : []),
		...offered.map((profile) => profileItem(profile, config, options)),
	];
	const profiles = [...config.profiles.values()].map(readProfile).filter(offers);
	const rank = new Map(recent.map((name, index) => [name, index]));
	const used = profiles
		.filter(({ name }) => rank.has(name))
		.toSorted((a, b) => (rank.get(a.name) ?? 0) - (rank.get(b.name) ?? 0));
	const others = profiles.filter(({ name }) => !rank.has(name));
	return [
		...section("recently used", used),
		...section(used.length > 0 ? "other profiles" : undefined, others),
		...(withRoleByHand ? [separator("by hand"), roleByHandItem] : []),
	];
}

const roleByHandItem: Item = {
	label: "$(edit) Enter a role ARN…",
	detail: "Assume a role that no profile names",
	alwaysShow: true,
	pick: { kind: "byHand", typed: "" },
};

const openButton: vscode.QuickInputButton = {
	iconPath: new vscode.ThemeIcon("go-to-file"),
	tooltip: "Open in config file",
};

function separator(label: string): Item {
	return { label, kind: vscode.QuickPickItemKind.Separator };
}

function profileItem(profile: Profile, config: SharedConfig, { manager, clock }: ProfilePickOptions): Item {
	const session = manager.get(`profile:${profile.name}`);
	const now = clock.now();
	const remaining =
		session !== undefined && isLive(session, now)
			? (countdown(session, now).label ?? "in session")
			: undefined;
	const resolution = resolveChain(config, profile.name);
	const source = sourceDescription(resolution);
	const detail = [
		profileDescription(profile),
		source === undefined ? undefined : `from ${source}`,
		resolution.kind === "broken" ? `$(warning) ${brokenDescription(resolution.code)}` : undefined,
	];
	return {
		label: profile.name,
		...(remaining === undefined ? {} : { description: `$(pass-filled) ${remaining}` }),
		detail: detail.filter(Boolean).join(" · "),
		buttons: [openButton],
		pick: { kind: "profile", profile: profile.name },
		profile,
	};
}
