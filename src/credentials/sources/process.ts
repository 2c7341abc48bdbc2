import { runProcess } from "../../aws/process/runProcess.ts";
import { placeOf } from "../../core/config/profile.ts";
import { SessionsError } from "../../core/errors.ts";
import { type AnswerFormat, answerCredentials, answerObject } from "./credentialsAnswer.ts";
import type { CredentialSource } from "./source.ts";

/**
 * The credentials that a program of the person's prints.
 * @throws SessionsError `ProcessFailed`, `ProcessTimeout`, `InvalidSourceAnswer`, `CredentialsExpired`,
 * `ProfileInvalid`, each with the line's place; CancelledError
 */
export const credentialProcess: CredentialSource<"process"> = async ({ name, profile, origin }, context) => {
	const { environment, homeFolder, clock, interaction } = context;
	const place = placeOf(profile.section, "credential_process");
	const subject = `credential_process of profile '${name}'`;
	const format: AnswerFormat = {
		subject,
		tokenField: "SessionToken",
		remedies: [{ kind: "openFile", place }, { kind: "retry" }],
	};
	interaction.working(`Running credential_process of ${name}`);
	const output = await runProcess(
		{ subject, line: origin.command, place },
		{ environment, folder: homeFolder, clock, signal: interaction.signal },
	);
	const answer = answerObject(output.reveal(), format);
	if (answer["Version"] !== 1) {
		const what = answer["Version"] === undefined ? "no Version" : "a Version other than the number 1";
		throw new SessionsError("InvalidSourceAnswer", `${subject} gave ${what}. It must be 1`, {
			remedies: format.remedies,
		});
	}
	return { credentials: answerCredentials(answer, format, clock.now()) };
};
