import type { WebIdentityArguments } from "../../core/arguments/identityArguments.ts";
import { listProfiles } from "../../core/config/chain.ts";
import type { SharedConfig } from "../../core/config/sharedConfig.ts";
import { tokenFacts } from "../../core/identity/identityFacts.ts";
import { parseRoleArn, roleArnProblem } from "../../core/places/arn.ts";
import { roleDescription } from "../../core/profiles/profileDescription.ts";
import type { TokenOrigin } from "../../core/session/session.ts";
import { stsChecks } from "../../core/session/stsLimits.ts";
import type { Secret } from "../../core/text/secret.ts";
import { defaultSessionName } from "../../credentials/operations/defaultSessionName.ts";
import type { App } from "../app.ts";
import { durationField } from "../forms/durationField.ts";
import {
	askForOptions,
	clearField,
	type FormStep,
	type OptionField,
	runForm,
	separator,
	setField,
} from "../forms/form.ts";
import {
	factItems,
	factsContext,
	roleRegionField,
	roleWords,
	stepsOf,
	typeRoleArn,
	vouchedWay,
} from "../forms/identityForm.ts";
import { policyArnsField, policyField } from "../forms/scopeFields.ts";
import { askForText, BackError, type PickItem, pickOne } from "../forms/steps.ts";
import { askForTokenOrigin, originWords } from "./webIdentityOrigin.ts";

/** What is known of the request so far, and the token, which is no part of it. */
export interface WebIdentityDraft extends Omit<WebIdentityArguments, "tokenFile" | "tokenCommand"> {
	readonly origin?: TokenOrigin;
	readonly token?: Secret;
}

/** The same, with all that it takes. */
export type WebIdentityForm = WebIdentityDraft &
	Required<Pick<WebIdentityDraft, "origin" | "token" | "roleArn">>;

const title = "Assume role with web identity";
const roleVariable = "AWS_ROLE_ARN";

/**
 * Asks for what is missing: where the token comes from, for which role it is, and, when something was missing, the
 * options. What the token says is always shown.
 * @throws CancelledError
 */
export async function askForWebIdentity(begun: WebIdentityDraft, app: App): Promise<WebIdentityForm> {
	const { config } = await app.config.reload();
	const hasToken = begun.token !== undefined;
	const hasRole = begun.roleArn !== undefined;
	return whole(
		await runForm(
			begun,
			stepsOf(
				!hasToken && (async (draft) => ({ ...draft, ...(await askForTokenOrigin(draft.origin, app)) })),
				(draft, canGoBack) => showFacts(draft, canGoBack, app),
				!hasRole && ((draft, canGoBack) => askForRole(draft, canGoBack, config, app)),
				!(hasToken && hasRole) && optionsStep(config, app),
			),
		),
	);
}

/** Asks for another role or other options, for the token that is there. @throws CancelledError */
export async function askForWebIdentityRole(begun: WebIdentityForm, app: App): Promise<WebIdentityForm> {
	const { config } = await app.config.reload();
	return whole(
		await runForm<WebIdentityDraft>(begun, [
			(draft, canGoBack) => askForRole(draft, canGoBack, config, app),
			optionsStep(config, app),
		]),
	);
}

function whole(draft: WebIdentityDraft): WebIdentityForm {
	const { origin, token, roleArn } = draft;
	if (origin === undefined || token === undefined || roleArn === undefined) {
		throw new Error("The form has been left before its end");
	}
	return { ...draft, origin, token, roleArn };
}

/** Shows what the token says of itself before it is sent anywhere. @throws BackError, CancelledError */
async function showFacts(draft: WebIdentityDraft, canGoBack: boolean, app: App): Promise<WebIdentityDraft> {
	const { token, origin } = draft;
	if (token === undefined || origin === undefined) {
		throw new BackError();
	}
	const { facts, problems } = tokenFacts(token, factsContext(app));
	const [worst, ...others] = problems.flatMap((problem) => problem.split(". "));
	await pickOne(
		[
			{
				label:
					worst === undefined ? "$(arrow-right) Use This Token" : "$(warning) Use This Token All the Same",
				description: originWords(origin),
				...(worst === undefined ? {} : { detail: worst }),
				value: undefined,
			},
			...others.map((problem) => ({ label: `$(warning) ${problem}`, value: undefined })),
			...(facts.length === 0 ? [] : [separator("what it says", undefined)]),
			...factItems(facts).map((item) => ({ ...item, value: undefined })),
		],
		{
			title: "Web identity token",
			placeholder:
				worst === undefined
					? "Press Enter to go on. Only STS can check what the token says"
					: "STS will most likely refuse this token",
			canGoBack,
		},
	);
	return draft;
}

