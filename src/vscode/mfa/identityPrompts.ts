import { SessionsError } from "../../core/errors.ts";
import { bareToken, tokenFormProblem } from "../../core/identity/jwt.ts";
import { Secret } from "../../core/text/secret.ts";
import type { GivenSamlResponse } from "../../credentials/context.ts";
import { readSamlFor } from "../../credentials/operations/samlSession.ts";
import { askForSecret } from "../forms/secretInput.ts";

export interface IdentityPrompt {
	readonly title: string;
	readonly canGoBack: boolean;
	/** Aborting it closes the box. */
	readonly signal?: AbortSignal | undefined;
}

export interface SamlPrompt extends IdentityPrompt {
	/** The role that the response has to offer; absent: any will do. */
	readonly roleArn?: string | undefined;
	/** The time in milliseconds since the epoch. */
	readonly now: () => number;
}

/** Lets the person paste a web identity token, also with what often stands around one. @throws CancelledError, BackError */
export async function askForToken(prompt: IdentityPrompt): Promise<Secret> {
	const pasted = await askForSecret({
		...prompt,
		prompt: "The ID token of an OpenID Connect provider. It is kept nowhere",
		placeholder: "eyJ…",
		check: (text) => tokenFormProblem(text.reveal()),
	});
	return new Secret(bareToken(pasted.reveal()));
}

/** Lets the person paste a SAML response, in any form it is copied in. @throws CancelledError, BackError */
export function askForSamlText(prompt: SamlPrompt): Promise<Secret> {
	const { title, canGoBack, signal } = prompt;
	return askForSecret({
		title,
		canGoBack,
		signal,
		prompt: "The SAMLResponse that the browser posts to signin.aws.amazon.com/saml. It is kept nowhere",
		placeholder: "Base64, the form's body, or XML",
		check: (text) => samlProblem({ text }, prompt),
	});
}

/** Why a text is no SAML response that is of use; undefined when it is one. */
export function samlProblem(
	given: GivenSamlResponse,
	{ roleArn, now }: Pick<SamlPrompt, "roleArn" | "now">,
): string | undefined {
	try {
		readSamlFor(given, { roleArn, now: now() });
		return undefined;
	} catch (error) {
		if (error instanceof SessionsError) {
			return error.message;
		}
		throw error;
	}
}
