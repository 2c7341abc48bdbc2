/** What a variable has to do with who a program is at AWS. */
export interface IdentityVariable {
	readonly name: string;
	readonly kind: "keys" | "profile" | "webIdentity" | "container";
	/** Says who somebody is; the others only matter beside one that does. */
	readonly namesIdentity: boolean;
	/**
	 * What is to be done where it can't be taken out: an empty value makes clients take it for absent (`empty`), it
	 * contradicts nobody when it stays (`leave`), or neither is so (`conflict`).
	 */
	readonly ifStuck: "empty" | "leave" | "conflict";
}

/**
 * Every variable by which the AWS CLI or an SDK can be told who it is. Their names are those of the AWS SDKs and Tools
 * Reference Guide ("Environment variables list") and, for `AWS_SECURITY_TOKEN` and `AWS_DEFAULT_PROFILE`, of botocore
 * (`credentials.py`, `configprovider.py`).
 */
const table = [
	{ name: "AWS_ACCESS_KEY_ID", kind: "keys", namesIdentity: true, ifStuck: "empty" },
	{ name: "AWS_SECRET_ACCESS_KEY", kind: "keys", namesIdentity: false, ifStuck: "empty" },
	{ name: "AWS_SESSION_TOKEN", kind: "keys", namesIdentity: false, ifStuck: "empty" },
	// The older name of the token, which botocore prefers.
	{ name: "AWS_SECURITY_TOKEN", kind: "keys", namesIdentity: false, ifStuck: "empty" },
	{ name: "AWS_CREDENTIAL_EXPIRATION", kind: "keys", namesIdentity: false, ifStuck: "empty" },
	// Keys' account: botocore builds account-based endpoints from it.
	{ name: "AWS_ACCOUNT_ID", kind: "keys", namesIdentity: false, ifStuck: "leave" },
	// Empty ones are names of profiles to some clients: the CLI fails.
	{ name: "AWS_PROFILE", kind: "profile", namesIdentity: true, ifStuck: "conflict" },
	{ name: "AWS_DEFAULT_PROFILE", kind: "profile", namesIdentity: true, ifStuck: "conflict" },
	{ name: "AWS_WEB_IDENTITY_TOKEN_FILE", kind: "webIdentity", namesIdentity: true, ifStuck: "empty" },
	{ name: "AWS_ROLE_ARN", kind: "webIdentity", namesIdentity: false, ifStuck: "leave" },
	{ name: "AWS_ROLE_SESSION_NAME", kind: "webIdentity", namesIdentity: false, ifStuck: "leave" },
	// botocore takes addresses and the token's file for given also when they are empty, and the relative address and
	// the token's file before the other of each.
	{
		name: "AWS_CONTAINER_CREDENTIALS_FULL_URI",
		kind: "container",
		namesIdentity: true,
		ifStuck: "conflict",
	},
	{
		name: "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
		kind: "container",
		namesIdentity: true,
		ifStuck: "conflict",
	},
	{ name: "AWS_CONTAINER_AUTHORIZATION_TOKEN", kind: "container", namesIdentity: false, ifStuck: "empty" },
	{
		name: "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
		kind: "container",
		namesIdentity: false,
		ifStuck: "conflict",
	},
] as const satisfies readonly IdentityVariable[];

type Row = (typeof table)[number];

export const identityVariables: readonly IdentityVariable[] = table;

/** The variables that name a profile. */
export const profileVariables: readonly string[] = namesOf(({ kind }) => kind === "profile");

/** The variables that clients take for absent when they are empty. */
export const absentWhenEmpty: readonly string[] = namesOf(({ ifStuck }) => ifStuck === "empty");

/** The variables of containers that come before the address and the token of a delivered endpoint. */
export const beforeEndpoint: readonly string[] = namesOf(
	({ kind, ifStuck, name }) =>
		kind === "container" && ifStuck === "conflict" && name !== "AWS_CONTAINER_CREDENTIALS_FULL_URI",
);

/** The variables that say which region is called. */
export const regionVariableNames = ["AWS_REGION", "AWS_DEFAULT_REGION"] as const;

function namesOf(isMeant: (row: Row) => boolean): readonly string[] {
	return table.filter(isMeant).map(({ name }) => name);
}
