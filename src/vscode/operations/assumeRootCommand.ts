import * as vscode from "vscode";
import type { RootArguments } from "../../core/arguments/startArguments.ts";
import { emptyConfig, type SharedConfig, settingOf } from "../../core/config/sharedConfig.ts";
import { CancelledError } from "../../core/errors.ts";
import { accountLabel, accountNames } from "../../core/profiles/accountNames.ts";
import { durationName, durationWays } from "../../core/session/durationChoices.ts";
import { rootSessionSeconds, rootTasks, taskOf, taskPolicyArn } from "../../core/session/rootTasks.ts";
import { type RootRequest, rootAccount, type Session } from "../../core/session/session.ts";
import { stsChecks } from "../../core/session/stsLimits.ts";
import { requireChain } from "../../credentials/requireChain.ts";
import type { App } from "../app.ts";
import { partitionIn, pickUsableProfile, type RegionContext, regionField } from "../forms/callFields.ts";
import { durationField } from "../forms/durationField.ts";
import { askForOptions, type FormStep, runForm, separator } from "../forms/form.ts";
import { type FormChange, rememberingForm } from "../forms/formRetry.ts";
import { askForText, BackError, type PickItem, pickOne } from "../forms/steps.ts";
import { startSession } from "./startCommands.ts";

type Draft = RootArguments;

const title = "Assume root";

/**
 * Assume Root: a member account's root user for one task, with what was given; asks for the rest, and always asks
 * whether that is what the person wants.
 * @param asks whether the person is asking, and is shown what can be set, also when nothing is missing
 * @throws SessionsError, CancelledError
 */
export async function assumeRoot(given: Draft, asks: boolean, app: App): Promise<Session> {
	const { config } = await app.config.reload();
	if (given.profile !== undefined) {
		requireChain(config, given.profile);
	}
	const { profile, targetPrincipal, taskPolicyArn } = given;
	const request =
		profile === undefined || targetPrincipal === undefined || taskPolicyArn === undefined || asks
			? await askFor(given, false, app)
			: { ...given, profile, targetPrincipal, taskPolicyArn };
	return start(request, asks, app);
}

async function start(request: RootRequest, asks: boolean, app: App): Promise<Session> {
	await confirmRoot(request, asks, app.config.current?.config ?? emptyConfig);
	const again = async (change: FormChange, current: App): Promise<Session> => {
		switch (change.kind) {
			case "retry":
				return start(request, true, current);
			case "useOther": {
				const profile = await pickAdministrator({}, current);
				return start(await askFor({ ...request, profile }, true, current), true, current);
			}
			case "useDuration":
				return start({ ...request, durationSeconds: change.seconds }, true, current);
			case "mend":
				return start(await askFor(request, true, current), true, current);
		}
	};
	return rememberingForm(again, () => startSession({ kind: "root", ...request }, app));
}

/** `isResumed`: begins at the options, with what was filled in before; the steps before them can be gone back to. */
async function askFor(given: Draft, isResumed: boolean, app: App): Promise<RootRequest> {
	const { config } = await app.config.reload();
	const context: RegionContext = { config, environment: app.environment };
	const askForProfile: FormStep<Draft> = async (draft) => ({
		...draft,
		profile: await pickAdministrator(draft, app),
	});
	const askForAccount: FormStep<Draft> = async (draft, canGoBack) => ({
		...draft,
		targetPrincipal: await pickAccount(draft, context, canGoBack),
	});
	const askForTask: FormStep<Draft> = async (draft, canGoBack) => ({
		...draft,
		taskPolicyArn: await pickTask(draft, context, canGoBack),
	});
	const steps: FormStep<Draft>[] = [
		...(given.profile === undefined || isResumed ? [askForProfile] : []),
		...(given.targetPrincipal === undefined || isResumed ? [askForAccount] : []),
		...(given.taskPolicyArn === undefined || isResumed ? [askForTask] : []),
		(draft, canGoBack, keep) => setOptions(draft, context, canGoBack, keep),
	];
	const {
		profile = "",
		targetPrincipal = "",
		taskPolicyArn: policy = "",
		...options
	} = await runForm(given, steps, isResumed ? steps.length - 1 : 0);
	return { ...options, profile, targetPrincipal, taskPolicyArn: policy };
}

/** @throws CancelledError */
function pickAdministrator({ profile }: Draft, app: App): Promise<string> {
	const placeholder = "Of the management account, or of a delegated administrator";
	return pickUsableProfile(title, placeholder, profile, app);
}

