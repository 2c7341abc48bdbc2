import { parseRoleArn } from "../places/arn.ts";
import { samlProviderArn } from "../session/stsLimits.ts";

/** A role that an identity provider offers, with the provider's entry in that account's IAM. */
export interface SamlRole {
	readonly roleArn: string;
	readonly providerArn: string;
}

/** The roles that a SAML response offers. */
export interface SamlRoles {
	readonly roles: readonly SamlRole[];
	/** How many values were no pair of a role and a provider of the same account. */
	readonly skipped: number;
}

const example = "arn:aws:iam::123456789012:saml-provider/name";

/** The parts of a SAML provider's ARN, or undefined when it is none. */
export function parseSamlProviderArn(
	text: string,
): { readonly partition: string; readonly account: string; readonly name: string } | undefined {
	const [whole, partition = "", account = "", name = ""] = samlProviderArn.exec(text) ?? [];
	return whole === undefined ? undefined : { partition, account, name };
}

/** Why a text is not a SAML provider's ARN, in words; undefined when it is one. */
export function samlProviderArnProblem(text: string): string | undefined {
	if (parseSamlProviderArn(text) !== undefined) {
		return undefined;
	}
	if (parseRoleArn(text) !== undefined) {
		return `This is a role's ARN. The provider's is ${example}`;
	}
	return text.includes(":oidc-provider/")
		? "This is an OpenID Connect provider, which gives tokens and no SAML responses"
		: `A SAML provider's ARN looks like ${example}`;
}

/** Reads the values of the Role attribute: role and provider with a comma between, whichever comes first. */
export function readSamlRoles(values: readonly string[]): SamlRoles {
	const roles = new Map<string, SamlRole>();
	let skipped = 0;
	for (const value of values) {
		const role = readPair(value);
		if (role === undefined) {
			skipped++;
		} else {
			roles.set(`${role.roleArn} ${role.providerArn}`, role);
		}
	}
	return { roles: [...roles.values()], skipped };
}

function readPair(value: string): SamlRole | undefined {
	// A role's name may have commas of its own.
	const parts = value.trim().split(/\s*,\s*(?=arn:)/);
	const [first = "", second = ""] = parts;
	const isProviderFirst = parseSamlProviderArn(first) !== undefined;
	const [roleArn, providerArn] = isProviderFirst ? [second, first] : [first, second];
	const role = parseRoleArn(roleArn);
	const provider = parseSamlProviderArn(providerArn);
	const belongTogether =
		parts.length === 2 && role?.account === provider?.account && role?.partition === provider?.partition;
	return role !== undefined && provider !== undefined && belongTogether
		? { roleArn, providerArn }
		: undefined;
}
