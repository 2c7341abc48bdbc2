import { waitFor } from "../harness/waitFor.ts";
import type { Workbench } from "../harness/workbench.ts";

/** What VS Code itself measured of one extension's start, in whole milliseconds. */
export interface ActivationTimes {
	/** Reading and running the bundle. */
	readonly loadCode: number;
	/** Until `activate` returned. */
	readonly callActivate: number;
	/** From there until the promise that it returned was resolved. */
	readonly finishActivate: number;
}

/** The figures of the table "Extension Activation Stats", by extension id. */
export function readActivationStats(markdown: string): ReadonlyMap<string, ActivationTimes> {
	const table = markdown.split("## Extension Activation Stats")[1]?.split("\n## ")[0] ?? "";
	const rows = table.split("\n").flatMap((line) => {
		const [, id, , loadCode, callActivate, finishActivate] = line.split("|").map((cell) => cell.trim());
		return id !== undefined && /^\d+$/.test(loadCode ?? "")
			? [
					[
						id,
						{
							loadCode: Number(loadCode),
							callActivate: Number(callActivate),
							finishActivate: Number(finishActivate),
						},
					] as const,
				]
			: [];
	});
	return new Map(rows);
}

/**
 * Lets VS Code tell how long these extensions took to activate ("Developer: Startup Performance"), once all are active.
 * @throws Error when one of them does not activate by itself
 */
export async function activationStats(
	{ host }: Workbench,
	extensions: readonly string[],
): Promise<ReadonlyMap<string, ActivationTimes>> {
	await waitFor("the extensions to be active", () =>
		host.evaluate(
			(vscode, ids) => ids.every((id) => vscode.extensions.getExtension(id)?.isActive === true),
			extensions,
		),
	);
	await host.evaluate(async (vscode) => {
		await vscode.commands.executeCommand("perfview.show");
	});
	return waitFor("the table of activation times", async () => {
		const text = await host.evaluate(
			(vscode) => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === "perf")?.getText() ?? "",
		);
		const stats = readActivationStats(text);
		return extensions.every((id) => stats.has(id)) && stats;
	});
}
