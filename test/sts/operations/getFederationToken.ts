import { callerArn, callerId } from "../caller.ts";
import { checkParameters, integer } from "../parameters.ts";
import { longTermUser, userSessionSeconds } from "./access.ts";
import { checkRegion, credentialsXml, type Operation } from "./operation.ts";
import { packedPolicySize, policyConstraints, policyListConstraints } from "./sessionPolicies.ts";
import { sessionTags, tagListConstraints, tagTexts } from "./sessionTags.ts";

const defaultSeconds = 43_200;

const constraints = {
	Name: { required: true, minLength: 2, maxLength: 32, pattern: "[\\w+=,.@-]*" },
	DurationSeconds: { minValue: 900, maxValue: 129_600 },
	...policyConstraints,
};

/** GetFederationToken: a federated user of the caller's, for long-term keys only. */
export const getFederationToken: Operation = {
	signed: true,
	run(parameters, context, caller) {
		const user = longTermUser("GetFederationToken", caller);
		checkParameters(parameters, constraints, { ...policyListConstraints, ...tagListConstraints });
		const packedSize = packedPolicySize(parameters, tagTexts(sessionTags(parameters)));
		checkRegion(user.account, context);
		const federated = { kind: "federatedUser", user, name: parameters.get("Name") ?? "" } as const;
		const seconds = userSessionSeconds(user, integer(parameters, "DurationSeconds") ?? defaultSeconds);
		return {
			Credentials: credentialsXml(context.issuer.issue(federated, seconds)),
			FederatedUser: { FederatedUserId: callerId(federated), Arn: callerArn(federated) },
			PackedPolicySize: packedSize,
		};
	},
};
