import { parseSamlProviderArn } from "../identity/samlRoles.ts";
import { parseRoleArn } from "../places/arn.ts";
import type { SamlRequest, WebIdentityRequest } from "../session/session.ts";
import { type Check, durationCheck, durationLimits, stsChecks } from "../session/stsLimits.ts";
import { given, invalid, readObject, readPolicyArns, readSeconds, readText } from "./argumentFields.ts";
import { fieldChecks } from "./commandArguments.ts";

/** What can be handed to Assume Role with Web Identity; it asks for what is missing. */
export interface WebIdentityArguments extends Partial<Omit<WebIdentityRequest, "token">> {
	/** A full path, or one that begins with `~/`. */
	readonly tokenFile?: string;
	/** A command line that prints the token. */
	readonly tokenCommand?: string;
}

/** What can be handed to Assume Role with SAML; it asks for what is missing. */
export interface SamlArguments extends Partial<Omit<SamlRequest, "assertion">> {
	/** A full path, or one that begins with `~/`. */
	readonly assertionFile?: string;
}

const longestPath = 4096;
const longestCommand = 2000;
const roleFields = ["roleArn", "durationSeconds", "policy", "policyArns", "region"];

/** Why a text is no full path; undefined when it is one. `~/` stands for the home folder. */
export const pathProblem: Check = (value) =>
	isOneLine(value) && value.length <= longestPath && /^(\/|~[\\/]|[A-Za-z]:[\\/]|\\\\)/.test(value)
		? undefined
		: "Write the file's full path, or one from your home folder: ~/…";

/** Why a text is no command to run; undefined when it can be one. */
export const commandProblem: Check = (value) => {
	if (value.trim() === "") {
		return "Write the command that prints the token";
	}
	if (value.length > longestCommand) {
		return `A command has ${longestCommand} characters at most, this has ${value.length}`;
	}
	return isOneLine(value) ? undefined : "A command is one line, without control characters";
};

/** A person who confirms somebody else's command has to see all of it: its end is not to be pushed out of sight. */
const handedCommandProblem: Check = (value) =>
	commandProblem(value) ??
	(/[\p{Zs}\u115F\u1160\u2800\u3164\uFFA0]{3}/u.test(value)
		? "A command that is handed over has no more than two blanks in a row"
		: undefined);

/** @throws SessionsError `InvalidArgument` that names the field and its limit */
export function readWebIdentityArguments(argument: unknown): WebIdentityArguments {
	refuseSecret(argument, "webIdentityToken", "tokenFile or tokenCommand");
	const object = readObject(argument, [
		...roleFields,
		"tokenFile",
		"tokenCommand",
		"sessionName",
		"providerId",
	]);
	const tokenFile = readText(object, "tokenFile", pathProblem);
	const tokenCommand = readText(object, "tokenCommand", handedCommandProblem);
	if (tokenFile !== undefined && tokenCommand !== undefined) {
		throw invalid("tokenFile and tokenCommand can't be given together: one of them has the token");
	}
	return given({
		...readRole(object),
		tokenFile,
		tokenCommand,
		sessionName: readText(object, "sessionName", stsChecks.sessionName),
		providerId: readText(object, "providerId", stsChecks.providerId),
	});
}

/** @throws SessionsError `InvalidArgument` that names the field and its limit */
export function readSamlArguments(argument: unknown): SamlArguments {
	for (const field of ["samlAssertion", "samlResponse"]) {
		refuseSecret(argument, field, "assertionFile");
	}
	const object = readObject(argument, [...roleFields, "assertionFile", "principalArn"]);
	const role = readRole(object);
	const principalArn = readText(object, "principalArn", stsChecks.principalArn);
	const problem = samlPairProblem(role.roleArn ?? "", principalArn ?? "");
	if (problem !== undefined) {
		throw invalid(`principalArn: ${problem}`);
	}
	return given({ ...role, assertionFile: readText(object, "assertionFile", pathProblem), principalArn });
}

/** Why a role can't be assumed by a SAML provider, both by their ARNs; undefined when it can, or one is none. */
export function samlPairProblem(roleArn: string, principalArn: string): string | undefined {
	const role = parseRoleArn(roleArn);
	const provider = parseSamlProviderArn(principalArn);
	if (role === undefined || provider === undefined) {
		return undefined;
	}
	if (role.partition !== provider.partition) {
		return `The role is in ${role.partition}, and the SAML provider in ${provider.partition}: both belong to one account`;
	}
	return role.account === provider.account
		? undefined
		: `The role is in account ${role.account}, and the SAML provider in ${provider.account}: both belong to one`;
}

type Fields = Readonly<Record<string, unknown>>;

function readRole(object: Fields) {
	return {
		roleArn: readText(object, "roleArn", stsChecks.roleArn),
		durationSeconds: readSeconds(object, "durationSeconds", durationCheck(durationLimits.assumeRole)),
		policy: readText(object, "policy", stsChecks.shortPolicy),
		policyArns: readPolicyArns(object),
		region: readText(object, "region", fieldChecks.region),
	};
}

/** Arguments stand in keybindings and tasks, and VS Code may log them. */
function refuseSecret(argument: unknown, field: string, instead: string): void {
	if (typeof argument === "object" && argument !== null && Object.hasOwn(argument, field)) {
		throw invalid(
			`${field} can't be handed over: arguments are kept and logged, and this is a secret. Give ${instead}, or nothing, and it is asked for`,
		);
	}
}

function isOneLine(value: string): boolean {
	return !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(value);
}
