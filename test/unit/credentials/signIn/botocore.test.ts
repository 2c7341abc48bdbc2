import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { registrationFile, ssoCacheFile } from "../../../../src/aws/identityCenter/ssoCache.ts";
import { systemClock } from "../../../../src/aws/systemClock.ts";
import { signInWithBrowser } from "../../../../src/credentials/signIn/browserSignIn.ts";
import { tokenInForce } from "../../../../src/credentials/signIn/refresh.ts";
import { signOut } from "../../../../src/credentials/signIn/signOut.ts";
import { startOidc } from "../../../aws/oidc.ts";
import { startSsoPortal } from "../../../aws/ssoPortal.ts";
import { temporaryHome } from "../../fakes/temporaryHome.ts";
import { readJson, signInWorld, startUrl, writeJson } from "./signInWorld.ts";

const never = new AbortController().signal;

/** The AWS CLI's own library, which reads and refreshes the same files. */
const skip = hasBotocore() ? false : "python3 has no botocore with sign-ins";

function hasBotocore(): boolean {
	try {
		execFileSync("python3", ["-c", "from botocore.tokens import SSOTokenProvider"], { stdio: "ignore" });
		return true;
	} catch {
		return false;
	}
}

/** A home folder with a config file, both doubles in real time, and botocore in it. */
async function sharedWorld(t: TestContext, tokenLife: number) {
	const world = await signInWorld(t);
	const portal = await startSsoPortal([{ account: "111122223333", roleName: "Dev" }]);
	t.after(() => portal.close());
	const oidc = await startOidc({ startUrl, issueToken: portal.issueToken, tokenLife });
	t.after(() => oidc.close());
	const { home, aws } = temporaryHome(t);
	mkdirSync(aws);
	writeFileSync(
		join(aws, "config"),
		`[sso-session corp]\nsso_start_url = ${startUrl}\nsso_region = eu-west-1\nsso_registration_scopes = sso:account:access\n[profile dev]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Dev\nregion = eu-west-1\n`,
	);
	const context = {
		...world.context,
		clock: systemClock,
		homeFolder: home,
		environment: { AWS_ENDPOINT_URL_SSO: portal.url, AWS_ENDPOINT_URL_SSO_OIDC: oidc.url },
	};
	const python = async (program: string): Promise<string> => {
		const child = spawn("python3", ["-c", program], {
			stdio: ["ignore", "pipe", "inherit"],
			env: {
				PATH: process.env["PATH"],
				HOME: home,
				...context.environment,
				AWS_EC2_METADATA_DISABLED: "true",
			},
		});
		let out = "";
		child.stdout.setEncoding("utf8").on("data", (text: string) => {
			out += text;
		});
		const code = await new Promise((resolve) => child.once("close", resolve));
		assert.equal(code, 0);
		return out.trim();
	};
	return {
		context,
		oidc,
		portal,
		signIn: world.signIn,
		python,
		file: ssoCacheFile(home, "corp"),
		signInHere: () =>
			signInWithBrowser(world.signIn, context, {
				signal: never,
				open: async (url) => void (await fetch(url)),
			}),
	};
}

const token = `
import botocore.session
from botocore.tokens import SSOTokenProvider
session = botocore.session.Session(profile="dev")
print(SSOTokenProvider(session).load_token().get_frozen_token().token)
`;

const keys = `
import botocore.session
credentials = botocore.session.Session(profile="dev").get_credentials().get_frozen_credentials()
print(credentials.access_key)
`;

test("botocore reads a sign-in made here, and takes a role with it", { skip }, async (t) => {
	const { signInHere, python, oidc, portal } = await sharedWorld(t, 3600);
	const { accessToken } = await signInHere();
	assert.equal(await python(token), accessToken.reveal());
	assert.match(await python(keys), /^ASIA/);
	assert.deepEqual(portal.asked, [{ account: "111122223333", roleName: "Dev" }]);
	assert.equal(oidc.calls.at(-1), "authorization_code", "nothing had to be refreshed");
});

