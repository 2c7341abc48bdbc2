import type { Secret } from "../../core/text/secret.ts";
import type { SessionPolicies, Tags } from "./stsOperations.ts";

/** Parameters of a request by their names; a secret stays one until it is encoded. Undefined ones are left out. */
export type StsParameters = Readonly<Record<string, string | Secret | undefined>>;

/**
 * A list as awsQuery writes it: `Name.member.1.Field`, counted from 1.
 * @param fields an item's fields by name; the name "" stands for the item itself
 */
export function members<T>(
	name: string,
	items: readonly T[] | undefined,
	fields: (item: T) => StsParameters,
): StsParameters {
	return Object.fromEntries(
		(items ?? []).flatMap((item, index) =>
			Object.entries(fields(item)).map(([field, value]) => [
				`${name}.member.${index + 1}${field === "" ? "" : `.${field}`}`,
				value,
			]),
		),
	);
}

/** Inline and managed policies. */
export function policies({ policy, policyArns }: SessionPolicies): StsParameters {
	return { ...members("PolicyArns", policyArns, (arn) => ({ arn })), Policy: policy };
}

/** Session tags. */
export function tagMembers(tags: Tags | undefined): StsParameters {
	return members("Tags", Object.entries(tags ?? {}), ([key, value]) => ({ Key: key, Value: value }));
}

/** The body of a request. */
export function encodeQuery(parameters: StsParameters): string {
	return Object.entries(parameters)
		.flatMap(([name, value]) =>
			value === undefined ? [] : [[name, typeof value === "string" ? value : value.reveal()]],
		)
		.map((pair) => pair.map(encodeURIComponent).join("="))
		.join("&");
}
