import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { env, platform } from "node:process";
import { cached } from "./cached.ts";
import { cacheFolder, repositoryRoot } from "./folders.ts";

/** A browser of the Chromium family, and what it is to be started with. */
export interface Browser {
	readonly executablePath: string;
	readonly parameters: readonly string[];
	readonly env: Readonly<Record<string, string>>;
}

const namesOnPath = [
	"chromium",
	"chromium-browser",
	"google-chrome",
	"google-chrome-stable",
	"microsoft-edge",
];

const macLocations = ["Google Chrome", "Microsoft Edge", "Chromium"].flatMap((name) =>
	["/Applications", join(env["HOME"] ?? "", "Applications")].map((folder) =>
		join(folder, `${name}.app`, "Contents", "MacOS", name),
	),
);

const windowsLocations = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].flatMap((variable) =>
	[
		["Google", "Chrome", "Application", "chrome.exe"],
		["Microsoft", "Edge", "Application", "msedge.exe"],
	].map((parts) => join(env[variable] ?? "", ...parts)),
);

function installedBrowser(): string | undefined {
	const onPath = (env["PATH"] ?? "")
		.split(delimiter)
		.flatMap((folder) => namesOnPath.map((name) => join(folder, name)));
	const candidates = { darwin: macLocations, win32: windowsLocations }[platform as string] ?? onPath;
	return candidates.find((candidate) => existsSync(candidate));
}

/**
 * The Chromium of the npm package @sparticuz/chromium. The package unpacks into the temporary folder and takes a
 * half-made file there for a whole one, so it is given a temporary folder of its own that is kept only when whole.
 */
async function packagedBrowser(): Promise<Browser> {
	const manifest = join(repositoryRoot, "node_modules", "@sparticuz", "chromium", "package.json");
	const { version } = JSON.parse(await readFile(manifest, "utf8")) as { version: string };
	const folder = await cached(`chromium-${version}`, async (staging) => {
		const { TMPDIR: before } = env;
		env["TMPDIR"] = staging;
		try {
			const { default: chromium } = await import("@sparticuz/chromium");
			await chromium.executablePath();
		} finally {
			if (before === undefined) {
				delete env["TMPDIR"];
			} else {
				env["TMPDIR"] = before;
			}
		}
		return staging;
	});
	return {
		executablePath: resolve(cacheFolder, folder, "chromium"),
		// Software rendering, whatever the machine has: pictures are the same everywhere.
		parameters: ["--no-sandbox", "--font-render-hinting=none", "--disable-gpu"],
		// A machine without any font configuration gets the font that is in the package.
		env: existsSync("/etc/fonts/fonts.conf") ? {} : { FONTCONFIG_PATH: join(folder, "fonts") },
	};
}

/**
 * The browser for the server host: CHROME_PATH, else on Linux the packaged one (the same for everybody), else one
 * that is installed.
 * @throws Error when there is none
 */
export async function findBrowser(): Promise<Browser> {
	const chosen = env["CHROME_PATH"];
	if (chosen !== undefined && chosen !== "") {
		return { executablePath: chosen, parameters: sandboxParameters(), env: {} };
	}
	if (platform === "linux") {
		const packaged = await packagedBrowser().catch(() => undefined);
		if (packaged !== undefined) {
			return packaged;
		}
	}
	const installed = installedBrowser();
	if (installed === undefined) {
		throw new Error("No Chromium, Chrome or Edge found: install one, or name it in CHROME_PATH");
	}
	return { executablePath: installed, parameters: sandboxParameters(), env: {} };
}

function sandboxParameters(): readonly string[] {
	// Containers rarely let Chromium build its sandbox, and the only page it opens is our own.
	return platform === "linux" ? ["--no-sandbox"] : [];
}
