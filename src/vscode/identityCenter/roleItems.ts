import * as vscode from "vscode";
import { emptyConfig } from "../../core/config/sharedConfig.ts";
import { SessionsError } from "../../core/errors.ts";
import { ssoRoleKey } from "../../core/identityCenter/accountRole.ts";
import { type SignIn, type SignInState, signInId, signInLabel } from "../../core/identityCenter/signIn.ts";
import { signInCountdown } from "../../core/identityCenter/signInCountdown.ts";
import type { SignInNode } from "../../core/profiles/profileTree.ts";
import { productionNames } from "../../core/session/production.ts";
import { wantsSignIn } from "../../credentials/signIn/rolesBrowser.ts";
import { shortPath } from "../profiles/fileEdit.ts";
import { isMarkedProduction } from "../sessions/production.ts";
import { localTime } from "../time.ts";
import { linkOrigin, Tooltip } from "../views/markdown.ts";
import {
	type AccountElement,
	type RolesMessageElement,
	type SsoRoleElement,
	signInArguments,
} from "./rolesElements.ts";

const production = { true: ", production", false: "" } as const;

/** A sign-in's row: how it stands. `now` in ms since the epoch. */
export function signInItem(
	{ id, label, settings }: SignInNode,
	state: SignInState,
	now: number,
): vscode.TreeItem {
	const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
	item.id = `sign-in:${id}`;
	if (settings.kind === "broken") {
		item.description = settings.code === "MissingSource" ? "missing" : "invalid";
		item.iconPath = new vscode.ThemeIcon("error", new vscode.ThemeColor("list.errorForeground"));
		item.contextValue = "signIn.broken";
		item.command = {
			command: "awsSessions.openProblem",
			title: "Open",
			arguments: [settings.place, linkOrigin],
		};
		item.accessibilityInformation = { label: `${label}, ${settings.message}` };
		return item;
	}
	const { label: standing, isSignedIn } = signInCountdown(state, now);
	item.description = standing;
	item.iconPath = isSignedIn
		? new vscode.ThemeIcon("pass", new vscode.ThemeColor("charts.green"))
		: state.kind === "broken"
			? new vscode.ThemeIcon("error", new vscode.ThemeColor("list.errorForeground"))
			: new vscode.ThemeIcon("circle-slash");
	item.contextValue = isSignedIn ? "signIn.in" : state.kind === "none" ? "signIn.out" : "signIn.ended";
	item.accessibilityInformation = { label: `${label}, ${standing}` };
	return item;
}

/** Everything about a sign-in. `now` in ms since the epoch. */
export function signInTooltip(
	{ label, settings }: SignInNode,
	state: SignInState,
	now: number,
): vscode.MarkdownString {
	const tooltip = new Tooltip(["awsSessions.openProblem"]).heading(label);
	const { place } = settings;
	if (settings.kind === "broken") {
		tooltip.paragraph(settings.message);
	} else {
		tooltip.facts([
			["Start URL", settings.startUrl],
			["Region", settings.region],
			["Sign-in", stateSentence(state, now)],
		]);
	}
	return tooltip
		.links([
			{
				icon: "go-to-file",
				title: `${shortPath(place.file)}, line ${place.line + 1}`,
				command: "awsSessions.openProblem",
				argument: place,
			},
		])
		.build();
}

function stateSentence(state: SignInState, now: number): string {
	switch (state.kind) {
		case "none":
			return "signed out";
		case "signedIn":
			return state.isRefreshable
				? `signed in; renews itself at ${localTime(state.until, now)}`
				: `signed in until ${localTime(state.until, now)}`;
		case "refreshable":
			return "signed in; renews itself when it is used";
		case "ended":
			return `ended at ${localTime(state.at, now)}`;
		case "broken":
			return state.message;
	}
}

/** The row over a sign-in's accounts. */
export function accountsItem(signIn: SignIn): vscode.TreeItem {
	const item = new vscode.TreeItem("Accounts", vscode.TreeItemCollapsibleState.Collapsed);
	item.id = `accounts:${signInId(signIn)}`;
	item.iconPath = new vscode.ThemeIcon("folder-library");
	item.contextValue = "accounts";
	item.tooltip = `All accounts and roles that ${signInLabel(signIn)} gives you`;
	return item;
}

