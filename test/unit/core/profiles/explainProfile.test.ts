import assert from "node:assert/strict";
import { test } from "node:test";
import { resolvePortalEndpoint } from "../../../../src/aws/identityCenter/portal.ts";
import type { Environment } from "../../../../src/core/config/endpointSettings.ts";
import type { Explanation } from "../../../../src/core/profiles/explainFacts.ts";
import { explainProfile } from "../../../../src/core/profiles/explainProfile.ts";
import { configOf } from "../../fakes/configOf.ts";

const text = `[profile acme]
aws_access_key_id = AKIAEXAMPLE
aws_secret_access_key = not-to-be-shown
mfa_serial = arn:aws:iam::111122223333:mfa/alice
[profile dev]
role_arn = arn:aws:iam::444455556666:role/Dev
source_profile = acme
region = eu-central-1
[profile prod]
role_arn = arn:aws:iam::777788889999:role/Prod
source_profile = dev
mfa_serial = arn:aws:iam::111122223333:mfa/alice
external_id = ext-1
duration_seconds = 1800
use_fips_endpoint = true
region = us-gov-west-1
ca_bundle = /etc/ca.pem
connect_timeout = 3
[profile lost]
role_arn = arn:aws:iam::777788889999:role/Prod
source_profile = nowhere
[profile tool]
credential_process = "/opt/my tool" --token not-to-be-shown
[profile both]
aws_access_key_id = AKIAEXAMPLE
aws_secret_access_key = not-to-be-shown
use_fips_endpoint = true
endpoint_url = https://sts.example.test
`;

const explainText = (
	config: string,
	name: string,
	environment: Environment = {},
	storedDevices?: readonly string[],
): Explanation =>
	explainProfile(name, configOf(config), environment, {
		portalEndpoint: resolvePortalEndpoint,
		...(storedDevices === undefined ? {} : { storedDevices }),
	});
const explain = (name: string, environment = {}) => explainText(text, name, environment);
const outline = ({ steps }: Explanation) =>
	steps.map(({ title, place, facts }): [string, number, Readonly<Record<string, string>>] => [
		title,
		(place?.line ?? -1) + 1,
		Object.fromEntries(facts.map(([name, value]) => [name, value])),
	]);

test("a chain is told hop by hop, with place, parameters, MFA and endpoint", () => {
	assert.deepEqual(outline(explain("prod")), [
		[
			"The way to AWS",
			16,
			{
				Region: "us-gov-west-1 (set in the profile)",
				STS: "POST https://sts.us-gov-west-1.amazonaws.com, signed for us-gov-west-1",
				"CA bundle": "/etc/ca.pem",
				"Connect time-out": "3 s",
			},
		],
		["Access keys of acme", 2, { "Access key": "AKIAEXAMPLE" }],
		[
			"Assumes the role of dev",
			6,
			{
				Calls: "AssumeRole",
				RoleArn: "arn:aws:iam::444455556666:role/Dev",
				RoleSessionName: "your user name",
				DurationSeconds: "3600 (STS's default)",
			},
		],
		[
			"Assumes the role of prod",
			10,
			{
				Calls: "AssumeRole",
				RoleArn: "arn:aws:iam::777788889999:role/Prod",
				RoleSessionName: "your user name",
				DurationSeconds: "1800",
				ExternalId: "ext-1",
				SerialNumber: "arn:aws:iam::111122223333:mfa/alice",
				MFA: "asks for a code of MFA device alice",
			},
		],
	]);
});

test("a user with a device buys a session with it; with no region anywhere, that is told", () => {
	const [way, keys] = outline(explain("acme"));
	assert.deepEqual(way?.[2], {
		Region: "us-east-1 (nothing names one, so STS is called there; terminals get none)",
		STS: "POST https://sts.us-east-1.amazonaws.com, signed for us-east-1",
	});
	assert.equal(keys?.[0], "Temporary credentials of acme, with MFA");
	assert.equal(
		outline(explain("acme", { AWS_REGION: "eu-west-1" }))[0]?.[2]["Region"],
		"eu-west-1 (from the environment)",
	);
});

test("what stops a profile is told with its place", () => {
	const lost = explain("lost");
	assert.match(lost.problem?.message ?? "", /'nowhere'.*does not exist/);
	assert.equal(lost.problem?.place?.line, 20);
	assert.match(explain("both").problem?.message ?? "", /FIPS and a custom endpoint/);
	assert.equal(explain("missing").problem?.message, "There is no profile 'missing'");
});

test("nothing secret is in it", () => {
	for (const name of ["acme", "dev", "prod", "lost", "tool", "both"]) {
		assert.ok(!JSON.stringify(explain(name)).includes("not-to-be-shown"), name);
	}
	assert.deepEqual(outline(explain("tool"))[1], [
		"Runs the credential_process of tool",
		23,
		{ Program: '"/opt/my tool"', Calls: "GetCallerIdentity" },
	]);
});

