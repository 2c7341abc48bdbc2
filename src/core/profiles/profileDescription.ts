import type { BrokenChain, Resolution } from "../config/chain.ts";
import type { Profile, RoleSettings } from "../config/profile.ts";
import { mfaDeviceName, parseRoleArn } from "../places/arn.ts";
import { isForOtherShells } from "../shells/helperCommand.ts";

/** `Admin · 111122223333`; the ARN as it stands when it is none. */
export function roleDescription(role: Pick<RoleSettings, "roleArn">): string {
	const arn = parseRoleArn(role.roleArn);
	return arn === undefined ? role.roleArn : `${arn.name} · ${arn.account}`;
}

/** What stands behind a profile's name: account and role, or what is known of the user. */
export function profileDescription(profile: Profile): string {
	const { origin } = profile;
	switch (origin.kind) {
		case "role":
		case "roleFrom":
		case "webIdentity":
			return roleDescription(origin.role);
		case "sso":
			return `${origin.roleName} · ${origin.account}`;
		case "keys":
			return origin.mfaSerial === undefined
				? `key …${origin.keys.accessKeyId.slice(-4)}`
				: userOfDevice(origin.mfaSerial);
		case "storedKeys":
			return origin.mfaSerial === undefined
				? `key …${origin.stored.accessKeyId.slice(-4)} · ${storedDescription(profile)}`
				: `${userOfDevice(origin.mfaSerial)} · ${storedDescription(profile)}`;
		case "process":
			return isForOtherShells(profile.section) ? "for other shells" : "";
		case "login":
			return "";
		case "none":
			return profile.region ?? "";
		case "broken":
			return brokenDescription(origin.code);
	}
}

/** In a few words why a profile can't be used. */
export function brokenDescription(code: BrokenChain["code"]): string {
	switch (code) {
		case "PartialKeys":
			return "half a key pair";
		case "ProfileLoop":
			return "source_profile loop";
		case "MissingSource":
			return "source missing";
		case "ProfileNotFound":
		case "ProfileInvalid":
			return "invalid";
	}
}

/** The profiles a profile's credentials come through, from the source on: `acme → dev-readonly`. */
export function sourceDescription(resolution: Resolution): string | undefined {
	if (resolution.kind === "broken" || resolution.hops.length === 0) {
		return undefined;
	}
	const names = [resolution.base.name, ...resolution.hops.map(({ profile }) => profile.name)];
	return [...new Set(names.slice(0, -1))].join(" → ");
}

function storedDescription({ section }: Profile): string {
	return isForOtherShells(section) ? "stored, for other shells too" : "stored";
}

function userOfDevice(serial: string): string {
	const account = /:(\d{12}):/.exec(serial)?.[1];
	return account === undefined ? mfaDeviceName(serial) : `${mfaDeviceName(serial)} · ${account}`;
}
