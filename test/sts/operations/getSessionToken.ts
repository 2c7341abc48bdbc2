import { accessDenied } from "../errors.ts";
import { checkParameters, integer } from "../parameters.ts";
import { checkRegion, credentialsXml, mfaConstraints, type Operation } from "./operation.ts";

const defaultSeconds = 43_200;

/** GetSessionToken: a session of the user's own, for long-term keys only. */
export const getSessionToken: Operation = {
	signed: true,
	run(parameters, context, caller) {
		checkParameters(parameters, {
			...mfaConstraints,
			DurationSeconds: { minValue: 900, maxValue: 129_600 },
		});
		if (caller.kind !== "user") {
			throw accessDenied("Cannot call GetSessionToken with session credentials");
		}
		checkRegion(caller.user.account, context);
		const withMfa = context.mfa.verify(caller, parameters.get("SerialNumber"), parameters.get("TokenCode"));
		const session = {
			kind: "userSession",
			user: caller.user,
			mfaAt: withMfa ? context.now() : undefined,
		} as const;
		const seconds = integer(parameters, "DurationSeconds") ?? defaultSeconds;
		return { Credentials: credentialsXml(context.issuer.issue(session, seconds)) };
	},
};
