import { homedir } from "node:os";
import * as vscode from "vscode";
import { resolvePortalEndpoint } from "../../aws/identityCenter/portal.ts";
import { ambientBase } from "../../core/config/chain.ts";
import type { Environment } from "../../core/config/endpointSettings.ts";
import {
	accessKeyIdOf,
	type CredentialSourceName,
	isLongTermKeys,
	type Profile,
} from "../../core/config/profile.ts";
import { type SharedConfig, settingOf } from "../../core/config/sharedConfig.ts";
import type { Place } from "../../core/place.ts";
import { mfaDeviceName } from "../../core/places/arn.ts";
import { explainProfile } from "../../core/profiles/explainProfile.ts";
import {
	brokenDescription,
	profileDescription,
	sourceDescription,
} from "../../core/profiles/profileDescription.ts";
import type { GroupKind, ProfileNode } from "../../core/profiles/profileTree.ts";
import { profileNames } from "../../core/session/production.ts";
import { isForOtherShells } from "../../core/shells/helperCommand.ts";
import { isMarkedProduction } from "../sessions/production.ts";
import { localDate } from "../time.ts";
import { Tooltip } from "./markdown.ts";

const groupIcons: Readonly<Record<GroupKind, string>> = {
	keys: "key",
	sso: "organization",
	login: "globe",
	process: "gear",
	webIdentity: "verified",
	environment: "server",
	byHand: "bookmark",
	settings: "settings",
	broken: "warning",
};

const profileIcons: Readonly<Record<Profile["origin"]["kind"], string>> = {
	keys: "person",
	storedKeys: "person",
	role: "shield",
	roleFrom: "shield",
	webIdentity: "shield",
	sso: "organization",
	login: "globe",
	process: "gear",
	none: "settings",
	broken: "error",
};

/** A group's row in the profiles view. */
export function groupItem(kind: GroupKind, label: string): vscode.TreeItem {
	const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
	item.id = `group:${kind}`;
	item.iconPath = new vscode.ThemeIcon(groupIcons[kind]);
	item.contextValue = "group";
	return item;
}

const ambientTexts: Readonly<Record<CredentialSourceName, { icon: string; tooltip: string }>> = {
	Environment: {
		icon: "symbol-variable",
		tooltip: "The access keys in the environment VS Code was started with",
	},
	EcsContainer: { icon: "package", tooltip: "The role of the container that this runs in" },
	Ec2InstanceMetadata: { icon: "server", tooltip: "The role of the EC2 instance that this runs on" },
};

/** The row of credentials of the surroundings. */
export function ambientItem(source: CredentialSourceName, isLive: boolean): vscode.TreeItem {
	const { name } = ambientBase(source);
	const item = new vscode.TreeItem(name[0]?.toUpperCase() + name.slice(1));
	const { icon, tooltip } = ambientTexts[source];
	item.id = `ambient:${source}`;
	item.iconPath = new vscode.ThemeIcon(icon, isLive ? new vscode.ThemeColor("charts.green") : undefined);
	item.tooltip = tooltip;
	item.contextValue = "ambient";
	item.accessibilityInformation = { label: `${name}${isLive ? ", in session" : ""}` };
	return item;
}

/** A profile's row. `isLive`: there is a session of it now. */
export function profileItem(node: ProfileNode, isLive: boolean): vscode.TreeItem {
	const { profile, resolution, children, roles } = node;
	const hasRows = children.length + roles.length > 0;
	const item = new vscode.TreeItem(
		profile.name,
		hasRows ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None,
	);
	const isBroken = resolution.kind === "broken" && profile.origin.kind !== "none";
	const description = isBroken ? brokenDescription(resolution.code) : profileDescription(profile);
	// Another id with children than without: VS Code keeps a row's state by its id, and would show children that
	// come back (a file that was away for a moment) under a row that stays closed.
	item.id = `profile:${profile.name}${hasRows ? "/" : ""}`;
	item.description = description;
	item.contextValue = contextValue(node, isBroken);
	const isProduction = isMarkedProduction(profileNames(profile, resolution));
	const icon =
		profile.origin.kind === "process" && isForOtherShells(profile.section)
			? "terminal"
			: profileIcons[profile.origin.kind];
	item.iconPath = isBroken
		? new vscode.ThemeIcon("error", new vscode.ThemeColor("list.errorForeground"))
		: isProduction && profile.origin.kind !== "none"
			? new vscode.ThemeIcon("flame", new vscode.ThemeColor(isLive ? "charts.red" : "list.warningForeground"))
			: isLive
				? new vscode.ThemeIcon(icon, new vscode.ThemeColor("charts.green"))
				: new vscode.ThemeIcon(icon);
	item.accessibilityInformation = {
		label: [
			profile.name,
			description,
			isBroken ? resolution.message : undefined,
			isProduction ? "production" : undefined,
			isLive ? "in session" : undefined,
		]
			.filter(Boolean)
			.join(", "),
	};
	return item;
}

