import { fieldChecks } from "../../core/arguments/commandArguments.ts";
import { regions } from "../../core/places/regions.ts";
import { clearField, type OptionField, setField } from "./form.ts";
import { askForText } from "./steps.ts";

/** What holds when a draft names no region. */
export interface HeldRegion {
	readonly region: string | undefined;
	/** What says so, in a few words. */
	readonly from?: string | undefined;
}

/** The field of the region in which STS is called. */
export function regionFieldOf<D extends { readonly region?: string }>(
	held: (draft: D) => HeldRegion,
): OptionField<D> {
	return {
		label: "Region",
		value: (draft) => regionLabel(draft.region ?? held(draft).region),
		clear: (draft) => clearField(draft, "region"),
		ask: async (draft) => {
			const { region = "none set", from } = held(draft);
			const typed = await askForText({
				title: "Region",
				prompt: `The region STS is called in and terminals work in. Empty: ${region}${from === undefined ? "" : `, as in ${from}`}`,
				placeholder: "eu-central-1",
				value: draft.region ?? held(draft).region ?? "",
				check: (value) => (value === "" ? undefined : fieldChecks.region(value)),
				canGoBack: true,
			});
			return setField<D, "region">(draft, "region", typed === "" || typed === region ? undefined : typed);
		},
	};
}

/** `eu-central-1 · Frankfurt` */
function regionLabel(region: string | undefined): string {
	const place = regions.get(region ?? "");
	return place === undefined ? (region ?? "none set") : `${region} · ${place}`;
}
