import assert from "node:assert/strict";
import { test } from "node:test";
import { readProfile } from "../../../../src/core/config/profile.ts";
import {
	defaultProductionPatterns,
	isProduction,
	isProductionSession,
	type JudgedSession,
	productionNames,
	profileNames,
	shortened,
} from "../../../../src/core/session/production.ts";
import { type SessionRequest, sessionName } from "../../../../src/core/session/session.ts";
import { configOf } from "../../fakes/configOf.ts";

test("by default what has prod in its name, and not what is before or beside it", () => {
	const marked = (name: string) => isProduction({ name }, defaultProductionPatterns);
	for (const name of ["prod", "prod-admin", "acme-PROD-eu", "production"]) {
		assert.ok(marked(name), name);
	}
	for (const name of ["dev", "staging", "nonprod", "acme-non-prod", "NonProd-admin", "preprod", "pre_prod"]) {
		assert.ok(!marked(name), name);
	}
});

test("the account or the role alone is enough", () => {
	const patterns = ["777788889999", "*Break?Glass*"];
	assert.ok(isProduction({ name: "x", account: "777788889999" }, patterns));
	assert.ok(isProduction({ name: "x", account: "1", role: "TeamBreakGlass" }, ["*BreakGlass*"]));
	assert.ok(!isProduction({ name: "x", account: "444455556666", role: "Dev" }, patterns));
});

test("later patterns take back or mark again, and a setting of other things marks nothing", () => {
	const patterns = ["*prod*", "!prod-sandbox*", "prod-sandbox-real"];
	assert.ok(!isProduction({ name: "prod-sandbox" }, patterns));
	assert.ok(isProduction({ name: "prod-sandbox-real" }, patterns));
	assert.ok(!isProduction({ name: "prod" }, [1, null, {}]));
	assert.ok(!isProduction({ name: "prod" }, []));
});

const roleArn = "arn:aws:iam::777788889999:role/team/ProdAdmin";

/** A session of a request as it stands once it is started, in an account and a role that nobody has marked. */
function sessionOf(request: SessionRequest, changes: Partial<JudgedSession> = {}): JudgedSession {
	return {
		name: sessionName(request),
		request,
		identity: {
			account: "444455556666",
			arn: "arn:aws:sts::444455556666:assumed-role/Dev/me",
			role: "Dev",
		},
		source: [],
		...changes,
	};
}

test("a session is judged by its role's own name too, however it is called here", () => {
	const admin: SessionRequest = { kind: "profile", profile: "admin" };
	const marked = (changes: Partial<JudgedSession>) =>
		isProductionSession(sessionOf(admin, changes), defaultProductionPatterns);
	const identity = { account: "777788889999", arn: "arn:aws:sts::777788889999:assumed-role/X/me" };
	assert.ok(marked({ identity: { ...identity, role: "ProdAdmin" } }));
	assert.ok(marked({ identity: { ...identity, role: "ProdAdmin" }, roleArn }));
	assert.ok(!marked({ identity: { ...identity, role: "Admin" } }));
});

test("narrowed down, as tokens, for somebody else, for root: it stays what its profile is", () => {
	const policy = "{}";
	const requests: SessionRequest[] = [
		{ kind: "profile", profile: "live" },
		{ kind: "profile", profile: "live", options: { policy } },
		{ kind: "sessionToken", profile: "live" },
		{ kind: "federationToken", profile: "live", name: "bob" },
		{ kind: "federationToken", profile: "live", name: "bob", policy },
		{ kind: "role", roleArn: "arn:aws:iam::444455556666:role/Dev", sourceProfile: "live" },
		{
			kind: "root",
			profile: "live",
			targetPrincipal: "444455556666",
			taskPolicyArn: "arn:aws:iam::aws:policy/x",
		},
	];
	const config = configOf(
		"[profile live]\naws_access_key_id = AKIAEXAMPLE000000000\naws_secret_access_key = x\n",
	);
	for (const request of requests) {
		assert.ok(isProductionSession(sessionOf(request), ["live"]), JSON.stringify(request));
		assert.ok(isProduction(productionNames(request, config), ["live"]), JSON.stringify(request));
		assert.ok(!isProductionSession(sessionOf(request), ["liv"]), JSON.stringify(request));
		assert.ok(!isProduction(productionNames(request, config), ["liv"]), JSON.stringify(request));
	}
});

