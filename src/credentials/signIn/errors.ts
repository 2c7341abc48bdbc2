import { type Remedy, SessionsError } from "../../core/errors.ts";
import { type SignIn, signInCommand, signInName, signInWords } from "../../core/identityCenter/signIn.ts";

/** Nobody has signed in. */
export function signInRequired(signIn: SignIn): SessionsError {
	return new SessionsError(
		"SignInRequired",
		`You are not signed in to ${signInWords(signIn)}. Sign in${byCommand(signIn)}`,
		{ remedies: remediesOf(signIn) },
	);
}

/** The sign-in is over, and nothing but another one helps. */
export function signInExpired(signIn: SignIn): SessionsError {
	return new SessionsError(
		"SignInExpired",
		`The sign-in to ${signInWords(signIn)} has expired. Sign in again${byCommand(signIn)}`,
		{ remedies: remediesOf(signIn) },
	);
}

function byCommand(signIn: SignIn): string {
	const command = signInCommand(signIn);
	return command === undefined ? "" : ` with: ${command}`;
}

function remediesOf(signIn: SignIn): Remedy[] {
	return [{ kind: "signIn", signIn: signInName(signIn) }, { kind: "retry" }];
}
