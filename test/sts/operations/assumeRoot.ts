import { type Caller, callerAccount, callerArn } from "../caller.ts";
import { accessDenied, notAuthorized, validationError } from "../errors.ts";
import { checkParameters, integer } from "../parameters.ts";
import { ownPoliciesAllow } from "../trust.ts";
import { isRoot, rootArn, type World } from "../world.ts";
import { checkRegion, checkRegionalEndpoint, credentialsXml, type Operation } from "./operation.ts";

const longestSeconds = 900;
const taskPolicies = [
	"IAMAuditRootUserCredentials",
	"IAMCreateRootUserPassword",
	"IAMDeleteRootUserCredentials",
	"S3UnlockBucketPolicy",
	"SQSUnlockQueuePolicy",
].map((name) => `arn:aws:iam::aws:policy/root-task/${name}`);

const constraints = {
	TargetPrincipal: { required: true, minLength: 12, maxLength: 2048 },
	"TaskPolicyArn.arn": { required: true, minLength: 20, maxLength: 2048 },
	DurationSeconds: { minValue: 0, maxValue: longestSeconds },
};

/** AssumeRoot: the root user of a member account, for one task of an administrator's. */
export const assumeRoot: Operation = {
	signed: true,
	run(parameters, context, caller) {
		checkRegionalEndpoint(context);
		checkParameters(parameters, constraints);
		const target = parameters.get("TargetPrincipal") ?? "";
		const [, account] = /^(?:arn:aws:iam::)?(\d{12})(?::root)?$/.exec(target) ?? [];
		if (account === undefined || (target !== account && target !== rootArn(account))) {
			throw validationError("Request must contain a valid target principal");
		}
		if (!taskPolicies.includes(parameters.get("TaskPolicyArn.arn") ?? "")) {
			throw validationError("Request must contain valid AWS managed task policy ARN");
		}
		if (caller.kind === "user" && isRoot(caller.user)) {
			throw accessDenied("Root user credentials cannot be used to call AssumeRoot");
		}
		if (!mayAssumeRoot(caller, account, context.world)) {
			throw notAuthorized(callerArn(caller), "sts:AssumeRoot", rootArn(account));
		}
		checkRegion(account, context);
		const seconds = integer(parameters, "DurationSeconds") ?? longestSeconds;
		return {
			SourceIdentity: caller.kind === "roleSession" ? caller.sourceIdentity : undefined,
			Credentials: credentialsXml(context.issuer.issue({ kind: "rootSession", account }, seconds)),
		};
	},
};

/** The caller must be of the management account or a delegated administrator, and the target a member. */
function mayAssumeRoot(caller: Caller, target: string, { organization }: World): boolean {
	if (organization === undefined) return false;
	const { managementAccount, members, delegatedAdministrators = [] } = organization;
	return (
		[managementAccount, ...delegatedAdministrators].includes(callerAccount(caller)) &&
		members.includes(target) &&
		ownPoliciesAllow(caller, rootArn(target))
	);
}
