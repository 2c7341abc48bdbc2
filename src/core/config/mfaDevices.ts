import { type SharedConfig, settingOf } from "./sharedConfig.ts";

/** An MFA device that profiles name. */
export interface NamedDevice {
	readonly serial: string;
	/** The profiles that name it. */
	readonly profiles: readonly string[];
}

/** The devices that the profiles name; those of the source's user first, as only a user has a device. */
export function namedDevices({ profiles }: SharedConfig, source: string): NamedDevice[] {
	const devices = new Map<string, string[]>();
	const ofSource = new Set<string>();
	for (const section of profiles.values()) {
		const serial = settingOf(section, "mfa_serial");
		if (serial !== undefined) {
			devices.set(serial, [...(devices.get(serial) ?? []), section.name]);
			if (section.name === source || settingOf(section, "source_profile") === source) {
				ofSource.add(serial);
			}
		}
	}
	return [...devices]
		.map(([serial, names]) => ({ serial, profiles: names }))
		.toSorted((a, b) => Number(ofSource.has(b.serial)) - Number(ofSource.has(a.serial)));
}

/** The device of a user whose keys a profile has: the one it names, else the one its roles name. */
export function deviceOf(config: SharedConfig, profile: string): string | undefined {
	const own = settingOf(config.profiles.get(profile), "mfa_serial");
	return (
		own ??
		[...config.profiles.values()]
			.filter((section) => settingOf(section, "source_profile") === profile)
			.map((section) => settingOf(section, "mfa_serial"))
			.find((serial) => serial !== undefined)
	);
}
