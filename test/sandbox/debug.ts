// Behind F5's "Extension on the sandbox": the sample profiles and the double of AWS STS, without an editor.
// .vscode/launch.json hands the places to the extension, and names the same port.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { argv, stdout } from "node:process";
import { parseArgs } from "node:util";
import { cacheFolder } from "../harness/folders.ts";
import { startSts } from "../sts/double.ts";
import { showMfaCode } from "./mfaLine.ts";
import { writeSampleHome } from "./sampleHome.ts";
import { aliceMfaSerial, sampleWorld } from "./sampleWorld.ts";

const { values } = parseArgs({ args: argv.slice(2), options: { port: { type: "string" } } });

stdout.write("Starting the sandbox\n");
const root = join(cacheFolder, "sandbox");
const { configFile, credentialsFile } = await writeSampleHome(root);
const sts = await startSts(sampleWorld(), { port: Number(values.port ?? 0) });

// The variables of a debugged extension do not reach the terminals of its window: the folder's settings do.
const variables = {
	AWS_CONFIG_FILE: configFile,
	AWS_SHARED_CREDENTIALS_FILE: credentialsFile,
	AWS_ENDPOINT_URL_STS: sts.url,
};
const systems = ["linux", "osx", "windows"];
const settings = Object.fromEntries(
	systems.map((system) => [`terminal.integrated.env.${system}`, variables]),
);
await mkdir(join(root, "project", ".vscode"), { recursive: true });
await writeFile(join(root, "project", ".vscode", "settings.json"), JSON.stringify(settings, undefined, "\t"));

stdout.write("The sandbox is ready\n");
showMfaCode(() => sts.nextMfaCode(aliceMfaSerial));
