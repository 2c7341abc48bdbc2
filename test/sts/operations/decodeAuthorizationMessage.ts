import { openAuthorizationMessage } from "../authorizationMessage.ts";
import { StsError } from "../errors.ts";
import { checkParameters } from "../parameters.ts";
import type { Operation } from "./operation.ts";

/** DecodeAuthorizationMessage: only for messages of `encodeAuthorizationMessage`, and only until they expire. */
export const decodeAuthorizationMessage: Operation = {
	signed: true,
	run(parameters, { now }) {
		checkParameters(parameters, { EncodedMessage: { required: true, minLength: 1, maxLength: 10_240 } });
		const message = openAuthorizationMessage(parameters.get("EncodedMessage") ?? "");
		if (message === undefined || (message.expiresAt !== undefined && message.expiresAt <= now())) {
			throw new StsError(400, "InvalidAuthorizationMessageException", "Message is not valid");
		}
		return { DecodedMessage: message.text };
	},
};
