import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
	allProblems,
	type ConfigDiagnostic,
	configDiagnostics,
} from "../../../../src/core/config/configDiagnostics.ts";
import { type ConfigText, readSharedConfig } from "../../../../src/core/config/sharedConfig.ts";
import { cpuTime } from "../../fakes/cpuTime.ts";

function textsOf(config: string, credentials = ""): ConfigText[] {
	return [
		{ file: "config", kind: "config", text: config },
		{ file: "credentials", kind: "credentials", text: credentials },
	];
}

/** `severity line:column+length message → replacement` */
function told({ severity, place, message, replacement }: ConfigDiagnostic): string {
	const end = replacement === undefined ? "" : ` → ${replacement}`;
	return `${severity} ${place.line}:${place.column}+${place.length} ${message}${end}`;
}

function diagnose(config: string, credentials?: string): string[] {
	const texts = textsOf(config, credentials);
	return configDiagnostics(texts, readSharedConfig(texts)).map(told);
}

/** The only diagnostic of a profile `p` with these lines. */
function only(...lines: string[]): string | undefined {
	const found = diagnose(["[profile p]", ...lines].join("\n"));
	assert.ok(found.length < 2, found.join("\n"));
	return found[0];
}

const role = "role_arn = arn:aws:iam::444455556666:role/R";
const keys = "aws_access_key_id = A\naws_secret_access_key = s";

test("a misspelt key gets a suggestion, an unknown one is left in peace", () => {
	assert.equal(
		only("soruce_profile = p"),
		"warning 1:0+14 AWS knows no key 'soruce_profile'. Did you mean 'source_profile'? → source_profile",
	);
	assert.equal(
		only("Regoin = x"),
		"warning 1:0+6 AWS knows no key 'regoin'. Did you mean 'region'? → region",
	);
	assert.equal(
		only("mfa_process = ykman", "include_profile = x", "color = red", "x_principal_arn = y"),
		undefined,
	);
	assert.equal(
		only("s3 =", "  max_concurent_requests = 5", "  region = us-east-1"),
		"warning 2:2+22 AWS knows no key 'max_concurent_requests'. Did you mean 'max_concurrent_requests'? → max_concurrent_requests",
	);
	assert.deepEqual(diagnose("[services v]\nsts =\n  endpoint_ulr = x\nstss =\n  endpoint_url = y"), [
		"warning 2:2+12 AWS knows no key 'endpoint_ulr'. Did you mean 'endpoint_url'? → endpoint_url",
	]);
	assert.deepEqual(diagnose("[sso-session s]\nsso_start_ulr = x"), [
		"warning 1:0+13 AWS knows no key 'sso_start_ulr'. Did you mean 'sso_start_url'? → sso_start_url",
	]);
});

test("keys in the wrong kind of section", () => {
	assert.deepEqual(diagnose("[sso-session s]\nsso_region = us-east-1\nsso_account_id = 1\nregion = x y"), [
		"warning 2:0+14 'sso_account_id' belongs in a section [profile …] and is ignored here",
		"warning 3:0+6 'region' belongs in a section [profile …] and is ignored here",
	]);
	assert.equal(
		only("sso_registration_scopes = sso:account:access"),
		"warning 1:0+23 'sso_registration_scopes' belongs in a section [sso-session …] and is ignored here",
	);
	assert.deepEqual(diagnose("[services v]\nendpoint_url = http://localhost"), [
		"warning 1:0+12 This belongs under a service's name, indented",
	]);
});

test("a key given twice: a warning at the earlier one, and only the later value counts", () => {
	assert.equal(
		only("region = not a region", "output = json", "region = eu-west-1"),
		"warning 1:0+6 'region' is set again on line 4, which is the one that counts",
	);
	assert.equal(
		only("s3 =", "  max_queue_size = 1", "  max_queue_size = 2"),
		"warning 2:2+14 'max_queue_size' is set again on line 4, which is the one that counts",
	);
	assert.deepEqual(diagnose("[profile p]\nregion = no no", "[p]\nregion = eu-west-1"), []);
});

