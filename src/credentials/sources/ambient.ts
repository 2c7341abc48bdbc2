import type { CredentialSourceName } from "../../core/config/profile.ts";
import type { AcquireContext } from "../context.ts";
import { containerCredentials } from "./containerCredentials.ts";
import { environmentVariables } from "./environmentVariables.ts";
import { instanceMetadata } from "./instanceMetadata.ts";
import type { CredentialSource, SourceCredentials } from "./source.ts";

const places: Readonly<
	Record<CredentialSourceName, (context: AcquireContext) => Promise<SourceCredentials>>
> = {
	Environment: environmentVariables,
	Ec2InstanceMetadata: instanceMetadata,
	EcsContainer: containerCredentials,
};

/** The credentials of this process's surroundings. */
export const ambient: CredentialSource<"ambient"> = ({ source }, context) => places[source](context);
