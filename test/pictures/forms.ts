import { waitFor } from "../harness/waitFor.ts";
import { deniedError } from "../host/authorizationSamples.ts";
import type { Sandbox } from "../host/sandbox.ts";
import { sampleSamlResponse, stagingExternalId } from "../sandbox/sampleWorld.ts";
import type { Camera } from "./camera.ts";

const roleArn = "arn:aws:iam::222233334444:role/deploy/StagingDeploy";

/** What is asked for beyond the main job, each with nothing else around it. */
export async function takeForms(sandbox: Sandbox, camera: Camera): Promise<void> {
	const { host } = sandbox.workbench;
	await host.evaluate(async (vscode) => {
		await vscode.commands.executeCommand("workbench.action.closeSidebar");
		await vscode.commands.executeCommand("workbench.action.closePanel");
	});
	await takeSwitch(sandbox, camera);
	await takeOptions(sandbox, camera);
	await takeDuration(sandbox, camera);
	await takeSamlRoles(sandbox, camera);
	await takeRefusal(sandbox, camera);
}

async function takeSwitch(sandbox: Sandbox, camera: Camera): Promise<void> {
	const { person } = sandbox.workbench;
	await person.runCommand("AWS Sessions: Switch Session…");
	await person.quickInput.waitForTitle("Switch session");
	await camera.takeQuickPick("sessions");
	await person.quickInput.escape();
}

async function takeOptions(sandbox: Sandbox, camera: Camera): Promise<void> {
	const { person } = sandbox.workbench;
	await enterRole(sandbox, "acme");
	await pick(sandbox, "External ID");
	await person.quickInput.waitForTitle("External ID");
	await person.quickInput.type(stagingExternalId);
	await person.quickInput.accept();
	await optionIs(sandbox, "External ID", stagingExternalId);
	await pick(sandbox, "Managed policies");
	await pick(sandbox, "ReadOnlyAccess");
	await waitFor("a policy", async () => (await person.quickInput.rows())[0]?.description === "1 policy");
	await person.quickInput.clickTitleButton("Back");
	await optionIs(sandbox, "Managed policies", "ReadOnlyAccess");
	await camera.takeQuickPick("options");
	await person.quickInput.escape();
}

/** Two hours, for a role assumed with another role's credentials. */
async function takeDuration(sandbox: Sandbox, camera: Camera): Promise<void> {
	const { person } = sandbox.workbench;
	await enterRole(sandbox, "dev-readonly");
	await pick(sandbox, "Duration");
	await pick(sandbox, "2 hours");
	await person.quickInput.waitForTitle("2 hours can't work this way");
	await camera.takeQuickPick("duration");
	await person.quickInput.escape();
}

async function takeSamlRoles(sandbox: Sandbox, camera: Camera): Promise<void> {
	const { person } = sandbox.workbench;
	await person.runCommand("AWS Sessions: Assume Role with SAML…");
	await pick(sandbox, /Sign in with the browser/);
	const address = await waitFor("the address", async () => {
		const [first] = await person.quickInput.rows();
		return /^http:\S+$/.exec(first?.description ?? "")?.[0];
	});
	const response = sampleSamlResponse(Date.now(), { sessionDurationSeconds: 7200 });
	await fetch(address, { method: "POST", body: new URLSearchParams({ SAMLResponse: response }) });
	await person.quickInput.waitForState("the roles", ({ placeholder }) =>
		placeholder.startsWith("Pick one of"),
	);
	await camera.takeQuickPick("saml");
	await person.quickInput.escape();
}

async function takeRefusal(sandbox: Sandbox, camera: Camera): Promise<void> {
	const { host, person } = sandbox.workbench;
	await host.evaluate(async (vscode, encodedMessage) => {
		await vscode.commands.executeCommand("awsSessions.decodeAuthorizationMessage", {
			encodedMessage,
			session: "dev-admin",
		});
	}, deniedError);
	await person.quickInput.waitUntilClosed();
	await waitFor("the page", async () =>
		host.evaluate((vscode) => vscode.window.activeTextEditor?.document.uri.scheme === "aws-sessions-result"),
	);
	await camera.takeEditor("denied", 566);
}

/** Begins Assume Role and goes to the options of a role by hand. */
async function enterRole(sandbox: Sandbox, source: string): Promise<void> {
	const { person } = sandbox.workbench;
	const { quickInput: quick } = person;
	await person.runCommand("AWS Sessions: Assume Role…");
	await quick.waitForTitle("Assume role");
	await quick.type(roleArn);
	await pick(sandbox, /Enter a role ARN/);
	await quick.waitForState("the sources", ({ placeholder }) => placeholder.includes("whose credentials"));
	await pick(sandbox, source);
	await waitFor("the options", async () =>
		(await quick.rows()).some(({ label }) => label === "Session name"),
	);
}

async function optionIs(sandbox: Sandbox, option: string, value: string): Promise<void> {
	await waitFor(`${option} to be ${value}`, async () => {
		const rows = await sandbox.workbench.person.quickInput.rows();
		return rows.find(({ label }) => label === option)?.description === value;
	});
}

/** Picks a row; the mouse comes from elsewhere, so that no hover of another row is in its way. */
async function pick({ workbench }: Sandbox, label: string | RegExp): Promise<void> {
	await workbench.page.mouse.move(900, 600);
	await workbench.person.quickInput.pick(label);
}
