/** What an ID that AWS made up names. Stable for callers of the commands. */
export type IdKind =
	| "accessKey"
	| "temporaryAccessKey"
	| "bearerToken"
	| "contextCredential"
	| "group"
	| "user"
	| "instanceProfile"
	| "managedPolicy"
	| "policyVersion"
	| "publicKey"
	| "role"
	| "certificate";

interface PrefixMeaning {
	readonly kind: IdKind;
	/** With its article, for a sentence. */
	readonly name: string;
}

/** By the four letters that an ID begins with (IAM User Guide, "IAM identifiers", unique identifiers). */
const prefixes: Readonly<Record<string, PrefixMeaning>> = {
	AKIA: { kind: "accessKey", name: "a long-term access key" },
	ASIA: { kind: "temporaryAccessKey", name: "a temporary access key" },
	ABIA: { kind: "bearerToken", name: "a bearer token of STS for a service" },
	ACCA: { kind: "contextCredential", name: "a context-specific credential" },
	AGPA: { kind: "group", name: "a group of users" },
	AIDA: { kind: "user", name: "an IAM user" },
	AIPA: { kind: "instanceProfile", name: "an EC2 instance profile" },
	ANPA: { kind: "managedPolicy", name: "a managed policy" },
	ANVA: { kind: "policyVersion", name: "a version of a managed policy" },
	APKA: { kind: "publicKey", name: "a public key" },
	AROA: { kind: "role", name: "an IAM role" },
	ASCA: { kind: "certificate", name: "a certificate" },
};

/** An ID and what it names. */
export interface AwsId extends PrefixMeaning {
	readonly id: string;
	/** Only access keys have an account that can be asked for. */
	readonly isAccessKey: boolean;
}

const anyId = new RegExp(
	`(?<![A-Za-z0-9])(?:${Object.keys(prefixes).join("|")})[A-Z0-9]{12,124}(?![A-Za-z0-9])`,
	"g",
);

/** What a text is the ID of, as a whole; undefined when it is none that is known. */
export function readId(text: string): AwsId | undefined {
	const meaning = Object.hasOwn(prefixes, text.slice(0, 4)) ? prefixes[text.slice(0, 4)] : undefined;
	return meaning === undefined || !/^[A-Z0-9]{16,128}$/.test(text)
		? undefined
		: {
				id: text,
				kind: meaning.kind,
				name: meaning.name,
				isAccessKey: meaning.kind === "accessKey" || meaning.kind === "temporaryAccessKey",
			};
}

/** Every ID that stands in a text, once each, in order. */
export function findIds(text: string): AwsId[] {
	return [...new Set(text.match(anyId))].flatMap((id) => readId(id) ?? []);
}

/** Why a text is not an access key's ID, in words that say what is wrong; undefined when it is one. */
export function accessKeyIdProblem(text: string): string | undefined {
	const read = readId(text);
	if (read !== undefined) {
		return read.isAccessKey
			? undefined
			: `This is the ID of ${read.name}. An access key ID begins with AKIA or ASIA`;
	}
	if (!/^[A-Z0-9]*$/.test(text)) {
		return "An access key ID has uppercase letters and digits only";
	}
	return text.length < 16 || text.length > 128
		? `An access key ID has 16 to 128 characters, this has ${text.length}`
		: "An access key ID begins with AKIA or ASIA";
}
