import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { TestContext } from "node:test";
import { inspect } from "node:util";
import { sendHttp } from "../../../../src/aws/http/http.ts";
import {
	codeRegistrationFile,
	registrationFile,
	ssoCacheFile,
} from "../../../../src/aws/identityCenter/ssoCache.ts";
import { findSignIn } from "../../../../src/core/config/ssoSettings.ts";
import type { ErrorCode, SessionsError } from "../../../../src/core/errors.ts";
import type { SignIn } from "../../../../src/core/identityCenter/signIn.ts";
import type { SignInContext } from "../../../../src/credentials/signIn/context.ts";
import { SignInRefreshes } from "../../../../src/credentials/signIn/refresh.ts";
import { type OidcOptions, startOidc } from "../../../aws/oidc.ts";
import { manyRoles, type PortalOptions, type PortalRole, startSsoPortal } from "../../../aws/ssoPortal.ts";
import { configOf } from "../../fakes/configOf.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { rejection } from "../../fakes/rejection.ts";
import { temporaryHome } from "../../fakes/temporaryHome.ts";

export const startUrl = "https://corp.awsapps.com/start";

const text = `
[sso-session corp]
sso_start_url = ${startUrl}
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
[sso-session plain]
sso_start_url = ${startUrl}
sso_region = eu-west-1
[sso-session wrong]
sso_start_url = https://other.awsapps.com/start
sso_region = eu-west-1
[sso-session odd-scope]
sso_start_url = ${startUrl}
sso_region = eu-west-1
sso_registration_scopes = everything
[profile legacy]
sso_start_url = ${startUrl}
sso_region = eu-west-1
sso_account_id = 111122223333
sso_role_name = Dev
[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Dev
`;

export interface WorldOptions {
	readonly roles?: readonly PortalRole[];
	readonly portal?: PortalOptions;
	readonly oidc?: Partial<OidcOptions>;
}

/** Both doubles, a home folder, and a context that reaches them. */
export async function signInWorld(t: TestContext, options: WorldOptions = {}) {
	const clock = new FakeClock();
	const now = () => clock.now();
	const roles = options.roles ?? manyRoles(2, 2);
	const portal = await startSsoPortal(roles, { now, ...options.portal });
	t.after(() => portal.close());
	const oidc = await startOidc({ now, startUrl, issueToken: portal.issueToken, ...options.oidc });
	t.after(() => oidc.close());
	portal.onLogout((token) => oidc.endSession(token));
	const { home } = temporaryHome(t);
	const config = configOf(text);
	const context = {
		config,
		environment: { AWS_ENDPOINT_URL_SSO: portal.url, AWS_ENDPOINT_URL_SSO_OIDC: oidc.url },
		homeFolder: home as string | undefined,
		clock,
		send: sendHttp,
		signInRefreshes: new SignInRefreshes(),
	} satisfies SignInContext;
	const signIn = signInOf("corp", context);
	const file = (of: SignIn = signIn) => ssoCacheFile(home, of.session ?? of.startUrl);
	const secrets = () => [...portal.secretsIssued(), ...oidc.secretsIssued()];
	return {
		clock,
		portal,
		oidc,
		home,
		context,
		signIn,
		file,
		secrets,
		registrationFile: (of: SignIn = signIn) => registrationFile(home, of),
		codeRegistrationFile: (of: SignIn = signIn) => codeRegistrationFile(home, of),
		/** A coded error, in which no secret is. */
		async fails(work: Promise<unknown>, code: ErrorCode): Promise<SessionsError> {
			const error = await rejection(work, code);
			const told = inspect(error, { depth: 10, showHidden: true }) + JSON.stringify(error);
			for (const secret of secrets()) {
				assert.ok(!told.includes(secret.slice(0, 14)), `a secret is in: ${error.message}`);
			}
			return error;
		},
	};
}

/** A sign-in of the files. */
export function signInOf(session: string, { config }: Pick<SignInContext, "config">): SignIn {
	const found = findSignIn({ session }, config);
	assert.ok(found !== undefined && !("kind" in found && found.kind === "broken"));
	return found as SignIn;
}

/** The legacy one. */
export function legacySignIn({ config }: Pick<SignInContext, "config">): SignIn {
	const found = findSignIn({ startUrl, region: "eu-west-1" }, config);
	assert.ok(found !== undefined);
	return found as SignIn;
}

/** A file of the cache, as it stands. */
export function readJson(file: string): Record<string, unknown> {
	return JSON.parse(readFileSync(file, "utf8"));
}

export function writeJson(file: string, document: object): void {
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, JSON.stringify(document));
}

/** Moves the clock on whenever something waits for it, until the work is done. */
export async function driven<T>(clock: FakeClock, work: Promise<T>): Promise<T> {
	let isDone = false;
	const done = work.finally(() => {
		isDone = true;
	});
	done.catch(() => {});
	while (!isDone) {
		await Promise.race([clock.scheduled(), done.catch(() => {})]);
		// What has been answered comes first.
		await new Promise((resolve) => setImmediate(resolve));
		if (!isDone && clock.pending > 0) {
			await clock.advanceToNext();
		}
	}
	return done;
}
