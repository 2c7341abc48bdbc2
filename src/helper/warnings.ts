import type { Decided, Surroundings } from "./decide.ts";
import type { ClientGroup } from "./groups.ts";

/** Something that makes programs disagree or fail, and how to mend it. */
export interface Warning {
	readonly text: string;
	/** Variables that mend it when they are taken out. */
	readonly unset?: readonly string[];
}

/** What is wrong with the variables, by what the programs make of them. No value of a key or token is told. */
export function warningsOf(
	groups: readonly ClientGroup[],
	{ environment, config, now }: Surroundings,
): readonly Warning[] {
	const has = (name: string): boolean => Boolean(environment[name]);
	const deciding = (kind: Decided["decision"]["kind"]): string =>
		listed(groups.filter(({ decided }) => decided.decision.kind === kind).flatMap(({ names }) => names));
	const groupOf = (client: string): ClientGroup | undefined =>
		groups.find(({ names }) => names.includes(client));
	const warnings: Warning[] = [];
	const warn = (text: string, ...unset: string[]): void => {
		warnings.push({ text, ...(unset.length === 0 ? {} : { unset }) });
	};

	for (const variable of ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"]) {
		const profile = environment[variable];
		if (profile === "") {
			warn(`${variable} is set but empty: the AWS CLI and boto3 take that for a profile's name`, variable);
		} else if (profile !== undefined && !config.profiles.has(profile)) {
			warn(`${variable} names a profile that is in neither file`, variable);
		}
	}
	const hasPair = has("AWS_ACCESS_KEY_ID") && has("AWS_SECRET_ACCESS_KEY");
	const takesKeys = deciding("variables");
	const takesProfile = deciding("profile");
	if (hasPair && takesKeys !== "" && takesProfile !== "") {
		const isNamed = has("AWS_PROFILE");
		warn(
			`Two sources: ${takesKeys} take the keys in variables, ${takesProfile} the profile${isNamed ? " that AWS_PROFILE names" : " default"}`,
			...(isNamed ? ["AWS_PROFILE"] : []),
		);
	}
	if (groupOf("AWS CLI") !== groupOf("boto3") && has("AWS_PROFILE") && has("AWS_DEFAULT_PROFILE")) {
		warn(
			"Two profiles: boto3 and version 1 of the AWS CLI take AWS_DEFAULT_PROFILE, all others AWS_PROFILE",
			"AWS_DEFAULT_PROFILE",
		);
	}
	const isOther = config.profiles.has(environment["AWS_DEFAULT_PROFILE"] ?? "");
	if (!has("AWS_PROFILE") && isOther && groupOf("AWS CLI") !== groupOf("Java")) {
		warn("Only the AWS CLI and boto3 read AWS_DEFAULT_PROFILE. AWS_PROFILE is read by all");
	}
	if (has("AWS_ACCESS_KEY_ID") !== has("AWS_SECRET_ACCESS_KEY")) {
		const [present, absent] = has("AWS_ACCESS_KEY_ID")
			? (["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const)
			: (["AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID"] as const);
		const end = has("AWS_ACCESS_KEY_ID")
			? "the AWS CLI and boto3 give up, others pass it over"
			: "all pass it over";
		warn(`Half a pair of keys: ${present} is set without ${absent}, so ${end}`, present);
	}
	if (hasPair) {
		warnings.push(...tokenWarnings(environment));
	}
	const expiration = environment["AWS_CREDENTIAL_EXPIRATION"];
	if (hasPair && expiration && !(Date.parse(expiration) > now)) {
		warn(
			Number.isNaN(Date.parse(expiration))
				? "AWS_CREDENTIAL_EXPIRATION holds no date, at which the AWS CLI and boto3 give up"
				: "The keys in variables have expired (AWS_CREDENTIAL_EXPIRATION). Get new ones where these came from",
		);
	}
	if (has("AWS_WEB_IDENTITY_TOKEN_FILE") && !has("AWS_ROLE_ARN")) {
		warn(
			"AWS_WEB_IDENTITY_TOKEN_FILE is set without AWS_ROLE_ARN: the AWS CLI and boto3 give up when they come to it",
			"AWS_WEB_IDENTITY_TOKEN_FILE",
		);
	}
	if (deciding("container") !== "") {
		for (const [used, unused] of [
			["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"],
			["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "AWS_CONTAINER_AUTHORIZATION_TOKEN"],
		] as const) {
			if (has(used) && has(unused)) {
				warn(`The AWS CLI uses ${used}, not ${unused}`, unused);
			}
		}
	}
	return warnings;
}

function tokenWarnings(environment: Surroundings["environment"]): Warning[] {
	const { AWS_ACCESS_KEY_ID: id = "", AWS_SESSION_TOKEN: token, AWS_SECURITY_TOKEN: older } = environment;
	if (!token && !older) {
		return id.startsWith("ASIA")
			? [{ text: "The keys in variables are temporary ones, but AWS_SESSION_TOKEN is not set" }]
			: [];
	}
	if (id.startsWith("AKIA")) {
		const unset = ["AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"].filter((name) => environment[name]);
		return [
			{ text: "The keys in variables are long-term ones, and the token beside them is not theirs", unset },
		];
	}
	if (!token) {
		return [{ text: "Only the AWS CLI and boto3 read AWS_SECURITY_TOKEN. AWS_SESSION_TOKEN is read by all" }];
	}
	return older && older !== token
		? [
				{
					text: "Two tokens: the AWS CLI and boto3 take AWS_SECURITY_TOKEN, all others AWS_SESSION_TOKEN",
					unset: ["AWS_SECURITY_TOKEN"],
				},
			]
		: [];
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
	return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
