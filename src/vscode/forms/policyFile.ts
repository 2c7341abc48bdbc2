import * as vscode from "vscode";
import { policyTextProblem } from "../../core/session/scopeText.ts";

/** The text of a file that the person chooses; undefined when none is chosen, or it can't be read, which is told. */
export async function readPolicyFile(): Promise<string | undefined> {
	const [file] =
		(await vscode.window.showOpenDialog({
			title: "Choose a policy",
			openLabel: "Use Policy",
			filters: { JSON: ["json"], "All files": ["*"] },
		})) ?? [];
	if (file === undefined) {
		return undefined;
	}
	try {
		const { size } = await vscode.workspace.fs.stat(file);
		if (policyTextProblem(size) !== undefined) {
			void vscode.window.showErrorMessage(
				`${vscode.workspace.asRelativePath(file)} is no session policy: it has ${size} bytes`,
			);
			return undefined;
		}
		return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
	} catch (error) {
		const why = error instanceof Error ? error.message : "it can't be read";
		void vscode.window.showErrorMessage(`The policy could not be read: ${why}`);
		return undefined;
	}
}
