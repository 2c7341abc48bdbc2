import * as vscode from "vscode";
import { matchesAny } from "../core/text/glob.ts";

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

/** The port that a SAML response is awaited at; 0: one that is free. */
export function samlListenerPort(): number {
	return vscode.workspace.getConfiguration(section).get<number>("saml.listenerPort", 0);
}

/** Seconds that an MFA session lasts which several roles share; 0: each role asks for a code. */
export function mfaSessionSeconds(): number {
	const hours = vscode.workspace.getConfiguration(section).get<number>("mfaSession.hours", 8);
	return hours > 0 ? Math.min(129_600, Math.max(900, Math.round(hours * 3600))) : 0;
}

/** Whether a profile's role may be assumed with an MFA session that others use too. */
export function sharesMfaSession(profile: string): boolean {
	const excluded = vscode.workspace.getConfiguration(section).get<unknown[]>("mfaSession.exclude", []);
	return !matchesAny(profile, excluded);
}

/** How sessions renew themselves; `ahead` in ms. */
export function renewalSettings(): { readonly isOn: boolean; readonly ahead: number } {
	const configuration = vscode.workspace.getConfiguration(section);
	const minutes = configuration.get<number>("renewal.minutesAhead", 5);
	return {
		isOn: configuration.get<boolean>("renewal.automatic", true),
		ahead: Math.max(0, Number.isFinite(minutes) ? minutes : 5) * 60_000,
	};
}

/** How the console is signed in to; `sessionSeconds`: undefined for as long as the credentials live. */
export function consoleSettings(): {
	readonly federationEndpoint: string | undefined;
	readonly sessionSeconds: number | undefined;
} {
	const configuration = vscode.workspace.getConfiguration(section);
	const endpoint = configuration.get<string>("console.federationEndpoint", "");
	const hours = configuration.get<number>("console.sessionHours", 12);
	return {
		federationEndpoint: endpoint === "" ? undefined : endpoint,
		sessionSeconds: hours > 0 ? Math.min(43_200, Math.max(900, Math.round(hours * 3600))) : undefined,
	};
}

/** How the person wants to sign in to IAM Identity Center; `auto`: in the browser where it is on this machine. */
export function signInFlowSetting(): "auto" | "browser" | "device" {
	const flow = vscode.workspace.getConfiguration(section).get<unknown>("signIn.flow");
	return flow === "browser" || flow === "device" ? flow : "auto";
}

/** The profile that the settings name for this workspace. */
export function workspaceProfile(): string | undefined {
	const profile = vscode.workspace.getConfiguration(section).get<unknown>("profile", "");
	return typeof profile === "string" && profile !== "" ? profile : undefined;
}

/** Whether sessions end when the last window is closed. */
export function endsWithLastWindow(): boolean {
	return vscode.workspace.getConfiguration(section).get<boolean>("endWithLastWindow", false);
}

/** Calls `listener` when a setting of this extension changes. */
export function onDidChangeSettings(listener: () => void): vscode.Disposable {
	return vscode.workspace.onDidChangeConfiguration((event) => {
		if (event.affectsConfiguration(section)) {
			listener();
		}
	});
}
