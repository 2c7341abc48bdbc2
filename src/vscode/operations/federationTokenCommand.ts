import type { FederationTokenArguments } from "../../core/arguments/startArguments.ts";
import { durationWays } from "../../core/session/durationChoices.ts";
import { roleOptionTexts } from "../../core/session/roleOptionTexts.ts";
import type { FederationTokenRequest, Session } from "../../core/session/session.ts";
import { stsChecks } from "../../core/session/stsLimits.ts";
import { requireLongTermKeys } from "../../credentials/longTermKeys.ts";
import type { App } from "../app.ts";
import { partitionIn, pickKeysProfile, type RegionContext, regionField } from "../forms/callFields.ts";
import { confirmAsked } from "../forms/confirmAsked.ts";
import { durationField } from "../forms/durationField.ts";
import { askForOptions, type FormStep, runForm } from "../forms/form.ts";
import { type FormChange, rememberingForm } from "../forms/formRetry.ts";
import { policyArnsField, policyField, tagsField } from "../forms/scopeFields.ts";
import { askForText, BackError, pickOne } from "../forms/steps.ts";
import { startSession } from "./startCommands.ts";

type Draft = FederationTokenArguments;

const title = "Get federation token";
const operation = "GetFederationToken";
const withoutPermissions = "Get It Without Permissions";
const noPermissions = "Without a policy it may do nothing, except where a resource's policy names it";

/**
 * Get Federation Token: temporary credentials for somebody with no identity in AWS, with what was given; asks for the
 * rest.
 * @param asks whether the person is shown what can be set, also when nothing is missing
 * @throws SessionsError, CancelledError
 */
export async function getFederationToken(given: Draft, asks: boolean, app: App): Promise<Session> {
	const { config } = await app.config.reload();
	if (given.profile !== undefined) {
		requireLongTermKeys(given.profile, operation, { config });
	}
	const { profile, name } = given;
	if (profile === undefined || name === undefined || asks) {
		return start(await askFor(given, false, app), app);
	}
	const request = { ...given, profile, name };
	if (!hasPolicy(request)) {
		await confirmWithoutPolicy(request);
	}
	return start(request, app);
}

function start(request: FederationTokenRequest, app: App): Promise<Session> {
	const again = async (change: FormChange, current: App): Promise<Session> => {
		switch (change.kind) {
			case "useOther": {
				const profile = await pickKeysProfile(title, operation, undefined, current);
				return start(await askFor({ ...request, profile }, true, current), current);
			}
			case "mend":
				return start(await askFor(request, true, current), current);
			case "useDuration":
				return start({ ...request, durationSeconds: change.seconds }, current);
			case "retry":
				return start(request, current);
		}
	};
	return rememberingForm(again, () => startSession({ kind: "federationToken", ...request }, app));
}

/** A caller may have left the policy out by mistake, and the session would be of no use. @throws CancelledError */
function confirmWithoutPolicy({ profile, name, ...options }: FederationTokenRequest): Promise<void> {
	return confirmAsked({
		message: `Get a federation token for ${name} without permissions?`,
		lines: [
			`${noPermissions}.`,
			"",
			`Access keys: ${profile}`,
			...roleOptionTexts(options).map(([label, value]) => `${label}: ${value}`),
		],
		action: withoutPermissions,
	});
}

/** `isResumed`: begins at the options, with what was filled in before; the steps before them can be gone back to. */
async function askFor(given: Draft, isResumed: boolean, app: App): Promise<FederationTokenRequest> {
	const { config } = await app.config.reload();
	const context: RegionContext = { config, environment: app.environment };
	const askForProfile: FormStep<Draft> = async (draft) => ({
		...draft,
		profile: await pickKeysProfile(title, operation, draft.profile, app),
	});
	const askForName: FormStep<Draft> = async (draft, canGoBack) => ({
		...draft,
		name: await typeName(draft.name ?? "", canGoBack),
	});
	const steps: FormStep<Draft>[] = [
		...(given.profile === undefined || isResumed ? [askForProfile] : []),
		...(given.name === undefined || isResumed ? [askForName] : []),
		(draft, canGoBack, keep) => setOptions(draft, context, canGoBack, keep),
	];
	const {
		profile = "",
		name = "",
		...options
	} = await runForm(given, steps, isResumed ? steps.length - 1 : 0);
	return { ...options, profile, name };
}

function typeName(value: string, canGoBack: boolean): Promise<string> {
	return askForText({
		title,
		prompt: "Whom the session is for: CloudTrail shows this name. 2 to 32 letters, digits and + = , . @ - _",
		placeholder: "build-agent",
		value,
		check: stsChecks.federationName,
		canGoBack,
	});
}

/** @throws BackError, CancelledError */
async function setOptions(
	begun: Draft,
	context: RegionContext,
	canGoBack: boolean,
	keep: (changed: Draft) => void,
): Promise<Draft> {
	let draft = begun;
	for (;;) {
		draft = await askForOptions(
			draft,
			{
				title: `${title} for ${draft.name}`,
				action: {
					label: "$(key) Get Federation Token",
					description: `with the access keys of ${draft.profile}`,
					detail: (current) =>
						hasPolicy(current)
							? "What both user and policies allow, but no IAM, and in STS GetCallerIdentity only"
							: `$(warning) ${noPermissions}`,
				},
				fields: [
					policyField(stsChecks.shortPolicy, "user"),
					policyArnsField((current) => partitionIn(current, context), "user"),
					tagsField(),
					durationField({ way: () => durationWays.federationToken }),
					regionField(context),
				],
				onChange: keep,
			},
			canGoBack,
		);
		if (hasPolicy(draft) || (await wantsNoPermissions(draft))) {
			return draft;
		}
	}
}

function hasPolicy({ policy, policyArns = [] }: Draft): boolean {
	return policy !== undefined || policyArns.length > 0;
}

/** Whether the person wants a session that may do nothing; false: no, back to the options. @throws CancelledError */
async function wantsNoPermissions({ name }: Draft): Promise<boolean> {
	try {
		return await pickOne(
			[
				{ label: "$(arrow-left) Add a Policy", description: "back to the options", value: false },
				{ label: `$(warning) ${withoutPermissions}`, detail: noPermissions, value: true },
			],
			{
				title: `${title} for ${name}`,
				placeholder: "This session would have no permissions",
				canGoBack: true,
			},
		);
	} catch (error) {
		if (error instanceof BackError) {
			return false;
		}
		throw error;
	}
}
