import { readSamlResponse } from "../aws/saml.ts";
import { SessionsError } from "../core/errors.ts";
import { bareToken, tokenFormProblem } from "../core/jwt.ts";
import { Secret } from "../core/secret.ts";
import { askForSecret } from "./secretInput.ts";

export interface IdentityPrompt {
	readonly title: string;
	readonly canGoBack: boolean;
	/** Aborting it closes the box. */
	readonly signal?: AbortSignal | undefined;
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
export function askForSamlText({
	now,
	...prompt
}: IdentityPrompt & {
	/** The time in milliseconds since the epoch. */
	readonly now: () => number;
}): Promise<Secret> {
	return askForSecret({
		...prompt,
		prompt: "The SAMLResponse that the browser posts to signin.aws.amazon.com/saml. It is kept nowhere",
		placeholder: "Base64, the form's body, or XML",
		check: (text) => samlProblem(text, now()),
	});
}

/** Why a text is no SAML response that AWS can take; undefined when it is one. */
function samlProblem(text: Secret, now: number): string | undefined {
	try {
		readSamlResponse(text, { now });
		return undefined;
	} catch (error) {
		if (error instanceof SessionsError) {
			return error.message;
		}
		throw error;
	}
}