const another = "";

async function askForRole(
	draft: WebIdentityDraft,
	canGoBack: boolean,
	config: SharedConfig,
	app: App,
): Promise<WebIdentityDraft> {
	const known = knownRoles(config, app);
	for (;;) {
		const picked =
			known.size === 0
				? another
				: await pickOne(roleItems(known, config), {
						title,
						placeholder: "The role to assume",
						canGoBack,
						matchOnDetail: true,
						...(draft.roleArn === undefined ? {} : { active: draft.roleArn }),
					});
		try {
			const roleArn =
				picked === another
					? await typeRoleArn(title, draft.roleArn ?? "", canGoBack || known.size > 0)
					: picked;
			return { ...draft, roleArn };
		} catch (error) {
			if (!(error instanceof BackError) || known.size === 0) {
				throw error;
			}
		}
	}
}

/** The roles that are assumed with tokens as far as files and environment tell, and who says so. */
function knownRoles(config: SharedConfig, { environment }: App): ReadonlyMap<string, string> {
	const known = new Map<string, string>();
	const add = (roleArn: string, from: string): void => {
		if (roleArnProblem(roleArn) === undefined && !known.has(roleArn)) {
			known.set(roleArn, from);
		}
	};
	add(environment[roleVariable] ?? "", roleVariable);
	for (const { name, origin } of listProfiles(config)) {
		if (origin.kind === "webIdentity") {
			add(origin.role.roleArn, `profile ${name}`);
		}
	}
	return known;
}

function roleItems(known: ReadonlyMap<string, string>, config: SharedConfig): PickItem<string>[] {
	return [
		...[...known].map(([roleArn, from]) => {
			const { name, account } = roleWords(roleArn, config);
			return { label: `$(shield) ${name}`, description: account, detail: from, value: roleArn };
		}),
		{ label: "$(edit) Type a role's ARN…", alwaysShow: true, value: another },
	];
}

function optionsStep(config: SharedConfig, app: App): FormStep<WebIdentityDraft> {
	return (draft, canGoBack, keep) => {
		const { roleArn, token } = whole(draft);
		const { owner, isOpaque } = tokenFacts(token, factsContext(app));
		const { account } = roleWords(roleArn, config);
		return askForOptions<WebIdentityDraft>(
			draft,
			{
				title: `Assume ${roleDescription({ roleArn })}`,
				action: {
					label: "$(shield) Assume Role",
					description: `in ${account}`,
					detail: () =>
						owner === undefined ? "With a token that nobody can read here" : `With the token of ${owner}`,
				},
				fields: fields(app, isOpaque),
				onChange: keep,
			},
			canGoBack,
		);
	};
}

function fields(app: App, isOpaque: boolean): OptionField<WebIdentityDraft>[] {
	return [
		{
			label: "Session name",
			value: ({ sessionName }) => sessionName ?? defaultSessionName(),
			clear: (draft) => clearField(draft, "sessionName"),
			ask: async (draft) =>
				withText(draft, "sessionName", {
					title: "Session name",
					prompt: `The name CloudTrail shows. Empty: ${defaultSessionName()}`,
				}),
		},
		durationField({ way: () => vouchedWay() }),
		roleRegionField(app.environment),
		{
			label: "Provider ID",
			isOffered: ({ providerId }) => isOpaque || providerId !== undefined,
			value: ({ providerId }) => providerId ?? "none",
			detail: () => "For OAuth 2.0 access tokens: www.amazon.com or graph.facebook.com",
			clear: (draft) => clearField(draft, "providerId"),
			ask: async (draft) =>
				withText(draft, "providerId", {
					title: "Provider ID",
					prompt: "Whose access token it is: www.amazon.com or graph.facebook.com. Empty: none",
				}),
		},
		policyField(stsChecks.shortPolicy, "role"),
		policyArnsField(({ roleArn }) => parseRoleArn(roleArn ?? "")?.partition ?? "aws", "role"),
	];
}

async function withText(
	draft: WebIdentityDraft,
	field: "sessionName" | "providerId",
	texts: { readonly title: string; readonly prompt: string },
): Promise<WebIdentityDraft> {
	const typed = await askForText({
		...texts,
		placeholder: "",
		value: draft[field] ?? "",
		check: (value) => (value === "" ? undefined : stsChecks[field](value)),
		canGoBack: true,
	});
	return setField(draft, field, typed === "" ? undefined : typed);
}
