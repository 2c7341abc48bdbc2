import { neverArrived } from "../aws/networkError.ts";
import { SessionsError } from "../core/errors.ts";
import type { Secret } from "../core/secret.ts";
import type { AcquireContext, MfaQuestion } from "./context.ts";

/**
 * Asks for a code of the device and calls `use` with it; on a code that STS refuses, asks again with the
 * reason. Ends with `use`'s result, any other error of its, or CancelledError.
 */
export async function withMfaCode<T>(
	question: MfaQuestion,
	{ interaction, mfaCodes }: AcquireContext,
	use: (code: Secret) => Promise<T>,
): Promise<T> {
	let problem: string | undefined;
	for (;;) {
		const code = await interaction.askMfaCode({ ...question, ...(problem === undefined ? {} : { problem }) });
		if (mfaCodes.wasSent(question.serial, code)) {
			problem = "This code was sent already, and a code works once: wait for the next one";
			continue;
		}
		mfaCodes.remember(question.serial, code);
		try {
			return await use(code);
		} catch (error) {
			if (neverArrived(error)) {
				mfaCodes.forget(question.serial);
			}
			if (!(error instanceof SessionsError && error.code === "MfaCodeInvalid")) {
				throw error;
			}
			problem = error.message;
		}
	}
}
