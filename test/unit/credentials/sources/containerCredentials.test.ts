import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import {
	type HttpOptions,
	type HttpRequest,
	type SendHttp,
	sendHttp,
} from "../../../../src/aws/http/http.ts";
import { ambientBase } from "../../../../src/core/config/chain.ts";
import { SessionsError } from "../../../../src/core/errors.ts";
import { ambient } from "../../../../src/credentials/sources/ambient.ts";
import { localServer } from "../../fakes/localServer.ts";
import { cancelled } from "../../fakes/rejection.ts";
import { temporaryHome } from "../../fakes/temporaryHome.ts";
import { after, contextOf, discreet, type FakeContext } from "../contextOf.ts";

const relativeUri = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
const fullUri = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
const tokenVariable = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
const fileVariable = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
const good = {
	AccessKeyId: "ASIA1",
	SecretAccessKey: "hidden-key",
	Token: "hidden-token",
	Expiration: after(3600),
};

const get = (context: FakeContext) => ambient(ambientBase("EcsContainer"), context);

/** The endpoint on a loopback server. A status of 0 never answers. */
async function endpoint(t: TestContext, status = 200, body: unknown = good) {
	const asked: (string | undefined)[][] = [];
	const received = Promise.withResolvers<void>();
	const { port } = await localServer(t, (request, response) => {
		const { method, url, headers } = request;
		asked.push([method, url, headers.accept, headers.authorization]);
		received.resolve();
		if (status > 0) {
			response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
		}
	});
	const environment = { [fullUri]: `http://127.0.0.1:${port}/creds?id=hidden` };
	return { asked, environment, received: received.promise };
}

/** What would be sent, to a network that leads nowhere. */
async function sentTo(environment: Record<string, string>) {
	let sent: { request: HttpRequest; options: HttpOptions } | undefined;
	const send: SendHttp = async (request, options = {}) => {
		sent = { request, options };
		throw new SessionsError("NetworkUnreachable", "");
	};
	const error = await discreet(get(contextOf({ environment, send })), "SourceUnavailable");
	return { ...(sent ?? assert.fail(error.message)), message: error.message };
}

test("the container's credentials, with the token in the header", async (t) => {
	const { asked, environment } = await endpoint(t);
	const context = contextOf({ environment: { ...environment, [tokenVariable]: "Basic hidden" } });
	const { credentials } = await get(context);
	assert.equal(credentials.accessKeyId, "ASIA1");
	assert.equal(credentials.sessionToken?.reveal(), "hidden-token");
	assert.equal(credentials.expiresAt, Date.parse(after(3600)));
	assert.deepEqual(asked, [["GET", "/creds?id=hidden", "application/json", "Basic hidden"]]);
	assert.deepEqual(context.interaction.steps, ["Asking the container for its role"]);
});

test("keys that last need neither token nor expiration", async (t) => {
	const { AccessKeyId, SecretAccessKey } = good;
	const { asked, environment } = await endpoint(t, 200, { AccessKeyId, SecretAccessKey });
	const { credentials } = await get(contextOf({ environment }));
	assert.deepEqual([credentials.sessionToken, credentials.expiresAt], [undefined, undefined]);
	assert.equal(asked[0]?.[3], undefined);
});

test("the token's file is read each time and beats the variable", async (t) => {
	const { asked, environment } = await endpoint(t);
	const path = join(temporaryHome(t).home, "token");
	const context = contextOf({
		environment: { ...environment, [tokenVariable]: "variable", [fileVariable]: path },
	});
	for (const token of ["first", "second"]) {
		writeFileSync(path, token);
		await get(context);
	}
	assert.deepEqual(
		asked.map((request) => request[3]),
		["first", "second"],
	);
});

test("a path beats an address, and is ECS's", async () => {
	const both = { [relativeUri]: "/v2/credentials/x?y=1", [fullUri]: "https://example.com/" };
	const { request, options, message } = await sentTo(both);
	assert.equal(request.url.href, "http://169.254.170.2/v2/credentials/x?y=1");
	assert.deepEqual([options.isDirect, options.connectTimeout], [true, 1_000]);
	assert.match(
		message,
		/can't be reached\. Check 169\.254\.170\.2 in AWS_CONTAINER_CREDENTIALS_RELATIVE_URI/,
	);
	for (const path of ["v2", "@example.com/", ".example.com/", ":8080/"]) {
		const environment = { [relativeUri]: path };
		const error = await discreet(get(contextOf({ environment })), "InvalidEndpoint");
		assert.match(error.message, /must be a path/);
	}
	assert.equal((await sentTo({ [relativeUri]: "//example.com" })).request.url.host, "169.254.170.2");
});

