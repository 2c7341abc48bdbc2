import * as vscode from "vscode";
import type { Clock } from "../../core/clock.ts";
import { identityLabel } from "../../core/places/arn.ts";
import { type PageRow, table } from "../../core/text/pageText.ts";
import type { HistoryEntry, RegionTime, SessionHistory } from "../../sessions/history.ts";
import { localTime } from "../time.ts";

const scheme = "aws-sessions-history";
const uri = vscode.Uri.from({ scheme, path: "/AWS Session History" });
const changed = new vscode.EventEmitter<vscode.Uri>();

/** Opens the page that tells what this window's sessions were, as it is now. */
export async function showHistory(): Promise<void> {
	changed.fire(uri);
	await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
}

/** Serves the page to VS Code. */
export function registerHistory(history: SessionHistory, clock: Clock): vscode.Disposable {
	return vscode.workspace.registerTextDocumentContentProvider(scheme, {
		onDidChange: changed.event,
		provideTextDocumentContent: () => render(history.entries, clock.now()),
	});
}

function render(entries: readonly HistoryEntry[], now: number): string {
	const head = "What the AWS sessions of this window were, since it was opened. The newest first.";
	return entries.length === 0
		? `${head}\n\nThere has been none yet.\n`
		: `${[head, ...entries.map((entry) => describe(entry, now))].join("\n\n")}\n`;
}

function describe(entry: HistoryEntry, now: number): string {
	const { name, identity, regions, source, startedAt, renewedAt, activeAt, expiresAt, end } = entry;
	const times = (all: readonly number[]): string => all.map((time) => localTime(time, now)).join(", ");
	const until = expiresAt === undefined ? "no end (long-term keys)" : localTime(expiresAt, now);
	const rows: PageRow[] = [
		["Started", localTime(startedAt, now)],
		...(renewedAt.length === 0 ? [] : [["Renewed", times(renewedAt)] as const]),
		...(activeAt.length === 0 ? [] : [["Made active here", times(activeAt)] as const]),
		end === undefined ? ["Lives until", until] : [capital(end.how), localTime(end.at, now)],
		["Identity", `${identityLabel(identity)} in account ${identity.account}`],
		["ARN", identity.arn],
		...(regions.length === 0 ? [] : [["Region", regionText(regions, now)] as const]),
		["Source", source.join(" → ")],
	];
	return [name, ...table(rows).map((line) => `   ${line}`)].join("\n");
}

/** `eu-west-1`, or `eu-west-1, us-west-2 from 14:05`. */
function regionText(regions: readonly RegionTime[], now: number): string {
	return regions
		.map(({ region, at }, index) => (index === 0 ? region : `${region} from ${localTime(at, now)}`))
		.join(", ");
}

function capital(text: string): string {
	return `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}`;
}