/** An account's row. */
export function accountItem(
	{ signIn, account }: AccountElement,
	patterns: readonly unknown[],
): vscode.TreeItem {
	const { id, name, email } = account;
	const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
	const isMarked = isMarkedProduction({ name, account: id }, patterns);
	item.id = `account:${id}@${signInId(signIn)}`;
	item.contextValue = "account";
	item.iconPath = isMarked ? flame("list.warningForeground") : new vscode.ThemeIcon("folder");
	if (name !== id) {
		item.description = id;
	}
	if (email !== undefined) {
		item.tooltip = `${name} · ${id}\n${email}`;
	}
	item.accessibilityInformation = { label: `${name}, account ${id}${production[`${isMarked}`]}` };
	return item;
}

/** The row of a role. `isLive`: there is a session of it now. */
export function ssoRoleItem(
	{ signIn, role, profiles, request, session }: SsoRoleElement,
	isLive: boolean,
	patterns: readonly unknown[],
): vscode.TreeItem {
	const { roleName, account } = role;
	const item = new vscode.TreeItem(roleName);
	const isMarked = isMarkedProduction(
		productionNames({ kind: "ssoRole", ...request }, emptyConfig),
		patterns,
	);
	item.id = session;
	item.contextValue = "ssoRole";
	item.iconPath = isMarked
		? flame(isLive ? "charts.red" : "list.warningForeground")
		: new vscode.ThemeIcon("shield", isLive ? new vscode.ThemeColor("charts.green") : undefined);
	if (profiles.length > 0) {
		item.description = profiles.join(", ");
	}
	item.tooltip = new Tooltip([])
		.heading(roleName)
		.facts([
			["Account", account.name === account.id ? account.id : `${account.name} · ${account.id}`],
			["Sign-in", signInLabel(signIn)],
			[
				profiles.length > 1 ? "Profiles" : "Profile",
				profiles.length === 0 ? "none needed" : profiles.join(", "),
			],
		])
		.build();
	item.accessibilityInformation = {
		label: [
			`role ${roleName} in account ${account.name}`,
			isMarked ? "production" : undefined,
			isLive ? "in session" : undefined,
		]
			.filter(Boolean)
			.join(", "),
	};
	return item;
}

function flame(color: string): vscode.ThemeIcon {
	return new vscode.ThemeIcon("flame", new vscode.ThemeColor(color));
}

/** The row in the place of accounts or roles. A click on one that tells of an error does what helps. */
export function rolesMessageItem({ signIn, account, said }: RolesMessageElement): vscode.TreeItem {
	const id = `message:${account === undefined ? signInId(signIn) : ssoRoleKey({ account: { id: account, name: "" }, roleName: signInId(signIn) })}`;
	if (said.kind !== "error") {
		const item = new vscode.TreeItem(
			said.kind === "loading" ? "Loading…" : account === undefined ? "No accounts" : "No roles",
		);
		item.id = `${id}/${said.kind}`;
		item.iconPath = new vscode.ThemeIcon(said.kind === "loading" ? "loading~spin" : "info");
		item.contextValue = "rolesMessage";
		if (said.kind === "empty") {
			item.tooltip = "Nothing is assigned to you there";
		}
		return item;
	}
	const { error } = said;
	const argument = { ...signInArguments(signIn), ...(account === undefined ? {} : { account }) };
	if (wantsSignIn(error)) {
		const item = new vscode.TreeItem(`Sign in to see ${account === undefined ? "accounts" : "roles"}`);
		item.id = `${id}/sign-in`;
		item.iconPath = new vscode.ThemeIcon("sign-in");
		item.contextValue = "rolesSignIn";
		item.tooltip = messageOf(error);
		item.command = {
			command: "awsSessions.signIn",
			title: "Sign In",
			arguments: [signInArguments(signIn), linkOrigin],
		};
		return item;
	}
	const item = new vscode.TreeItem(shortMessageOf(error));
	item.description = messageOf(error);
	item.id = `${id}/error`;
	item.iconPath = new vscode.ThemeIcon("error", new vscode.ThemeColor("list.errorForeground"));
	item.contextValue = "rolesError";
	item.tooltip = `${messageOf(error)}\n\nClick to try again`;
	item.command = { command: "awsSessions.retryRoles", title: "Try Again", arguments: [argument, linkOrigin] };
	return item;
}

/** The same in as few words as a narrow view has room for. */
function shortMessageOf(error: unknown): string {
	const code = error instanceof SessionsError ? error.code : undefined;
	switch (code) {
		case "AccessDenied":
			return "No access";
		case "Throttled":
			return "Too many requests";
		case "NetworkUnreachable":
		case "NetworkTimeout":
		case "ConnectionLost":
			return "Not reachable";
		default:
			return "Can't be listed";
	}
}

/** What a person is told of an error. */
export function messageOf(error: unknown): string {
	return error instanceof SessionsError ? error.message : "An unexpected problem. The log says where";
}
