/** A separate cloud of AWS's, with accounts, ARNs and host names of its own. */
export interface Partition {
	readonly id: string;
	readonly dnsSuffix: string;
	readonly dualStackDnsSuffix: string;
	/** Where it has endpoints that answer over IPv6 too. */
	readonly supportsDualStack: boolean;
}

interface KnownPartition extends Partition {
	readonly regions: RegExp;
}

const partitions: readonly KnownPartition[] = [
	known("aws", /^(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$|^aws-global$/, "amazonaws.com", "api.aws"),
	known("aws-cn", /^cn-\w+-\d+$|^aws-cn-global$/, "amazonaws.com.cn", "api.amazonwebservices.com.cn"),
	known("aws-us-gov", /^us-gov-\w+-\d+$|^aws-us-gov-global$/, "amazonaws.com", "api.aws"),
	known("aws-iso", /^us-iso-\w+-\d+$|^aws-iso-global$/, "c2s.ic.gov", "api.aws.ic.gov", false),
	known("aws-iso-b", /^us-isob-\w+-\d+$|^aws-iso-b-global$/, "sc2s.sgov.gov", "api.aws.scloud", false),
	known(
		"aws-iso-e",
		/^eu-isoe-\w+-\d+$|^aws-iso-e-global$/,
		"cloud.adc-e.uk",
		"api.cloud-aws.adc-e.uk",
		false,
	),
	known("aws-iso-f", /^us-isof-\w+-\d+$|^aws-iso-f-global$/, "csp.hci.ic.gov", "api.aws.hci.ic.gov", false),
	known("aws-eusc", /^eusc-(de)-\w+-\d+$|^aws-eusc-global$/, "amazonaws.eu", "api.amazonwebservices.eu"),
];

function known(
	id: string,
	regions: RegExp,
	dnsSuffix: string,
	dualStackDnsSuffix: string,
	supportsDualStack = true,
): KnownPartition {
	return { id, regions, dnsSuffix, dualStackDnsSuffix, supportsDualStack };
}

/** The partition a region belongs to; a region nobody knows yet is taken for one of the standard partition. */
export function partitionOf(region: string): Partition {
	const found = partitions.find((partition) => partition.regions.test(region));
	// biome-ignore lint/style/noNonNullAssertion: the table's first row is there
	return found ?? partitions[0]!;
}

/** Whether a text can be a region: one label of a host name, so that it can't name another host. */
export function isRegion(text: string): boolean {
	return /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(text);
}
