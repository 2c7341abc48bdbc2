import { malformedPolicyDocument, packedPolicyTooLarge, validationError } from "../errors.ts";
import { type Constraint, type ListConstraint, members, type Parameters } from "../parameters.ts";

/** The text of an inline policy and of policies' ARNs together, in characters. */
const plainTextLimit = 2048;
/** The space that policies and tags share. The real service packs them first; here they count as they are. */
const packedBytes = 4096;

/** The limits of an inline session policy, the same in every operation that takes one. */
export const policyConstraints = {
	Policy: { minLength: 1, maxLength: plainTextLimit },
} satisfies Record<string, Constraint>;

/** The limits of managed session policies, the same in every operation that takes them. */
export const policyListConstraints = {
	PolicyArns: { maxItems: 10, parts: { arn: { required: true, minLength: 20, maxLength: 2048 } } },
} satisfies Record<string, ListConstraint>;

/**
 * How full a request's policies and tags make their common space, in percent; undefined without any.
 * @param tagTexts keys and values of the session's tags
 * @throws StsError MalformedPolicyDocument, PackedPolicyTooLarge; ValidationError for an ARN that is no policy's.
 */
export function packedPolicySize(
	parameters: Parameters,
	tagTexts: readonly string[] = [],
): number | undefined {
	const policy = parameters.get("Policy");
	if (policy !== undefined) checkPolicy(policy);
	const arns = members(parameters, "PolicyArns").map((item) => item.get("arn") ?? "");
	if (!arns.every((arn) => /^arn:[\w-]+:iam::(aws|\d{12}):policy\/\S+$/.test(arn))) {
		throw validationError("Request ARN is invalid");
	}
	const policyTexts = [policy ?? "", ...arns];
	const policyLength = policyTexts.join("").length;
	if (policyLength > plainTextLimit) {
		throw packedPolicyTooLarge("Packed policy", percentOf(policyLength, plainTextLimit));
	}
	const size = Buffer.byteLength([...policyTexts, ...tagTexts].join(""));
	const percent = percentOf(size, packedBytes);
	if (percent > 100) {
		const what = policyLength === 0 ? "session tags" : "session policies and tags";
		throw packedPolicyTooLarge(`Packed size of ${what}`, percent);
	}
	return size === 0 ? undefined : percent;
}

/** Reads a policy no further than a session policy's usual mistakes need. */
function checkPolicy(text: string): void {
	const policy = parsed(text);
	if (!isObject(policy)) throw malformedPolicyDocument("This policy contains invalid Json");
	const statements = [policy["Statement"]].flat();
	const isWhole = statements.every(
		(statement) =>
			isObject(statement) &&
			(statement["Effect"] === "Allow" || statement["Effect"] === "Deny") &&
			("Action" in statement || "NotAction" in statement) &&
			("Resource" in statement || "NotResource" in statement),
	);
	if (!isWhole) throw malformedPolicyDocument("Syntax errors in policy.");
	if (statements.some((statement) => isObject(statement) && "Principal" in statement)) {
		throw malformedPolicyDocument("The policy should not specify a principal.");
	}
}

function percentOf(part: number, whole: number): number {
	return Math.ceil((part * 100) / whole);
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
