import { hostname } from "node:os";
import * as vscode from "vscode";

/**
 * What entries in VS Code's own stores are marked with when they are of this machine's files. The stores are the
 * editor's, and one for all the machines that its windows are on. The editor's own machine has no name of its own
 * here: it may change with the network.
 */
export function thisHost(): string {
	return vscode.env.remoteName === undefined ? "local" : hostname();
}
