import * as vscode from "vscode";
import {
	type RememberedRole,
	rememberedDescription,
	rememberedName,
} from "../../core/profiles/rememberedRoles.ts";
import { roleOptionTexts } from "../../core/session/roleOptionTexts.ts";
import { Tooltip } from "./markdown.ts";

/** The row of a role that was assumed by hand. `hasSource`: its source profile is there. */
export function rememberedRoleItem(
	role: RememberedRole,
	hasSource: boolean,
	isLive: boolean,
): vscode.TreeItem {
	const name = rememberedName(role);
	const item = new vscode.TreeItem(name);
	const description = hasSource ? rememberedDescription(role) : lost(role);
	const icon = role.isPinned === true ? "pinned" : "bookmark";
	item.id = `by hand:${role.id}`;
	item.description = description;
	item.iconPath = hasSource
		? new vscode.ThemeIcon(icon, isLive ? new vscode.ThemeColor("charts.green") : undefined)
		: new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));
	item.contextValue = hasSource ? `role.byHand${role.isPinned === true ? ".pinned" : ""}` : "role.lost";
	item.accessibilityInformation = {
		label: [
			name,
			description,
			role.isPinned === true ? "pinned" : undefined,
			isLive ? "in session" : undefined,
		]
			.filter(Boolean)
			.join(", "),
	};
	return item;
}

/** Everything that the role is assumed with. */
export function rememberedRoleTooltip(role: RememberedRole, hasSource: boolean): vscode.MarkdownString {
	const { roleArn, sourceProfile, ...options } = role.request;
	const tooltip = new Tooltip([]).heading(rememberedName(role));
	if (!hasSource) {
		tooltip.paragraph(`There is no profile '${sourceProfile}' any more, so the role can't be assumed`);
	}
	return tooltip
		.facts([["Role", roleArn], ["Assumed from", sourceProfile], ...roleOptionTexts(options)])
		.paragraph("Remembered, as it was assumed by hand")
		.build();
}

function lost({ request }: RememberedRole): string {
	return `profile ${request.sourceProfile} is gone`;
}