test("what comes through a profile that is marked is marked, before the start and after it", () => {
	const config = configOf(`[profile live]
aws_access_key_id = AKIAEXAMPLE000000000
aws_secret_access_key = x
[profile hub]
role_arn = arn:aws:iam::444455556666:role/Hub
source_profile = live
[profile leaf]
role_arn = arn:aws:iam::444455556666:role/Leaf
source_profile = hub
`);
	const request: SessionRequest = { kind: "profile", profile: "leaf" };
	for (const pattern of ["live", "hub", "leaf", "Leaf", "444455556666"]) {
		assert.ok(isProduction(productionNames(request, config), [pattern]), pattern);
	}
	assert.ok(!isProduction(productionNames(request, config), ["Hub-2"]));
	assert.ok(isProductionSession(sessionOf(request, { source: ["live", "hub", "leaf"] }), ["hub"]));
});

test("a permission set is known by its own name, not only by that of the role made of it", () => {
	const config = configOf(`[profile corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-central-1
sso_account_id = 444455556666
sso_role_name = Admin
`);
	const request: SessionRequest = { kind: "profile", profile: "corp" };
	const role = "AWSReservedSSO_Admin_0123456789abcdef";
	const identity = {
		account: "444455556666",
		arn: `arn:aws:sts::444455556666:assumed-role/${role}/me`,
		role,
	};
	assert.ok(isProduction(productionNames(request, config), ["Admin"]));
	assert.ok(isProductionSession(sessionOf(request, { identity }), ["Admin"]));
	assert.ok(isProductionSession(sessionOf(request, { identity }), ["AWSReservedSSO_*"]));
	assert.ok(!isProductionSession(sessionOf(request, { identity }), ["Admin_*"]));
});

test("a request is shortened where it can say how long, and never made longer", () => {
	const config = configOf(
		"[profile live]\naws_access_key_id = AKIAEXAMPLE000000000\naws_secret_access_key = x\n",
	);
	const seconds = (request: SessionRequest) => shortened(request, 1800, config);
	const role = { kind: "role", roleArn, sourceProfile: "live" } as const;
	assert.deepEqual(seconds(role), { ...role, durationSeconds: 1800 });
	assert.deepEqual(seconds({ ...role, durationSeconds: 900 }), { ...role, durationSeconds: 900 });
	for (const token of [
		{ kind: "sessionToken", profile: "live" },
		{ kind: "federationToken", profile: "live", name: "bob" },
	] as const) {
		assert.deepEqual(seconds(token), { ...token, durationSeconds: 1800 });
		assert.deepEqual(seconds({ ...token, durationSeconds: 900 }), { ...token, durationSeconds: 900 });
	}
	const keys: SessionRequest = { kind: "profile", profile: "live" };
	assert.equal(seconds(keys), keys);
});

test("a role of IAM Identity Center is judged by what its account is called, too", () => {
	const request = (accountName: string): SessionRequest => ({
		kind: "ssoRole",
		signIn: { session: "corp" },
		account: "111122223333",
		accountName,
		roleName: "Developer",
	});
	const session = (accountName: string): JudgedSession => ({
		name: "x",
		request: request(accountName),
		identity: { account: "111122223333", arn: "arn:aws:sts::111122223333:assumed-role/R/alice" },
		source: ["corp"],
	});
	const config = configOf("");
	for (const [name, isMarked] of [["acme-prod", true] as const, ["acme-dev", false] as const]) {
		assert.equal(isProduction(productionNames(request(name), config), defaultProductionPatterns), isMarked);
		assert.equal(isProductionSession(session(name), defaultProductionPatterns), isMarked);
	}
});

test("an account is judged by what it is called, whoever comes to it", () => {
	const config = configOf(`[profile main-admin]
sso_session = corp
sso_account_id = 777788889999
sso_role_name = Admin
[profile hop]
role_arn = arn:aws:iam::777788889999:role/Admin
source_profile = main-admin
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
`);
	const called = (account: string) => (account === "777788889999" ? "acme-prod" : undefined);
	const requests: SessionRequest[] = [
		{ kind: "profile", profile: "main-admin" },
		{ kind: "profile", profile: "hop" },
		{ kind: "ssoRole", signIn: { session: "corp" }, account: "777788889999", roleName: "Admin" },
	];
	const identity = { account: "777788889999", arn: "arn:aws:sts::777788889999:assumed-role/R/alice" };
	for (const request of requests) {
		const names = productionNames(request, config);
		assert.ok(isProduction(names, defaultProductionPatterns, called), JSON.stringify(request));
		assert.ok(!isProduction(names, defaultProductionPatterns), "nobody has told what it is called");
		const session = sessionOf(request, { identity });
		assert.ok(isProductionSession(session, defaultProductionPatterns, called), JSON.stringify(request));
	}
	const section = config.profiles.get("main-admin");
	assert.ok(section !== undefined);
	assert.ok(isProduction(profileNames(readProfile(section)), defaultProductionPatterns, called));
});
