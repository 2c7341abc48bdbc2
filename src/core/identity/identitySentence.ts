import type { Identity } from "../places/arn.ts";

/**
 * What AWS says of some credentials, as a sentence.
 * @param whose what the credentials are called: `session dev`, `profile acme`
 * @param account the account's ID, with what is known of it
 */
export function identitySentence(whose: string, identity: Identity, account: string): string {
	const who = [words(identity), `in account ${account}`].filter(Boolean).join(" ");
	return `AWS says that ${whose} is ${who}: ${identity.arn}`;
}

function words({ arn, role, user, sessionName }: Identity): string | undefined {
	if (role !== undefined) {
		return `role ${role}`;
	}
	if (user !== undefined) {
		return arn.endsWith(":root") ? "the root user" : `user ${user}`;
	}
	return sessionName === undefined ? undefined : `federated user ${sessionName}`;
}
