import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { makeTemporaryFolder, removeFolder } from "../harness/folders.ts";
import { openWorkbench, type Workbench, type WorkbenchOptions } from "../harness/workbench.ts";
import { writeSampleHome } from "../sandbox/sampleHome.ts";
import { aliceMfaSerial, sampleWorld } from "../sandbox/sampleWorld.ts";
import { type StsDouble, startSts } from "../sts/double.ts";
import type { World } from "../sts/world.ts";

/** A real VS Code on the sample home, with STS's double behind it. */
export interface Sandbox extends AsyncDisposable {
	readonly workbench: Workbench;
	readonly sts: StsDouble;
	readonly home: string;
	/** Holds everything that the editor, the browser and the home write. */
	readonly folder: string;
}

export interface SandboxOptions
	extends Pick<
		WorkbenchOptions,
		"env" | "settings" | "size" | "colorTheme" | "allBuiltIns" | "isRestricted"
	> {
	/** Without the sample profiles. */
	readonly emptyHome?: boolean;
	/**
	 * With the settings as people have them. Otherwise each role asks for its own MFA code, nothing is production and
	 * nothing renews itself, as most tests are not about that.
	 */
	readonly hasDefaults?: boolean;
	/** With a folder open. */
	readonly isInFolder?: boolean;
	/** What STS knows; else the sample world. */
	readonly world?: World;
	/** A folder with programs that come before the system's. */
	readonly programs?: string;
	/** One that runs already, and is closed with the sandbox. */
	readonly sts?: StsDouble;
}

/** Sessions without anything that is kept, guarded or done unasked beside them. */
const plainSettings = {
	"awsSessions.mfaSession.hours": 0,
	"awsSessions.production.patterns": [],
	"awsSessions.renewal.minutesAhead": 0,
};

/** What `aws` is told to say who it is, by STS at an address. Before 2.13 it takes that from no variable. */
export function callerIdentityWords(stsUrl: string): string[] {
	return ["sts", "get-caller-identity", "--output", "json", "--endpoint-url", stsUrl];
}

/** Opens a sandbox; closing it removes everything. */
export async function openSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const folder = await makeTemporaryFolder("host");
	const home = join(folder, "home");
	await mkdir(home);
	if (options.emptyHome !== true) {
		await writeSampleHome(home);
	}
	// Login shells begin with the system's own PATH; the tools of whoever runs the tests are wanted there too.
	const path = [...(options.programs === undefined ? [] : [options.programs]), process.env["PATH"]].join(
		delimiter,
	);
	await writeFile(join(home, ".profile"), `export PATH='${path}'\n`);
	const project = join(home, "project");
	await mkdir(project);
	const sts = options.sts ?? (await startSts(options.world ?? sampleWorld()));
	const workbench = await openWorkbench({
		...options,
		settings: { ...(options.hasDefaults === true ? {} : plainSettings), ...options.settings },
		home,
		...(options.isInFolder === true ? { folder: project } : {}),
		temporaryFolder: join(folder, "editor"),
		env: { AWS_ENDPOINT_URL_STS: sts.url, PATH: path, ...options.env },
	});
	return {
		workbench,
		sts,
		home,
		folder,
		[Symbol.asyncDispose]: async () => {
			await workbench.close();
			await sts.close();
			await removeFolder(folder);
		},
	};
}

/** The id of the status bar item. */
export const statusItem = "awsSessions.status";

/** What the status bar says, without what is left of the session: that changes with the time. */
export async function shownSession({ workbench }: Sandbox): Promise<string> {
	const { text } = await workbench.person.statusBar.waitFor(statusItem);
	return text.replace(/ · .*/, "");
}

/** Types a good MFA code of alice's, as a person reads it off the device: in two groups. */
export async function typeMfaCode({ workbench, sts }: Sandbox): Promise<void> {
	const code = sts.nextMfaCode(aliceMfaSerial);
	await workbench.person.quickInput.type(`${code.slice(0, 3)} ${code.slice(3)}`);
}

/** Starts a session as a person does: palette, pick, MFA code; and waits for the status bar to say so. */
export async function assumeRole(sandbox: Sandbox, profile: string, withMfa: boolean): Promise<void> {
	const { person } = sandbox.workbench;
	await person.runCommand("AWS Sessions: Assume Role…");
	await person.quickInput.waitForTitle("Assume role");
	await person.quickInput.pick(profile);
	if (withMfa) {
		await person.quickInput.waitForTitle(/^MFA code/);
		await typeMfaCode(sandbox);
	}
	await person.statusBar.waitFor(statusItem, ({ text }) => text.startsWith(profile));
}

/** SHA-256 of a text, so that secrets can be compared without standing in a test's output. */
export function sha256(text: string): string {
	return createHash("sha256").update(text).digest("hex");
}

/** SHA-256 of a variable's value in a terminal, or `unset`. */
export async function variableHash(sandbox: Sandbox, name: string, terminal?: string): Promise<string> {
	const script = `const v=process.env.${name};console.log(v===undefined?'unset':require('crypto').createHash('sha256').update(v).digest('hex'))`;
	const output = await sandbox.workbench.person.terminals.run(
		`"${process.execPath}" -e "${script}"`,
		terminal,
	);
	return output.trim();
}
