import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { waitFor } from "../harness/waitFor.ts";
import { ciWebIdentityArn, sampleIdentityToken, sampleSamlResponse } from "../sandbox/sampleWorld.ts";
import { encodedDenial } from "./authorizationSamples.ts";
import { type Sandbox, typeMfaCode } from "./sandbox.ts";

/** The operations that have a command, and who calls: the active session, or what is chosen in the form. */
export type Called =
	| "AssumeRole"
	/** With a code of the user's device. */
	| "AssumeRole, MFA"
	/** By the role of another profile. */
	| "AssumeRole, chained"
	| "AssumeRoleWithSAML"
	| "AssumeRoleWithWebIdentity"
	| "AssumeRoot"
	| "DecodeAuthorizationMessage"
	| "GetAccessKeyInfo"
	| "GetCallerIdentity"
	| "GetFederationToken"
	| "GetSessionToken"
	| "GetWebIdentityToken";

/** Runs an operation's command as a person does, up to the request. */
export type Calls = Readonly<Record<Called, () => Promise<void>>>;

/** The commands' forms, with as little filled in as they take. The active session is one of dev-readonly. */
export async function stsCalls(sandbox: Sandbox): Promise<Calls> {
	const { host, person } = sandbox.workbench;
	const { quickInput, dialogs } = person;
	const token = join(sandbox.home, "token.jwt");
	await writeFile(token, sampleIdentityToken(Date.now()));
	const selected = join(sandbox.home, "selected.log");
	const accessKeyId = `AKIA${"Z2".repeat(8)}`;
	await writeFile(selected, `Encoded authorization failure message: ${encodedDenial}\n${accessKeyId}\n`);

	/** Begins a command without an argument, as the palette does. */
	const begin = (name: string) =>
		host.evaluate((vscode, command) => {
			vscode.commands.executeCommand(`awsSessions.${command}`);
		}, name);
	const select = (line: number) =>
		host.evaluate(
			async (vscode, [path, at]) => {
				const editor = await vscode.window.showTextDocument(vscode.Uri.file(path));
				const { range } = editor.document.lineAt(at);
				editor.selection = new vscode.Selection(range.start, range.end);
			},
			[selected, line] as const,
		);
	const placeholder = (words: RegExp) =>
		quickInput.waitForState(`${words}`, (state) => words.test(state.placeholder));
	const prompt = (words: RegExp) => quickInput.waitForState(`${words}`, (state) => words.test(state.message));
	const enter = async (text: string) => {
		await quickInput.type(text);
		await quickInput.accept();
	};
	/** The options are left as they are. */
	const goOn = async () => {
		await placeholder(/^Press Enter/);
		await quickInput.accept();
	};
	const assumeRole = async (profile: string) => {
		await begin("assumeRole");
		await quickInput.waitForTitle("Assume role");
		await quickInput.type(profile);
		await quickInput.pick(profile);
	};

	return {
		AssumeRole: () => assumeRole("legacy-account"),
		"AssumeRole, MFA": async () => {
			await assumeRole("dev-admin");
			await quickInput.waitForTitle(/^MFA code/);
			await typeMfaCode(sandbox);
		},
		"AssumeRole, chained": () => assumeRole("prod-audit"),
		AssumeRoleWithSAML: async () => {
			await begin("assumeRoleWithSaml");
			await quickInput.waitForTitle("Assume role with SAML");
			await quickInput.pick(/Paste a SAML response/);
			await quickInput.waitForState("the box", ({ password }) => password);
			await enter(sampleSamlResponse(Date.now()));
			await placeholder(/^Pick one of/);
			await quickInput.pick("SamlDeveloper");
			await goOn();
		},
		AssumeRoleWithWebIdentity: async () => {
			await begin("assumeRoleWithWebIdentity");
			await quickInput.waitForTitle("Assume role with web identity");
			await quickInput.pick(/Type a token file/);
			await quickInput.waitForTitle("Token file");
			await enter(token);
			await quickInput.waitForTitle("Web identity token");
			await quickInput.accept();
			await prompt(/^The role's ARN/);
			await enter(ciWebIdentityArn);
			await goOn();
		},
		AssumeRoot: async () => {
			await begin("assumeRoot");
			await placeholder(/management account/);
			await quickInput.type("acme");
			await quickInput.pick("acme");
			await placeholder(/member account/);
			await quickInput.pick("444455556666");
			await placeholder(/one task/);
			await quickInput.accept();
			await goOn();
			await dialogs.click(/^Become the root user/, "Assume Root");
		},
		DecodeAuthorizationMessage: async () => {
			await select(0);
			await begin("decodeAuthorizationMessage");
		},
		GetAccessKeyInfo: async () => {
			await select(1);
			await begin("getAccessKeyInfo");
		},
		GetCallerIdentity: () => begin("getCallerIdentity"),
		GetFederationToken: async () => {
			await begin("getFederationToken");
			await quickInput.waitForTitle("Get federation token");
			await quickInput.pick("acme");
			await prompt(/^Whom the session is for/);
			await enter("build-agent");
			await goOn();
			await placeholder(/no permissions/);
			await quickInput.pick("Get It Without Permissions");
		},
		GetSessionToken: async () => {
			await begin("getSessionToken");
			await quickInput.waitForTitle("Get session token");
			await quickInput.pick("ci-bot");
			await goOn();
		},
		GetWebIdentityToken: async () => {
			await begin("getWebIdentityToken");
			await prompt(/^Who the token is for/);
			await enter("https://api.example.com");
			await goOn();
		},
	};
}

/**
 * The one error that there is, with its buttons; waits until there is no other message any more. It is looked up in
 * the list of them all: VS Code holds back messages that come too fast.
 */
export async function shownError({ workbench }: Sandbox): Promise<{ message: string; buttons: string[] }> {
	const { host, person } = workbench;
	return waitFor("an error, and nothing else", async () => {
		await host.evaluate((vscode) => vscode.commands.executeCommand("notifications.showList"));
		const shown = await person.notificationList.all();
		const [told] = shown;
		if (shown.length !== 1 || told?.severity !== "error") {
			throw new Error(`there is ${JSON.stringify(shown)}`);
		}
		return { message: told.message, buttons: [...told.buttons] };
	});
}

/** Takes all messages away, until the list of them is empty. */
export async function clearMessages({ workbench }: Sandbox): Promise<void> {
	const { host, person } = workbench;
	await waitFor("no message", async () => {
		await host.evaluate(async (vscode) => {
			await vscode.commands.executeCommand("notifications.clearAll");
			await vscode.commands.executeCommand("notifications.showList");
		});
		return (await person.notificationList.all()).length === 0;
	});
	await host.evaluate((vscode) => vscode.commands.executeCommand("notifications.hideList"));
}