for (const [lines, expected] of [
	[[role, "duration_seconds = 900"], undefined],
	[[role, "duration_seconds = 43200"], undefined],
	[[role, "duration_seconds = 899"], "error 2:19+3 A duration is 900 to 43200 seconds"],
	[[role, "duration_seconds = 43201"], "error 2:19+5 A duration is 900 to 43200 seconds"],
	[[role, "duration_seconds = 1h"], "warning 2:19+2 This is no whole number of seconds, so it is ignored"],
	[["connect_timeout = 2.5"], undefined],
	[["connect_timeout = 0"], "warning 1:18+1 This must be a number of seconds above 0"],
	[["connect_timeout = 5s"], "warning 1:18+2 This must be a number of seconds above 0"],
	[["metadata_service_timeout = 0"], "warning 1:27+1 This must be a whole number above 0"],
	[["metadata_service_timeout = 1.5"], "warning 1:27+3 This must be a whole number above 0"],
	[["metadata_service_num_attempts = 3"], undefined],
	[["metadata_service_num_attempts = few"], "warning 1:32+3 This must be a whole number above 0"],
	[["role_arn = arn:aws:iam::aws:role/x"], "warning 1:11+23 An account ID has 12 digits"],
	[["regions = x"], undefined],
	[["external_ids = x"], undefined],
	[["rejoins = x"], undefined],
	[["regio.n = x", "s3 =", "  max_queue.size = 1"], undefined],
	[["duration_seconds = 5"], "warning 1:19+1 A duration is 900 to 43200 seconds"],
	[["role_arn = arn:aws:iam::444455556666:user/R"], "error 1:11+32 The last part of a role ARN is role/name"],
	[["role_arn = arn:aws-cn:iam::444455556666:role/path/R"], undefined],
	[[role, "mfa_serial = alice"], "error 2:13+5 An MFA device is named by its ARN"],
	[["mfa_serial = alice"], "warning 1:13+5 An MFA device is named by its ARN"],
	[[role, "mfa_serial = GAHT12345678"], undefined],
	[["region = eu-central-1 # Frankfurt"], undefined],
	[["region = xx-new-9"], undefined],
	[["region = eu-west-4"], undefined],
	[["region = aws-global"], undefined],
	[["region = Frankfurt am Main"], "error 1:9+17 A region looks like eu-central-1"],
	[["region = https://sts.amazonaws.com"], "error 1:9+25 A region looks like eu-central-1"],
	[["region = us-east-1a"], "error 1:9+10 This is an availability zone. The region is us-east-1 → us-east-1"],
	[["region = eu-cental-1"], "warning 1:9+11 This is no known region. Did you mean 'eu-central-1'?"],
	[["region = EU-Central-1"], "warning 1:9+12 This is no known region. Did you mean 'eu-central-1'?"],
	[["sso_region = eu_west_1"], "error 1:13+9 A region looks like"],
	[["use_fips_endpoint = yes"], "warning 1:20+3 This must be true or false"],
	[["use_fips_endpoint = TRUE"], undefined],
	[["use_fips_endpoint ="], undefined],
	[["output = jsno"], "warning 1:9+4 This must be json, text, table, yaml, yaml-stream or off"],
	[["output = yaml-steam"], "warning 1:9+10 This must be"],
	[["sts_regional_endpoints = regonal"], "warning 1:25+7 This must be regional or legacy → regional"],
	[["retry_mode = Standard"], undefined],
	[["retry_mode = fast"], "warning 1:13+4 This must be standard, adaptive or legacy"],
	[["credential_source = environment"], "warning 1:20+11 This must be Environment, Ec2InstanceMetadata or"],
	[["credential_source = Environment"], undefined],
	[["max_attempts = many"], "warning 1:15+4 This must be a whole number"],
	[["sso_account_id = 12345678901"], "error 1:17+11 An account ID has 12 digits"],
	[["sso_account_id = 012345678901"], undefined],
	[["sso_session = corp"], "error 1:14+4 There is no sso-session 'corp'"],
	[["services = dev"], "error 1:11+3 There is no services section 'dev'"],
	[["source_profile = q"], "warning 1:17+1 There is no profile 'q'"],
	[["s3 =", "  addressing_style = paht"], "warning 2:21+4 This must be auto, path or virtual"],
	[["endpoint_url = anything goes", "cli_pager = less -R"], undefined],
] as const) {
	test(`${lines.join(" | ")}: ${expected ?? "nothing"}`, () => {
		const found = only(...lines);
		assert.ok(expected === undefined ? found === undefined : found?.startsWith(expected), found);
	});
}

test("names that are there are no problem; a close one is suggested", () => {
	const text = `[sso-session corporate]\nsso_region = eu-west-1\n[services dev]\nsts =\n  endpoint_url = http://localhost\n`;
	assert.deepEqual(diagnose(`${text}[profile p]\nsso_session = corporate\nservices = dev`), []);
	assert.deepEqual(diagnose(`${text}[profile p]\nsso_session = corprate`), [
		"error 6:14+8 There is no sso-session 'corprate'. Did you mean 'corporate'? → corporate",
	]);
});

