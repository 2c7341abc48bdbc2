import * as vscode from "vscode";

const section = "awsSessions";

/** Whether the status bar shows "AWS: no session" while there is none. */
export function showsStatusWithoutSession(): boolean {
	return vscode.workspace.getConfiguration(section).get<boolean>("statusBar.showWithoutSession", true);
}

/** Paths of the files that the person has set, as the variables that AWS's tools take them from. */
export function configuredFiles(): {
	readonly AWS_CONFIG_FILE?: string;
	readonly AWS_SHARED_CREDENTIALS_FILE?: string;
} {
	const configuration = vscode.workspace.getConfiguration(section);
	const configFile = configuration.get<string>("configFile", "");
	const credentialsFile = configuration.get<string>("credentialsFile", "");
	return {
		...(configFile === "" ? {} : { AWS_CONFIG_FILE: configFile }),
		...(credentialsFile === "" ? {} : { AWS_SHARED_CREDENTIALS_FILE: credentialsFile }),
	};
}

/** Whether editors of the AWS files show what can be done above each profile. */
export function showsCodeLens(): boolean {
	return vscode.workspace.getConfiguration(section).get<boolean>("codeLens", true);
}

/** Calls `listener` when a setting of this extension changes. */
export function onDidChangeSettings(listener: () => void): vscode.Disposable {
	return vscode.workspace.onDidChangeConfiguration((event) => {
		if (event.affectsConfiguration(section)) {
			listener();
		}
	});
}
