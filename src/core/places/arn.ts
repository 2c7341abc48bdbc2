/** An IAM role named by its ARN. */
export interface RoleArn {
	readonly partition: string;
	readonly account: string;
	/** With its path: `service/deploy`. */
	readonly path: string;
	/** The last part of the path. */
	readonly name: string;
}

/** Who a set of credentials is, as GetCallerIdentity and AssumeRole tell it. */
export interface Identity {
	readonly account: string;
	readonly arn: string;
	/** The role's name, of a role's session. */
	readonly role?: string;
	/** The session's name, of a role's session or a federated user. */
	readonly sessionName?: string;
	/** The user's name, of a user. */
	readonly user?: string;
}

const roleArn = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/((?:[\u0021-\u007E]+\/)?([\w+=,.@-]{1,64}))$/;
const mfaSerial = /^(?=.{9,256}$)(arn:aws[a-z-]*:iam::\d{12}:(mfa|u2f|sms-mfa)\/)?[\w+=/:,.@-]+$/;

/** The parts of a role's ARN, or undefined when it is none. */
export function parseRoleArn(text: string): RoleArn | undefined {
	const match = roleArn.exec(text);
	if (match === null || text.length > 2048) {
		return undefined;
	}
	const [, partition = "", account = "", path = "", name = ""] = match;
	return { partition, account, path, name };
}

/** Why a text is not a role's ARN, in words that say what is missing; undefined when it is one. */
export function roleArnProblem(text: string): string | undefined {
	if (parseRoleArn(text) !== undefined) {
		return undefined;
	}
	const [prefix, partition, service, , account, ...rest] = text.split(":");
	const resource = rest.join(":");
	if (prefix !== "arn" || partition === undefined || !/^aws[a-z-]*$/.test(partition)) {
		return "A role ARN looks like arn:aws:iam::123456789012:role/name";
	}
	if (service !== undefined && service !== "iam" && service !== "") {
		return service === "sts"
			? "This names a role's session. The role itself is arn:aws:iam::…:role/name"
			: "A role belongs to iam: arn:aws:iam::123456789012:role/name";
	}
	if (account !== undefined && account !== "" && !/^\d{12}$/.test(account)) {
		return `An account ID has 12 digits, this has ${account.length} characters`;
	}
	if (resource !== "" && !resource.startsWith("role/")) {
		return "The last part of a role ARN is role/name";
	}
	return "A role ARN looks like arn:aws:iam::123456789012:role/name";
}

/** Whether a text can be an `mfa_serial`: a virtual device's ARN or a hardware device's number. */
export function isMfaSerial(text: string): boolean {
	return mfaSerial.test(text);
}

/** A device's name for people: the last part of its ARN, or the serial number itself. */
export function mfaDeviceName(serial: string): string {
	return serial.includes(":mfa/") ? serial.slice(serial.indexOf(":mfa/") + 5) : serial;
}

/** Reads an identity out of an ARN that STS gave. */
export function parseIdentity(arn: string, account: string): Identity {
	const resource = arn.split(":").slice(5).join(":");
	const [kind, ...parts] = resource.split("/");
	switch (kind) {
		case "assumed-role":
			return { account, arn, role: parts.slice(0, -1).join("/"), sessionName: parts.at(-1) ?? "" };
		case "federated-user":
			return { account, arn, sessionName: parts.join("/") };
		case "user":
			return { account, arn, user: parts.at(-1) ?? "" };
		case "root":
			return { account, arn, user: "root" };
		default:
			return { account, arn };
	}
}

/** The shortest text that says who this is: the role's, the user's or the session's name. */
export function identityLabel(identity: Identity): string {
	return identity.role ?? identity.user ?? identity.sessionName ?? identity.arn;
}
