import { checkParameters, integer } from "../parameters.ts";
import { longTermUser, userSessionSeconds } from "./access.ts";
import { checkRegion, credentialsXml, mfaConstraints, type Operation } from "./operation.ts";

const defaultSeconds = 43_200;

/** GetSessionToken: a session of the user's own, for long-term keys only. */
export const getSessionToken: Operation = {
	signed: true,
	run(parameters, context, caller) {
		const user = longTermUser("GetSessionToken", caller);
		checkParameters(parameters, {
			...mfaConstraints,
			DurationSeconds: { minValue: 900, maxValue: 129_600 },
		});
		checkRegion(user.account, context);
		const withMfa = context.mfa.verify(caller, parameters.get("SerialNumber"), parameters.get("TokenCode"));
		const session = { kind: "userSession", user, mfaAt: withMfa ? context.now() : undefined } as const;
		const seconds = userSessionSeconds(user, integer(parameters, "DurationSeconds") ?? defaultSeconds);
		return { Credentials: credentialsXml(context.issuer.issue(session, seconds)) };
	},
};
