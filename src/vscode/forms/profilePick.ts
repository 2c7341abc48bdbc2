import * as vscode from "vscode";
import type { ConfigModel } from "../../aws/files/configModel.ts";
import type { RoleDraft } from "../../core/arguments/commandArguments.ts";
import type { Clock } from "../../core/clock.ts";
import type { Profile } from "../../core/config/profile.ts";
import { emptyConfig } from "../../core/config/sharedConfig.ts";
import { CancelledError } from "../../core/errors.ts";
import type { RememberedRole } from "../../core/profiles/rememberedRoles.ts";
import type { SessionManager } from "../../sessions/manager.ts";
import type { RolePick, RolesPick } from "../identityCenter/rolesPick.ts";
import type { RememberedRoles } from "../profiles/rememberedRoles.ts";
import { linkOrigin } from "../views/markdown.ts";
import { HeldUpdates } from "./heldUpdates.ts";
import {
	allItems,
	keyOf,
	openButton,
	type ProfilePickItem,
	profileItems,
	removeButton,
	renameButton,
} from "./profilePickItems.ts";

/** What was picked: a profile, a role used by hand before, or a role's ARN to be typed (begun with what was typed). */
export type ProfilePick =
	| { readonly kind: "profile"; readonly profile: string; readonly withOptions: boolean }
	| { readonly kind: "remembered"; readonly role: RememberedRole; readonly withOptions: boolean }
	/** The role is to be named anew, and then picked again. */
	| { readonly kind: "rename"; readonly role: RememberedRole }
	| { readonly kind: "unfinished" }
	| { readonly kind: "byHand"; readonly typed: string }
	| RolePick;

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
	/** The name of the profile, or the id of the remembered role, that the pick begins at. */
	readonly beginsAt?: string;
	/** A role by hand that was begun and not finished. */
	readonly unfinished?: RoleDraft;
	/** Offers roles of IAM Identity Center that no profile names; told what is called when there is more. */
	readonly roles?: (changed: () => void) => RolesPick;
	readonly manager: SessionManager;
	readonly clock: Clock;
}

/** Lets the person pick a profile. @throws CancelledError */
export function pickProfile(options: ProfilePickOptions): Promise<ProfilePick> {
	const { files, remembered } = options;
	const quickPick = vscode.window.createQuickPick<ProfilePickItem>();
	quickPick.title = options.title;
	quickPick.placeholder = options.placeholder;
	quickPick.matchOnDescription = true;
	quickPick.matchOnDetail = true;
	let profiles = profileItems(files.current?.config ?? emptyConfig, options);
	/** @returns whether it was shown: `isUnasked`: not if the highlighted row is not there any more */
	const show = (keepsActive = true, isUnasked = false): boolean => {
		const [seen] = quickPick.activeItems;
		const active = keepsActive ? (rowOf(seen) ?? options.beginsAt) : undefined;
		const typed = quickPick.value.trim();
		const items = allItems(profiles, options, roles === undefined ? "" : typed, roles?.items(typed));
		const same = items.filter((item) => active !== undefined && rowOf(item) === active);
		if (isUnasked && seen !== undefined && same.length === 0) {
			return false;
		}
		quickPick.items = items;
		if (same.length > 0) {
			quickPick.activeItems = same;
		}
		return true;
	};
	const renew = (): void => {
		profiles = profileItems(files.current?.config ?? emptyConfig, options);
	};
	const held = new HeldUpdates(options.clock, () => show(true, true));
	const roles = options.roles?.(() => {
		quickPick.busy = roles?.isBusy === true;
		held.update();
	});
	show();
	quickPick.onDidChangeActive(([item]) => held.activated(rowOf(item)));
	quickPick.onDidChangeValue(() => {
		// Among the roles that fit now, the first is the best.
		if (held.typed() || roles?.hasRoles === true) {
			show(false);
		}
	});
	/** Who types fast may take an entry that no longer fits, before the list has changed. */
	const isStale = ({ roleId }: ProfilePickItem): boolean =>
		roleId !== undefined && !quickPick.items.some((item) => item.roleId === roleId);
	const unsubscribe = files.onDidChange(() => {
		renew();
		held.update();
	});
	// That is the person's own doing.
	const subscription = remembered?.onDidChange(() => {
		renew();
		show();
		held.replaced();
	});

	return new Promise<ProfilePick>((resolve, reject) => {
		const answer = (pick: ProfilePick): void => {
			resolve(pick);
			quickPick.hide();
		};
		quickPick.onDidAccept(() => {
			const [item] = quickPick.selectedItems;
			const pick = item?.pick;
			if (item !== undefined && pick !== undefined && !isStale(item)) {
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
			held.dispose();
			roles?.dispose();
			reject(new CancelledError());
			quickPick.dispose();
		});
		quickPick.show();
	});
}

/** The same for the same row, also for one that stands for nothing. */
function rowOf(item: ProfilePickItem | undefined): string | undefined {
	return keyOf(item) ?? item?.label;
}
