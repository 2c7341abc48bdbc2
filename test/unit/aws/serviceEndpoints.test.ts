import assert from "node:assert/strict";
import { test } from "node:test";
import { endpointUrl } from "../../../src/aws/http/endpointUrl.ts";
import { resolveOidcEndpoint } from "../../../src/aws/identityCenter/oidc.ts";
import { resolvePortalEndpoint } from "../../../src/aws/identityCenter/portal.ts";
import { resolveSigninEndpoint } from "../../../src/aws/signinClient.ts";
import { endpointParameters, type ServiceId } from "../../../src/core/config/endpointSettings.ts";
import type { EndpointParameters } from "../../../src/core/places/serviceEndpoint.ts";
import { configOf, profileIn } from "../fakes/configOf.ts";

const fips = { useFips: true };
const dual = { useDualStack: true };

test("IAM Identity Center's portal by partition and switches", () => {
	const rows: [string, EndpointParameters, string][] = [
		["eu-west-1", {}, "portal.sso.eu-west-1.amazonaws.com"],
		["eu-west-1", fips, "portal.sso-fips.eu-west-1.amazonaws.com"],
		["eu-west-1", dual, "portal.sso.eu-west-1.api.aws"],
		["eu-west-1", { ...fips, ...dual }, "portal.sso-fips.eu-west-1.api.aws"],
		["us-gov-west-1", fips, "portal.sso.us-gov-west-1.amazonaws.com"],
		["us-gov-west-1", { ...fips, ...dual }, "portal.sso-fips.us-gov-west-1.api.aws"],
		["cn-north-1", {}, "portal.sso.cn-north-1.amazonaws.com.cn"],
		["eusc-de-east-1", {}, "portal.sso.eusc-de-east-1.amazonaws.eu"],
	];
	for (const [region, switches, host] of rows) {
		assert.deepEqual(resolvePortalEndpoint({ region, ...switches }), { url: `https://${host}` });
	}
});

test("IAM Identity Center's token service by partition and switches", () => {
	const rows: [string, EndpointParameters, string][] = [
		["eu-west-1", {}, "oidc.eu-west-1.amazonaws.com"],
		["eu-west-1", fips, "oidc-fips.eu-west-1.amazonaws.com"],
		["eu-west-1", dual, "oidc.eu-west-1.api.aws"],
		["eu-west-1", { ...fips, ...dual }, "oidc-fips.eu-west-1.api.aws"],
		["us-gov-west-1", fips, "oidc.us-gov-west-1.amazonaws.com"],
		["us-gov-west-1", { ...fips, ...dual }, "oidc-fips.us-gov-west-1.api.aws"],
		["cn-north-1", {}, "oidc.cn-north-1.amazonaws.com.cn"],
		["eusc-de-east-1", {}, "oidc.eusc-de-east-1.amazonaws.eu"],
	];
	for (const [region, switches, host] of rows) {
		assert.deepEqual(resolveOidcEndpoint({ region, ...switches }), { url: `https://${host}` });
	}
});

test("the sign-in service by partition and switches", () => {
	const rows: [string, EndpointParameters, string][] = [
		["eu-west-1", {}, "eu-west-1.signin.aws.amazon.com"],
		["eu-west-1", fips, "signin-fips.eu-west-1.amazonaws.com"],
		["eu-west-1", dual, "signin.eu-west-1.api.aws"],
		["eu-west-1", { ...fips, ...dual }, "signin-fips.eu-west-1.api.aws"],
		["us-gov-west-1", {}, "us-gov-west-1.signin.amazonaws-us-gov.com"],
		["us-gov-west-1", fips, "signin-fips.us-gov-west-1.amazonaws.com"],
		["cn-north-1", {}, "cn-north-1.signin.amazonaws.cn"],
		["eusc-de-east-1", {}, "signin.eusc-de-east-1.amazonaws.eu"],
	];
	for (const [region, switches, host] of rows) {
		assert.deepEqual(resolveSigninEndpoint({ region, ...switches }), { url: `https://${host}` });
	}
});

test("a custom endpoint for either, alone", () => {
	for (const resolve of [resolvePortalEndpoint, resolveOidcEndpoint, resolveSigninEndpoint]) {
		assert.deepEqual(resolve({ region: "x", endpoint: "http://own" }), { url: "http://own" });
		for (const switches of [fips, dual]) {
			assert.match(String(resolve({ region: "eu-west-1", endpoint: "http://own", ...switches })), /custom/);
		}
		assert.match(String(resolve({ region: "a.b" })), /not a region/);
		assert.match(String(resolve({})), /no region/);
	}
});

test("each service has its own names for a custom endpoint", () => {
	const config = configOf(
		"[profile a]\nservices = s\n[services s]\nsso =\n  endpoint_url = http://sso\nsso_oidc =\n  endpoint_url = http://oidc\nsignin =\n  endpoint_url = http://signin",
	);
	const section = profileIn(config, "a");
	const endpointOf = (service: ServiceId, environment = {}) =>
		endpointParameters(service, "eu-west-1", section, config, environment).endpoint;
	assert.equal(endpointOf("sso"), "http://sso");
	assert.equal(endpointOf("sso_oidc"), "http://oidc");
	assert.equal(endpointOf("sso_oidc", { AWS_ENDPOINT_URL_SSO: "http://1" }), "http://oidc");
	assert.equal(endpointOf("sso_oidc", { AWS_ENDPOINT_URL_SSO_OIDC: "http://1" }), "http://1");
	assert.equal(endpointOf("signin"), "http://signin");
	assert.equal(endpointOf("sts"), undefined);
	assert.equal(endpointOf("sso", { AWS_ENDPOINT_URL_SSO: "http://1" }), "http://1");
	assert.equal(endpointOf("signin", { AWS_ENDPOINT_URL_SSO: "http://1" }), "http://signin");
	assert.equal(endpointOf("signin", { AWS_ENDPOINT_URL_SIGNIN: "http://2" }), "http://2");
});

test("an operation's path comes after the endpoint's own", () => {
	assert.equal(endpointUrl("http://h:1").href, "http://h:1/");
	assert.equal(endpointUrl("http://h:1/", "/v1/token").href, "http://h:1/v1/token");
	assert.equal(endpointUrl("http://h/base/", "/v1/token").href, "http://h/base/v1/token");
	assert.throws(() => endpointUrl("h:1"), /begins with https:/);
});
