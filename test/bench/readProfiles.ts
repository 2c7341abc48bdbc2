import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadSharedConfigFiles } from "@smithy/shared-ini-file-loader";
import { loadConfig } from "../../src/aws/files/configFiles.ts";
import { writeManyProfiles } from "./manyProfiles.ts";
import type { RowResult } from "./row.ts";

const profileCount = 10_000;
const warmUpRounds = 3;
const countedRounds = 15;

async function timed(read: () => Promise<number>): Promise<number> {
	const started = performance.now();
	const found = await read();
	const duration = performance.now() - started;
	if (found !== profileCount) {
		throw new Error(`Read ${found} profiles instead of ${profileCount}`);
	}
	return duration;
}

/** Reading both files with 10,000 profiles: ours, with places and problems, against the JavaScript SDK's. */
export async function readProfiles(): Promise<RowResult> {
	const home = await mkdtemp(join(tmpdir(), "aws-sessions-bench-"));
	try {
		await writeManyProfiles(home, profileCount);
		const configFile = join(home, ".aws", "config");
		const credentialsFile = join(home, ".aws", "credentials");
		const environment = { AWS_CONFIG_FILE: configFile, AWS_SHARED_CREDENTIALS_FILE: credentialsFile };
		const text = await readFile(configFile, "utf8");
		const ours = async () => (await loadConfig(environment)).config.profiles.size;
		const sdk = async () => {
			const { configFile: profiles } = await loadSharedConfigFiles({
				filepath: credentialsFile,
				configFilepath: configFile,
				ignoreCache: true,
			});
			return Object.keys(profiles).length;
		};
		const first: number[] = [];
		const again: number[] = [];
		const loader: number[] = [];
		for (let round = 0; round < warmUpRounds + countedRounds; round += 1) {
			const counted = round >= warmUpRounds;
			const samples = [await timed(ours), await timed(sdk)] as const;
			await writeFile(configFile, text.replace("region = eu-central-1", `region = eu-central-${round % 10}`));
			const changed = await timed(ours);
			if (counted) {
				first.push(samples[0]);
				loader.push(samples[1]);
				again.push(changed);
			}
		}
		return {
			title: `Reading ${profileCount.toLocaleString("en")} profiles`,
			ours: { label: "our reader", samples: first },
			comparisons: [
				{ label: "@smithy/shared-ini-file-loader", samples: loader },
				{ label: "our reader, after one changed line", samples: again },
			],
			notes: [
				"Both read the files from disk each time. Ours keeps the place of every section, key and value.",
				"A change is read whole: there is no cache that could be stale.",
			],
		};
	} finally {
		await rm(home, { recursive: true, force: true });
	}
}
