import type { Caller } from "../caller.ts";
import { accessDenied, StsError } from "../errors.ts";
import { checkParameters } from "../parameters.ts";
import { accountOf, type World } from "../world.ts";
import { checkRegion, credentialsXml, type Operation } from "./operation.ts";

const sessionSeconds = 3600;
const sessionName = "TemporaryDelegation";

/** GetDelegatedAccessToken: a trade-in token for credentials of the user or role that it stands for. */
export const getDelegatedAccessToken: Operation = {
	signed: true,
	run(parameters, context) {
		checkParameters(parameters, { TradeInToken: { required: true, minLength: 1 } });
		const { world, issuer, now } = context;
		const given = parameters.get("TradeInToken");
		const token = world.tradeInTokens?.find((candidate) => candidate.token === given);
		const principal = token && delegated(token.principal, world);
		if (token === undefined || principal === undefined) {
			throw accessDenied("Not authorized to perform sts:GetDelegatedAccessToken");
		}
		if (token.expiresAt <= now()) {
			const message = "The trade-in token provided in the request has expired";
			throw new StsError(400, "ExpiredTradeInTokenException", message);
		}
		checkRegion(accountOf(token.principal), context);
		return {
			Credentials: credentialsXml(issuer.issue(principal, sessionSeconds)),
			AssumedPrincipal: token.principal,
		};
	},
};

function delegated(arn: string, world: World): Caller | undefined {
	const user = world.users.find((candidate) => candidate.arn === arn);
	if (user !== undefined) return { kind: "userSession", user, mfaAt: undefined };
	const role = world.roles.find((candidate) => candidate.arn === arn);
	return role && { kind: "roleSession", role, sessionName };
}
