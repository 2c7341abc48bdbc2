import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Environment } from "../../core/config/endpointSettings.ts";
import type { CredentialSourceName } from "../../core/config/profile.ts";

/** What tells where this runs. */
export interface Surroundings {
	readonly environment: Environment;
	readonly platform: NodeJS.Platform;
	/** Linux's `/sys`. */
	readonly sysFolder: string;
}

/**
 * Which of the surroundings' credentials there seem to be, told by variables and files alone: no network, no
 * process. Whether they work only a session shows.
 */
export async function ambientPresence(surroundings: Surroundings): Promise<readonly CredentialSourceName[]> {
	const { environment } = surroundings;
	const found: CredentialSourceName[] = [];
	if (environment["AWS_ACCESS_KEY_ID"] && environment["AWS_SECRET_ACCESS_KEY"]) {
		found.push("Environment");
	}
	if (
		environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] ||
		environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"]
	) {
		found.push("EcsContainer");
	}
	if (
		environment["AWS_EC2_METADATA_DISABLED"]?.toLowerCase() !== "true" &&
		(await isInstance(surroundings))
	) {
		found.push("Ec2InstanceMetadata");
	}
	return found;
}

async function isInstance({ platform, sysFolder }: Surroundings): Promise<boolean> {
	if (platform !== "linux") {
		return false;
	}
	const read = (path: string): Promise<string> => readFile(join(sysFolder, path), "utf8").catch(() => "");
	const [vendor, hypervisor] = await Promise.all([read("class/dmi/id/sys_vendor"), read("hypervisor/uuid")]);
	return vendor.trim() === "Amazon EC2" || hypervisor.toLowerCase().startsWith("ec2");
}
