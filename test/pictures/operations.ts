import { waitFor } from "../harness/waitFor.ts";
import type { Sandbox } from "../host/sandbox.ts";
import { activeKey, sampleAlice, sampleIdentityToken } from "../sandbox/sampleWorld.ts";
import type { Camera } from "./camera.ts";

const audience = "https://api.acme.example";

/** STS's other operations, from the palette: what is asked, or what is answered. There are several sessions. */
export async function takeOperations(sandbox: Sandbox, camera: Camera): Promise<void> {
	await sandbox.workbench.host.evaluate(async (vscode) => {
		await vscode.commands.executeCommand("workbench.action.closeAllEditors");
	});
	await takeSessionToken(sandbox, camera);
	await takeFederationToken(sandbox, camera);
	await takeRoot(sandbox, camera);
	await takeWebIdentity(sandbox, camera);
	await takeWebIdentityToken(sandbox, camera);
	await takeAccessKey(sandbox, camera);
	await takeIdentity(sandbox, camera);
}

async function takeSessionToken(sandbox: Sandbox, camera: Camera): Promise<void> {
	const { quickInput } = sandbox.workbench.person;
	await begin(sandbox, "Get Session Token…", "acme");
	await optionsOf(sandbox, "Get session token for acme");
	await camera.takeQuickPick("session-token");
	await quickInput.escape();
}

async function takeFederationToken(sandbox: Sandbox, camera: Camera): Promise<void> {
	const { quickInput } = sandbox.workbench.person;
	await begin(sandbox, "Get Federation Token…", "acme");
	await enter(sandbox, /^Whom the session is for/, "build-agent");
	await optionsOf(sandbox, "Get federation token for build-agent");
	await camera.takeQuickPick("federation-token");
	await quickInput.escape();
}

async function takeRoot(sandbox: Sandbox, camera: Camera): Promise<void> {
	const { quickInput } = sandbox.workbench.person;
	await begin(sandbox, "Assume Root…", "acme");
	await quickInput.waitForState("the accounts", ({ placeholder }) => placeholder.includes("member account"));
	await quickInput.pick("444455556666");
	await quickInput.waitForState("the tasks", ({ placeholder }) => placeholder.includes("one task"));
	await camera.takeQuickPick("root");
	await quickInput.escape();
}

async function takeWebIdentity(sandbox: Sandbox, camera: Camera): Promise<void> {
	const { person } = sandbox.workbench;
	const { quickInput } = person;
	await person.runCommand("AWS Sessions: Assume Role with Web Identity…");
	await quickInput.pick(/Paste/);
	await quickInput.waitForState("the box", ({ password }) => password);
	await quickInput.type(sampleIdentityToken(Date.now()));
	await quickInput.accept();
	await quickInput.waitForState("what it says", ({ placeholder }) =>
		placeholder.includes("Only STS can check"),
	);
	await camera.takeQuickPick("web-identity");
	await quickInput.escape();
}

async function takeWebIdentityToken(sandbox: Sandbox, camera: Camera): Promise<void> {
	const { person } = sandbox.workbench;
	await person.runCommand("AWS Sessions: Get Web Identity Token…");
	await enter(sandbox, /^Who the token is for/, audience);
	await optionsOf(sandbox, "Get web identity token");
	await camera.takeQuickPick("web-identity-token");
	await person.quickInput.escape();
}

async function takeAccessKey(sandbox: Sandbox, camera: Camera): Promise<void> {
	const { person } = sandbox.workbench;
	await clearMessages(sandbox);
	await person.runCommand("AWS Sessions: Look Up Access Key…");
	await enter(sandbox, /^An access key's ID/, activeKey(sampleAlice()).id);
	await person.notifications.waitFor(/^AKIA.* of account 111122223333/);
	await onlyMessage(sandbox);
	await camera.takeMessage("access-key");
	await clearMessages(sandbox);
}

async function takeIdentity(sandbox: Sandbox, camera: Camera): Promise<void> {
	const { person } = sandbox.workbench;
	await person.runCommand("AWS Sessions: Who Am I?");
	await person.quickInput.waitForTitle("Who am I?");
	// The active session comes first.
	await person.quickInput.accept();
	await person.notifications.waitFor(/arn:aws:sts::/);
	await onlyMessage(sandbox);
	await camera.takeMessage("who");
	await clearMessages(sandbox);
}

/** Begins a command, and picks the profile that it asks for. */
async function begin({ workbench }: Sandbox, command: string, profile: string): Promise<void> {
	const { person, page } = workbench;
	await person.runCommand(`AWS Sessions: ${command}`);
	await page.mouse.move(900, 600);
	await person.quickInput.waitForState("the profiles", ({ title }) => title !== "");
	await person.quickInput.pick(profile);
}

async function enter({ workbench }: Sandbox, asked: RegExp, text: string): Promise<void> {
	const { quickInput } = workbench.person;
	await quickInput.waitForState(`${asked}`, ({ message }) => asked.test(message));
	await quickInput.type(text);
	await quickInput.accept();
}

async function optionsOf({ workbench }: Sandbox, title: string): Promise<void> {
	const { quickInput } = workbench.person;
	await quickInput.waitForTitle(title);
	await quickInput.waitForState("the options", ({ placeholder }) => /^Press Enter/.test(placeholder));
}

/** Progress goes after a moment. */
async function onlyMessage({ workbench }: Sandbox): Promise<void> {
	await waitFor("the message alone", async () => (await workbench.person.notifications.all()).length === 1);
}

async function clearMessages({ workbench }: Sandbox): Promise<void> {
	await workbench.host.evaluate(async (vscode) => {
		await vscode.commands.executeCommand("notifications.clearAll");
	});
	await waitFor("no message", async () => (await workbench.person.notifications.all()).length === 0);
}
