import { readTokenFile } from "../../aws/files/tokenFile.ts";
import { placeOf } from "../../core/config/profile.ts";
import { Secret } from "../../core/text/secret.ts";
import type { CredentialSource } from "./source.ts";

/**
 * A role assumed with the token that another tool keeps in a file. The call itself is not signed.
 * @throws SessionsError `TokenFileUnreadable`, `InvalidIdentityToken`, `CredentialsExpired`, and as every call
 * of STS's; CancelledError
 */
export const webIdentity: CredentialSource<"webIdentity"> = async ({ name, profile, origin }, context) => {
	const { sts, endpoint, network, interaction, defaultSessionName } = context;
	const { role, tokenFile } = origin;
	const place = placeOf(profile.section, "web_identity_token_file");
	const token = await readTokenFile(tokenFile, {
		name: `web_identity_token_file of profile '${name}'`,
		remedies: [{ kind: "openFile", place }, { kind: "retry" }],
	});
	interaction.working(`Assuming ${name}`);
	const { credentials, identity } = await sts.assumeRoleWithWebIdentity(
		{
			roleArn: role.roleArn,
			roleSessionName: role.sessionName ?? defaultSessionName,
			durationSeconds: role.durationSeconds,
			webIdentityToken: new Secret(token.reveal().trim()),
		},
		{ endpoint, network, caller: name, signal: interaction.signal },
	);
	return { credentials, identity, roleArn: role.roleArn, isUnchained: true };
};
