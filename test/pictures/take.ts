// Walks the main job in the real workbench and takes the README's pictures, light and dark.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { repositoryRoot } from "../harness/folders.ts";
import { waitFor } from "../harness/waitFor.ts";
import { openSandbox, statusItem, typeMfaCode } from "../host/sandbox.ts";

const media = join(repositoryRoot, "media");

async function takePictures(variant: "light" | "dark"): Promise<void> {
	await using sandbox = await openSandbox({
		size: { width: 1100, height: 680 },
		colorTheme: variant === "light" ? "Light Modern" : "Dark Modern",
		// The pictures are of a person's window, not of the machine they are taken on.
		settings: {
			"terminal.integrated.tabs.enabled": true,
			"terminal.integrated.shellIntegration.decorationsEnabled": "never",
		},
	});
	const { person } = sandbox.workbench;
	const take = async (name: string): Promise<void> => {
		const file = join(media, `${name}-${variant}.png`);
		await person.screenshot(file);
		console.log(`media/${name}-${variant}.png`);
	};
	await writeFile(join(sandbox.home, ".bashrc"), "PS1='$ '\n");

	await person.openView("AWS Sessions");
	await sandbox.workbench.page.mouse.move(700, 600);
	await person.tree("Profiles").waitForRows("the profiles", (rows) => rows.length > 10);
	await person.runCommand("AWS Sessions: Assume Role…");
	await person.quickInput.waitForTitle("Assume role");
	await take("pick");
	await person.quickInput.pick("dev-admin");
	await person.quickInput.waitForTitle(/^MFA code/);
	await take("mfa");
	await typeMfaCode(sandbox);
	await person.statusBar.waitFor(statusItem, ({ text }) => text === "dev-admin · 59m");
	await person.tree("Sessions").waitForRows("the session", (rows) => rows.length === 1);
	await person.tree("Sessions").clickInlineAction("dev-admin", "Open Terminal with Session…");
	await person.terminals.waitForDrawn(/^\$/);
	const hasCli = (await person.terminals.run("aws --version")).startsWith("aws-cli/");
	const client = `node ${join(repositoryRoot, "test", "host", "callerIdentity.mjs")}`;
	await person.terminals.send("clear");
	await waitFor(
		"an empty terminal",
		async () => (await person.terminals.drawnLines()).filter(Boolean).join() === "$",
	);
	await person.terminals.send(hasCli ? "aws sts get-caller-identity --output json" : client);
	await person.terminals.waitForDrawn(/assumed-role\/DevAdmin/);
	await waitFor("the prompt", async () => (await person.terminals.drawnLines()).findLast(Boolean) === "$");
	await sandbox.workbench.page.mouse.move(700, 200);
	await take("terminal");
	await person.statusBar.hover(statusItem);
	await sandbox.workbench.page.screenshot({
		path: join(media, `status-${variant}.png`),
		animations: "disabled",
	});
	console.log(`media/status-${variant}.png`);
}

for (const variant of ["light", "dark"] as const) {
	await takePictures(variant);
}
