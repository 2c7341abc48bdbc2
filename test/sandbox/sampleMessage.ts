import {
	conditionItems,
	type DecodedAuthorization,
	encodeAuthorizationMessage,
	items,
	type MatchedStatement,
	valueItems,
} from "../sts/authorizationMessage.ts";
import { callerId } from "../sts/caller.ts";
import { sampleAlice } from "./sampleWorld.ts";

/**
 * The encoded message of a refused ec2:RunInstances of alice's: nothing allowed it (`implicit`), or a statement denied
 * it (`explicit`).
 */
export function sampleAuthorizationMessage(kind: "implicit" | "explicit" = "implicit"): string {
	return encodeAuthorizationMessage(sampleDecodedAuthorization(kind));
}

/** What `sampleAuthorizationMessage` holds. */
export function sampleDecodedAuthorization(kind: "implicit" | "explicit" = "implicit"): DecodedAuthorization {
	return {
		allowed: false,
		explicitDeny: kind === "explicit",
		matchedStatements: kind === "explicit" ? items(denyLargeInstances()) : items(),
		failures: items(),
		context: {
			principal: { id: principalId(), name: "alice", arn: sampleAlice().arn },
			action: "ec2:RunInstances",
			resource: "arn:aws:ec2:eu-central-1:111122223333:instance/*",
			conditions: conditionItems({
				"aws:Region": "eu-central-1",
				"aws:Resource": "instance/*",
				"aws:Account": "111122223333",
				"ec2:InstanceType": "m5.24xlarge",
				"ec2:AvailabilityZone": "eu-central-1a",
				"ec2:RootDeviceType": "ebs",
			}),
		},
	};
}

function denyLargeInstances(): MatchedStatement {
	return {
		statementId: "DenyLargeInstances",
		effect: "DENY",
		principals: valueItems(principalId()),
		principalGroups: items(),
		actions: valueItems("ec2:RunInstances"),
		resources: valueItems("arn:aws:ec2:*:*:instance/*"),
		conditions: conditionItems({ "ec2:InstanceType": "*.24xlarge" }),
	};
}

function principalId(): string {
	return callerId({ kind: "user", user: sampleAlice() });
}
