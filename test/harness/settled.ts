import type { Host } from "./bridge.ts";

/**
 * Waits until the extension host has heard of what was done, and the window shows what came of it at once: messages
 * between the two stay in their order.
 */
export async function settled(host: Host): Promise<void> {
	await host.evaluate(async (vscode) => {
		await vscode.commands.executeCommand("setContext", "harness.isSettled", true);
		await vscode.commands.executeCommand("setContext", "harness.isSettled", true);
	});
}
