import type { AssumeRoleOutput } from "../../aws/sts/stsOperations.ts";

/** Percent. Beyond, a few more tags or statements may be too many. */
const nearlyFull = 80;

/** What is worth knowing of the room that a session's policies and tags take. */
export function packedNotes({ packedPolicySize = 0 }: Pick<AssumeRoleOutput, "packedPolicySize">): string[] {
	return packedPolicySize < nearlyFull
		? []
		: [`Its policies and tags take ${packedPolicySize} % of the room that STS has for them`];
}
