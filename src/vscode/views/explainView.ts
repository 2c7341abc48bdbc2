import * as vscode from "vscode";
import { resolvePortalEndpoint } from "../../aws/identityCenter/portal.ts";
import type { Place } from "../../core/place.ts";
import type { Explanation } from "../../core/profiles/explainFacts.ts";
import { explainProfile } from "../../core/profiles/explainProfile.ts";
import type { App } from "../app.ts";
import { pickProfile } from "../forms/profilePick.ts";

const scheme = "aws-sessions-explain";

/** Explain Profile: opens a page that says how a profile resolves. Made anew each time it is opened. */
export async function showExplanation(named: string | undefined, app: App): Promise<void> {
	const { config } = await app.config.reload();
	const profile = named ?? (await pickAny(app));
	const uri = vscode.Uri.from({ scheme, path: `/Explain ${profile.replaceAll("/", "∕")}` });
	const explanation = explainProfile(profile, config, app.environment, {
		portalEndpoint: resolvePortalEndpoint,
		storedDevices: app.totpSecrets.devices,
	});
	pages.set(uri.path, render(explanation));
	changed.fire(uri);
	await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
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
	const parts = [`${profile}\nHow its credentials come about. Nothing was run or sent to find this out.`];
	if (problem !== undefined) {
		parts.push(
			`It can't be used: ${problem.message}${problem.place === undefined ? "" : `\n   ${link(problem.place)}`}`,
		);
	}
	const names = steps.flatMap(({ facts }) => facts.map(([name]) => name.length));
	const width = Math.max(0, ...names) + 2;
	for (const [index, { title, place, facts }] of steps.entries()) {
		const lines = facts.map(([name, value, at]) => {
			const line = `   ${name.padEnd(width)}${value}`;
			return at === undefined ? line : `${line}\n   ${"".padEnd(width)}${link(at)}`;
		});
		parts.push(
			[`${index + 1}. ${title}`, ...lines, ...(place === undefined ? [] : [`   ${link(place)}`])].join("\n"),
		);
	}
	return `${parts.join("\n\n")}\n`;
}

/** An address that editors make a link to the line of. */
function link({ file, line }: Place): string {
	return `${vscode.Uri.file(file).toString()}#${line + 1}`;
}
