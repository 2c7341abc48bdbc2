/** The kinds of policy that AWS names when it denies (IAM User Guide, "Troubleshoot access denied error messages"). */
export const policyKinds = [
	"identity-based policy",
	"resource-based policy",
	"service control policy",
	"resource control policy",
	"permissions boundary",
	"session policy",
	"VPC endpoint policy",
] as const;
export type PolicyKind = (typeof policyKinds)[number];

/** What an error's own words say about why a request was denied. */
export interface PolicyReason {
	/** Whether a statement denies it; otherwise none allows it. */
	readonly isExplicit: boolean;
	readonly policy: PolicyKind;
	/** The policy itself, which AWS tells within an account or organization. */
	readonly policyArn?: string;
}

/** Every reason that a text gives, in order. The words of it may stand on several lines, with a frame's bars between. */
export function findReason(text: string): PolicyReason[] {
	const words = text.replace(/[\s│|]+/g, " ");
	const kinds = policyKinds.join("|");
	const reason = new RegExp(
		`with an explicit deny in (?:an? |the )?(${kinds})(?::? (arn:[^\\s"']+))?|because no (${kinds}) allows`,
		"gi",
	);
	return [...words.matchAll(reason)].flatMap(([, explicit, arn, implicit]) => {
		const named = (explicit ?? implicit ?? "").toLowerCase();
		const policy = policyKinds.find((kind) => kind.toLowerCase() === named);
		return policy === undefined
			? []
			: [
					{
						isExplicit: explicit !== undefined,
						policy,
						...(arn === undefined ? {} : { policyArn: arn.replace(/[.,;)\]}]+$/, "") }),
					},
				];
	});
}
