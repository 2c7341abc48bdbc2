import { hostname } from "node:os";
import * as vscode from "vscode";

/** What people call the machine that this window's files are on. The editor's own may change its name with the network. */
export function machineName(): string {
	return vscode.env.remoteName === undefined ? "the editor's machine" : hostname();
}
