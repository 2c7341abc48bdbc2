import * as vscode from "vscode";
import type { SamlResponse } from "../../aws/saml/saml.ts";
import { type SamlArguments, samlPairProblem } from "../../core/arguments/identityArguments.ts";
import type { SharedConfig } from "../../core/config/sharedConfig.ts";
import { samlFacts, samlSource } from "../../core/identity/identityFacts.ts";
import {
	parseSamlProviderArn,
	type SamlRole,
	samlProviderArnProblem,
} from "../../core/identity/samlRoles.ts";
import { parseRoleArn } from "../../core/places/arn.ts";
import { roleDescription } from "../../core/profiles/profileDescription.ts";
import { stsChecks } from "../../core/session/stsLimits.ts";
import type { App } from "../app.ts";
import { askForOptions, type FormStep, runForm } from "../forms/form.ts";
import {
	factItems,
	factsContext,
	passage,
	roleRegionField,
	roleWords,
	stepsOf,
	typeRoleArn,
} from "../forms/identityForm.ts";
import { policyArnsField, policyField } from "../forms/scopeFields.ts";
import { askForText, type PickItem, pickOne, type TellingItem } from "../forms/steps.ts";
import { responseWords, samlDurationFields, statementOf } from "./samlOptions.ts";
import { type ArrivedSaml, askForSamlOrigin } from "./samlOrigin.ts";

/** What is known of the request so far, and the response, which is no part of it. */
export interface SamlDraft extends Omit<SamlArguments, "assertionFile"> {
	readonly arrived?: ArrivedSaml;
}

/** The same, with all that it takes. */
export type SamlForm = SamlDraft & Required<Pick<SamlDraft, "arrived" | "roleArn" | "principalArn">>;

const title = "Assume role with SAML";

/**
 * Asks for what is missing: a SAML response, one of its roles, and, when something was missing, the options.
 * @throws CancelledError
 */
export async function askForSaml(begun: SamlDraft, app: App): Promise<SamlForm> {
	const { config } = await app.config.reload();
	const isComplete = begun.arrived !== undefined && begun.roleArn !== undefined;
	return whole(
		await runForm(
			begun,
			stepsOf(
				begun.arrived === undefined && (async (draft) => withArrived(draft, await askForSamlOrigin(app))),
				...roleSteps(begun, config, app),
				!isComplete && optionsStep(config, app),
			),
		),
	);
}

/** Asks for another role or other options, for the response that is there. @throws CancelledError */
export async function askForSamlRole(form: SamlForm, app: App): Promise<SamlForm> {
	const { config } = await app.config.reload();
	const { roleArn: _, principalArn: __, ...begun } = form;
	return whole(await runForm<SamlDraft>(begun, [...roleSteps(begun, config, app), optionsStep(config, app)]));
}

function whole(draft: SamlDraft): SamlForm {
	const { arrived, roleArn, principalArn } = draft;
	if (arrived === undefined || roleArn === undefined || principalArn === undefined) {
		throw new Error("The form has been left before its end");
	}
	return { ...draft, arrived, roleArn, principalArn };
}

/** What saml2aws is set to for an account holds for it here too, unless it was asked for otherwise. */
function withArrived(draft: SamlDraft, arrived: ArrivedSaml): SamlDraft {
	const { region, sessionDurationSeconds: durationSeconds } = arrived.account ?? {};
	return {
		...(region === undefined ? {} : { region }),
		...(durationSeconds === undefined ? {} : { durationSeconds }),
		...draft,
		arrived,
	};
}

/** The role and its provider: picked from the response's, or, when it is encrypted, typed. */
function roleSteps(begun: SamlDraft, config: SharedConfig, app: App): FormStep<SamlDraft>[] {
	const past = { role: passage(), provider: passage() };
	return [
		async (draft, canGoBack) => {
			const { response } = arrivedOf(draft);
			if (response.kind === "encrypted") {
				return begun.roleArn === undefined ? typeRole(draft, canGoBack) : past.role(draft);
			}
			const offered = offeredRoles(response.roles, begun);
			const [only, ...others] = offered;
			if (only !== undefined && others.length === 0) {
				return past.role({ ...draft, roleArn: only.roleArn, principalArn: only.providerArn });
			}
			return only === undefined
				? pickRole(draft, response.roles, canGoBack, config, app, notOffered(begun))
				: pickRole(draft, offered, canGoBack, config, app);
		},
		async (draft, canGoBack) =>
			arrivedOf(draft).response.kind === "encrypted" && begun.principalArn === undefined
				? typeProvider(draft, canGoBack)
				: past.provider(draft),
	];
}

function arrivedOf({ arrived }: SamlDraft): ArrivedSaml {
	if (arrived === undefined) {
		throw new Error("There is no SAML response yet");
	}
	return arrived;
}

