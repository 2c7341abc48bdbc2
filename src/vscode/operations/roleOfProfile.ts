import { type SharedConfig, settingOf } from "../../core/config/sharedConfig.ts";
import { SessionsError } from "../../core/errors.ts";
import { mfaDeviceName, parseRoleArn } from "../../core/places/arn.ts";
import { roleDescription } from "../../core/profiles/profileDescription.ts";
import { assumeRoleWay, expectedCallerOfRole } from "../../core/session/durationChoices.ts";
import type { RoleOptions } from "../../core/session/session.ts";
import { requireChain } from "../../credentials/requireChain.ts";
import { askForOptions } from "../forms/form.ts";
import { roleFields } from "../forms/roleFields.ts";

export interface ProfileFormOptions {
	readonly config: SharedConfig;
	/** The shortest duration (seconds) that a role has refused. */
	readonly refusedDuration: (roleArn: string) => number | undefined;
}

/**
 * Asks how a profile's role is to be assumed this once: what is set takes the place of what the profile says.
 * @throws SessionsError when the profile assumes no role; CancelledError
 */
export async function askForProfileOptions(
	profile: string,
	given: RoleOptions,
	{ config, refusedDuration }: ProfileFormOptions,
): Promise<RoleOptions> {
	const chain = requireChain(config, profile);
	const leaf = chain.hops.at(-1);
	if (leaf === undefined) {
		throw new SessionsError(
			"InvalidArgument",
			`Profile '${profile}' assumes no role with other credentials, so there are no options to set`,
		);
	}
	const { roleArn, mfaProcess: _, ...settings } = leaf.role;
	const region = settingOf(chain.profile.section, "region");
	const base: RoleOptions = { ...settings, ...(region === undefined ? {} : { region }) };
	const source = chain.hops.at(-2)?.profile.name ?? chain.base.name;
	const way = assumeRoleWay(expectedCallerOfRole({ kind: "chain", ...chain }), refusedDuration(roleArn));
	const { durationSeconds: configured = way.standard } = base;
	return askForOptions<RoleOptions>(
		given,
		{
			title: `Assume ${profile} with options`,
			action: {
				label: "$(shield) Assume Role",
				description: roleDescription({ roleArn }),
				detail: ({ mfaSerial = base.mfaSerial }) =>
					mfaSerial === undefined
						? `With the credentials of ${source}`
						: `With the credentials of ${source} and MFA device ${mfaDeviceName(mfaSerial)}`,
			},
			fields: roleFields<RoleOptions>({
				config,
				base,
				baseName: `profile ${profile}`,
				source: () => source,
				region: () => undefined,
				partition: () => parseRoleArn(roleArn)?.partition ?? "aws",
				// What the profile says is cut down to what can work.
				way: () => ({ ...way, standard: Math.min(configured, way.cap?.max ?? configured) }),
			}),
		},
		false,
	);
}
