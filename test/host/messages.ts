import type { Message } from "../harness/notifications.ts";
import { waitFor } from "../harness/waitFor.ts";
import type { Sandbox } from "./sandbox.ts";

/**
 * Waits for a message in the list of all, clicks one of its buttons, and answers what it was. In the corner VS Code
 * shows no more than three within 0.8 s, progress among them: on a quick machine the next one may be in the list only.
 */
export async function answerListed(
	{ workbench: { host, person } }: Pick<Sandbox, "workbench">,
	text: RegExp,
	button: string,
): Promise<Message> {
	const run = (id: string) => host.evaluate((vscode, command) => vscode.commands.executeCommand(command), id);
	const told = await waitFor(`the message ${text}`, async () => {
		await run("notifications.showList");
		return (await person.notificationList.all()).find(({ message }) => text.test(message));
	});
	await person.notificationList.click(text, button);
	await run("notifications.hideList");
	return told;
}