test("botocore refreshes a sign-in made here, this refreshes botocore's, and so on", { skip }, async (t) => {
	// Less than a quarter of an hour: each refreshes what the other has left.
	const { signInHere, python, oidc, context, signIn, file } = await sharedWorld(t, 600);
	const first = await signInHere();
	const theirs = await python(token);
	assert.notEqual(theirs, first.accessToken.reveal());
	assert.deepEqual(oidc.calls.slice(-2), ["authorization_code", "refresh_token"]);
	assert.equal(readJson(file)["accessToken"], theirs);

	const ours = (await tokenInForce(signIn, { ...context }, never)).accessToken.reveal();
	assert.notEqual(ours, theirs);
	assert.equal(readJson(file)["accessToken"], ours);
	if (process.platform !== "win32") {
		assert.equal(statSync(file).mode & 0o777, 0o600);
	}

	const again = await python(token);
	assert.ok(again !== ours && again !== theirs);
	assert.equal(readJson(file)["accessToken"], again);
	assert.deepEqual(oidc.violations, []);
});

test("a token that botocore's loader has saved, with its times, is read here", { skip }, async (t) => {
	const { python, context, signIn, portal } = await sharedWorld(t, 3600);
	const accessToken = portal.issueToken();
	await python(`
import datetime
from botocore.tokens import SSOTokenProvider, _sso_json_dumps
from botocore.utils import JSONFileCache, SSOTokenLoader
from dateutil.tz import tzutc
later = datetime.datetime.now(tzutc()) + datetime.timedelta(hours=8)
loader = SSOTokenLoader(JSONFileCache(SSOTokenProvider._SSO_TOKEN_CACHE_DIR, dumps_func=_sso_json_dumps))
loader.save_token("${startUrl}", {"accessToken": "${accessToken}", "expiresAt": later, "registrationExpiresAt": later}, "corp")
`);
	const read = await tokenInForce(signIn, context, never);
	assert.equal(read.accessToken.reveal(), accessToken);
	assert.ok(Math.abs(read.expiresAt - Date.now() - 8 * 3_600_000) < 60_000);
});

test("the registration's file has the name that the AWS CLI gives it", { skip }, async (t) => {
	const { python, context, signIn } = await sharedWorld(t, 3600);
	for (const { region, scopes, session } of [
		{ region: "eu-west-1", scopes: ["sso:account:access"], session: "corp" },
		{ region: "us-gov-west-1", scopes: ["a", 'b"\\'], session: "größe-\u{1f600}" },
		{ region: "eu-west-1", scopes: [], session: "x\u007f" },
		{ region: "eu-west-1", scopes: undefined, session: undefined },
	]) {
		const key = {
			tool: "botocore",
			startUrl,
			region,
			scopes: scopes ?? null,
			session_name: session ?? null,
		};
		const name = await python(`
import hashlib, json
key = json.loads(${JSON.stringify(JSON.stringify(key).replace(/[^ -~]/g, escaped))})
print(hashlib.sha1(json.dumps(key, sort_keys=True).encode("utf-8")).hexdigest())
`);
		const { session: _, scopes: __, ...rest } = signIn;
		const file = registrationFile(context.homeFolder, {
			...rest,
			region,
			...(scopes === undefined ? {} : { scopes }),
			...(session === undefined ? {} : { session }),
		});
		assert.equal(file, join(context.homeFolder, ".aws", "sso", "cache", `${name}.json`));
	}
});

test("a role's credentials that botocore has kept are those that signing out removes", {
	skip,
}, async (t) => {
	const { python, context, signIn, portal, file } = await sharedWorld(t, 3600);
	writeJson(file, {
		accessToken: portal.issueToken(),
		region: "eu-west-1",
		expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
	});
	// Another one is signed in, so that only what belongs to this one goes.
	writeJson(ssoCacheFile(context.homeFolder, "plain"), { accessToken: "x" });
	const folder = join(context.homeFolder, ".aws", "cli", "cache");
	await python(`
import botocore.session
from botocore.credentials import JSONFileCache
session = botocore.session.Session(profile="dev")
resolver = session.get_component("credential_provider")
resolver.get_provider("sso").cache = JSONFileCache(${JSON.stringify(folder)})
session.get_credentials().get_frozen_credentials()
`);
	assert.equal(readdirSync(folder).length, 1);
	await signOut(signIn, context, never);
	assert.deepEqual(readdirSync(folder), []);
});

function escaped(unit: string): string {
	return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
