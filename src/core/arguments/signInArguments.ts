import type { SignInName } from "../identityCenter/signIn.ts";
import { accountProblem, roleNameProblem, startUrlProblem } from "../identityCenter/signInChecks.ts";
import type { SsoRoleRequest } from "../session/session.ts";
import { type Fields, given, invalid, readObject, readText } from "./argumentFields.ts";
import { fieldChecks } from "./commandArguments.ts";

/** How one signs in: by a redirect of the browser to this machine, or by a code that is confirmed in any browser. */
export type SignInFlow = "browser" | "device";

/** What can be handed to the commands that work on a sign-in; they ask for what is missing. */
export interface SignInArguments {
	readonly signIn?: SignInName;
	/** A profile that uses it. */
	readonly profile?: string;
	/** For Sign In; otherwise as the settings say. */
	readonly flow?: SignInFlow;
}

/** What can be handed over of a role of IAM Identity Center. */
export type SsoRoleArguments = Partial<SsoRoleRequest>;

const signInFields = ["ssoSession", "startUrl", "ssoRegion"];
const longestName = 256;

/**
 * Reads the argument of Sign In and Sign Out: `ssoSession`, else `startUrl` and `ssoRegion`, else `profile`; and `flow`.
 * @throws SessionsError `InvalidArgument` that names the field
 */
export function readSignInArguments(argument: unknown): SignInArguments {
	const object = readObject(argument, [...signInFields, "profile", "flow"]);
	const signIn = readSignIn(object);
	const profile = readText(object, "profile", nameCheck);
	const { flow } = object;
	if (flow !== undefined && flow !== "browser" && flow !== "device") {
		throw invalid("flow is browser or device");
	}
	if (signIn !== undefined && profile !== undefined) {
		throw invalid("profile can't be given together with a sign-in, as it has its own");
	}
	return given({ signIn, profile, flow });
}

/**
 * Reads a role of IAM Identity Center: the sign-in as {@link readSignInArguments}, `account`, `roleName` and `region`.
 * @throws SessionsError `InvalidArgument` that names the field
 */
export function readSsoRoleArguments(argument: unknown): SsoRoleArguments {
	const object = readObject(argument, [...signInFields, "account", "roleName", "region"]);
	if (typeof object["account"] === "number") {
		throw invalid("account must be a text, as a number would lose leading zeros");
	}
	return given({
		signIn: readSignIn(object),
		account: readText(object, "account", accountProblem),
		roleName: readText(object, "roleName", roleNameProblem),
		region: readText(object, "region", fieldChecks.region),
	});
}

function readSignIn(object: Fields): SignInName | undefined {
	const session = readText(object, "ssoSession", nameCheck);
	const startUrl = readText(object, "startUrl", startUrlProblem);
	const region = readText(object, "ssoRegion", fieldChecks.region);
	if (session !== undefined) {
		if (startUrl !== undefined || region !== undefined) {
			throw invalid("ssoSession can't be given together with startUrl and ssoRegion, as it has its own");
		}
		return { session };
	}
	if ((startUrl === undefined) !== (region === undefined)) {
		throw invalid("startUrl and ssoRegion belong together");
	}
	return startUrl === undefined || region === undefined ? undefined : { startUrl, region };
}

function nameCheck({ length }: string): string | undefined {
	return length > longestName
		? `up to ${longestName} characters are possible, these are ${length}`
		: undefined;
}
