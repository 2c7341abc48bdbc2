/** One of STS's refusals, and what a person reads of it. */
export interface ErrorCase {
	/** STS's own code, HTTP status and words. */
	readonly code: string;
	readonly status: number;
	readonly says: string;
	/** All that the person reads. */
	readonly message: string;
	readonly buttons: readonly string[];
}

/** One of which the person reads what `told` says, and STS's own words after it. */
export function quoting({
	told,
	...refusal
}: Omit<ErrorCase, "message"> & { readonly told: string }): ErrorCase {
	return { ...refusal, message: `${told}. STS says: ${refusal.says}` };
}

export const malformed = quoting({
	code: "MalformedPolicyDocument",
	status: 400,
	says: "Syntax errors in policy.",
	told: "STS can't read the session policy. It must be a JSON document in the form that IAM takes",
	buttons: ["Try Again"],
});
export const packed = quoting({
	code: "PackedPolicyTooLarge",
	status: 400,
	says: "Packed policy consumes 134% of allotted space.",
	told: "Session policies and tags together are too large. Shorten the policy, or leave out policies or tags",
	buttons: ["Try Again"],
});
export const tooLate: ErrorCase = {
	code: "RequestExpired",
	status: 400,
	says: "Request has expired.",
	message: "This machine's clock is too far off for AWS. Set it right, then try again",
	buttons: ["Try Again"],
};
export const throttled: ErrorCase = {
	code: "Throttling",
	status: 400,
	says: "Rate exceeded",
	message: "STS is being asked too often. Wait a moment, then try again",
	buttons: ["Try Again"],
};

export function regionDisabled(region: string, ...buttons: readonly string[]): ErrorCase {
	return quoting({
		code: "RegionDisabledException",
		status: 403,
		says: "STS is not activated in this region for account:111122223333. Your account administrator can activate STS in this region using the IAM Console.",
		told: `STS is switched off in ${region}. An administrator can activate it under IAM, Account settings; or choose another region`,
		buttons,
	});
}

/** @param caller whose credentials they are: `profile 'acme'` */
export function expired(caller: string, ...buttons: readonly string[]): ErrorCase {
	return {
		code: "ExpiredToken",
		status: 403,
		says: "The security token included in the request is expired",
		message: `The credentials of ${caller} have expired. Get new ones, then try again`,
		buttons,
	};
}

/** For a role that no profile names. */
export function longerThanRole(roleArn: string, ...buttons: readonly string[]): ErrorCase {
	return {
		code: "ValidationError",
		status: 400,
		says: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
		message: `The duration is longer than ${roleArn} allows. Ask for less, or raise the role's maximum session duration`,
		buttons,
	};
}

export function refusedParameters(operation: string, says: string, ...buttons: readonly string[]): ErrorCase {
	return {
		code: "ValidationError",
		status: 400,
		says,
		message: `STS refused the parameters of ${operation}: ${says}`,
		buttons,
	};
}
