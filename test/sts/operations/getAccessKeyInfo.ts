import { callerAccount } from "../caller.ts";
import { invalidClientTokenId } from "../errors.ts";
import { checkParameters } from "../parameters.ts";
import type { Operation, OperationContext } from "./operation.ts";

/** GetAccessKeyInfo: inactive, expired and revoked keys have an account too, and anybody may ask for it. */
export const getAccessKeyInfo: Operation = {
	signed: true,
	run(parameters, context) {
		checkParameters(parameters, {
			AccessKeyId: { required: true, minLength: 16, maxLength: 128, pattern: "[\\w]*" },
		});
		return { Account: accountOfKey(parameters.get("AccessKeyId") ?? "", context) };
	},
};

function accountOfKey(id: string, { world, issuer }: OperationContext): string {
	const user = world.users.find(({ accessKeys }) => accessKeys.some((key) => key.id === id));
	if (user !== undefined) return user.account;
	const owner = issuer.ownerOf(id);
	if (owner === undefined) throw invalidClientTokenId();
	return callerAccount(owner);
}
