import { fieldChecks } from "../../core/arguments/commandArguments.ts";
import type { SharedConfig } from "../../core/config/sharedConfig.ts";
import { mfaDeviceName } from "../../core/places/arn.ts";
import type { RoleOptions } from "../../core/session/session.ts";
import { stsChecks } from "../../core/session/stsLimits.ts";
import { defaultSessionName } from "../../credentials/operations/defaultSessionName.ts";
import { pickDevice } from "./devicePick.ts";
import { type DurationFieldOptions, durationField } from "./durationField.ts";
import { clearField, type OptionField, setField } from "./form.ts";
import { regionFieldOf } from "./regionField.ts";
import { policyArnsField, policyField, tagsField, transitiveTagsField } from "./scopeFields.ts";
import { askForText } from "./steps.ts";

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
		regionFieldOf<D>((draft) =>
			base.region === undefined
				? { region: context.region(draft) }
				: { region: base.region, from: context.baseName },
		),
		policyField<D>(stsChecks.policy, "role"),
		policyArnsField<D>(partition, "role"),
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
}

function textField<D extends RoleOptions>(
	field: "externalId" | "sessionName" | "sourceIdentity",
	label: string,
	{ base, baseName }: Pick<RoleFieldsContext<D>, "base" | "baseName">,
	{ prompt, group, otherwise }: TextField,
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
				placeholder: "",
				value: draft[field] ?? base[field] ?? "",
				check: (value) => (value === "" ? undefined : fieldChecks[field](value)),
				canGoBack: true,
			});
			return setField<D, typeof field>(draft, field, text === "" || text === base[field] ? undefined : text);
		},
	};
}

/** A role whose profile names a device can't do without: the profile's settings can be replaced, but not taken away. */
function mfaField<D extends RoleOptions>({
	config,
	base,
	baseName,
	source,
}: RoleFieldsContext<D>): OptionField<D> {
	const { mfaSerial: serial } = base;
	return {
		label: "MFA device",
		value: ({ mfaSerial = serial }) => (mfaSerial === undefined ? "none" : mfaDeviceName(mfaSerial)),
		clear: (draft) => clearField(draft, "mfaSerial"),
		ask: async (draft) => {
			const chosen = await pickDevice({
				config,
				source: source(draft),
				present: draft.mfaSerial ?? serial,
				...(serial === undefined ? { none: "no code is asked for" } : { base: { serial, name: baseName } }),
			});
			return setField<D, "mfaSerial">(draft, "mfaSerial", chosen === serial ? undefined : chosen);
		},
	};
}
