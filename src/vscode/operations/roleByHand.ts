import { fieldChecks, type RoleDraft } from "../../core/arguments/commandArguments.ts";
import { listProfiles, resolveChain } from "../../core/config/chain.ts";
import { deviceOf } from "../../core/config/mfaDevices.ts";
import type { Profile } from "../../core/config/profile.ts";
import { type SharedConfig, settingOf } from "../../core/config/sharedConfig.ts";
import { SessionsError } from "../../core/errors.ts";
import { mfaDeviceName, parseRoleArn } from "../../core/places/arn.ts";
import { profileDescription, roleDescription } from "../../core/profiles/profileDescription.ts";
import { assumeRoleWay, type DurationWay, expectedCaller } from "../../core/session/durationChoices.ts";
import type { RoleRequest } from "../../core/session/session.ts";
import { type CallerKind, chainedLimit, roleDurationLimit } from "../../core/session/sessionDuration.ts";
import type { LongerWay } from "../forms/durationField.ts";
import { askForOptions, type FormStep, runForm } from "../forms/form.ts";
import { roleFields } from "../forms/roleFields.ts";
import { askForText, pickOne } from "../forms/steps.ts";

export interface RoleFormOptions {
	readonly config: SharedConfig;
	/** What the ARN's box begins with. */
	readonly typed?: string;
	/** Begins at the options, with what was filled in before; the steps before them can be gone back to. */
	readonly isResumed?: boolean;
	/** The shortest duration (seconds) that a role has refused. */
	readonly refusedDuration: (roleArn: string) => number | undefined;
	/** Is told of each change, also of one that is called off afterwards. */
	readonly onChange: (draft: RoleDraft) => void;
}

/**
 * Asks for what is missing of a role to assume by hand: the ARN, the source profile, and the options, which
 * can be passed over.
 * @throws CancelledError
 */
export async function askForRole(given: RoleDraft, options: RoleFormOptions): Promise<RoleRequest> {
	const { config, typed = "", isResumed = false } = options;
	const steps: FormStep<RoleDraft>[] = [];
	if (given.roleArn === undefined || isResumed) {
		steps.push(async (draft, canGoBack) => ({
			...draft,
			roleArn: await askForArn(draft.roleArn ?? typed, canGoBack),
		}));
	}
	if (given.sourceProfile === undefined || isResumed) {
		steps.push(async (draft, canGoBack) =>
			withSource(draft, await askForSource(config, draft, canGoBack), config),
		);
	}
	steps.push((draft, canGoBack, keep) =>
		askForRoleOptions(
			draft,
			{
				...options,
				onChange: (changed) => {
					keep(changed);
					options.onChange(changed);
				},
			},
			canGoBack,
		),
	);
	const {
		roleArn = "",
		sourceProfile = "",
		...others
	} = await runForm(given, steps, isResumed ? steps.length - 1 : 0);
	return { ...others, roleArn, sourceProfile };
}

function askForArn(value: string, canGoBack: boolean): Promise<string> {
	return askForText({
		title: "Assume role by ARN",
		prompt: "The role's ARN",
		placeholder: "arn:aws:iam::123456789012:role/name",
		value,
		check: fieldChecks.roleArn,
		canGoBack,
	});
}

async function askForSource(config: SharedConfig, draft: RoleDraft, canGoBack: boolean): Promise<string> {
	const account = parseRoleArn(draft.roleArn ?? "")?.account;
	const items = listProfiles(config)
		.flatMap((profile) => {
			const resolution = resolveChain(config, profile.name);
			const isTheRole = "role" in profile.origin && profile.origin.role.roleArn === draft.roleArn;
			return resolution.kind === "broken" || isTheRole
				? []
				: [{ profile, isRole: resolution.hops.length > 0, caller: expectedCaller(resolution) }];
		})
		// Most roles are assumed by users, and of roles rather by those of the same account.
		.toSorted((a, b) => Number(a.isRole) - Number(b.isRole) || isIn(account, b) - isIn(account, a))
		.map(({ profile, caller }) => ({
			label: profile.name,
			description: [profileDescription(profile), isCapped(caller) ? "1 hour at most" : undefined]
				.filter(Boolean)
				.join(" · "),
			value: profile.name,
		}));
	if (items.length === 0) {
		throw new SessionsError(
			"MissingSource",
			"There is no profile whose credentials could assume the role. Add one with access keys first",
			{ remedies: [{ kind: "openConfig" }] },
		);
	}
	return pickOne(items, {
		title: `Assume ${roleDescription({ roleArn: draft.roleArn ?? "" })}`,
		placeholder: "The profile whose credentials assume the role",
		canGoBack,
		...(draft.sourceProfile === undefined ? {} : { active: draft.sourceProfile }),
	});
}

