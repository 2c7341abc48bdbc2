import { runProcess } from "../aws/runProcess.ts";
import { SessionsError } from "../core/errors.ts";
import type { MfaProcess } from "../core/profile.ts";
import { Secret } from "../core/secret.ts";
import type { AcquireContext } from "./context.ts";

/**
 * The code that a profile's `mfa_process` prints: 6 digits, alone or after the device's name.
 * @throws SessionsError `ProcessFailed`, `ProcessTimeout`, `InvalidSourceAnswer`, `ProfileInvalid`; CancelledError
 */
export async function codeOfProcess(
	{ command, place }: MfaProcess,
	profile: string,
	{ environment, homeFolder, clock, interaction }: AcquireContext,
): Promise<Secret> {
	const subject = `mfa_process of profile '${profile}'`;
	interaction.working(`Getting an MFA code from mfa_process of ${profile}`);
	const output = await runProcess(
		{ subject, line: command, place },
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