/** An account of those that the profiles know, or another. @throws BackError, CancelledError */
async function pickAccount(draft: Draft, context: RegionContext, canGoBack: boolean): Promise<string> {
	const { config } = context;
	const { targetPrincipal: present } = draft;
	const partition = partitionIn(draft, context);
	const accounts = knownAccounts(config);
	if (accounts.length === 0) {
		return typeAccount(present ?? "", partition, canGoBack);
	}
	const another = "";
	const items: PickItem<string>[] = [
		...accounts.map((account) => ({
			label: account,
			description: accountNames(account, config).join(", "),
			value: account,
		})),
		separator("not among the profiles", another),
		{ label: "$(edit) Another account…", alwaysShow: true, value: another },
	];
	for (;;) {
		const picked = await pickOne(items, {
			title,
			placeholder: "The member account whose root user is assumed",
			canGoBack,
			...(present === undefined || !accounts.includes(present) ? {} : { active: present }),
		});
		if (picked !== another) {
			return picked;
		}
		try {
			return await typeAccount(present ?? "", partition, true);
		} catch (error) {
			if (!(error instanceof BackError)) {
				throw error;
			}
		}
	}
}

function typeAccount(value: string, partition: string, canGoBack: boolean): Promise<string> {
	return askForText({
		title,
		prompt: "The member account whose root user is assumed: its 12 digits, or the ARN of its root",
		placeholder: "123456789012",
		value,
		check: (typed) => stsChecks.targetPrincipal(typed) ?? partitionProblem(typed, partition),
		canGoBack,
	});
}

/** Accounts are reached in their own partition only. */
function partitionProblem(targetPrincipal: string, partition: string): string | undefined {
	const [prefix, own] = targetPrincipal.split(":");
	return prefix !== "arn" || own === partition
		? undefined
		: `This account is of ${own}, and the region STS is called in of ${partition}`;
}

/** The accounts that profiles work in, in the files' order. */
function knownAccounts(config: SharedConfig): string[] {
	const found = [...config.profiles.values()].flatMap((section) =>
		["role_arn", "sso_account_id", "login_session", "mfa_serial"].flatMap(
			(key) => /(?<!\d)\d{12}(?!\d)/.exec(settingOf(section, key) ?? "")?.[0] ?? [],
		),
	);
	return [...new Set(found)].filter((account) => accountNames(account, config).length > 0);
}

async function pickTask(draft: Draft, context: RegionContext, canGoBack: boolean): Promise<string> {
	const present = draft.taskPolicyArn === undefined ? undefined : taskOf(draft.taskPolicyArn);
	const task = await pickOne(
		rootTasks.map((one) => ({
			label: `$(${one.icon}) ${one.title}`,
			description: one.name,
			detail: one.effect,
			value: one,
		})),
		{
			title: `${title} in ${accountOf(draft)}`,
			placeholder: "The one task that the session may do",
			canGoBack,
			matchOnDetail: true,
			...(present === undefined ? {} : { active: present }),
		},
	);
	return taskPolicyArn(task, partitionIn(draft, context));
}

/** @throws BackError, CancelledError */
async function setOptions(
	begun: Draft,
	context: RegionContext,
	canGoBack: boolean,
	keep: (changed: Draft) => void,
): Promise<Draft> {
	const arn = begun.taskPolicyArn ?? "";
	const task = taskOf(arn);
	const draft = await askForOptions(
		begun,
		{
			title: `${title} in ${accountOf(begun)}`,
			action: {
				label: "$(shield) Assume Root",
				description: `${task?.name ?? arn}, with the credentials of ${begun.profile}`,
				...(task === undefined ? {} : { detail: () => task.effect }),
			},
			fields: [durationField({ way: () => durationWays.root }), regionField(context)],
			onChange: keep,
		},
		canGoBack,
	);
	// Another region can be of another partition, which has policies of its own.
	return task === undefined
		? draft
		: { ...draft, taskPolicyArn: taskPolicyArn(task, partitionIn(draft, context)) };
}

/** Root may do great harm: nobody becomes it by a slip or by somebody else's doing. @throws CancelledError */
async function confirmRoot(request: RootRequest, asks: boolean, config: SharedConfig): Promise<void> {
	const { profile, taskPolicyArn: arn, durationSeconds = rootSessionSeconds } = request;
	const account = rootAccount(request);
	const assume = "Assume Root";
	const names = accountNames(account, config);
	const task = taskOf(arn);
	const chosen = await vscode.window.showWarningMessage(
		`Become the root user of account ${account}?`,
		{
			modal: true,
			detail: [
				...(asks
					? []
					: ["A keybinding, a task or another extension asks for this. Go on only if you expected it.", ""]),
				`Task: ${taskWords(arn)}`,
				...(task === undefined ? [] : [`${task.effect}.`]),
				"",
				...(names.length === 0 ? [] : [`Account: ${accountLabel(account, config)}`]),
				`With the credentials of profile ${profile}, for ${durationName(durationSeconds)}`,
			].join("\n"),
		},
		assume,
	);
	if (chosen !== assume) {
		throw new CancelledError();
	}
}

/** `Unlock an S3 bucket (S3UnlockBucketPolicy)` */
function taskWords(arn: string): string {
	const task = taskOf(arn);
	return task === undefined ? arn : `${task.title} (${task.name})`;
}

function accountOf({ targetPrincipal = "" }: Draft): string {
	return rootAccount({ targetPrincipal });
}
