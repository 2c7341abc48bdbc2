import { join } from "node:path";
import { repositoryRoot } from "../harness/folders.ts";
import { waitFor } from "../harness/waitFor.ts";
import { type Sandbox, statusItem, typeMfaCode } from "../host/sandbox.ts";
import type { Camera } from "./camera.ts";

/** A role, its code, a terminal: the session of dev-admin and its terminal stay. */
export async function takeMainJob(sandbox: Sandbox, camera: Camera): Promise<void> {
	const { person, page } = sandbox.workbench;
	await person.openView("AWS Sessions");
	await page.mouse.move(700, 600);
	await person.tree("Profiles").waitForRows("the profiles", (rows) => rows.length > 10);
	await person.runCommand("AWS Sessions: Assume Role…");
	await person.quickInput.waitForTitle("Assume role");
	await camera.take("pick");
	await person.quickInput.pick("dev-admin");
	await person.quickInput.waitForTitle(/^MFA code/);
	await camera.take("mfa");
	await typeMfaCode(sandbox);
	await person.statusBar.waitFor(statusItem, ({ text }) => text === "dev-admin · 59m");
	await person.tree("Sessions").waitForRows("the session", (rows) => rows.length === 1);
	await person.tree("Sessions").clickInlineAction("dev-admin", "Open Terminal with Session…");
	await person.terminals.waitForDrawn(/^\$/);
	await showIdentity(sandbox);
	await camera.take("terminal");
	await person.statusBar.hover(statusItem);
	await camera.takeHover("status");
	await page.mouse.move(700, 200);
}

/** Has the active terminal show who its keys are, and nothing else. */
export async function showIdentity({ workbench }: Sandbox): Promise<void> {
	const { terminals } = workbench.person;
	const hasCli = (await terminals.run("aws --version")).startsWith("aws-cli/");
	const client = `node ${join(repositoryRoot, "test", "host", "callerIdentity.mjs")}`;
	const lines = async () => (await terminals.drawnLines()).filter(Boolean);
	await terminals.send("clear");
	await waitFor("an empty terminal", async () => (await lines()).join() === "$");
	await terminals.send(hasCli ? "aws sts get-caller-identity --output json" : client);
	await terminals.waitForDrawn(/:assumed-role\//);
	await waitFor("the prompt", async () => (await lines()).at(-1) === "$");
}