const ssoText = `[profile corp]
sso_session = main
sso_account_id = 111122223333
sso_role_name = Admin
region = eu-west-1
[profile dev]
role_arn = arn:aws:iam::444455556666:role/Dev
source_profile = corp
use_fips_endpoint = true
[profile astray]
sso_session = gone
sso_account_id = 111122223333
sso_role_name = Admin
[profile mixed]
sso_session = main
sso_account_id = 111122223333
sso_role_name = Admin
sso_region = eu-west-1
[profile closed]
sso_session = main
sso_account_id = 111122223333
sso_role_name = Admin
endpoint_url = https://user:not-to-be-shown@portal.test/base?token=not-to-be-shown
[sso-session main]
sso_region = eu-central-1
sso_start_url = https://acme.awsapps.com/start
`;

test("a sign-in is told with the session's settings and the portal that is called", () => {
	assert.deepEqual(outline(explainText(ssoText, "corp"))[1], [
		"IAM Identity Center, as corp signs in",
		3,
		{
			Session: "main",
			"Start URL": "https://acme.awsapps.com/start",
			sso_region: "eu-central-1",
			Account: "111122223333",
			Role: "Admin",
			Reads: "the AWS CLI's token cache; then GetRoleCredentials",
			Portal: "GET https://portal.sso.eu-central-1.amazonaws.com",
			Calls: "GetCallerIdentity",
		},
	]);
	const facts = outline(explainText(ssoText, "dev"))[1]?.[2];
	assert.deepEqual(
		[facts?.["Portal"], facts?.["Calls"]],
		["GET https://portal.sso-fips.eu-central-1.amazonaws.com", undefined],
		"the leaf decides how the portal is called",
	);
});

test("a sign-in that can't be used is told with its place", () => {
	const astray = explainText(ssoText, "astray").problem;
	assert.match(astray?.message ?? "", /there is no \[sso-session gone\]/);
	assert.equal(astray?.place?.line, 10);
	const mixed = explainText(ssoText, "mixed").problem;
	assert.match(mixed?.message ?? "", /^sso_region of profile 'mixed' is not that of/);
	assert.equal(mixed?.place?.line, 17);
	const environment = { AWS_ENDPOINT_URL_SSO: "http://portal.test", AWS_USE_FIPS_ENDPOINT: "true" };
	assert.match(
		explainText(ssoText, "corp", environment).problem?.message ?? "",
		/FIPS and a custom endpoint/,
	);
});

test("endpoints are shown without what can be a secret in them", () => {
	const closed = explainText(ssoText, "closed");
	assert.equal(closed.problem, undefined);
	const [way, signIn] = outline(closed);
	assert.equal(way?.[2]["STS"], "POST https://portal.test/base, signed for us-east-1");
	assert.equal(signIn?.[2]["Portal"], "GET https://portal.test/base");
	assert.ok(!JSON.stringify(closed).includes("not-to-be-shown"));
});

const alice = "arn:aws:iam::111122223333:mfa/alice";
const mfaText = `[profile acme]
aws_access_key_id = AKIAEXAMPLE
aws_secret_access_key = not-to-be-shown
mfa_serial = ${alice}
mfa_process = /opt/code --pin not-to-be-shown
[profile dev]
role_arn = arn:aws:iam::444455556666:role/Dev
source_profile = acme
mfa_serial = ${alice}
mfa_process = /opt/other
[profile prod]
role_arn = arn:aws:iam::777788889999:role/Prod
source_profile = acme
mfa_serial = ${alice}
`;

test("where codes come from is told in the order in which it is tried", () => {
	const mfaOf = (name: string, devices?: readonly string[]) =>
		explainText(mfaText, name, {}, devices)
			.steps.flatMap(({ facts }) => facts)
			.filter(([fact]) => fact === "MFA")
			.map(([, value, place]) => [value, place?.line]);
	const asks = "asks for a code of MFA device alice";
	assert.deepEqual(mfaOf("acme"), [[`runs mfa_process, else ${asks}`, 4]]);
	assert.deepEqual(mfaOf("dev"), [[`runs mfa_process, else ${asks}`, 9]]);
	assert.deepEqual(mfaOf("dev", [alice]), [
		[`runs mfa_process, else a stored secret's code, else ${asks}`, 9],
	]);
	assert.deepEqual(mfaOf("prod", [alice]), [[`a stored secret's code, else ${asks}`, undefined]]);
	assert.deepEqual(mfaOf("prod", ["another"]), [[asks, undefined]]);
	assert.ok(!JSON.stringify(explainText(mfaText, "acme")).includes("not-to-be-shown"));
});

