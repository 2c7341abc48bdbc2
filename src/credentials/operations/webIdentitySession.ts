import {
	sessionName as nameOf,
	type TokenOrigin,
	type WebIdentityRequest,
} from "../../core/session/session.ts";
import type { Secret } from "../../core/text/secret.ts";
import type { AcquireContext } from "../context.ts";
import type { Outcome } from "./acquire.ts";
import { identityTokenOfCommand, readIdentityTokenFile } from "./identityToken.ts";
import { packedNotes } from "./packedNotes.ts";

/** AssumeRoleWithWebIdentity by itself: not signed, no profile needed. */
export async function webIdentitySession(
	request: WebIdentityRequest,
	context: AcquireContext,
): Promise<Outcome> {
	const { sts, endpoint, network, interaction, defaultSessionName } = context;
	const name = nameOf({ kind: "webIdentity", ...request });
	const { roleArn, sessionName, policy, policyArns, providerId, durationSeconds } = request;
	const webIdentityToken =
		interaction.shown?.takeWebIdentityToken() ??
		(request.token.kind === "person"
			? await interaction.askWebIdentityToken({ roleArn })
			: await fetchIdentityToken(request.token, context));
	interaction.working(`Assuming ${roleArn}`);
	const { credentials, identity, ...rest } = await sts.assumeRoleWithWebIdentity(
		{
			roleArn,
			roleSessionName: sessionName ?? defaultSessionName,
			webIdentityToken,
			providerId,
			policy,
			policyArns,
			durationSeconds,
		},
		{ endpoint, network, caller: { words: `role ${name}` }, signal: interaction.signal },
	);
	return {
		credentials,
		identity,
		roleArn,
		isUnchained: true,
		source: ["web identity"],
		notes: packedNotes(rest),
	};
}

/**
 * A web identity token from where it can be had without the person.
 * @throws SessionsError `TokenFileUnreadable`, `ProcessFailed`, `ProcessTimeout`, `InvalidIdentityToken`,
 * `InvalidArgument`; CancelledError
 */
export function fetchIdentityToken(
	token: Exclude<TokenOrigin, { kind: "person" }>,
	{
		environment,
		homeFolder,
		clock,
		interaction,
	}: Pick<AcquireContext, "environment" | "homeFolder" | "clock" | "interaction">,
): Promise<Secret> {
	if (token.kind === "file") {
		return readIdentityTokenFile(token.path);
	}
	interaction.working("Running the command that gives the token");
	const { signal } = interaction;
	return identityTokenOfCommand(token.command, { environment, folder: homeFolder, clock, signal });
}