test("without TLS only this machine, ECS and EKS are asked", async () => {
	for (const host of [
		"localhost",
		"127.0.0.1:8080",
		"127.1.2.3",
		"[::1]:9",
		"169.254.170.2",
		"169.254.170.23",
		"[fd00:ec2::23]",
	]) {
		const { options } = await sentTo({ [fullUri]: `http://${host}/x` });
		assert.equal(options.isDirect, true, host);
	}
	const { options } = await sentTo({ [fullUri]: "https://example.com/x" });
	assert.deepEqual([options.isDirect, options.connectTimeout], [undefined, undefined]);
	for (const host of [
		"example.com",
		"169.254.169.254",
		"10.0.0.1",
		"127.0.0.1.example.com",
		"localhost.example",
	]) {
		const environment = { [fullUri]: `http://${host}/hidden` };
		const error = await discreet(get(contextOf({ environment })), "InvalidEndpoint");
		assert.match(error.message, /without TLS.*Use https/, host);
	}
	for (const address of ["hidden", "ftp://hidden", "/hidden"]) {
		const environment = { [fullUri]: address };
		const error = await discreet(get(contextOf({ environment })), "InvalidEndpoint");
		assert.match(error.message, /AWS_CONTAINER_CREDENTIALS_FULL_URI is not a URL/);
	}
});

test("outside of a container it says so", async () => {
	const { message } = await discreet(
		get(contextOf({ environment: { [relativeUri]: "" } })),
		"SourceUnavailable",
	);
	assert.match(message, /no container.*RELATIVE_URI and AWS_CONTAINER_CREDENTIALS_FULL_URI are not set/);
});

test("a token that can't be read or sent", async (t) => {
	const { asked, environment } = await endpoint(t);
	const { home } = temporaryHome(t);
	const file = (name: string, text: string) => {
		writeFileSync(join(home, name), text);
		return { [fileVariable]: join(home, name) };
	};
	const cases = [
		[
			{ [tokenVariable]: "hidden\r\nx: y" },
			"SourceUnavailable",
			/^AWS_CONTAINER_AUTHORIZATION_TOKEN holds a line/,
		],
		[{ [tokenVariable]: "hidden\n" }, "SourceUnavailable", /line break/],
		[
			file("broken", "hidden\n"),
			"TokenFileUnreadable",
			/^The file in AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE/,
		],
		[file("empty", ""), "TokenFileUnreadable", /empty' \(AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE\) is empty/],
		[{ [fileVariable]: join(home, "none") }, "TokenFileUnreadable", /none'.*does not exist/],
		[{ [fileVariable]: home }, "TokenFileUnreadable", /is not a file/],
		[{ [fileVariable]: "~/token" }, "TokenFileUnreadable", /do not expand ~/],
	] as const;
	for (const [changes, code, message] of cases) {
		const context = contextOf({ environment: { ...environment, ...changes } });
		assert.match((await discreet(get(context), code)).message, message);
	}
	assert.equal(asked.length, 0);
});

test("refusals and answers that are no credentials", async (t) => {
	const cases = [
		[401, "hidden", "SourceUnavailable", /\(401\)\. Check AWS_CONTAINER_AUTHORIZATION_TOKEN/],
		[403, "hidden", "SourceUnavailable", /\(403\)\. Check AWS_CONTAINER_AUTHORIZATION_TOKEN/],
		[404, "hidden", "SourceUnavailable", /\(404\)\. Check AWS_CONTAINER_CREDENTIALS_FULL_URI/],
		[302, "hidden", "SourceUnavailable", /\(302\)/],
		[200, "hidden", "InvalidSourceAnswer", /not a JSON object/],
		[200, { Token: "hidden" }, "InvalidSourceAnswer", /no AccessKeyId and no SecretAccessKey/],
		[200, { ...good, Expiration: "hidden" }, "InvalidSourceAnswer", /no date/],
		[200, { ...good, Expiration: after(-1) }, "CredentialsExpired", /expired already/],
	] as const;
	for (const [status, body, code, message] of cases) {
		const { environment } = await endpoint(t, status, body);
		assert.match((await discreet(get(contextOf({ environment })), code)).message, message);
	}
});

test("a problem of its own is tried three times", async (t) => {
	for (const [status, code] of [
		[500, "ServiceUnavailable"],
		[429, "Throttled"],
	] as const) {
		const { asked, environment } = await endpoint(t, status, "hidden");
		const context = contextOf({ environment });
		const failed = discreet(get(context), code);
		await context.clock.advanceToNext();
		await context.clock.advanceToNext();
		await failed;
		assert.equal(asked.length, 3);
	}
});

test("calling off", async (t) => {
	const { environment, received } = await endpoint(t, 0);
	const context = contextOf({ environment, send: sendHttp });
	const asked = get(context);
	await received;
	context.interaction.cancel();
	await cancelled(asked);
});
