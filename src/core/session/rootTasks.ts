/** What a session of a member account's root user may be used for: AWS's own policies, one for each task. */
export interface RootTask {
	/** The policy's name. */
	readonly name: string;
	/** What it is for, as an action. */
	readonly title: string;
	/** What it allows, in a sentence. */
	readonly effect: string;
	/** A codicon. */
	readonly icon: string;
}

/** The tasks that AWS has made policies for, those that change least first. */
export const rootTasks: readonly RootTask[] = [
	{
		name: "IAMAuditRootUserCredentials",
		title: "Look at the root user's credentials",
		effect: "Reads whether it has a password, keys, certificates or MFA devices; changes nothing",
		icon: "eye",
	},
	{
		name: "S3UnlockBucketPolicy",
		title: "Unlock an S3 bucket",
		effect: "Reads, replaces or deletes a bucket policy that locks everybody out",
		icon: "unlock",
	},
	{
		name: "SQSUnlockQueuePolicy",
		title: "Unlock an SQS queue",
		effect: "Reads, replaces or deletes a queue policy that locks everybody out",
		icon: "unlock",
	},
	{
		name: "IAMCreateRootUserPassword",
		title: "Let the root user have a password again",
		effect: "Whoever reads the mail of the root user's address can then set one and sign in",
		icon: "key",
	},
	{
		name: "IAMDeleteRootUserCredentials",
		title: "Delete the root user's credentials",
		effect: "Deletes its password, access keys, certificates and MFA devices",
		icon: "trash",
	},
];

/** The longest session of root (seconds), which is what AWS gives when nothing is asked for. */
export const rootSessionSeconds = 900;

/** The ARN of a task's policy. Each partition has its own. */
export function taskPolicyArn({ name }: Pick<RootTask, "name">, partition: string): string {
	return `arn:${partition}:iam::aws:policy/root-task/${name}`;
}

/** The task of a policy's ARN; undefined for one that is not known here. */
export function taskOf(arn: string): RootTask | undefined {
	const name = arn.slice(arn.lastIndexOf("/") + 1);
	return rootTasks.find((task) => task.name === name);
}
