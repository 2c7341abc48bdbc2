import { fieldChecks } from "../../core/arguments/commandArguments.ts";
import { namedDevices } from "../../core/config/mfaDevices.ts";
import type { SharedConfig } from "../../core/config/sharedConfig.ts";
import { mfaDeviceName } from "../../core/places/arn.ts";
import { separator } from "./form.ts";
import { askForText, type PickItem, pickOne } from "./steps.ts";

export interface DeviceQuestion {
	readonly config: SharedConfig;
	/** The profile whose user has the device. */
	readonly source: string;
	/** The one chosen so far. */
	readonly present: string | undefined;
	/** The one that settings name, and what they are called. */
	readonly base?: { readonly serial: string; readonly name: string | undefined };
	/** What comes of having none, in a few words. Absent: that can't be chosen. */
	readonly none?: string;
}

const none = "none";
const other = "other";

/** Lets the person pick the MFA device whose code is asked for; undefined: none. @throws BackError, CancelledError */
export async function pickDevice(question: DeviceQuestion): Promise<string | undefined> {
	const { present } = question;
	const chosen = await pickOne(deviceItems(question), {
		title: "MFA device",
		placeholder: "The user's device: its code is asked for. STS takes no passkey or security key",
		canGoBack: true,
		active: present ?? none,
	});
	if (chosen === none) {
		return undefined;
	}
	return chosen === other ? typeDevice(present ?? "") : chosen;
}

function deviceItems({ config, source, present, base, none: without }: DeviceQuestion): PickItem<string>[] {
	const named = namedDevices(config, source);
	const isNamed = present === undefined || named.some(({ serial }) => serial === present);
	const devices = isNamed ? named : [{ serial: present, profiles: [] }, ...named];
	return [
		...devices.map(({ serial, profiles }) => ({
			label: `$(device-mobile) ${mfaDeviceName(serial)}`,
			description: serial === base?.serial ? `as in ${base.name}` : profilesText(profiles),
			detail: serial,
			value: serial,
		})),
		...(devices.length === 0 ? [] : [separator("", none)]),
		...(without === undefined ? [] : [{ label: "$(circle-slash) None", description: without, value: none }]),
		{ label: "$(edit) Other…", value: other },
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
