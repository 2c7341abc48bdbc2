import { readTokenFile } from "../../aws/files/tokenFile.ts";
import { readSamlResponse, type SamlResponse } from "../../aws/saml/saml.ts";
import { samlPairProblem } from "../../core/arguments/identityArguments.ts";
import { PersonNeededError, SessionsError } from "../../core/errors.ts";
import type { SamlRequest } from "../../core/session/session.ts";
import type { Secret } from "../../core/text/secret.ts";
import type { AcquireContext, GivenSamlResponse, Interaction } from "../context.ts";
import type { Outcome } from "./acquire.ts";
import { packedNotes } from "./packedNotes.ts";

/** What STS takes of a SAML response, written out as XML or in Base64 over lines. */
const maxFileSize = 150_000;

/**
 * AssumeRoleWithSAML: not signed, no profile needed. When a file's response has expired, the person is asked for
 * another.
 */
export async function samlSession(request: SamlRequest, context: AcquireContext): Promise<Outcome> {
	const problem = samlPairProblem(request.roleArn, request.principalArn);
	if (problem !== undefined) {
		throw new SessionsError("InvalidArgument", problem);
	}
	const given = await responseOf(request, context);
	try {
		return await assume(given, request, context);
	} catch (error) {
		if (request.assertion.kind !== "file" || !hasExpired(error)) {
			throw error;
		}
		return assume(await askForAnother(request, error, context.interaction), request, context);
	}
}

async function assume(
	given: GivenSamlResponse,
	request: SamlRequest,
	{ sts, endpoint, network, interaction, clock }: AcquireContext,
): Promise<Outcome> {
	const { roleArn, principalArn, policy, policyArns, durationSeconds } = request;
	const saml = readSamlFor(given, { roleArn, principalArn, now: clock.now() });
	interaction.working(`Assuming ${roleArn}`);
	const { credentials, identity, ...rest } = await sts.assumeRoleWithSaml(
		{ roleArn, principalArn, samlAssertion: saml.response, policy, policyArns, durationSeconds },
		{ endpoint, network, caller: { words: "the SAML response" }, signal: interaction.signal },
	);
	const end = saml.kind === "readable" ? saml.signInEndsAt : undefined;
	// STS tells whole seconds.
	const isCut = end !== undefined && Math.abs((credentials.expiresAt ?? 0) - end) <= 1000;
	return {
		credentials,
		identity,
		roleArn,
		isUnchained: true,
		source: ["SAML"],
		notes: [...(isCut ? ["It ends with the sign-in at the identity provider"] : []), ...packedNotes(rest)],
	};
}

/** What a response is read for. */
export interface SamlPurpose {
	/** The role that it has to offer; absent: any will do. */
	readonly roleArn?: string | undefined;
	/** The provider by which it has to offer the role; absent: any. */
	readonly principalArn?: string | undefined;
	/** Milliseconds since the epoch. */
	readonly now: number;
}

/** Reads a response that has to be of use for a role. @throws SessionsError as {@link readSamlResponse} */
export function readSamlFor(
	{ text, listenerUrl }: GivenSamlResponse,
	{ roleArn, principalArn, now }: SamlPurpose,
): SamlResponse {
	const saml = readSamlResponse(text, { now, ...(listenerUrl === undefined ? {} : { listenerUrl }) });
	if (saml.kind === "encrypted" || roleArn === undefined) {
		return saml;
	}
	const offered = saml.roles.filter((role) => role.roleArn === roleArn);
	const isByProvider = offered.some(({ providerArn }) => providerArn === (principalArn ?? providerArn));
	if (isByProvider) {
		return saml;
	}
	throw new SessionsError(
		"InvalidSamlResponse",
		offered.length > 0
			? `The SAML response does not offer ${roleArn} by ${principalArn}, but by ${offered[0]?.providerArn}`
			: `The SAML response does not offer ${roleArn}. It may be somebody else's, or the identity provider has taken the role away`,
		{ remedies: [{ kind: "retry" }] },
	);
}

async function responseOf(
	{ assertion, roleArn }: SamlRequest,
	{ interaction }: AcquireContext,
): Promise<GivenSamlResponse> {
	const shown = interaction.shown?.takeSamlResponse();
	if (shown !== undefined) {
		return shown;
	}
	return assertion.kind === "file"
		? { text: await readSamlFile(assertion.path) }
		: interaction.askSamlResponse({ roleArn, assertion });
}

/** Asks for a response in place of a file's. @throws the file's error when there is nobody to ask */
async function askForAnother(
	{ roleArn }: SamlRequest,
	expired: SessionsError,
	interaction: Interaction,
): Promise<GivenSamlResponse> {
	try {
		return await interaction.askSamlResponse({
			roleArn,
			assertion: { kind: "listener" },
			problem: expired.message,
		});
	} catch (error) {
		throw error instanceof PersonNeededError ? expired : error;
	}
}

function hasExpired(error: unknown): error is SessionsError {
	return error instanceof SessionsError && ["SamlExpired", "CredentialsExpired"].includes(error.code);
}

/** The text of a file with a SAML response. @throws SessionsError `TokenFileUnreadable` */
export function readSamlFile(path: string): Promise<Secret> {
	return readTokenFile(path, {
		name: "SAML response",
		content: "SAML response",
		isSetting: false,
		remedies: [{ kind: "retry" }],
		maxSize: maxFileSize,
	});
}
