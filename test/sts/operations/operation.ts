import type { Caller } from "../caller.ts";
import { regionDisabled } from "../errors.ts";
import type { IssuedCredentials, Issuer } from "../issuer.ts";
import type { MfaDevices } from "../mfa.ts";
import type { Constraint, Parameters } from "../parameters.ts";
import type { World } from "../world.ts";
import type { Xml } from "../xml.ts";

/** What an operation works with. */
export type OperationContext = {
	readonly world: World;
	readonly issuer: Issuer;
	readonly mfa: MfaDevices;
	/** The double's clock, in milliseconds since 1970. */
	readonly now: () => number;
	/** The region that the request was signed for. */
	readonly region: string;
};

/** One operation of STS: gives the content of its result element, or throws an StsError. */
export type Operation =
	| {
			readonly signed: true;
			readonly run: (parameters: Parameters, context: OperationContext, caller: Caller) => Xml;
	  }
	| { readonly signed: false; readonly run: (parameters: Parameters, context: OperationContext) => Xml };

/** The limits of MFA parameters, the same in every operation that takes them. */
export const mfaConstraints = {
	SerialNumber: { minLength: 9, maxLength: 256, pattern: "[\\w+=/:,.@-]*" },
	TokenCode: { minLength: 6, maxLength: 6, pattern: "[\\d]*" },
} satisfies Record<string, Constraint>;

/**
 * Only the account that issues credentials has its regions checked.
 * @throws StsError RegionDisabledException
 */
export function checkRegion(account: string, { world, region }: OperationContext): void {
	const disabled = world.accounts.find(({ id }) => id === account)?.disabledRegions ?? [];
	if (disabled.includes(region)) throw regionDisabled(account);
}

/** The `Credentials` element. */
export function credentialsXml(credentials: IssuedCredentials): Xml {
	return {
		AccessKeyId: credentials.accessKeyId,
		SecretAccessKey: credentials.secretAccessKey,
		SessionToken: credentials.sessionToken,
		Expiration: new Date(credentials.expiresAt).toISOString().replace(".000Z", "Z"),
	};
}
