import * as vscode from "vscode";
import { identityLabel } from "../../core/places/arn.ts";
import { countdown } from "../../core/session/countdown.ts";
import { freshness, type Session } from "../../core/session/session.ts";
import { deliveryKindOf } from "../delivery/deliverySettings.ts";
import type { SessionSignIn } from "../identityCenter/signInOfSession.ts";
import { isProductionNow } from "../sessions/production.ts";
import { localTime } from "../time.ts";
import { Tooltip } from "./markdown.ts";

/** A session's row: who it is and for how long. `signIn`: what it builds on. */
export function sessionItem(
	session: Session,
	isActive: boolean,
	now: number,
	signIn?: SessionSignIn,
): vscode.TreeItem {
	const { label, spoken } = countdown(session, now);
	const state = freshness(session, now);
	const { identity } = session;
	const isProduction = isProductionNow(session);
	const item = new vscode.TreeItem(session.name);
	item.id = session.id;
	item.description = [
		label,
		isProduction ? "production" : undefined,
		signIn?.isSignedIn === false ? signIn.standing : undefined,
		// Its name has the role, without what IAM Identity Center puts around it.
		session.request.kind === "ssoRole" ? undefined : identityLabel(identity),
		identity.account,
		identity.sessionName,
	]
		.filter((part, index, parts) => part !== undefined && parts.indexOf(part) === index)
		.join(" · ");
	item.iconPath =
		state.kind === "expired"
			? new vscode.ThemeIcon("circle-slash", new vscode.ThemeColor("list.errorForeground"))
			: isProduction
				? new vscode.ThemeIcon(
						"flame",
						new vscode.ThemeColor(isActive ? "charts.red" : "list.warningForeground"),
					)
				: isActive
					? new vscode.ThemeIcon("pass-filled", new vscode.ThemeColor("charts.green"))
					: new vscode.ThemeIcon("circle-outline");
	const isWithoutProfile = session.request.kind === "ssoRole" ? ".ssoRole" : "";
	item.contextValue = `session${isActive ? ".active" : ".inactive"}${isWithoutProfile}${isProduction ? ".production" : ""}${state.kind === "expired" ? ".expired" : ".live"}`;
	item.tooltip = sessionTooltip(session, isActive, now, signIn);
	item.accessibilityInformation = {
		label: `${session.name}${isProduction ? ", production" : ""}, ${identityLabel(identity)} in account ${identity.account}, ${spoken}${signIn?.isSignedIn === false ? `, ${signIn.standing}` : ""}${isActive ? ", active" : ""}`,
	};
	return item;
}

/** Everything about a session, with what can be done with it. */
export function sessionTooltip(
	session: Session,
	isActive: boolean,
	now: number,
	signIn?: SessionSignIn,
): vscode.MarkdownString {
	const { identity, expiresAt } = session;
	const state = freshness(session, now);
	const argument = { session: session.id };
	return new Tooltip([
		"awsSessions.renewSession",
		"awsSessions.switchSession",
		"awsSessions.endSession",
		"awsSessions.openTerminal",
		"awsSessions.openConsole",
	])
		.heading(session.name)
		.facts([
			[
				"Production",
				isProductionNow(session) ? "in terminals of its own only, never renewed unasked" : undefined,
			],
			["Account", identity.account],
			["Role", session.roleArn],
			["Identity", session.roleArn === undefined ? identity.arn : undefined],
			["Session name", identity.sessionName],
			["Region", session.region ?? `none set (STS was called in ${session.stsRegion.region})`],
			[
				state.kind === "expired" ? "Expired" : "Expires",
				expiresAt === undefined ? "never (long-term keys)" : localTime(expiresAt, now),
			],
			["Source", session.source.join(" → ")],
			["Sign-in", signIn === undefined ? undefined : signInText(signIn)],
			["Delivery", deliveryText(session)],
			...(session.notes ?? []).map((note) => ["Note", note] as const),
		])
		.links([
			{ icon: "refresh", title: "Renew", command: "awsSessions.renewSession", argument },
			{
				icon: "arrow-swap",
				title: "Switch",
				command: "awsSessions.switchSession",
				argument: isActive ? undefined : argument,
			},
			{ icon: "terminal", title: "Terminal", command: "awsSessions.openTerminal", argument },
			...(state.kind === "expired"
				? []
				: [{ icon: "link-external", title: "Console", command: "awsSessions.openConsole", argument }]),
			{ icon: "close", title: "End", command: "awsSessions.endSession", argument },
		])
		.build();
}

function signInText({ name, standing, isSignedIn }: SessionSignIn): string {
	return `${name}, ${standing}${isSignedIn ? "" : ": to renew the session takes signing in"}`;
}

function deliveryText(session: Session): string {
	return deliveryKindOf(session) === "endpoint"
		? "terminals fetch its keys from this window, and stay fresh"
		: "terminals have its keys in their environment";
}
