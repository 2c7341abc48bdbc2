import { mfaDeviceName } from "../core/arn.ts";
import { fieldChecks } from "../core/commandArguments.ts";
import { type NamedDevice, namedDevices } from "../core/mfaDevices.ts";
import type { RoleOptions } from "../core/session.ts";
import type { SharedConfig } from "../core/sharedConfig.ts";
import { stsChecks } from "../core/stsLimits.ts";
import { defaultSessionName } from "../credentials/defaultSessionName.ts";
import { type DurationFieldOptions, durationField } from "./durationField.ts";
import { clearField, type OptionField, separator, setField } from "./form.ts";
import { policyArnsField, policyField, tagsField, transitiveTagsField } from "./scopeFields.ts";
import { askForText, type PickItem, pickOne } from "./steps.ts";

/** What the options of a role depend on. */
export interface RoleFieldsContext<D> extends DurationFieldOptions<D> {
	readonly config: SharedConfig;
	/** What holds where the draft says nothing: what the role's profile says. */
	readonly base: RoleOptions;
	/** Where the base comes from, in a few words; absent when it is empty. */
	readonly baseName?: string;
	/** The profile whose credentials assume the role. */
	readonly source: (draft: D) => string;
	/** The region when neither the draft nor the base names one. */
	readonly region: (draft: D) => string | undefined;
	readonly partition: (draft: D) => string;
}

/** Everything that can be set of how a role is assumed. */
export function roleFields<D extends RoleOptions>(context: RoleFieldsContext<D>): OptionField<D>[] {
	const { base, partition } = context;
	return [
		durationField(context),
		mfaField(context),
		textField("externalId", "External ID", context, {
			prompt: "What the role's trust policy asks third parties for",
			otherwise: "none",
		}),
		textField("sessionName", "Session name", context, {
			prompt: "The name CloudTrail shows",
			otherwise: defaultSessionName(),
		}),
		regionField(context),
		policyField<D>(stsChecks.policy),
		policyArnsField<D>(partition),
		tagsField<D>(),
		transitiveTagsField<D>(),
		textField("sourceIdentity", "Source identity", context, {
			prompt:
				"Who is behind the session: it goes on to every role assumed from it, and can't be changed there",
			group: "session tags",
			otherwise: base.sourceIdentity ?? "none",
		}),
	];
}

interface TextField {
	readonly prompt: string;
	readonly group?: string;
	/** What holds when it is set nowhere. */
	readonly otherwise: string;
	readonly placeholder?: string;
}

function textField<D extends RoleOptions>(
	field: "externalId" | "sessionName" | "sourceIdentity" | "region",
	label: string,
	{ base, baseName }: Pick<RoleFieldsContext<D>, "base" | "baseName">,
	{ prompt, group, otherwise, placeholder }: TextField,
): OptionField<D> {
	const holds = base[field] === undefined ? otherwise : `${base[field]}, as in ${baseName}`;
	return {
		label,
		...(group === undefined ? {} : { group }),
		value: (draft) => draft[field] ?? base[field] ?? otherwise,
		clear: (draft) => clearField(draft, field),
		ask: async (draft) => {
			const text = await askForText({
				title: label,
				prompt: `${prompt}. Empty: ${holds}`,
				placeholder: placeholder ?? "",
				value: draft[field] ?? base[field] ?? "",
				check: (value) => (value === "" ? undefined : fieldChecks[field](value)),
				canGoBack: true,
			});
			return setField<D, typeof field>(draft, field, text === "" || text === base[field] ? undefined : text);
		},
	};
}

function regionField<D extends RoleOptions>(context: RoleFieldsContext<D>): OptionField<D> {
	const field = (draft: D): OptionField<D> =>
		textField("region", "Region", context, {
			prompt: "The region STS is called in and terminals work in",
			otherwise: context.region(draft) ?? "none set",
			placeholder: "eu-central-1",
		});
	return {
		label: "Region",
		value: (draft) => field(draft).value(draft),
		clear: (draft) => clearField(draft, "region"),
		ask: (draft) => field(draft).ask(draft),
	};
}

function mfaField<D extends RoleOptions>({
	config,
	base,
	baseName,
	source,
}: RoleFieldsContext<D>): OptionField<D> {
	return {
		label: "MFA device",
		value: ({ mfaSerial = base.mfaSerial }) => (mfaSerial === undefined ? "none" : mfaDeviceName(mfaSerial)),
		clear: (draft) => clearField(draft, "mfaSerial"),
		ask: async (draft) => {
			const chosen = await pickOne(deviceItems(namedDevices(config, source(draft)), draft, base, baseName), {
				title: "MFA device",
				placeholder: "The device of the user who assumes the role: its code is asked for",
				canGoBack: true,
				active: draft.mfaSerial ?? base.mfaSerial ?? "none",
			});
			const serial = chosen === "other" ? await typeDevice(draft.mfaSerial ?? base.mfaSerial ?? "") : chosen;
			return setField<D, "mfaSerial">(
				draft,
				"mfaSerial",
				serial === "none" || serial === base.mfaSerial ? undefined : serial,
			);
		},
	};
}

/** A role whose profile names a device can't do without: the profile's settings can be replaced, but not taken away. */
function deviceItems(
	named: readonly NamedDevice[],
	{ mfaSerial }: RoleOptions,
	base: RoleOptions,
	baseName: string | undefined,
): PickItem<string>[] {
	const isNamed = mfaSerial === undefined || named.some(({ serial }) => serial === mfaSerial);
	const devices = isNamed ? named : [{ serial: mfaSerial, profiles: [] }, ...named];
	return [
		...devices.map(({ serial, profiles }) => ({
			label: `$(device-mobile) ${mfaDeviceName(serial)}`,
			description: serial === base.mfaSerial ? `as in ${baseName}` : profilesText(profiles),
			detail: serial,
			value: serial,
		})),
		...(devices.length === 0 ? [] : [separator("", "none")]),
		...(base.mfaSerial === undefined
			? [{ label: "$(circle-slash) None", description: "no code is asked for", value: "none" }]
			: []),
		{ label: "$(edit) Other…", value: "other" },
	];
}

function profilesText([first, ...others]: readonly string[]): string {
	return first === undefined
		? ""
		: others.length === 0
			? `of ${first}`
			: `of ${first} and ${others.length === 1 ? others[0] : `${others.length} more`}`;
}

function typeDevice(value: string): Promise<string> {
	return askForText({
		title: "MFA device",
		prompt: "The device's ARN or serial number. STS takes no passkey or security key",
		placeholder: "arn:aws:iam::123456789012:mfa/name",
		value,
		check: fieldChecks.mfaSerial,
		canGoBack: true,
	});
}