/** The roles that a caller's arguments leave to choose from. */
function offeredRoles(roles: readonly SamlRole[], { roleArn, principalArn }: SamlDraft): readonly SamlRole[] {
	return roles.filter(
		(role) =>
			(roleArn === undefined || role.roleArn === roleArn) &&
			(principalArn === undefined || role.providerArn === principalArn),
	);
}

/** That the response has nothing for what a caller asked for. */
function notOffered({ roleArn, principalArn }: SamlDraft): TellingItem {
	const provider = `provider ${parseSamlProviderArn(principalArn ?? "")?.name}`;
	const role = `${roleDescription({ roleArn: roleArn ?? "" })}`;
	return {
		label: `$(warning) The response does not offer ${roleArn === undefined ? `a role by ${provider}` : role}`,
		...(roleArn === undefined || principalArn === undefined ? {} : { description: `by ${provider}` }),
		detail: "Pick another role that it offers, or go back for another response",
		alwaysShow: true,
	};
}

async function pickRole(
	draft: SamlDraft,
	roles: readonly SamlRole[],
	canGoBack: boolean,
	config: SharedConfig,
	app: App,
	warning?: TellingItem,
): Promise<SamlDraft> {
	const { response, account } = arrivedOf(draft);
	const before = draft.roleArn ?? account?.roleArn;
	const active = roles.find(({ roleArn }) => roleArn === before);
	const items = roleItems(roles, response, config, app);
	const picked = await pickOne<SamlRole>(warning === undefined ? items : [warning, ...items], {
		title,
		placeholder: `Pick one of ${roles.length} roles for ${samlSource(statementOf(response))}`,
		canGoBack,
		matchOnDetail: true,
		...(active === undefined ? {} : { active }),
	});
	return { ...draft, roleArn: picked.roleArn, principalArn: picked.providerArn };
}

function roleItems(
	roles: readonly SamlRole[],
	response: SamlResponse,
	config: SharedConfig,
	app: App,
): (PickItem<SamlRole> | TellingItem)[] {
	const isAmbiguous = ({ roleArn }: SamlRole): boolean =>
		roles.filter((other) => other.roleArn === roleArn).length > 1;
	const skipped = response.kind === "readable" ? response.skippedRoles : 0;
	return [
		...roles.map((role) => {
			const { name, account } = roleWords(role.roleArn, config);
			const provider = parseSamlProviderArn(role.providerArn)?.name;
			return {
				label: `$(shield) ${name}`,
				description: isAmbiguous(role) ? `${account} · by ${provider}` : account,
				value: role,
			};
		}),
		{ label: "the SAML response", kind: vscode.QuickPickItemKind.Separator },
		...factItems(samlFacts(statementOf(response), factsContext(app))),
		...(skipped === 0
			? []
			: [
					{
						label: `$(info) ${skipped} more ${skipped === 1 ? "entry is" : "entries are"} left out`,
						description: "not a role and a provider of one account",
					},
				]),
	];
}

async function typeRole(draft: SamlDraft, canGoBack: boolean): Promise<SamlDraft> {
	const value = draft.roleArn ?? arrivedOf(draft).account?.roleArn ?? "";
	const roleArn = await typeRoleArn(
		"Role of the encrypted response, which only AWS can read",
		value,
		canGoBack,
	);
	return { ...draft, roleArn };
}

async function typeProvider(draft: SamlDraft, canGoBack: boolean): Promise<SamlDraft> {
	const role = parseRoleArn(draft.roleArn ?? "");
	const beginning = role === undefined ? "" : `arn:${role.partition}:iam::${role.account}:saml-provider/`;
	const principalArn = await askForText({
		title: "Identity provider of the encrypted response",
		prompt: "The ARN of the SAML provider in the role's account",
		placeholder: "arn:aws:iam::123456789012:saml-provider/name",
		value: draft.principalArn?.startsWith(beginning) === true ? draft.principalArn : beginning,
		check: (value) => samlProviderArnProblem(value) ?? samlPairProblem(draft.roleArn ?? "", value),
		canGoBack,
	});
	return { ...draft, principalArn };
}

function optionsStep(config: SharedConfig, app: App): FormStep<SamlDraft> {
	return (draft, canGoBack, keep) => {
		const { arrived, roleArn } = whole(draft);
		const { response } = arrived;
		const { account } = roleWords(roleArn, config);
		return askForOptions<SamlDraft>(
			draft,
			{
				title: `Assume ${roleDescription({ roleArn })}`,
				action: {
					label: "$(shield) Assume Role",
					description: `in ${account}`,
					detail: () => responseWords(response, app),
				},
				fields: [
					...samlDurationFields<SamlDraft>(response, app),
					roleRegionField(app.environment),
					policyField(stsChecks.shortPolicy, "role"),
					policyArnsField((current) => parseRoleArn(current.roleArn ?? "")?.partition ?? "aws", "role"),
				],
				onChange: keep,
			},
			canGoBack,
		);
	};
}
