import { mfaDeviceName } from "../core/arn.ts";
import { resolveChain } from "../core/chain.ts";
import { fieldChecks } from "../core/commandArguments.ts";
import { chooseRegion, type Environment } from "../core/endpointSettings.ts";
import { SessionsError } from "../core/errors.ts";
import { partitionOf } from "../core/partition.ts";
import { isLongTermKeys, type Profile, readProfile } from "../core/profile.ts";
import { regions } from "../core/regions.ts";
import { emptyConfig, type SharedConfig, settingOf } from "../core/sharedConfig.ts";
import type { App } from "./app.ts";
import { clearField, type OptionField, setField } from "./form.ts";
import { pickProfile } from "./profilePick.ts";
import { askForText, type PickItem, pickOne } from "./steps.ts";

/** What the region of a call depends on. */
export interface RegionContext {
	readonly config: SharedConfig;
	readonly environment: Environment;
}

interface PlacedDraft {
	readonly profile?: string;
	readonly region?: string;
}

/** The region a draft's call is made in: the one set, else the profile's, else the environment's, else us-east-1. */
export function regionOf({ profile, region }: PlacedDraft, { config, environment }: RegionContext): string {
	return chooseRegion(region, config.profiles.get(profile ?? ""), environment).region;
}

/** The partition of the region a draft's call is made in: `aws`, `aws-cn`, … */
export function partitionIn(draft: PlacedDraft, context: RegionContext): string {
	return partitionOf(regionOf(draft, context)).id;
}

/** The field of the region in which STS is called. */
export function regionField<D extends PlacedDraft>(context: RegionContext): OptionField<D> {
	return {
		label: "Region",
		value: (draft) => {
			const region = regionOf(draft, context);
			const place = regions.get(region);
			return place === undefined ? region : `${region} · ${place}`;
		},
		clear: (draft) => clearField(draft, "region"),
		ask: async (draft) => {
			const { profile = "" } = draft;
			const typed = await askForText({
				title: "Region",
				prompt: `The region STS is called in and terminals work in. Empty: ${regionOf({ profile }, context)}`,
				placeholder: "eu-central-1",
				value: draft.region ?? "",
				check: (value) => (value === "" ? undefined : fieldChecks.region(value)),
				canGoBack: true,
			});
			return setField<D, "region">(draft, "region", typed === "" ? undefined : typed);
		},
	};
}

/** The MFA devices of a profile's user, as far as the files tell: its own, then those its roles are assumed with. */
export function devicesOf(profile: string, { profiles }: SharedConfig): readonly string[] {
	const own = settingOf(profiles.get(profile), "mfa_serial");
	const ofRoles = [...profiles.values()]
		.filter((section) => settingOf(section, "source_profile") === profile)
		.map((section) => settingOf(section, "mfa_serial"));
	return [...new Set([own, ...ofRoles])].filter((serial) => serial !== undefined);
}

/** The field of the device whose code is asked for; false: none. */
export function mfaField<D extends { readonly profile?: string; readonly mfaSerial?: string | false }>(
	config: SharedConfig,
	withoutMfa: string,
): OptionField<D> {
	return {
		label: "MFA device",
		value: ({ mfaSerial = false }) => (mfaSerial === false ? "none" : mfaDeviceName(mfaSerial)),
		detail: ({ mfaSerial = false }) => (mfaSerial === false ? withoutMfa : undefined),
		ask: async (draft) => {
			const picked = await pickDevice(draft.mfaSerial ?? false, devicesOf(draft.profile ?? "", config));
			return { ...draft, mfaSerial: picked };
		},
	};
}

async function pickDevice(present: string | false, devices: readonly string[]): Promise<string | false> {
	const another = "";
	const known = typeof present === "string" ? new Set([present, ...devices]) : devices;
	const items: PickItem<string | false>[] = [
		...[...known].map((serial) => ({ label: mfaDeviceName(serial), detail: serial, value: serial })),
		{ label: "$(edit) Another device…", value: another },
		{ label: "$(circle-slash) No MFA", description: "then it can't call IAM", value: false },
	];
	const picked = await pickOne(items, {
		title: "MFA device",
		placeholder: "The device whose code is asked for. STS takes no passkeys or security keys",
		canGoBack: true,
		active: present,
	});
	return picked === another
		? askForText({
				title: "MFA device",
				prompt: "The device's ARN or serial number",
				placeholder: "arn:aws:iam::123456789012:mfa/name",
				value: "",
				check: fieldChecks.mfaSerial,
				canGoBack: true,
			})
		: picked;
}

/**
 * Lets the person pick a profile with a user's own access keys.
 * @throws SessionsError `MissingSource` when there is none; CancelledError
 */
export async function pickKeysProfile(title: string, operation: string, app: App): Promise<string> {
	const { config } = await app.config.reload();
	if (![...config.profiles.values()].some((section) => hasOwnKeys(readProfile(section)))) {
		throw new SessionsError(
			"MissingSource",
			`${operation} takes a user's own access keys, and no profile has any. Add a profile with access keys first`,
			{ remedies: [{ kind: "openConfig" }] },
		);
	}
	return pickOffered(
		title,
		`${operation} takes a user's own access keys: these profiles have them`,
		hasOwnKeys,
		app,
	);
}

/** Lets the person pick a profile whose credentials can be got. @throws CancelledError */
export async function pickUsableProfile(title: string, placeholder: string, app: App): Promise<string> {
	await app.config.reload();
	const isUsable = ({ name }: Profile): boolean =>
		resolveChain(app.config.current?.config ?? emptyConfig, name).kind === "chain";
	return pickOffered(title, placeholder, isUsable, app);
}

function hasOwnKeys({ origin }: Profile): boolean {
	return isLongTermKeys(origin);
}

async function pickOffered(
	title: string,
	placeholder: string,
	offers: (profile: Profile) => boolean,
	{ config, manager, clock, recent }: App,
): Promise<string> {
	const pick = await pickProfile({
		title,
		placeholder,
		files: config,
		offers,
		recent: recent.names,
		withRoleByHand: false,
		manager,
		clock,
	});
	return pick.kind === "profile" ? pick.profile : "";
}
