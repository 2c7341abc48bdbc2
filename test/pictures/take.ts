// Walks through the real workbench and takes the README's pictures, light and dark.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { repositoryRoot } from "../harness/folders.ts";
import { openSandbox } from "../host/sandbox.ts";
import { Camera, type Variant } from "./camera.ts";
import { takeForms } from "./forms.ts";
import { takeIdentityCenter } from "./identityCenter.ts";
import { takeMainJob } from "./mainJob.ts";
import { takeOperations } from "./operations.ts";
import { takeSessions } from "./sessions.ts";

async function takePictures(variant: Variant): Promise<void> {
	const appearance = {
		size: { width: 1100, height: 680 },
		colorTheme: variant === "light" ? "Light Modern" : "Dark Modern",
		hasDefaults: true,
		// The pictures are of a person's window, not of the machine they are taken on.
		settings: {
			"editor.minimap.enabled": false,
			"terminal.integrated.tabs.enabled": true,
			"terminal.integrated.shellIntegration.decorationsEnabled": "never",
		},
	};
	await takeIdentityCenter(variant, appearance);
	await using sandbox = await openSandbox(appearance);
	await writeFile(join(sandbox.home, ".bashrc"), "PS1='$ '\n");
	const camera = new Camera(sandbox.workbench, join(repositoryRoot, "media"), variant);
	await takeMainJob(sandbox, camera);
	await takeSessions(sandbox, camera);
	await takeForms(sandbox, camera);
	await takeOperations(sandbox, camera);
}

for (const variant of ["light", "dark"] as const) {
	await takePictures(variant);
}
