import { chooseRegion, type Environment, type RegionChoice } from "../config/endpointSettings.ts";
import { parseRoleArn } from "./arn.ts";
import { partitionOf } from "./partition.ts";

/** A region of each partition that no account has to enable. */
const defaultRegions: ReadonlyMap<string, string> = new Map([
	["aws", "us-east-1"],
	["aws-cn", "cn-north-1"],
	["aws-us-gov", "us-gov-west-1"],
	["aws-iso", "us-iso-east-1"],
	["aws-iso-b", "us-isob-east-1"],
	["aws-iso-e", "eu-isoe-west-1"],
	["aws-iso-f", "us-isof-south-1"],
	["aws-eusc", "eusc-de-east-1"],
]);

/**
 * The region to call STS in for a role for which an identity provider vouches: as asked, else the environment's, if
 * the role's partition has it, else one that this partition has.
 */
export function identityRegion(
	roleArn: string,
	asked: string | undefined,
	environment: Environment,
): RegionChoice {
	const chosen = chooseRegion(asked, undefined, environment);
	const partition = parseRoleArn(roleArn)?.partition;
	if (asked !== undefined || partition === undefined || partitionOf(chosen.region).id === partition) {
		return chosen;
	}
	const region = defaultRegions.get(partition);
	return region === undefined ? chosen : { region, from: "default" };
}

/** Why a role can't be assumed in a region, which belongs to another partition; undefined when it can. */
export function identityRegionProblem(roleArn: string, region: string): string | undefined {
	const needed = parseRoleArn(roleArn)?.partition;
	const { id: present } = partitionOf(region);
	if (needed === undefined || needed === present) {
		return undefined;
	}
	const known = defaultRegions.get(needed);
	const example = known === undefined ? "" : `, like ${known}`;
	return `The role is in ${needed}, and ${region} is in ${present}. Set a region of ${needed}${example}`;
}
