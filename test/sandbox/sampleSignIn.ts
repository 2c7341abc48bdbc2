import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { ssoCacheFile } from "../../src/aws/identityCenter/ssoCache.ts";
import { iso8601 } from "../../src/core/text/iso8601.ts";
import { type OidcDouble, type OidcOptions, startOidc } from "../aws/oidc.ts";
import { type PortalRole, type SsoPortalDouble, startSsoPortal } from "../aws/ssoPortal.ts";
import type { StsDouble } from "../sts/double.ts";

/** The start URL of the sample home's sso-session `corp`. */
export const sampleStartUrl = "https://acme-corp.awsapps.com/start#/";

/** What IAM Identity Center gives alice. */
export const sampleRoles: readonly PortalRole[] = [
	role("012345678901", "acme-legacy", "SandboxUser"),
	role("444455556666", "acme-dev", "Developer"),
	role("444455556666", "acme-dev", "ReadOnly"),
	role("222233334444", "acme-staging", "Developer"),
	role("777788889999", "acme-prod", "ReadOnly"),
	role("777788889999", "acme-prod", "Administrator"),
];

/** Both sides of a double of IAM Identity Center, for the sample home's sign-in. */
export type SampleSignIn = {
	readonly oidc: OidcDouble;
	readonly portal: SsoPortalDouble;
	/** The variables by which they are found. */
	readonly environment: Readonly<Record<string, string>>;
	/** Every secret, code and token given out by them. */
	secretsIssued(): string[];
	close(): Promise<void>;
};

/**
 * Starts the doubles that the sample home's sign-in needs. The roles' keys are those of the STS double.
 * @param decision what the person does with the page that asks whether to let the editor in
 */
export async function startSampleSignIn(
	sts: StsDouble,
	decision: OidcDouble["decision"],
	options: Partial<OidcOptions> = {},
): Promise<SampleSignIn> {
	const portal = await startSsoPortal(sampleRoles, {
		issueKeys: (roleArn, userName) => sts.issueRoleKeys(roleArn, userName),
	});
	const oidc = await startOidc({
		startUrl: sampleStartUrl,
		issueToken: portal.issueToken,
		interval: 1,
		...options,
	});
	oidc.decision = decision;
	portal.onLogout((token) => oidc.endSession(token));
	return {
		oidc,
		portal,
		environment: { AWS_ENDPOINT_URL_SSO: portal.url, AWS_ENDPOINT_URL_SSO_OIDC: oidc.url },
		secretsIssued: () => [...oidc.secretsIssued(), ...portal.secretsIssued()],
		close: async () => {
			await oidc.close();
			await portal.close();
		},
	};
}

/** Puts a sign-in where the AWS CLI keeps it, until that time (ms since 1970); one that is over says so. */
export async function keepSampleToken(home: string, portal: SsoPortalDouble, until: number): Promise<void> {
	const file = ssoCacheFile(home, "corp");
	await mkdir(dirname(file), { recursive: true });
	const token = {
		startUrl: sampleStartUrl,
		region: "eu-central-1",
		accessToken: portal.issueToken(until),
		expiresAt: iso8601(until),
	};
	await writeFile(file, JSON.stringify(token), { mode: 0o600 });
}

function role(account: string, accountName: string, roleName: string): PortalRole {
	return { account, accountName, email: `${accountName}@acme.example`, roleName };
}
