import { mfaDeviceName } from "../places/arn.ts";
import { durationName } from "./durationChoices.ts";
import { policyName, policySummary } from "./scopeText.ts";
import type { RoleOptions } from "./session.ts";

/** What is set of how a role is assumed, by the names that forms have for it. */
export function roleOptionTexts(options: RoleOptions): [label: string, value: string][] {
	const { policy, policyArns = [], tags = {}, transitiveTagKeys = [], durationSeconds, mfaSerial } = options;
	const texts: [string, string | undefined][] = [
		["Duration", durationSeconds === undefined ? undefined : durationName(durationSeconds)],
		["MFA device", mfaSerial === undefined ? undefined : deviceText(mfaSerial)],
		["External ID", options.externalId],
		["Session name", options.sessionName],
		["Region", options.region],
		["Inline policy", policy === undefined ? undefined : policySummary(policy)],
		["Managed policies", listed(policyArns.map(policyName))],
		["Tags", listed(Object.entries(tags).map(([key, value]) => `${key}=${value}`))],
		["Transitive tags", listed(transitiveTagKeys)],
		["Source identity", options.sourceIdentity],
	];
	return texts.filter((text): text is [string, string] => text[1] !== undefined);
}

function deviceText(serial: string): string {
	const name = mfaDeviceName(serial);
	return name === serial ? serial : `${name} (${serial})`;
}

function listed(values: readonly string[]): string | undefined {
	return values.length === 0 ? undefined : values.join(", ");
}
