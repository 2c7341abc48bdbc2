import { sampleWorld } from "../sandbox/sampleWorld.ts";
import {
	conditionItems,
	type DecodedAuthorization,
	encodeAuthorizationMessage,
	items,
	valueItems,
} from "../sts/authorizationMessage.ts";
import type { World } from "../sts/world.ts";

/** The sample world, in which the role of dev-readonly may decode nothing. */
export function worldWithDecoders(): World {
	const world = sampleWorld();
	const isReader = (arn: string): boolean => arn.endsWith(":role/DevReadOnly");
	return {
		...world,
		roles: world.roles.map((role) =>
			isReader(role.arn) ? { ...role, deniedActions: ["sts:DecodeAuthorizationMessage"] } : role,
		),
	};
}

const denial: DecodedAuthorization = {
	allowed: false,
	explicitDeny: true,
	matchedStatements: items({
		statementId: "DenyLargeInstances",
		effect: "DENY" as const,
		principals: valueItems("AROAEXAMPLEREADONLY00:alice"),
		principalGroups: items(),
		actions: valueItems("ec2:RunInstances"),
		resources: valueItems("arn:aws:ec2:*:*:instance/*"),
		conditions: conditionItems({ "ec2:InstanceType": "t3.micro" }),
	}),
	failures: items(),
	context: {
		principal: {
			id: "AROAEXAMPLEREADONLY00:alice",
			arn: "arn:aws:sts::444455556666:assumed-role/DevReadOnly/alice",
		},
		action: "RunInstances",
		resource: "arn:aws:ec2:eu-central-1:444455556666:instance/*",
		conditions: conditionItems({
			"aws:Region": "eu-central-1",
			"aws:Service": "ec2",
			"ec2:InstanceType": "m5.large",
			"ec2:Tenancy": "default",
		}),
	},
};

/** Short enough for a line with it to have links in a terminal. */
const shortDenial: DecodedAuthorization = {
	...denial,
	explicitDeny: false,
	matchedStatements: items(),
	context: {
		...denial.context,
		principal: { id: "AIDAEXAMPLE", name: "alice", arn: "arn:aws:iam::111122223333:user/alice" },
		action: "ec2:CreateVpc",
		resource: "arn:aws:ec2:eu-central-1:111122223333:vpc/*",
		conditions: items(),
	},
};

/** The encoded message of a denied ec2:RunInstances, and the error that a command prints with it. */
export const encodedDenial = encodeAuthorizationMessage(denial);
export const deniedError = `An error occurred (UnauthorizedOperation) when calling the RunInstances operation: You are not authorized to perform this operation. User: arn:aws:sts::444455556666:assumed-role/DevReadOnly/alice is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:eu-central-1:444455556666:instance/* with an explicit deny in a service control policy. Encoded authorization failure message: ${encodedDenial}`;

/** The same for a ec2:CreateVpc that no policy allows. */
export const encodedShortDenial = encodeAuthorizationMessage(shortDenial);
export const shortError = `You are not authorized to perform this operation because no identity-based policy allows the ec2:CreateVpc action. Encoded authorization failure message: ${encodedShortDenial}`;
