import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { makeTemporaryFolder, removeFolder } from "../harness/folders.ts";
import { openWorkbench } from "../harness/workbench.ts";
import { type ActivationTimes, activationStats } from "./activationStats.ts";
import { writeManyProfiles } from "./manyProfiles.ts";
import type { RowResult } from "./row.ts";
import { summarize } from "./statistics.ts";

const openings = 5;
const profileCount = 1000;

const ours = "aws-sessions.aws-sessions";
/** Its neighbours: git is the one that everybody has; the other starts on the same event as ours. */
const neighbours = ["vscode.git", "vscode.merge-conflict"];

function total({ loadCode, callActivate, finishActivate }: ActivationTimes): number {
	return loadCode + callActivate + finishActivate;
}

/** Opens VS Code once on a home of 1,000 profiles, and takes the times it measured. */
async function open(): Promise<ReadonlyMap<string, ActivationTimes>> {
	const folder = await makeTemporaryFolder("bench");
	try {
		const home = join(folder, "home");
		await mkdir(home);
		await writeManyProfiles(home, profileCount);
		await using workbench = await openWorkbench({
			home,
			temporaryFolder: join(folder, "editor"),
			allBuiltIns: true,
			settings: { "git.enabled": true },
		});
		return await activationStats(workbench, [ours, ...neighbours]);
	} finally {
		await removeFolder(folder);
	}
}

/** The extension's own activation time in a real VS Code, with a home of 1,000 profiles. */
export async function activation(): Promise<RowResult> {
	const taken: ReadonlyMap<string, ActivationTimes>[] = [];
	for (let opening = 0; opening < openings; opening += 1) {
		taken.push(await open());
	}
	const times = (id: string) => taken.flatMap((stats) => stats.get(id) ?? []);
	const series = (id: string, label: string) => ({ label, samples: times(id).map(total) });
	const part = (name: keyof ActivationTimes) => summarize(times(ours).map((time) => time[name])).median;
	return {
		title: `Activation, with ${profileCount.toLocaleString("en")} profiles`,
		ours: series(ours, "AWS Sessions"),
		comparisons: neighbours.map((id) => series(id, id)),
		notes: [
			"as VS Code measures it (Developer: Startup Performance): load code + call activate + finish activate",
			`of ours, load code ${part("loadCode")}, call activate ${part("callActivate")}, finish activate ${part("finishActivate")} (medians)`,
			"the profiles are read after activation, which waits for nothing",
		],
	};
}