test("the surroundings are told with what is asked of them, at the key that names them", () => {
	const roleFrom = (source: string, more = "") =>
		`[profile leaf]\nrole_arn = arn:aws:iam::1:role/L\nsource_profile = r\n${more}\n[profile r]\nrole_arn = arn:aws:iam::1:role/R\ncredential_source = ${source}\n`;
	const told = (source: string, environment: Environment = {}, more?: string) => {
		const [, step] = outline(explainText(roleFrom(source, more), "leaf", environment));
		assert.equal(step?.[1], 7);
		const { credential_source, ...facts } = step?.[2] ?? {};
		assert.equal(credential_source, source);
		return facts;
	};
	assert.deepEqual(told("Environment"), {
		Reads: "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, if it is set",
	});

	const metadata = "Ec2InstanceMetadata";
	assert.deepEqual(told(metadata), { Asks: "http://169.254.169.254" });
	assert.deepEqual(told(metadata, {}, "ec2_metadata_service_endpoint_mode = IPv6"), {
		Asks: "http://[fd00:ec2::254]",
	});
	const own = { AWS_EC2_METADATA_SERVICE_ENDPOINT: "http://127.0.0.1:1338/" };
	assert.deepEqual(told(metadata, own), { Asks: "http://127.0.0.1:1338 (ec2_metadata_service_endpoint)" });
	assert.deepEqual(told(metadata, { AWS_EC2_METADATA_DISABLED: "true" }), {
		Asks: "nothing: AWS_EC2_METADATA_DISABLED switches it off",
	});

	const [relative, full] = [
		"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
		"AWS_CONTAINER_CREDENTIALS_FULL_URI",
	] as const;
	assert.deepEqual(told("EcsContainer"), { Asks: `${relative} or ${full}: neither is set` });
	assert.deepEqual(told("EcsContainer", { [full]: "http://localhost/x" }), { Asks: `what ${full} names` });
	assert.deepEqual(told("EcsContainer", { [full]: "http://localhost/x", [relative]: "/x" }), {
		Asks: `what ${relative} names`,
	});
});

test("a web identity's call is not signed; only those that build on it are", () => {
	const web = `[profile web]
role_arn = arn:aws:iam::444455556666:role/Web
web_identity_token_file = /run/token
mfa_serial = ${alice}
[profile next]
role_arn = arn:aws:iam::444455556666:role/Next
source_profile = web
`;
	const unsigned = "POST https://sts.us-east-1.amazonaws.com, not signed";
	const [way, role] = outline(explainText(web, "web"));
	assert.equal(way?.[2]["STS"], unsigned);
	assert.deepEqual(role?.[2], {
		Calls: "AssumeRoleWithWebIdentity",
		STS: unsigned,
		"Token file": "/run/token",
		RoleArn: "arn:aws:iam::444455556666:role/Web",
		RoleSessionName: "your user name",
		DurationSeconds: "3600 (STS's default)",
	});
	const [nextWay, nextRole] = outline(explainText(web, "next"));
	assert.equal(nextWay?.[2]["STS"], "POST https://sts.us-east-1.amazonaws.com, signed for us-east-1");
	assert.equal(nextRole?.[2]["STS"], unsigned);
});

test("a console sign-in ends with the question who it is", () => {
	const facts = outline(explainText("[profile me]\nlogin_session = arn:aws:iam::1:user/me", "me"))[1]?.[2];
	assert.equal(facts?.["Calls"], "GetCallerIdentity");
});

test("of a broken chain the roles before the break are told", () => {
	const role = (name: string, source: string) =>
		`[profile ${name}]\nrole_arn = arn:aws:iam::1:role/${name}\nsource_profile = ${source}\n`;
	const titles = (config: string, name: string) => {
		const { steps, problem } = explainText(config, name);
		assert.ok(problem);
		return steps.map(({ title }) => title);
	};
	const assumes = (name: string) => `Assumes the role of ${name}`;
	assert.deepEqual(titles(role("a", "b") + role("b", "nowhere"), "a"), [assumes("b"), assumes("a")]);
	assert.deepEqual(
		titles(role("a", "b") + role("b", "c") + role("c", "b"), "a"),
		["c", "b", "a"].map(assumes),
	);
	assert.deepEqual(titles(`${role("a", "b")}[profile b]\naws_access_key_id = A\n`, "a"), [assumes("a")]);
	assert.deepEqual(titles("", "a"), []);
	const [step] = outline(explainText(role("a", "nowhere"), "a"));
	assert.deepEqual([step?.[1], step?.[2]["RoleArn"]], [2, "arn:aws:iam::1:role/a"]);
});
