import type { Caller } from "../caller.ts";
import { regionDisabled, unknownToGlobalEndpoint } from "../errors.ts";
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
	/** The Host header. */
	readonly host: string;
	/** When the caller's own session ends, in milliseconds since 1970; undefined for long-term keys and unsigned. */
	readonly sessionEndsAt: number | undefined;
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

/**
 * For operations that the global endpoint does not have. It is known by its name alone: a double reached by another
 * name counts as a regional endpoint, us-east-1 included.
 * @throws StsError InvalidAction
 */
export function checkRegionalEndpoint({ host }: OperationContext): void {
	if (/^sts\.amazonaws\.com(:\d+)?$/i.test(host)) throw unknownToGlobalEndpoint();
}

/** A moment (milliseconds since 1970) as STS's answers have it. */
export function timeXml(at: number): string {
	return new Date(at).toISOString().replace(".000Z", "Z");
}

/** The `Credentials` element. */
export function credentialsXml(credentials: IssuedCredentials): Xml {
	return {
		AccessKeyId: credentials.accessKeyId,
		SecretAccessKey: credentials.secretAccessKey,
		SessionToken: credentials.sessionToken,
		Expiration: timeXml(credentials.expiresAt),
	};
}