test("what is assumed with a role's credentials lasts an hour at most", () => {
	const long = "role_arn = arn:aws:iam::1:role/R".replace("::1:", "::444455556666:");
	const profile = (source: string) => `[profile p]\n${long}\nduration_seconds = 7200\n${source}\n`;
	const sources: readonly (readonly [string, boolean])[] = [
		[`source_profile = q\n[profile q]\n${keys}`, false],
		[`source_profile = q\n[profile q]\n${role}\ncredential_source = Environment`, true],
		[`source_profile = q\n[profile q]\n${role}\ncredential_source = Environment\n${keys}`, false],
		[
			"source_profile = q\n[profile q]\nsso_start_url = u\nsso_region = eu-west-1\nsso_account_id = 444455556666\nsso_role_name = r",
			true,
		],
		["source_profile = q\n[profile q]\ncredential_process = c", false],
		["credential_source = Ec2InstanceMetadata", true],
		["credential_source = Environment", false],
	];
	for (const [source, isCapped] of sources) {
		const found = diagnose(profile(source));
		assert.deepEqual(
			found.map((text) => text.replace(/\+4 A session .* 3600 seconds at most$/, "")),
			isCapped ? ["error 2:19"] : [],
			source,
		);
	}
});

test("what chains say comes first, once a place, with the suggestion added", () => {
	const texts = textsOf(
		`[profile source]\n${keys}\n[profile p]\n${role}\nsource_profile = soruce\n[profile h]\naws_access_key_id = A\nregoin = x\n[nonsense`,
	);
	assert.deepEqual(allProblems(texts, readSharedConfig(texts)).map(told), [
		"error 9:0+9 Profile definition must end with ']'",
		"error 5:17+6 Profile 'p' names 'soruce' as its source_profile, which does not exist → source",
		"error 7:20+1 Profile 'h' has aws_access_key_id but no aws_secret_access_key",
		"warning 8:0+6 AWS knows no key 'regoin'. Did you mean 'region'? → region",
	]);
});

test("no message repeats a value that is a secret", () => {
	const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
	const found = diagnose(
		`[profile p]\naws_secret_access_key = ${secret}\naws_secret_access_key = ${secret}\naws_session_token = ${secret}\nregion = ${secret}\naws_secret_acces_key = ${secret}\noutput = ${secret}\n`,
	);
	assert.equal(found.length, 4);
	assert.ok(!found.join("\n").includes(secret.slice(0, 8)), found.join("\n"));
});

test("never throws; every place lies in the text", () => {
	const piece = fc.oneof(
		fc.constantFrom(
			"[profile a]\n",
			"[default]\n",
			"[a]\n",
			"[sso-session s]\n",
			"[services v]\n",
			"region = us-east-1a\n",
			"regoin=x\r\n",
			"duration_seconds = 5 # c\n",
			`${role}\n`,
			"role_arn = x\n",
			"source_profile = b\n",
			"sso_session = \n",
			"s3 =\n  max_queue_sise = x\n  addressing_style = y\n",
			"  ",
			"\t=",
			"__proto__ = a\n",
			"constructor = b\n",
			"\uFEFF",
			"\n",
		),
		fc.string({ unit: "binary", maxLength: 10 }),
	);
	const rough = fc.array(piece, { maxLength: 40 }).map((parts) => parts.join(""));
	fc.assert(
		fc.property(rough, rough, (config, credentials) => {
			const texts = textsOf(config, credentials);
			for (const { place, message } of allProblems(texts, readSharedConfig(texts))) {
				const text = texts.find(({ file }) => file === place.file)?.text ?? "";
				const line = text.split("\n")[place.line];
				assert.ok(line !== undefined && place.column + place.length <= line.length, message);
			}
		}),
		{ numRuns: 1000 },
	);
});

test("ten thousand profiles take well under a second", () => {
	const profiles = Array.from(
		{ length: 10_000 },
		(_, index) =>
			`[profile p${index}]\n${role}\nsource_profile = p${Math.max(index - 1, 0)}\nregion = eu-central-1\nregoin = x\nmy_own_key = ${index}\n${index === 0 ? keys : ""}`,
	).join("\n");
	const texts = textsOf(profiles);
	const config = readSharedConfig(texts);
	let count = 0;
	const took = cpuTime(() => {
		count = allProblems(texts, config).length;
	});
	assert.equal(count, 10_000);
	assert.ok(took < 1_000, `${took} ms`);
});

test("one file for both: each section is checked once", () => {
	const text = "[default]\nregoin = x\n[profile a]\nregoin = x\n[b]\nregoin = x";
	const texts: ConfigText[] = [
		{ file: "one", kind: "config", text },
		{ file: "one", kind: "credentials", text },
	];
	const lines = allProblems(texts, readSharedConfig(texts)).map(({ place }) => place.line);
	assert.deepEqual(lines, [1, 3, 5]);
});

test("a source that another tool supplies: told where it is named, not at its own section", () => {
	const texts = textsOf(`[profile p]\n${role}\nsource_profile = vaulted`, "[vaulted]");
	assert.deepEqual(allProblems(texts, readSharedConfig(texts)).map(told), [
		"error 2:17+7 Profile 'p' names 'vaulted' as its source_profile, which says nothing about where its credentials come from",
	]);
});
