import * as vscode from "vscode";
import { mfaDeviceName, parseRoleArn } from "../core/arn.ts";
import { listProfiles, resolveChain } from "../core/chain.ts";
import { type AssumeRoleArguments, fieldChecks } from "../core/commandArguments.ts";
import { label as spanLabel } from "../core/countdown.ts";
import { CancelledError, SessionsError } from "../core/errors.ts";
import type { Profile } from "../core/profile.ts";
import { profileDescription, roleDescription } from "../core/profileDescription.ts";
import type { RoleRequest } from "../core/session.ts";
import { type SharedConfig, settingOf } from "../core/sharedConfig.ts";
import { defaultSessionName } from "../credentials/defaultSessionName.ts";
import { askForText, BackError, pickOne } from "./steps.ts";

type Draft = Omit<AssumeRoleArguments, "profile">;
type Option = "mfaSerial" | "externalId" | "sessionName" | "durationSeconds" | "region";

/**
 * Asks for what is missing of a role to assume by hand: the ARN, the source profile, and the options, which
 * can be passed over. `typed` is what the ARN's box begins with.
 * @throws CancelledError
 */
export async function askForRole(given: Draft, config: SharedConfig, typed: string): Promise<RoleRequest> {
	let draft: Draft = given;
	const steps: ((draft: Draft) => Promise<Draft>)[] = [];
	if (given.roleArn === undefined) {
		steps.push(async (current) => ({ ...current, roleArn: await askForArn(current.roleArn ?? typed) }));
	}
	if (given.sourceProfile === undefined) {
		steps.push(async (current) =>
			withSource(current, await askForSource(config, current, steps.length > 2), config),
		);
	}
	steps.push((current) => askForOptions(current, config, steps.length > 1));

	for (let step = 0; step < steps.length; ) {
		try {
			draft = (await steps[step]?.(draft)) ?? draft;
			step++;
		} catch (error) {
			if (!(error instanceof BackError) || step === 0) {
				throw error instanceof BackError ? new CancelledError() : error;
			}
			step--;
		}
	}
	const { roleArn = "", sourceProfile = "", ...options } = draft;
	return { ...options, roleArn, sourceProfile };
}

function askForArn(value: string): Promise<string> {
	return askForText({
		title: "Assume role by ARN",
		prompt: "The role's ARN",
		placeholder: "arn:aws:iam::123456789012:role/name",
		value,
		check: fieldChecks.roleArn,
		canGoBack: false,
	});
}

async function askForSource(config: SharedConfig, draft: Draft, canGoBack: boolean): Promise<string> {
	const account = parseRoleArn(draft.roleArn ?? "")?.account;
	const items = listProfiles(config)
		.flatMap((profile) => {
			const resolution = resolveChain(config, profile.name);
			const isTheRole = "role" in profile.origin && profile.origin.role.roleArn === draft.roleArn;
			return resolution.kind === "broken" || isTheRole
				? []
				: [{ profile, isRole: resolution.hops.length > 0 }];
		})
		// Most roles are assumed by users, and of roles rather by those of the same account.
		.toSorted((a, b) => Number(a.isRole) - Number(b.isRole) || isIn(account, b) - isIn(account, a))
		.map(({ profile }) => ({
			label: profile.name,
			description: profileDescription(profile),
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
	});
}

function isIn(account: string | undefined, { profile }: { readonly profile: Profile }): number {
	return account !== undefined && profileDescription(profile).endsWith(account) ? 1 : 0;
}

/**
 * Many roles of one user ask for the same device, so the one its other roles name is taken over. A role has no
 * device: only users do.
 */
function withSource(draft: Draft, sourceProfile: string, config: SharedConfig): Draft {
	const resolution = resolveChain(config, sourceProfile);
	if (resolution.kind === "broken" || resolution.hops.length > 0) {
		return { ...draft, sourceProfile };
	}
	const sibling = [...config.profiles.values()].find(
		(section) =>
			(section.name === sourceProfile || settingOf(section, "source_profile") === sourceProfile) &&
			settingOf(section, "mfa_serial") !== undefined,
	);
	const mfaSerial = draft.mfaSerial ?? settingOf(sibling, "mfa_serial");
	return { ...draft, sourceProfile, ...(mfaSerial === undefined ? {} : { mfaSerial }) };
}

const optionTexts: Readonly<Record<Option, { label: string; prompt: string; placeholder: string }>> = {
	mfaSerial: {
		label: "MFA device",
		prompt: "The device's ARN or serial number. Empty: no MFA",
		placeholder: "arn:aws:iam::123456789012:mfa/name",
	},
	externalId: {
		label: "External ID",
		prompt: "What the role's trust policy asks third parties for. Empty: none",
		placeholder: "",
	},
	sessionName: {
		label: "Session name",
		prompt: `The name CloudTrail shows. Empty: ${defaultSessionName()}`,
		placeholder: "",
	},
	durationSeconds: {
		label: "Duration",
		prompt: "In seconds, 900 to 43200, up to the role's own maximum. Empty: 3600 (1 hour)",
		placeholder: "3600",
	},
	region: {
		label: "Region",
		prompt: "The region STS is called in and terminals work in. Empty: the source profile's",
		placeholder: "eu-central-1",
	},
};

async function askForOptions(draft: Draft, config: SharedConfig, canGoBack: boolean): Promise<Draft> {
	let current = draft;
	for (;;) {
		const choice = await pickOne<"assume" | Option>(
			[
				{
					label: "$(shield) Assume Role",
					description: roleDescription({ roleArn: current.roleArn ?? "" }),
					detail: `With the credentials of ${current.sourceProfile}`,
					value: "assume",
				},
				{ label: "options", kind: vscode.QuickPickItemKind.Separator, value: "assume" },
				...(Object.keys(optionTexts) as Option[]).map((option) => ({
					label: `$(edit) ${optionTexts[option].label}`,
					description: optionValue(option, current, config),
					value: option,
				})),
			],
			{
				title: `Assume ${roleDescription({ roleArn: current.roleArn ?? "" })}`,
				placeholder: "Press Enter to assume the role, or set an option first",
				canGoBack,
			},
		);
		if (choice === "assume") {
			return current;
		}
		try {
			current = withOption(current, choice, await askForOption(choice, current));
		} catch (error) {
			if (!(error instanceof BackError)) {
				throw error;
			}
		}
	}
}

function askForOption(option: Option, draft: Draft): Promise<string> {
	const { label, prompt, placeholder } = optionTexts[option];
	return askForText({
		title: label,
		prompt,
		placeholder,
		value: String(draft[option] ?? ""),
		check: (value) => (value === "" ? undefined : fieldChecks[option](value)),
		canGoBack: true,
	});
}

function optionValue(option: Option, draft: Draft, config: SharedConfig): string {
	const value = draft[option];
	switch (option) {
		case "mfaSerial":
			return value === undefined ? "none" : mfaDeviceName(String(value));
		case "durationSeconds":
			return spanLabel(Number(value ?? 3600) * 1000);
		case "region":
			return String(
				value ?? settingOf(config.profiles.get(draft.sourceProfile ?? ""), "region") ?? "none set",
			);
		case "sessionName":
			return String(value ?? defaultSessionName());
		case "externalId":
			return String(value ?? "none");
	}
}

function withOption(draft: Draft, option: Option, value: string): Draft {
	const { [option]: _, ...others } = draft;
	return value === ""
		? others
		: { ...others, [option]: option === "durationSeconds" ? Number(value) : value };
}
