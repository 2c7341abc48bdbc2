import { runProcess } from "../../aws/process/runProcess.ts";
import type { MfaProcess } from "../../core/config/profile.ts";
import { SessionsError } from "../../core/errors.ts";
import type { Place } from "../../core/place.ts";
import { Secret } from "../../core/text/secret.ts";
import type { AcquireContext, MfaQuestion } from "../context.ts";
import { nextWindow } from "./totp.ts";

/**
 * The code that a profile's `mfa_process` prints: 6 digits, alone or after the device's name. The line is run by
 * the system's shell, as aws-vault does. When it prints a code that was sent already, the next one is waited for.
 * @throws SessionsError `ProcessFailed`, `ProcessTimeout`, `InvalidSourceAnswer`, `ProfileInvalid`; CancelledError
 */
export async function codeOfProcess(
	{ command, place }: MfaProcess,
	{ serial, profile }: MfaQuestion,
	context: AcquireContext,
): Promise<Secret> {
	const code = await run(command, place, profile, context);
	if (!(await context.mfaCodes.wasSent(serial, code))) {
		return code;
	}
	context.interaction.working("Waiting for the next MFA code");
	await nextWindow(context.clock, context.interaction.signal);
	return run(command, place, profile, context);
}

async function run(
	command: string,
	place: Place,
	profile: string,
	{ environment, homeFolder, clock, interaction }: AcquireContext,
): Promise<Secret> {
	const subject = `mfa_process of profile '${profile}'`;
	interaction.working(`Getting an MFA code from mfa_process of ${profile}`);
	const output = await runProcess(
		{ subject, line: command, place, isForShell: true },
		{ environment, folder: homeFolder, clock, signal: interaction.signal },
	);
	const [, code] = /(?:^|\s)(\d{6})$/.exec(output.reveal().trim()) ?? [];
	if (code === undefined) {
		throw new SessionsError("InvalidSourceAnswer", `${subject} printed no code of 6 digits`, {
			remedies: [{ kind: "openFile", place }],
		});
	}
	return new Secret(code);
}