/** Everything a profile says, and how it resolves. */
export function profileTooltip(
	{ profile, resolution }: Pick<ProfileNode, "profile" | "resolution">,
	config: SharedConfig,
	environment: Environment,
): vscode.MarkdownString {
	const { origin } = profile;
	const stored = profile.section.storedKeys;
	const role = "role" in origin ? origin.role : undefined;
	const mfaSerial = role?.mfaSerial ?? ("mfaSerial" in origin ? origin.mfaSerial : undefined);
	const tooltip = new Tooltip(["awsSessions.openConfigFile"]).heading(profile.name);
	if (resolution.kind === "broken" && origin.kind !== "none") {
		tooltip.paragraph(resolution.message);
	}
	return tooltip
		.facts([
			["Role", role?.roleArn],
			["Assumed from", sourceDescription(resolution)],
			[
				"Access key",
				origin.kind === "keys" || origin.kind === "storedKeys" ? accessKeyIdOf(origin) : undefined,
			],
			["Stored since", stored === undefined ? undefined : localDate(stored.since)],
			["Sign-in", origin.kind === "sso" ? (origin.session ?? origin.startUrl) : undefined],
			["Region", profile.region ?? "none set"],
			["MFA device", mfaSerial === undefined ? undefined : `${mfaDeviceName(mfaSerial)} (${mfaSerial})`],
			["External ID", role?.externalId],
			["Session name", role?.sessionName],
			["Duration", role?.durationSeconds === undefined ? undefined : `${role.durationSeconds} s`],
			["Output", settingOf(profile.section, "output")],
			["Used by", isForOtherShells(profile.section) ? "other shells, while a window is open" : undefined],
		])
		.facts(wayFacts(profile, config, environment))
		.links([
			{
				icon: "go-to-file",
				title: shortPlace(profile.place),
				command: "awsSessions.openConfigFile",
				argument: { profile: profile.name },
			},
		])
		.build();
}

/** The way to a profile's credentials in short: each step and where it stands, and where STS is called. */
function wayFacts(
	{ name }: Profile,
	config: SharedConfig,
	environment: Environment,
): (readonly [string, string])[] {
	const { steps } = explainProfile(name, config, environment, { portalEndpoint: resolvePortalEndpoint });
	const sts = steps.flatMap(({ facts }) => facts).find(([fact]) => fact === "STS");
	return [
		...steps
			.filter(({ kind }) => kind === "credentials")
			.map(
				({ title, place }, index) =>
					[`${index + 1}. ${title}`, place === undefined ? "" : shortPlace(place)] as const,
			),
		...(sts === undefined ? [] : [["STS", sts[1]] as const]),
	];
}

/**
 * Tells menus what can be done: `profile.role`, `profile.source`, with `.keys` when they are a user's own, `.stored`
 * when these are outside the files, `.given` when other shells get credentials by it, and `.broken` when it can't be
 * started.
 */
function contextValue({ profile: { origin, section } }: ProfileNode, isBroken: boolean): string {
	const stored = origin.kind === "storedKeys" ? ".stored" : "";
	const given = isForOtherShells(section) ? ".given" : "";
	const source = `source${isLongTermKeys(origin) ? ".keys" : ""}${stored}${given}`;
	const kind = "role" in origin ? "role" : origin.kind === "none" ? "settings" : source;
	return `profile.${kind}${isBroken ? ".broken" : ""}`;
}

function shortPlace({ file, line }: Place): string {
	const home = homedir();
	const path = file.startsWith(home) ? `~${file.slice(home.length)}` : file;
	return `${path}, line ${line + 1}`;
}
