import assert from "node:assert/strict";
import { test } from "node:test";
import { endpointVariables } from "../../../../src/delivery/endpoint/endpointVariables.ts";
import { Grants } from "../../../../src/delivery/endpoint/grants.ts";
import { sessionOf } from "../../fakes/sessionOf.ts";

const grant = new Grants().of("profile:dev");
const uri = `http://127.0.0.1:4711/aws-sessions/${grant.id}`;
const address = {
	AWS_CONTAINER_CREDENTIALS_FULL_URI: uri,
	AWS_CONTAINER_AUTHORIZATION_TOKEN: grant.token.reveal(),
};

test("the address and the token, and the region when there is one", () => {
	const none = endpointVariables({
		uri,
		grant,
		session: sessionOf(),
		inherited: { AWS_REGION: "us-west-2" },
	});
	assert.deepEqual(Object.fromEntries(none), address);
	const session = sessionOf({ region: "eu-west-1" });
	assert.deepEqual(Object.fromEntries(endpointVariables({ uri, grant, session, inherited: {} })), {
		...address,
		AWS_REGION: "eu-west-1",
		AWS_DEFAULT_REGION: "eu-west-1",
	});
});

test("inherited keys and tokens, which clients take before the endpoint, are emptied", () => {
	const inherited = {
		AWS_ACCESS_KEY_ID: "AKIA0",
		AWS_SECRET_ACCESS_KEY: "old",
		AWS_SESSION_TOKEN: "",
		AWS_SECURITY_TOKEN: "old",
		AWS_CREDENTIAL_EXPIRATION: "old",
		AWS_WEB_IDENTITY_TOKEN_FILE: "/old",
		AWS_ACCOUNT_ID: "999900001111",
		AWS_PROFILE: "old",
		AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "/old",
	};
	const variables = endpointVariables({ uri, grant, session: sessionOf(), inherited });
	assert.deepEqual(Object.fromEntries(variables), {
		...address,
		AWS_ACCESS_KEY_ID: "",
		AWS_SECRET_ACCESS_KEY: "",
		AWS_SECURITY_TOKEN: "",
		AWS_CREDENTIAL_EXPIRATION: "",
		AWS_WEB_IDENTITY_TOKEN_FILE: "",
		AWS_ACCOUNT_ID: "012345678901",
	});
});
