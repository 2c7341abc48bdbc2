import * as vscode from "vscode";
import { type Explanation, explainProfile } from "../core/explainProfile.ts";
import type { App } from "./app.ts";
import { escapeMarkdown } from "./markdown.ts";
import { pickProfile } from "./profilePick.ts";

const scheme = "aws-sessions-explain";

/** Explain Profile: opens a page that says how a profile resolves. Made anew each time it is opened. */
export async function showExplanation(named: string | undefined, app: App): Promise<void> {
	const { config } = await app.config.reload();
	const profile = named ?? (await pickAny(app));
	const uri = vscode.Uri.from({ scheme, path: `/${profile}.md` });
	pages.set(uri.path, render(explainProfile(profile, config, app.environment)));
	changed.fire(uri);
	const hasPreview = (await vscode.commands.getCommands(true)).includes("markdown.showPreview");
	if (hasPreview) {
		await vscode.commands.executeCommand("markdown.showPreview", uri);
	} else {
		await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
	}
}

const pages = new Map<string, string>();
const changed = new vscode.EventEmitter<vscode.Uri>();

/** Serves the pages to VS Code. */
export function registerExplanations(): vscode.Disposable {
	return vscode.workspace.registerTextDocumentContentProvider(scheme, {
		onDidChange: changed.event,
		provideTextDocumentContent: ({ path }) => pages.get(path) ?? "",
	});
}

async function pickAny(app: App): Promise<string> {
	const pick = await pickProfile({
		title: "Explain profile",
		placeholder: "Pick a profile to see how it resolves",
		files: app.config,
		offers: () => true,
		recent: app.recent.names,
		withRoleByHand: false,
		manager: app.manager,
		clock: app.clock,
	});
	return pick.kind === "profile" ? pick.profile : "";
}

function render({ profile, steps, problem }: Explanation): string {
	const parts = [
		`# ${escapeMarkdown(profile)}`,
		"How its credentials come about. Nothing was run or sent to find this out.",
	];
	if (problem !== undefined) {
		const where = problem.place === undefined ? "" : ` (${link(problem.place)})`;
		parts.push(`**It can't be used.** ${escapeMarkdown(problem.message)}${where}`);
	}
	for (const [index, { title, place, facts }] of steps.entries()) {
		parts.push(`## ${index + 1}. ${escapeMarkdown(title)}`);
		if (place !== undefined) {
			parts.push(link(place));
		}
		parts.push(
			[
				"|||",
				"|:--|:--|",
				...facts.map(([name, value]) => `|${escapeMarkdown(name)}|${escapeMarkdown(value)}|`),
			].join("\n"),
		);
	}
	return `${parts.join("\n\n")}\n`;
}

function link({ file, line }: { readonly file: string; readonly line: number }): string {
	return `[${escapeMarkdown(file)}, line ${line + 1}](${vscode.Uri.file(file)
		.with({ fragment: `L${line + 1}` })
		.toString()})`;
}
