import assert from "node:assert/strict";
import { test } from "node:test";
import { isAwsSamlEndpoint } from "../../../../src/core/places/samlEndpoint.ts";

test("AWS's sign-in in every partition, by region, and with a provider's own ID", () => {
	for (const url of [
		"https://signin.aws.amazon.com/saml",
		"https://eu-central-1.signin.aws.amazon.com/saml",
		"https://signin.aws.amazon.com/saml/acs/SAMLSPABCD1234",
		"https://ap-southeast-2.signin.aws.amazon.com/saml/acs/SAMLSP_1-x",
		"https://signin.aws.amazon.com/static/saml",
		"https://signin.amazonaws.cn/saml",
		"https://cn-northwest-1.signin.amazonaws.cn/saml",
		"https://signin.amazonaws-us-gov.com/saml",
		"https://us-gov-east-1.signin.amazonaws-us-gov.com/saml",
		"https://signin-fips.amazonaws-us-gov.com/saml",
		"https://eusc-de-east-1.signin.amazonaws-eusc.eu/saml",
		"https://us-iso-east-1.signin.c2shome.ic.gov/saml",
		"https://signin.sc2shome.sgov.gov/saml",
	]) {
		assert.ok(isAwsSamlEndpoint(url), url);
	}
});

test("anything else, also what looks like it", () => {
	for (const url of [
		"",
		"urn:amazon:webservices",
		"http://signin.aws.amazon.com/saml",
		"https://signin.aws.amazon.com",
		"https://signin.aws.amazon.com/saml/other",
		"https://signin.aws.amazon.com/saml?x=1",
		"https://signin.aws.amazon.com/saml#x",
		"https://signin.aws.amazon.com:8443/saml",
		"https://signin.aws.amazon.com.evil.example/saml",
		"https://evil.example/signin.aws.amazon.com/saml",
		"https://signin.aws.amazon.com@evil.example/saml",
		"https://evil.signin.aws.amazon.com/saml",
		"https://evilsignin.aws.amazon.com/saml",
		"https://us-east-1.signin.aws.amazon.com/platform/saml/acs/00000000",
		"https://signin.aws.amazon.com/saml/acs/../../x",
		"https://signin.aws.amazon.com/saml\n",
		" https://signin.aws.amazon.com/saml",
	]) {
		assert.equal(isAwsSamlEndpoint(url), false, url);
	}
});
