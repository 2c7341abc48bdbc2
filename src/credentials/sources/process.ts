import { runProcess } from "../../aws/process/runProcess.ts";
import { placeOf } from "../../core/config/profile.ts";
import { SessionsError } from "../../core/errors.ts";
import type { Place } from "../../core/place.ts";
import { helperCall } from "../../core/shells/helperCommand.ts";
import { type AnswerFormat, answerCredentials, answerObject } from "./credentialsAnswer.ts";
import type { CredentialSource } from "./source.ts";

/**
 * The credentials that a program of the person's prints.
 * @throws SessionsError `ProcessFailed`, `ProcessTimeout`, `InvalidSourceAnswer`, `CredentialsExpired`,
 * `ProfileInvalid`, `ProfileLoop`, each with the line's place; CancelledError
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
	refuseCircle(name, origin.command, context.ownHelper, place);
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

/** The program would ask this very window, which may have nothing else to give than what it is about to get. */
function refuseCircle(name: string, command: string, ownHelper: string | undefined, place: Place): void {
	if (ownHelper !== undefined && helperCall(command)?.helper === ownHelper) {
		throw new SessionsError(
			"ProfileLoop",
			`Profile '${name}' gets its credentials from the sessions in this window, for other shells. Here, use the session itself or the profile that it is of`,
			{ remedies: [{ kind: "openFile", place }], about: { profile: name } },
		);
	}
}
