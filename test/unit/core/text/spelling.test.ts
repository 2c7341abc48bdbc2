import assert from "node:assert/strict";
import { test } from "node:test";
import { knownKeys } from "../../../../src/core/config/configKeys.ts";
import { closestWord, editDistance } from "../../../../src/core/text/spelling.ts";

test("a distance counts letters inserted, deleted, replaced and swapped", () => {
	for (const [from, to, distance] of [
		["", "", 0],
		["", "abc", 3],
		["region", "region", 0],
		["regoin", "region", 1],
		["regin", "region", 1],
		["rezion", "region", 1],
		["regionn", "region", 1],
		["kitten", "sitting", 3],
		["ab", "ba", 1],
	] as const) {
		assert.equal(editDistance(from, to), distance, `${from} ${to}`);
		assert.equal(editDistance(to, from), distance, `${to} ${from}`);
	}
});

test("slips are found", () => {
	const keys = [...knownKeys("profile").keys()];
	for (const [slip, meant] of [
		["soruce_profile", "source_profile"],
		["source-profile", "source_profile"],
		["sourceprofile", "source_profile"],
		["role_anr", "role_arn"],
		["rolearn", "role_arn"],
		["mfa_seriel", "mfa_serial"],
		["regoin", "region"],
		["duration_second", "duration_seconds"],
		["aws_acces_key_id", "aws_access_key_id"],
		["sso_acount_id", "sso_account_id"],
		["externalid", "external_id"],
	] as const) {
		assert.equal(closestWord(slip, keys), meant, slip);
	}
});

test("keys of other tools, and those somebody has put aside, are no slips", () => {
	const keys = [...knownKeys("profile").keys()];
	for (const key of [
		// aws-vault, granted, saml2aws, aws-mfa, aws-sso-util, AWS Extend Switch Roles, aws-azure-login, okta
		"include_profile",
		"parent_profile",
		"session_tags",
		"transitive_session_tags",
		"source_identity",
		"granted_sso_start_url",
		"granted_sso_account_id",
		"credential_process_auto_login",
		"x_principal_arn",
		"x_security_token_expires",
		"aws_mfa_device",
		"assumed_role",
		"expiration",
		"sso_auto_populated",
		"sso_account_name",
		"color",
		"image",
		"target_role_name",
		"azure_tenant_id",
		"okta_username",
		"role_arn_2",
		"xrole_arn",
		"old_region",
		"s4",
		"rejoins",
		"external_url",
	]) {
		assert.equal(closestWord(key, keys), undefined, key);
	}
});
