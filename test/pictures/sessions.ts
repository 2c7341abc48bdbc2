import { waitFor } from "../harness/waitFor.ts";
import { type Sandbox, statusItem, typeMfaCode } from "../host/sandbox.ts";
import type { Camera } from "./camera.ts";
import { showIdentity } from "./mainJob.ts";

/** Several sessions, each with its own time, and the one of production in its terminal. They stay. */
export async function takeSessions(sandbox: Sandbox, camera: Camera): Promise<void> {
	const { person, host } = sandbox.workbench;
	await assume(sandbox, { profile: "legacy-account", durationSeconds: 900 });
	const long = assume(sandbox, { profile: "staging-deploy" });
	await person.quickInput.waitForTitle(/^MFA code/);
	await typeMfaCode(sandbox);
	await long;
	await host.evaluate((vscode) => vscode.commands.executeCommand("workbench.action.terminal.killAll"));
	const production = assume(sandbox, { profile: "prod-admin" });
	await person.dialogs.click(/^Start ProdAdmin/, "Start Session");
	await production;
	await person.notifications.click(/terminals get it only when they are opened with it/, "Open Terminal");
	await waitFor("its terminal", async () => (await person.terminals.names()).includes("PROD prod-admin"));
	await person.terminals.waitForDrawn(/^\$/);
	await showIdentity(sandbox);
	await camera.take("production");
	await host.evaluate((vscode) =>
		vscode.commands.executeCommand("awsSessions.switchSession", { session: "dev-admin" }),
	);
	await person.statusBar.waitFor(statusItem, ({ text }) => text.startsWith("dev-admin"));
	await host.evaluate((vscode) =>
		vscode.commands.executeCommand("awsSessions.openTerminal", { session: "staging-deploy" }),
	);
	await waitFor("its terminal", async () => (await person.terminals.names()).includes("staging-deploy"));
	await person.terminals.waitForDrawn(/^\$/);
	await showIdentity(sandbox);
	await camera.take("terminals");
}

function assume({ workbench }: Sandbox, request: { profile: string; durationSeconds?: number }) {
	return workbench.host.evaluate(
		(vscode, given) => vscode.commands.executeCommand("awsSessions.assumeRole", given),
		request,
	);
}
