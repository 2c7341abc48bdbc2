import { readSamlResponse } from "../aws/saml.ts";
import { readTokenFile } from "../aws/tokenFile.ts";
import { SessionsError } from "../core/errors.ts";
import type { Secret } from "../core/secret.ts";
import type { SamlRequest } from "../core/session.ts";
import type { Outcome } from "./acquire.ts";
import type { AcquireContext, GivenSamlResponse } from "./context.ts";

/** What STS takes of a SAML response, written out as XML or in Base64 over lines. */
const maxFileSize = 150_000;

/** AssumeRoleWithSAML: not signed, no profile needed. */
export async function samlSession(request: SamlRequest, context: AcquireContext): Promise<Outcome> {
	const { sts, endpoint, network, interaction, clock } = context;
	const { roleArn, principalArn, policy, policyArns } = request;
	const { text, listenerUrl } = await responseOf(request, context);
	const saml = readSamlResponse(text, {
		now: clock.now(),
		...(listenerUrl === undefined ? {} : { listenerUrl }),
	});
	const offered = saml.kind === "readable" ? saml.roles : undefined;
	if (offered !== undefined && !offered.some((role) => role.roleArn === roleArn)) {
		throw new SessionsError(
			"InvalidSamlResponse",
			`The SAML response does not offer ${roleArn}. It may be somebody else's, or the identity provider has taken the role away`,
			{ remedies: [{ kind: "retry" }] },
		);
	}
	interaction.working(`Assuming ${roleArn}`);
	const { credentials, identity } = await sts.assumeRoleWithSaml(
		{
			roleArn,
			principalArn,
			samlAssertion: saml.response,
			policy,
			policyArns,
			durationSeconds:
				request.durationSeconds ?? (saml.kind === "readable" ? saml.sessionDurationSeconds : undefined),
		},
		{ endpoint, network, caller: { words: "the SAML response" }, signal: interaction.signal },
	);
	return { credentials, identity, roleArn, source: ["SAML"] };
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

/** The text of a file with a SAML response. @throws SessionsError `TokenFileUnreadable` */
export function readSamlFile(path: string): Promise<Secret> {
	return readTokenFile(path, { name: "SAML response", remedies: [{ kind: "retry" }], maxSize: maxFileSize });
}
