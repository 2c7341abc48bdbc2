import { personHome } from "../../aws/files/configFiles.ts";
import { commandProblem, pathProblem } from "../../core/arguments/identityArguments.ts";
import type { TokenOrigin } from "../../core/session/session.ts";
import type { Secret } from "../../core/text/secret.ts";
import { fetchIdentityToken } from "../../credentials/operations/webIdentitySession.ts";
import type { App } from "../app.ts";
import { choosePath, fullPath, typeUntilItWorks, untilItWorks } from "../forms/identityForm.ts";
import { BackError, type PickItem, pickOne } from "../forms/steps.ts";
import { askForToken } from "../mfa/identityPrompts.ts";
import { PersonInteraction } from "../mfa/personInteraction.ts";

const id = "awsSessions.assumeRoleWithWebIdentity";
const tokenFileVariable = "AWS_WEB_IDENTITY_TOKEN_FILE";

type OriginChoice = "variable" | "choose" | "type" | "command" | "paste";

/** A token that is there, and where it came from. */
export interface ArrivedToken {
	readonly origin: TokenOrigin;
	readonly token: Secret;
}

/** Asks where the token comes from, and gets it from there. @throws CancelledError */
export function askForTokenOrigin(before: TokenOrigin | undefined, app: App): Promise<ArrivedToken> {
	return untilItWorks(id, app, async () => {
		for (;;) {
			const choice = await pickOne(originItems(app), {
				title: "Assume role with web identity",
				placeholder: "Where the web identity token comes from",
				canGoBack: false,
			});
			try {
				return await tokenFrom(choice, before, app);
			} catch (error) {
				if (!(error instanceof BackError)) {
					throw error;
				}
			}
		}
	});
}

async function tokenFrom(
	choice: OriginChoice,
	before: TokenOrigin | undefined,
	app: App,
): Promise<ArrivedToken> {
	const fetched = async (origin: Exclude<TokenOrigin, { kind: "person" }>): Promise<ArrivedToken> => ({
		origin,
		token: await fetchToken(origin, app),
	});
	switch (choice) {
		case "variable":
			return fetched({ kind: "file", path: fullPath(app.environment[tokenFileVariable] ?? "", app) });
		case "choose":
			return fetched({ kind: "file", path: await choosePath("Choose a token file", "Use Token") });
		case "type":
			return typeUntilItWorks(
				id,
				app,
				{
					title: "Token file",
					prompt: "The file's path. It is read again to renew the session",
					placeholder: "~/token.jwt",
					value: before?.kind === "file" ? before.path : "",
					check: pathProblem,
				},
				(path) => fetched({ kind: "file", path: fullPath(path, app) }),
			);
		case "command":
			return typeUntilItWorks(
				id,
				app,
				{
					title: "Command that prints the token",
					prompt:
						"Run without a shell, in your home folder: no pipes, no variables. It is run again to renew the session",
					placeholder: "gcloud auth print-identity-token --audiences=sts.amazonaws.com",
					value: before?.kind === "command" ? before.command : "",
					check: commandProblem,
				},
				(command) => fetched({ kind: "command", command }),
			);
		case "paste":
			return {
				origin: { kind: "person" },
				token: await askForToken({ title: "Web identity token", canGoBack: true }),
			};
	}
}

function originItems({ environment }: App): PickItem<OriginChoice>[] {
	const file = environment[tokenFileVariable] ?? "";
	return [
		...(file === ""
			? []
			: [
					{
						label: `$(symbol-variable) File of ${tokenFileVariable}`,
						description: file,
						value: "variable" as const,
					},
				]),
		{ label: "$(folder-opened) Choose a token file…", value: "choose" },
		{ label: "$(edit) Type a token file's path…", value: "type" },
		{
			label: "$(terminal) Take a command's output…",
			detail: "It prints the token, or JSON with the token as id_token, token or value",
			value: "command",
		},
		{
			label: "$(clippy) Paste a token…",
			detail: "It is kept nowhere: to renew the session, you are asked for a new one",
			value: "paste",
		},
	];
}

/** A token from where it can be had without the person, who can call it off. @throws SessionsError, CancelledError */
export async function fetchToken(
	origin: Exclude<TokenOrigin, { kind: "person" }>,
	{ environment, clock }: App,
): Promise<Secret> {
	const interaction = new PersonInteraction(clock);
	try {
		const homeFolder = personHome(environment);
		return await fetchIdentityToken(origin, { environment, homeFolder, clock, interaction });
	} finally {
		interaction.dispose();
	}
}

/** Where a token came from, beside it. */
export function originWords(origin: TokenOrigin): string {
	switch (origin.kind) {
		case "file":
			return `from ${origin.path}`;
		case "command":
			return `from ${origin.command}`;
		case "person":
			return "as pasted";
	}
}