function isCapped(caller: CallerKind | undefined): boolean {
	return caller !== undefined && roleDurationLimit(caller).max === chainedLimit;
}

function isIn(account: string | undefined, { profile }: { readonly profile: Profile }): number {
	return account !== undefined && profileDescription(profile).endsWith(account) ? 1 : 0;
}

/**
 * Many roles of one user ask for the same device, so the one its other roles name is taken over. A role has no
 * device: only users do.
 */
function withSource(draft: RoleDraft, sourceProfile: string, config: SharedConfig): RoleDraft {
	if (draft.sourceProfile === sourceProfile) {
		return draft;
	}
	const { mfaSerial: before, ...others } = draft;
	const isUser = isUserProfile(config, sourceProfile);
	const given = draft.sourceProfile === undefined ? before : undefined;
	const mfaSerial = given ?? (isUser ? deviceOf(config, sourceProfile) : undefined);
	return { ...others, sourceProfile, ...(mfaSerial === undefined ? {} : { mfaSerial }) };
}

function isUserProfile(config: SharedConfig, name: string): boolean {
	const resolution = resolveChain(config, name);
	return resolution.kind === "chain" && resolution.hops.length === 0;
}

function askForRoleOptions(
	begun: RoleDraft,
	{ config, refusedDuration, onChange }: RoleFormOptions,
	canGoBack: boolean,
): Promise<RoleDraft> {
	const description = roleDescription({ roleArn: begun.roleArn ?? "" });
	const way = ({ roleArn = "", sourceProfile = "" }: RoleDraft): DurationWay =>
		assumeRoleWay(expectedCaller(resolveChain(config, sourceProfile)), refusedDuration(roleArn));
	return askForOptions<RoleDraft>(
		begun,
		{
			title: `Assume ${description}`,
			action: {
				label: "$(shield) Assume Role",
				description,
				detail: ({ sourceProfile }) => `With the credentials of ${sourceProfile}`,
			},
			fields: roleFields<RoleDraft>({
				config,
				base: {},
				source: ({ sourceProfile = "" }) => sourceProfile,
				region: ({ sourceProfile = "" }) => settingOf(config.profiles.get(sourceProfile), "region"),
				partition: ({ roleArn = "" }) => parseRoleArn(roleArn)?.partition ?? "aws",
				way,
				longerWay: (draft) => directWay(draft, config),
			}),
			onChange,
		},
		canGoBack,
	);
}

/** The role assumed by the user with whose keys the source's own roles are assumed, with the user's MFA device. */
function directWay(draft: RoleDraft, config: SharedConfig): LongerWay<RoleDraft> | undefined {
	const resolution = resolveChain(config, draft.sourceProfile ?? "");
	if (resolution.kind === "broken" || resolution.hops.length === 0) {
		return undefined;
	}
	const { name } = resolution.base;
	if (expectedCaller(resolveChain(config, name)) !== "longTermKeys") {
		return undefined;
	}
	const mfaSerial = deviceOf(config, name);
	const { mfaSerial: _, ...others } = draft;
	return {
		label: `Assume it directly from ${name}`,
		...(mfaSerial === undefined ? {} : { description: `with MFA device ${mfaDeviceName(mfaSerial)}` }),
		draft: { ...others, sourceProfile: name, ...(mfaSerial === undefined ? {} : { mfaSerial }) },
	};
}
