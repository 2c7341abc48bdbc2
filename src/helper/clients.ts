/** Where a client looks for credentials. `profileRole`: a profile's role, before its other credentials. */
export type Step = "keys" | "profileRole" | "webIdentity" | "profile" | "container" | "instance";

/** A program or library that looks for credentials, and how it does. */
export interface Client {
	readonly name: string;
	/** The first one that is set names the profile. */
	readonly profileVariables: readonly string[];
	/** The first one that is set is the token that goes with the keys in variables. */
	readonly tokenVariables: readonly string[];
	readonly order: readonly Step[];
	/** With a profile named in a variable, keys in variables don't count. */
	readonly prefersNamedProfile?: true;
	/** Built on botocore: half of what a source needs ends the search, and so does a profile that is not there. */
	readonly isStrict?: true;
}

const botocoreOrder: readonly Step[] = [
	"keys",
	"profileRole",
	"webIdentity",
	"profile",
	"container",
	"instance",
];

/** The AWS CLI, of which version 1 differs as boto3 does. */
export const awsCli: Client = {
	name: "AWS CLI",
	profileVariables: ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"],
	tokenVariables: ["AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN"],
	order: botocoreOrder,
	isStrict: true,
};

const sdk = { profileVariables: ["AWS_PROFILE"], tokenVariables: ["AWS_SESSION_TOKEN"] } as const;

/**
 * By botocore's create_credential_resolver (aws-cli 2, botocore 1.43), credential-provider-node 3 of the JavaScript
 * SDK, DefaultCredentialsProvider of the Java SDK 2, resolve_credentials.go of the Go SDK 2, CredentialProvider.php
 * of the PHP SDK 3, the credentials chain of Rust's aws-config 1, and the .NET SDK's
 * DefaultAWSCredentialsIdentityResolver (4) and FallbackCredentialsFactory (3).
 */
export const clients: readonly Client[] = [
	awsCli,
	{ ...awsCli, name: "boto3", profileVariables: ["AWS_DEFAULT_PROFILE", "AWS_PROFILE"] },
	{
		...sdk,
		name: "JavaScript",
		order: ["keys", "profile", "webIdentity", "container", "instance"],
		prefersNamedProfile: true,
	},
	...["Java", "Go", "PHP", ".NET 4"].map((name) => ({
		...sdk,
		name,
		order: ["keys", "webIdentity", "profile", "container", "instance"] as const,
	})),
	{ ...sdk, name: ".NET 3", order: ["webIdentity", "profile", "keys", "container", "instance"] },
	{ ...sdk, name: "Rust", order: ["keys", "profile", "webIdentity", "container", "instance"] },
];
