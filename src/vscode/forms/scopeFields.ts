import { policyName, policySummary } from "../../core/session/scopeText.ts";
import type { Scope } from "../../core/session/session.ts";
import type { Check } from "../../core/session/stsLimits.ts";
import { clearField, type OptionField, setField } from "./form.ts";
import { askForPolicyArns } from "./policyArnsStep.ts";
import { askForPolicy } from "./policyStep.ts";
import { pickMany } from "./steps.ts";
import { askForTags } from "./tagsStep.ts";

const narrowing = "narrow the session down";
const tagging = "session tags";

/** Whose permissions the policies of a session narrow down. */
export type Narrowed = "role" | "user";

/** The field of an inline policy. `check` is one of {@link stsChecks}: `policy` for AssumeRole, else `shortPolicy`. */
export function policyField<D extends Pick<Scope, "policy">>(
	check: Check,
	narrowed: Narrowed,
): OptionField<D> {
	return {
		label: "Inline policy",
		group: narrowing,
		value: ({ policy }) => (policy === undefined ? "none" : policySummary(policy)),
		clear: (draft) => clearField(draft, "policy"),
		ask: async (draft) => {
			const policy = await askForPolicy(draft.policy, check, narrowed);
			return setField<D, "policy">(draft, "policy", policy);
		},
	};
}

/** The field of managed policies. `partition` is that of the role or user, for the policies of AWS's own. */
export function policyArnsField<D extends Pick<Scope, "policyArns">>(
	partition: (draft: D) => string,
	narrowed: Narrowed,
): OptionField<D> {
	return {
		label: "Managed policies",
		group: narrowing,
		value: ({ policyArns = [] }) =>
			policyArns.length === 0 ? "none" : policyArns.map(policyName).join(", "),
		clear: (draft) => clearField(draft, "policyArns"),
		ask: async (draft) => {
			const arns = await askForPolicyArns(draft.policyArns ?? [], partition(draft), narrowed);
			return setField<D, "policyArns">(draft, "policyArns", arns.length === 0 ? undefined : arns);
		},
	};
}

/** The field of session tags. */
export function tagsField<
	D extends Pick<Scope, "tags"> & { readonly transitiveTagKeys?: readonly string[] },
>(): OptionField<D> {
	return {
		label: "Tags",
		group: tagging,
		value: ({ tags = {} }) =>
			Object.entries(tags)
				.map(([key, value]) => `${key}=${value}`)
				.join(", ") || "none",
		clear: (draft) => (draft.tags === undefined ? undefined : withTags<D>(draft, {})),
		ask: async (draft) => withTags<D>(draft, await askForTags(draft.tags ?? {})),
	};
}

/** Only tags that are there can be transitive. */
function withTags<D extends Pick<Scope, "tags"> & { readonly transitiveTagKeys?: readonly string[] }>(
	draft: D,
	tags: Readonly<Record<string, string>>,
): D {
	const transitive = draft.transitiveTagKeys?.filter((key) => Object.hasOwn(tags, key)) ?? [];
	return setField<D, "transitiveTagKeys">(
		setField<D, "tags">(draft, "tags", Object.keys(tags).length === 0 ? undefined : tags),
		"transitiveTagKeys",
		transitive.length === 0 ? undefined : transitive,
	);
}

/** The field of the tags that go on to roles assumed from the session. */
export function transitiveTagsField<
	D extends Pick<Scope, "tags"> & { readonly transitiveTagKeys?: readonly string[] },
>(): OptionField<D> {
	return {
		label: "Transitive tags",
		group: tagging,
		isOffered: ({ tags = {} }) => Object.keys(tags).length > 0,
		value: ({ transitiveTagKeys = [] }) => transitiveTagKeys.join(", ") || "none",
		clear: (draft) => clearField(draft, "transitiveTagKeys"),
		ask: async (draft) => {
			const { tags = {}, transitiveTagKeys: present = [] } = draft;
			const keys = await pickMany(
				Object.entries(tags).map(([key, value]) => ({
					label: key,
					description: value,
					picked: present.includes(key),
					value: key,
				})),
				{
					title: "Transitive tags",
					placeholder: "Ticked tags go on to roles that are assumed with this session",
					canGoBack: true,
				},
			);
			return setField<D, "transitiveTagKeys">(
				draft,
				"transitiveTagKeys",
				keys.length === 0 ? undefined : keys,
			);
		},
	};
}
