import { randomUUID } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { repositoryRoot } from "../harness/folders.ts";
import { waitFor } from "../harness/waitFor.ts";
import type { Sandbox } from "./sandbox.ts";

/** Who a program was, and the names of its variables of AWS. */
export interface Ran {
	readonly who: string;
	readonly names: readonly string[];
}

const program = join(repositoryRoot, "test", "host", "identityToFile.mjs");

/** The role of the sample profiles, as the program writes it. */
export const roles = {
	"dev-readonly": /444455556666:assumed-role\/DevReadOnly\//,
	"dev-admin": /444455556666:assumed-role\/DevAdmin\//,
	"prod-admin": /777788889999:assumed-role\/ProdAdmin\//,
	"legacy-account": /012345678901:assumed-role\/LegacyAdmin\//,
} as const;

/** A program that says who it is, as Node's debugger or a task is to run it. */
export class Probe {
	readonly file: string;

	constructor(folder: string) {
		this.file = join(folder, `ran-${randomUUID()}.json`);
	}

	/** What a launch configuration says of it. */
	get launch(): object {
		return {
			type: "node",
			request: "launch",
			runtimeExecutable: process.execPath,
			program,
			args: [this.file],
		};
	}

	/** The program and its arguments. */
	get command(): readonly string[] {
		return [process.execPath, program, this.file];
	}

	/** Waits until it has run. */
	async ran(): Promise<Ran> {
		return waitFor("the program's end", async () => JSON.parse(await readFile(this.file, "utf8")) as Ran);
	}

	async hasRun(): Promise<boolean> {
		return readFile(this.file).then(
			() => true,
			() => false,
		);
	}
}

/** Writes a file of the workspace's `.vscode` folder. */
export async function writeWorkspaceFile({ home }: Sandbox, name: string, content: object): Promise<void> {
	const folder = join(home, "project", ".vscode");
	await mkdir(folder, { recursive: true });
	await writeFile(join(folder, name), JSON.stringify(content, undefined, 2));
}

/** Whether VS Code has read what was written into a section: `launch` or `tasks`. */
export async function waitForSection(sandbox: Sandbox, section: string, name: string): Promise<void> {
	await waitFor(`${name} in ${section}`, () =>
		sandbox.workbench.host.evaluate(
			(vscode, asked) =>
				JSON.stringify(
					vscode.workspace.getConfiguration(asked.section, vscode.workspace.workspaceFolders?.[0]),
				).includes(asked.name),
			{ section, name },
		),
	);
}
