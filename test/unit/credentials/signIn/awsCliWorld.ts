import { execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { TestContext } from "node:test";
import type { SignIn } from "../../../../src/core/identityCenter/signIn.ts";
import type { Secret } from "../../../../src/core/text/secret.ts";
import { acquire } from "../../../../src/credentials/operations/acquire.ts";
import { signInWithBrowser } from "../../../../src/credentials/signIn/browserSignIn.ts";
import { signInWithDeviceCode } from "../../../../src/credentials/signIn/deviceSignIn.ts";
import { tokenInForce } from "../../../../src/credentials/signIn/refresh.ts";
import { signOut } from "../../../../src/credentials/signIn/signOut.ts";
import { type OidcOptions, startOidc } from "../../../aws/oidc.ts";
import { startSsoPortal } from "../../../aws/ssoPortal.ts";
import { sampleWorld } from "../../../sandbox/sampleWorld.ts";
import { startSts } from "../../../sts/double.ts";
import { configOf } from "../../fakes/configOf.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { temporaryHome } from "../../fakes/temporaryHome.ts";
import { contextOf } from "../contextOf.ts";
import { driven, legacySignIn, signInOf, startUrl } from "./signInWorld.ts";

const never = new AbortController().signal;
const role = { account: "444455556666", roleName: "Dev" };

const config = `
[sso-session corp]
sso_start_url = ${startUrl}
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
[sso-session plain]
sso_start_url = ${startUrl}
sso_region = eu-west-1
[sso-session several]
sso_start_url = ${startUrl}
sso_region = eu-west-1
sso_registration_scopes = sso:account:access ,, codewhisperer:completions,
[sso-session none]
sso_start_url = ${startUrl}
sso_region = eu-west-1
sso_registration_scopes =
[profile dev]
sso_session = corp
sso_account_id = ${role.account}
sso_role_name = ${role.roleName}
region = eu-west-1
[profile legacy]
sso_start_url = ${startUrl}
sso_region = eu-west-1
sso_account_id = ${role.account}
sso_role_name = ${role.roleName}
region = eu-west-1
`;

/** What a command of the AWS CLI's has come to. */
export interface CliResult {
	readonly code: number;
	/** Both of its outputs. */
	readonly output: string;
}

/** The AWS CLI's own main program, with the doubles where it would call AWS: it is older than the variables for that. */
const program = `
import json, os, sys
import awscli.clidriver
from botocore.session import Session
places = json.loads(os.environ["DOUBLES"])
create = Session.create_client
def create_client(self, service_name, *args, **given):
    given["endpoint_url"] = places[service_name]
    return create(self, service_name, *args, **given)
Session.create_client = create_client
sys.argv[0] = "aws"
sys.exit(awscli.clidriver.main())
`;

/** A browser in which a person allows what the page asks for. */
const browser = `
const { status } = await fetch(process.argv[2] + "&decision=approves");
process.exitCode = status === 200 ? 0 : 1;
`;

/** A version 2 of the AWS CLI that runs from its source; undefined without one. The installer's own does not. */
const installed = findCli();

/** Why the AWS CLI's own code can't be run; false when it can. */
export const skip =
	installed === undefined &&
	"no aws on the PATH is a version 2 of the AWS CLI that Python runs from its source";

interface InstalledCli {
	readonly python: string;
	/** What has it sign in by a device's code, where that is not all it can. */
	readonly deviceWords: readonly string[];
}

function findCli(): InstalledCli | undefined {
	const test =
		"import awscli; from botocore.utils import SSOTokenFetcher; import awscli.customizations.sso.login; print(awscli.__version__)";
	for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
		const python = interpreterOf(join(folder, "aws"));
		try {
			if (python !== undefined) {
				const version = execFileSync(python, ["-c", test], {
					encoding: "utf8",
					stdio: ["ignore", "pipe", "ignore"],
				});
				const minor = Number(/^2\.(\d+)\./.exec(version)?.[1]);
				return { python, deviceWords: minor < 22 ? [] : ["--use-device-code"] };
			}
		} catch {
			// Version 1 does not sign in.
		}
	}
	return undefined;
}

function interpreterOf(script: string): string | undefined {
	try {
		return /^#! *(\S*python[\d.]*)\s/.exec(readFileSync(script, "latin1"))?.[1];
	} catch {
		return undefined;
	}
}

/** A home folder that the AWS CLI and this share, and doubles of all that they call, in real time. */
export async function awsCliWorld(t: TestContext, options: Partial<OidcOptions> = {}) {
	const sts = await startSts(sampleWorld());
	t.after(() => sts.close());
	const portal = await startSsoPortal([role], { issueKeys: sts.issueRoleKeys });
	t.after(() => portal.close());
	const { issueToken } = portal;
	const oidc = await startOidc({ startUrl, issueToken, interval: 0, ...options });
	t.after(() => oidc.close());
	portal.onLogout((token) => oidc.endSession(token));
	const { home } = temporaryHome(t, { config });
	const page = join(home, "browser.mjs");
	writeFileSync(page, browser);

	const cli = async (...words: string[]): Promise<CliResult> => {
		const child = spawn(installed?.python ?? "", ["-c", program, ...words], {
			stdio: ["ignore", "pipe", "pipe"],
			env: {
				HOME: home,
				BROWSER: `"${process.execPath}" "${page}" %s`,
				DOUBLES: JSON.stringify({ sso: portal.url, "sso-oidc": oidc.url, sts: sts.url }),
				AWS_PAGER: "",
				AWS_EC2_METADATA_DISABLED: "true",
				NO_PROXY: "*",
			},
		});
		let output = "";
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding("utf8").on("data", (text: string) => {
				output += text;
			});
		}
		const code = await new Promise<number>((resolve) => child.once("close", resolve));
		return { code, output };
	};

	const context = contextOf({
		config: configOf(config),
		environment: {
			AWS_ENDPOINT_URL_SSO: portal.url,
			AWS_ENDPOINT_URL_SSO_OIDC: oidc.url,
			AWS_ENDPOINT_URL_STS: sts.url,
		},
		homeFolder: home,
		clock: new FakeClock(Date.now()),
	});
	return {
		cli,
		/** Signs in with the AWS CLI, by a device's code. */
		cliSignsIn: (...words: string[]) => cli("sso", "login", ...words, ...(installed?.deviceWords ?? [])),
		home,
		portal,
		oidc,
		session: signInOf("corp", context),
		named: (session: string) => signInOf(session, context),
		legacy: legacySignIn(context),
		/** What this does, as the person has it do so. */
		here: {
			token: async (signIn: SignIn): Promise<Secret> =>
				(await tokenInForce(signIn, context, never)).accessToken,
			/** Who a profile's session is, as STS says of its keys. */
			identity: async (profile: string): Promise<string> =>
				(await acquire({ kind: "profile", profile }, context)).identity.arn,
			signInWithCode: (signIn: SignIn) =>
				driven(
					context.clock,
					signInWithDeviceCode(signIn, context, {
						signal: never,
						show: ({ userCode }) => oidc.approve(userCode),
					}),
				),
			signInWithBrowser: (signIn: SignIn) =>
				signInWithBrowser(signIn, context, {
					signal: never,
					open: async (url) => void (await fetch(url)),
				}),
			signOut: (signIn: SignIn) => signOut(signIn, context, never),
		},
	};
}
