import { join } from "node:path";
import { repositoryRoot } from "../harness/folders.ts";
import { waitFor } from "../harness/waitFor.ts";
import { openSandbox } from "../host/sandbox.ts";
import { startSampleSignIn } from "../sandbox/sampleSignIn.ts";
import { sampleWorld } from "../sandbox/sampleWorld.ts";
import { startSts } from "../sts/double.ts";
import { Camera, type Variant } from "./camera.ts";

/** Signing in to IAM Identity Center with a code, and its accounts and roles; in a window of its own. */
export async function takeIdentityCenter(
	variant: Variant,
	appearance: Parameters<typeof openSandbox>[0],
): Promise<void> {
	const sts = await startSts(sampleWorld());
	const center = await startSampleSignIn(sts, "is asked");
	try {
		await using sandbox = await openSandbox({ ...appearance, sts, env: center.environment });
		const { person, host, page } = sandbox.workbench;
		const camera = new Camera(sandbox.workbench, join(repositoryRoot, "media"), variant);
		await host.evaluate((vscode) =>
			vscode.workspace.getConfiguration("awsSessions").update("signIn.flow", "device", true),
		);
		await person.openView("AWS Sessions");
		await person.runCommand("AWS Sessions: Sign In to IAM Identity Center…");
		await person.quickInput.waitForTitle("Sign in to IAM Identity Center");
		await person.quickInput.pick("corp");
		const { title } = await person.quickInput.waitForTitle(/^Sign in to corp: [A-Z]{4}-[A-Z]{4}$/);
		await camera.takeQuickPick("sign-in");
		center.oidc.approve(title.slice(-9));
		await person.quickInput.waitUntilClosed();
		const profiles = person.tree("Profiles");
		await profiles.waitForRows("the sign-in", (rows) =>
			rows.some(({ label, description }) => label === "corp" && /^signed in/.test(description)),
		);
		await person.tree("Profiles").click("Access keys");
		await profiles.expand("Accounts");
		for (const account of ["acme-dev", "acme-prod"]) {
			await profiles.expand(account);
		}
		await profiles.waitForRows("the roles", (rows) => rows.some(({ label }) => label === "Administrator"));
		await waitFor("no progress", async () => (await person.notifications.all()).length === 0);
		await page.mouse.move(700, 300);
		await camera.take("accounts");
	} finally {
		await center.close();
	}
}
