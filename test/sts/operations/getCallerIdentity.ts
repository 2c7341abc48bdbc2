import { callerAccount, callerArn, callerId } from "../caller.ts";
import type { Operation } from "./operation.ts";

/** GetCallerIdentity: needs no permission and fails only for want of a good signature. */
export const getCallerIdentity: Operation = {
	signed: true,
	run: (_parameters, _context, caller) => ({
		Arn: callerArn(caller),
		UserId: callerId(caller),
		Account: callerAccount(caller),
	}),
};
