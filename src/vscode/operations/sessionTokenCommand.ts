import type { SessionTokenArguments } from "../../core/arguments/startArguments.ts";
import { deviceOf } from "../../core/config/mfaDevices.ts";
import type { SharedConfig } from "../../core/config/sharedConfig.ts";
import { durationWays } from "../../core/session/durationChoices.ts";
import type { Session, SessionTokenRequest } from "../../core/session/session.ts";
import { requireLongTermKeys } from "../../credentials/longTermKeys.ts";
import type { App } from "../app.ts";
import { mfaField, pickKeysProfile, type RegionContext, regionField } from "../forms/callFields.ts";
import { durationField } from "../forms/durationField.ts";
import { askForOptions, type FormStep, runForm } from "../forms/form.ts";
import { type FormChange, rememberingForm } from "../forms/formRetry.ts";
import { startSession } from "./startCommands.ts";

const title = "Get session token";
const operation = "GetSessionToken";
const withoutMfa = "Without MFA it can't call IAM, nor what wants MFA";

/**
 * Get Session Token: temporary credentials of a profile's own user, with what was given; asks for the rest.
 * @param asks whether the person is shown what can be set, also when nothing is missing
 * @throws SessionsError, CancelledError
 */
export async function getSessionToken(
	given: SessionTokenArguments,
	asks: boolean,
	app: App,
): Promise<Session> {
	const { config } = await app.config.reload();
	if (given.profile !== undefined) {
		requireLongTermKeys(given.profile, operation, { config });
	}
	const { profile } = given;
	return start(profile === undefined || asks ? await askFor(given, false, app) : { ...given, profile }, app);
}

function start(request: SessionTokenRequest, app: App): Promise<Session> {
	const again = async (change: FormChange, current: App): Promise<Session> => {
		switch (change.kind) {
			case "useOther": {
				const { profile: before, mfaSerial: _, ...others } = request;
				const profile = await pickKeysProfile(title, operation, undefined, current);
				const changed = profile === before ? request : { ...others, profile };
				return start(await askFor(changed, true, current), current);
			}
			case "mend":
				return start(await askFor(request, true, current), current);
			case "useDuration":
				return start({ ...request, durationSeconds: change.seconds }, current);
			case "retry":
				return start(request, current);
		}
	};
	return rememberingForm(again, () => startSession({ kind: "sessionToken", ...request }, app));
}

/** `isResumed`: begins at the options, with what was filled in before; the profile can be gone back to. */
async function askFor(
	given: SessionTokenArguments,
	isResumed: boolean,
	app: App,
): Promise<SessionTokenRequest> {
	const { config } = await app.config.reload();
	const context: RegionContext = { config, environment: app.environment };
	const askForProfile: FormStep<SessionTokenArguments> = async ({ mfaSerial, ...draft }) => {
		const profile = await pickKeysProfile(title, operation, draft.profile, app);
		// Another user has another device.
		const handedOver = isResumed ? undefined : given.mfaSerial;
		const device = profile === draft.profile ? mfaSerial : handedOver;
		return { ...draft, profile, ...(device === undefined ? {} : { mfaSerial: device }) };
	};
	const steps: FormStep<SessionTokenArguments>[] = [
		...(given.profile === undefined || isResumed ? [askForProfile] : []),
		(draft, canGoBack, keep) =>
			askForOptions(
				withDevice(draft, config),
				{
					title: `${title} for ${draft.profile}`,
					action: {
						label: "$(key) Get Session Token",
						description: `with the access keys of ${draft.profile}`,
						detail: () => "In STS it may call AssumeRole and GetCallerIdentity only",
					},
					fields: [
						mfaField(config, withoutMfa),
						durationField({ way: () => durationWays.sessionToken }),
						regionField(context),
					],
					onChange: keep,
				},
				canGoBack,
			),
	];
	const { profile = "", ...options } = await runForm(given, steps, isResumed ? steps.length - 1 : 0);
	return { ...options, profile };
}

/** The profile's device comes first; a user whose roles ask for one has it, even if the profile does not say so. */
function withDevice(draft: SessionTokenArguments, config: SharedConfig): SessionTokenArguments {
	const { profile = "", mfaSerial } = draft;
	return { ...draft, mfaSerial: mfaSerial ?? deviceOf(config, profile) ?? false };
}
