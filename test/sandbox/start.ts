// `npm start`: VS Code with the extension, among sample profiles and a double of AWS STS. `npm start -- --real` uses
// the person's own profiles and AWS instead.
import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import process, { argv, env, exit, stdout } from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { linkExtension, makeEditorFolders } from "../harness/editorFolders.ts";
import { childEnvironment } from "../harness/environment.ts";
import { makeTemporaryFolder, removeFolder, repositoryRoot } from "../harness/folders.ts";
import { quietSettings } from "../harness/userSettings.ts";
import { startSts } from "../sts/double.ts";
import { showMfaCode } from "./mfaLine.ts";
import { openInBrowser, openSandboxEditor } from "./openEditor.ts";
import { writeSampleHome } from "./sampleHome.ts";
import { startSampleSignIn } from "./sampleSignIn.ts";
import { aliceMfaSerial, sampleWorld } from "./sampleWorld.ts";

const thingsToTry = `
  1. Click "AWS: no session" in the status bar, or F1 and "Assume Role…"
  2. Choose dev-admin and type the MFA code: its time runs in the status bar
  3. Open a terminal (Ctrl+Shift+\`): env | grep AWS_
  4. prod-admin needs no second code, but a confirmation and a terminal of its own
  5. staging-deploy lasts 2 hours, so it asks for a code of its own; partner-locked is refused
  6. The gear of a role in the pick shows all that can be set: try 2 hours for prod-audit
  7. corp-sandbox signs in to IAM Identity Center first, on a page of this sandbox
  8. F1, "What Does aws See Here?", in a terminal with a session and in one without
  9. The AWS Sessions view shows all profiles, and marks those that are broken
`;

const thingsToTryForReal = `
  Your own profiles, and the real AWS: F1 and "Assume Role…"
`;

/** Resolves when the person presses Ctrl+C, closes the terminal, or something else asks this process to stop. */
function stopSignal(): Promise<void> {
	return new Promise((resolve) => {
		for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
			process.on(name, () => resolve());
		}
	});
}

/** The variables of the person that tell the AWS SDKs where his files and identities are. */
function ownAwsVariables(): Record<string, string> {
	return Object.fromEntries(
		Object.entries(env).flatMap(([name, value]) =>
			name.startsWith("AWS_") && value !== undefined ? [[name, value] as const] : [],
		),
	);
}

const { values: options } = parseArgs({ args: argv.slice(2), options: { real: { type: "boolean" } } });
const stopped = stopSignal();
// A closed terminal takes no more output, and that is no reason to leave things lying about.
stdout.on("error", () => undefined);

const root = await makeTemporaryFolder("sandbox");
const undo: (() => unknown)[] = [() => removeFolder(root)];
try {
	const home = options.real ? homedir() : join(root, "home");
	const project = join(root, "project");
	await mkdir(project, { recursive: true });
	const folders = await makeEditorFolders(root, quietSettings);
	await linkExtension(folders, repositoryRoot);

	let environment = childEnvironment(home, options.real ? ownAwsVariables() : {});
	let mfaCode: (() => string) | undefined;
	if (!options.real) {
		await writeSampleHome(home);
		const sts = await startSts(sampleWorld());
		undo.push(() => sts.close());
		const signIn = await startSampleSignIn(sts, "is asked");
		undo.push(() => signIn.close());
		environment = { ...environment, AWS_ENDPOINT_URL_STS: sts.url, ...signIn.environment };
		// A code counts once: after its use the next one is shown at once, so nobody has to wait for it.
		mfaCode = () => sts.nextMfaCode(aliceMfaSerial);
	}

	stdout.write("Starting VS Code…\n");
	const opening = openSandboxEditor(folders, environment, project);
	// Whatever happens, what was started is ended; a download that is still under way is not waited for.
	const closing = () => opening.then((opened) => opened.close()).catch(() => undefined);
	undo.push(() => Promise.race([closing(), delay(5_000, undefined, { ref: false })]));
	const editor = await Promise.race([opening, stopped]);
	if (editor !== undefined) {
		if (editor.address !== undefined) {
			stdout.write(`\n  Open      ${editor.address}\n`);
			openInBrowser(editor.address);
		}
		stdout.write(options.real ? thingsToTryForReal : thingsToTry);
		stdout.write("\n  Ctrl+C ends it and removes everything.\n\n");
		if (mfaCode !== undefined) {
			undo.push(showMfaCode(mfaCode));
		}
		await Promise.race([stopped, editor.ended]);
	}
} catch (error) {
	console.error(error);
	process.exitCode = 1;
} finally {
	for (const step of undo.toReversed()) {
		await step();
	}
}
exit();
