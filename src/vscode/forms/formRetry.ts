import { type ErrorCode, SessionsError } from "../../core/errors.ts";
import type { App } from "../app.ts";

/** How a form begins again: as it was sent, to be mended first, for so many seconds, or with other credentials. */
export type FormChange =
	| { readonly kind: "retry" | "mend" }
	| { readonly kind: "useDuration"; readonly seconds: number }
	| { readonly kind: "useOther" };

/** Goes on where a form was, with all that was filled in. */
export type FormAgain = (change: FormChange, app: App) => Promise<unknown>;

const forms = new WeakMap<SessionsError, FormAgain>();
const filledIn = new WeakSet<SessionsError>();

/**
 * Does what a form was for; an error of it remembers how to go on with what was filled in.
 * @param wasFilledIn whether the person has seen the form
 * @throws what `run` throws
 */
export async function rememberingForm<T>(
	again: FormAgain,
	run: () => Promise<T>,
	wasFilledIn = true,
): Promise<T> {
	try {
		return await run();
	} catch (error) {
		if (error instanceof SessionsError) {
			forms.set(error, again);
			if (wasFilledIn) {
				filledIn.add(error);
			}
		}
		throw error;
	}
}

/** How to go on with what was filled in before an error; undefined when there was no form. */
export function formAgain(error: unknown): FormAgain | undefined {
	return error instanceof SessionsError ? forms.get(error) : undefined;
}

/** Whether the form is worth a button of its own: the person has filled it in, and no other button leads back to it. */
export function leadsBackToForm(error: unknown): boolean {
	return (
		error instanceof SessionsError &&
		filledIn.has(error) &&
		!error.remedies.some(({ kind }) => kind === "retry")
	);
}

/** After these it is no use to send the same again: something that was filled in is to be mended first. */
const toMend: ReadonlySet<ErrorCode> = new Set([
	"InvalidArgument",
	"InvalidRequest",
	"PolicyInvalid",
	"DurationTooLong",
	"MfaDeviceInvalid",
	"RegionDisabled",
	"TokenTooLarge",
]);

/** What to try again means after an error. */
export function retryChange(error: unknown): FormChange {
	return { kind: error instanceof SessionsError && toMend.has(error.code) ? "mend" : "retry" };
}
