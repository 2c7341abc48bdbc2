import { resolveChain } from "../../core/config/chain.ts";
import { chooseRegion, type Environment } from "../../core/config/endpointSettings.ts";
import { isLongTermKeys, type Profile, readProfile } from "../../core/config/profile.ts";
import { emptyConfig, type SharedConfig } from "../../core/config/sharedConfig.ts";
import { SessionsError } from "../../core/errors.ts";
import { mfaDeviceName } from "../../core/places/arn.ts";
import { partitionOf } from "../../core/places/partition.ts";
import type { App } from "../app.ts";
import { pickDevice } from "./devicePick.ts";
import type { OptionField } from "./form.ts";
import { pickProfile } from "./profilePick.ts";
import { regionFieldOf } from "./regionField.ts";

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
	return regionFieldOf<D>(({ profile = "" }) => ({ region: regionOf({ profile }, context) }));
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
			const { profile: source = "", mfaSerial = false } = draft;
			const present = mfaSerial === false ? undefined : mfaSerial;
			const picked = await pickDevice({ config, source, present, none: "then it can't call IAM" });
			return { ...draft, mfaSerial: picked ?? false };
		},
	};
}

/**
 * Lets the person pick a profile that has, or may give, a user's own access keys.
 * @param present the one to begin at
 * @throws SessionsError `MissingSource` when there is none; CancelledError
 */
export async function pickKeysProfile(
	title: string,
	operation: string,
	present: string | undefined,
	app: App,
): Promise<string> {
	const { config } = await app.config.reload();
	const offered = [...config.profiles.values()].map(readProfile).filter(mayHaveOwnKeys);
	if (offered.length === 0) {
		throw new SessionsError(
			"MissingSource",
			`${operation} takes a user's own access keys, and no profile has any. Add a profile with access keys first`,
			{ remedies: [{ kind: "openConfig" }] },
		);
	}
	return pickOffered(
		title,
		`${operation} takes a user's own access keys: these profiles have ${offered.some(({ origin }) => origin.kind === "process") ? "or may give " : ""}them`,
		mayHaveOwnKeys,
		present,
		app,
	);
}

/**
 * Lets the person pick a profile whose credentials can be got.
 * @param present the one to begin at
 * @throws CancelledError
 */
export async function pickUsableProfile(
	title: string,
	placeholder: string,
	present: string | undefined,
	app: App,
): Promise<string> {
	await app.config.reload();
	const isUsable = ({ name }: Profile): boolean =>
		resolveChain(app.config.current?.config ?? emptyConfig, name).kind === "chain";
	return pickOffered(title, placeholder, isUsable, present, app);
}

/** What a program gives, is known when it has run. */
function mayHaveOwnKeys({ origin }: Profile): boolean {
	return isLongTermKeys(origin) || origin.kind === "process";
}

async function pickOffered(
	title: string,
	placeholder: string,
	offers: (profile: Profile) => boolean,
	present: string | undefined,
	{ config, manager, clock, recent }: App,
): Promise<string> {
	const pick = await pickProfile({
		title,
		placeholder,
		files: config,
		offers,
		recent: recent.names,
		withRoleByHand: false,
		...(present === undefined ? {} : { beginsAt: present }),
		manager,
		clock,
	});
	return pick.kind === "profile" ? pick.profile : "";
}
