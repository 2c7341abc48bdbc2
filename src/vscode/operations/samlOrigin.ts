import { personHome } from "../../aws/files/configFiles.ts";
import { readSaml2awsAccounts, type Saml2awsAccount } from "../../aws/files/saml2aws.ts";
import { readSamlResponse, type SamlResponse } from "../../aws/saml/saml.ts";
import { pathProblem } from "../../core/arguments/identityArguments.ts";
import { SessionsError } from "../../core/errors.ts";
import { hostOf, shown } from "../../core/identity/identityFacts.ts";
import { logError } from "../../core/logError.ts";
import type { AssertionOrigin } from "../../core/session/session.ts";
import type { GivenSamlResponse } from "../../credentials/context.ts";
import { readSamlFile } from "../../credentials/operations/samlSession.ts";
import type { App } from "../app.ts";
import { separator } from "../forms/form.ts";
import { choosePath, fullPath, typeUntilItWorks, untilItWorks } from "../forms/identityForm.ts";
import { BackError, type PickItem, pickOne } from "../forms/steps.ts";
import { askForSamlText } from "../mfa/identityPrompts.ts";
import { samlListenerPort } from "../settings.ts";
import { waitForSamlResponse } from "./samlListenerPrompt.ts";

/** A SAML response that is there, and where it came from. */
export interface ArrivedSaml {
	readonly origin: AssertionOrigin;
	readonly given: GivenSamlResponse;
	readonly response: SamlResponse;
	/** The account of saml2aws that it was signed in to. */
	readonly account?: Saml2awsAccount;
}

type OriginChoice =
	| { readonly kind: "browser" | "paste" | "choose" | "type" }
	| { readonly kind: "account"; readonly account: Saml2awsAccount };

const id = "awsSessions.assumeRoleWithSaml";
const title = "Assume role with SAML";

/** Asks where the SAML response comes from, and gets it from there. @throws CancelledError */
export function askForSamlOrigin(app: App): Promise<ArrivedSaml> {
	return untilItWorks(id, app, async () => {
		for (;;) {
			const choice = await pickOne(originItems(await accountsOf(app)), {
				title,
				placeholder: "Where the SAML response comes from",
				canGoBack: false,
				matchOnDetail: true,
			});
			try {
				return await getFrom(choice, app);
			} catch (error) {
				if (!(error instanceof BackError)) {
					throw error;
				}
			}
		}
	});
}

/** The SAML response in a file. @throws SessionsError */
export async function readFrom(
	origin: Extract<AssertionOrigin, { kind: "file" }>,
	app: App,
): Promise<ArrivedSaml> {
	return arrived(origin, { text: await readSamlFile(origin.path) }, app);
}

/** The accounts of saml2aws; none when its file can't be read, which is told in the log. */
async function accountsOf({ environment, log }: App): Promise<readonly Saml2awsAccount[]> {
	const home = personHome(environment);
	try {
		return home === undefined ? [] : await readSaml2awsAccounts(home, environment);
	} catch (error) {
		if (!(error instanceof SessionsError)) {
			throw error;
		}
		logError(log, "The accounts of saml2aws are not offered", error);
		return [];
	}
}

function originItems(accounts: readonly Saml2awsAccount[]): PickItem<OriginChoice>[] {
	const paste: OriginChoice = { kind: "paste" };
	return [
		{
			label: "$(globe) Sign in with the browser…",
			detail: "Your identity provider posts the response to an address of this machine",
			value: { kind: "browser" },
		},
		{
			label: "$(clippy) Paste a SAML response…",
			detail: "What the browser posts to signin.aws.amazon.com/saml: the form field SAMLResponse",
			value: paste,
		},
		{ label: "$(folder-opened) Choose a file…", value: { kind: "choose" } },
		{ label: "$(edit) Type a file's path…", value: { kind: "type" } },
		...(accounts.length === 0 ? [] : [separator("saml2aws", paste)]),
		...accounts.map((account): PickItem<OriginChoice> => {
			const { name, provider, url, username } = account;
			return {
				label: `$(account) ${shown(name)}`,
				description: [provider, hostOf(url), username].filter(Boolean).map(shown).join(" · "),
				detail: "Opens its page and waits here. If it posts to AWS instead, paste that",
				value: { kind: "account", account },
			};
		}),
	];
}

async function getFrom(choice: OriginChoice, app: App): Promise<ArrivedSaml> {
	const now = (): number => app.clock.now();
	switch (choice.kind) {
		case "browser":
		case "account": {
			const account = choice.kind === "account" ? choice.account : undefined;
			const { given, startUrl } = await waitForSamlResponse({
				title: account === undefined ? "Sign in with the browser" : `Sign in to ${shown(account.name)}`,
				startUrl: account?.url,
				port: samlListenerPort(),
				canGoBack: true,
				now,
			});
			const origin = { kind: "listener", ...(startUrl === undefined ? {} : { startUrl }) } as const;
			return { ...arrived(origin, given, app), ...(account === undefined ? {} : { account }) };
		}
		case "paste":
			return arrived(
				{ kind: "person" },
				{ text: await askForSamlText({ title: "SAML response", canGoBack: true, now }) },
				app,
			);
		case "choose":
			return readFrom(
				{ kind: "file", path: await choosePath("Choose a SAML response", "Use Response") },
				app,
			);
		case "type":
			return typeUntilItWorks(
				id,
				app,
				{
					title: "SAML response",
					prompt: "The file's path: Base64, a form's body or XML. It is read again to renew the session",
					placeholder: "~/response.xml",
					value: "",
					check: pathProblem,
				},
				(path) => readFrom({ kind: "file", path: fullPath(path, app) }, app),
			);
	}
}

function arrived(origin: AssertionOrigin, given: GivenSamlResponse, { clock }: App): ArrivedSaml {
	const { text, listenerUrl } = given;
	const response = readSamlResponse(text, {
		now: clock.now(),
		...(listenerUrl === undefined ? {} : { listenerUrl }),
	});
	return { origin, given, response };
}
