import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { activeKey, aliceMfaSerial, sampleAlice, sampleCiBot, stagingExternalId } from "./sampleWorld.ts";

/** Where the sample home's two files are. */
export type SampleHome = {
	readonly configFile: string;
	readonly credentialsFile: string;
};

/**
 * Writes `.aws/config` and `.aws/credentials` (mode 0600) under a directory, over what is there.
 * They name no endpoint: the STS double is found by `AWS_ENDPOINT_URL_STS`.
 */
export async function writeSampleHome(dir: string): Promise<SampleHome> {
	const folder = join(dir, ".aws");
	await mkdir(folder, { recursive: true, mode: 0o700 });
	const home = { configFile: join(folder, "config"), credentialsFile: join(folder, "credentials") };
	await writePrivate(home.configFile, configText());
	await writePrivate(home.credentialsFile, credentialsText());
	return home;
}

async function writePrivate(file: string, text: string): Promise<void> {
	await writeFile(file, text, { mode: 0o600 });
	// The mode counts at creation only; an older file may be open to others.
	await chmod(file, 0o600);
}

function configText(): string {
	return `# ~/.aws/config of Alice, platform team
# Keys are in ~/.aws/credentials; everything else is here.

[profile acme]
region = eu-central-1
output = json

# ---- development ----

[profile dev-admin]
role_arn = arn:aws:iam::444455556666:role/DevAdmin
source_profile = acme
mfa_serial = ${aliceMfaSerial}
region = eu-central-1

[profile dev-readonly] # no MFA needed
role_arn = arn:aws:iam::444455556666:role/DevReadOnly
source_profile = acme
region = eu-central-1

# ---- staging: wants the external id, deploys take up to two hours ----

[profile staging-deploy]
role_arn         = arn:aws:iam::222233334444:role/deploy/StagingDeploy
source_profile   = acme
mfa_serial       = ${aliceMfaSerial}
external_id      = ${stagingExternalId}
role_session_name = alice-deploy
duration_seconds = 7200
region           = eu-west-1

# ---- PRODUCTION, careful! ----

[profile prod-admin]
role_arn = arn:aws:iam::777788889999:role/ProdAdmin
source_profile = acme
mfa_serial = ${aliceMfaSerial}
duration_seconds = 3600
region = eu-central-1
s3 =
  max_concurrent_requests = 20
  region = us-east-1

; through dev-readonly, so an hour at most
[profile prod-audit]
role_arn = arn:aws:iam::777788889999:role/ProdAudit
source_profile = dev-readonly
region = eu-central-1

# ---- others ----

# TODO ask the partner to add us to the trust policy
[profile partner-locked]
role_arn = arn:aws:iam::555566667777:role/PartnerData
source_profile = acme
region = us-west-2

[profile legacy-account]
role_arn = arn:aws:iam::012345678901:role/LegacyAdmin
source_profile = acme
region = us-east-1

# left over from the old laptop
[profile broken-source]
role_arn = arn:aws:iam::444455556666:role/DevAdmin
source_profile = does-not-exist

[profile ci-bot]
region = eu-west-1

[profile ci-deploy]
role_arn = arn:aws:iam::444455556666:role/CiDeploy
source_profile = ci-bot
role_session_name = ci
region = eu-west-1

[sso-session corp]
sso_start_url = https://acme-corp.awsapps.com/start#/
sso_region = eu-central-1
sso_registration_scopes = sso:account:access

[profile corp-sandbox]
sso_session = corp
sso_account_id = 012345678901
sso_role_name = SandboxUser
region = eu-central-1

[profile vault-tools]
credential_process = /opt/acme/bin/aws-creds --account "acme tools" --format json
region = eu-north-1
`;
}

function credentialsText(): string {
	const alice = activeKey(sampleAlice());
	const ciBot = activeKey(sampleCiBot());
	return `# rotated in spring, next time in autumn
[acme]
aws_access_key_id = ${alice.id}
aws_secret_access_key = ${alice.secret}

[ci-bot]
aws_access_key_id=${ciBot.id}
aws_secret_access_key=${ciBot.secret}

# only half was copied
[half-keys]
aws_access_key_id = AKIAHALFOFAPAIRSAMPL
`;
}
