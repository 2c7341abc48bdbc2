import assert from "node:assert/strict";
import type { IncomingMessage, RequestListener } from "node:http";
import { type TestContext, test } from "node:test";
import { type HttpOptions, type SendHttp, sendHttp } from "../../../../src/aws/http/http.ts";
import { ambientBase } from "../../../../src/core/config/chain.ts";
import { readProfile } from "../../../../src/core/config/profile.ts";
import { SessionsError } from "../../../../src/core/errors.ts";
import { ambient } from "../../../../src/credentials/sources/ambient.ts";
import { configOf, profileIn } from "../../fakes/configOf.ts";
import { localServer } from "../../fakes/localServer.ts";
import { cancelled } from "../../fakes/rejection.ts";
import { after, contextOf, discreet, type FakeContext } from "../contextOf.ts";

type Answer = readonly [status: number, body: unknown];
type Answers = { token?: Answer; roles?: Answer; role?: Answer };

const good = {
	Code: "Success",
	AccessKeyId: "ASIA1",
	SecretAccessKey: "hidden-key",
	Token: "hidden-token",
	Expiration: after(3600),
};
const rolesPath = "/latest/meta-data/iam/security-credentials/";

/** The service on a loopback server, and what it was asked. */
async function service(t: TestContext, answers: Answers | RequestListener = {}) {
	const asked: { line: string; token: string | undefined; ttl: string | undefined }[] = [];
	const answerTo = ({ method, url }: IncomingMessage): Answer => {
		const { token, roles, role } = answers as Answers;
		if (method === "PUT") return url === "/latest/api/token" ? (token ?? [200, "v2-token"]) : [404, ""];
		if (url === rolesPath) return roles ?? [200, "app+role\n"];
		return url === `${rolesPath}app+role` ? (role ?? [200, good]) : [404, ""];
	};
	const { port } = await localServer(t, (request, response) => {
		const header = (name: string) => request.headers[name]?.toString();
		asked.push({
			line: `${request.method} ${request.url}`,
			token: header("x-aws-ec2-metadata-token"),
			ttl: header("x-aws-ec2-metadata-token-ttl-seconds"),
		});
		if (typeof answers === "function") {
			answers(request, response);
			return;
		}
		const [status, body] = answerTo(request);
		response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
	});
	const environment = { AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${port}` };
	return { asked, port, environment };
}

const get = (context: FakeContext) => ambient(ambientBase("Ec2InstanceMetadata"), context);

test("the role's credentials, by a token", async (t) => {
	const { asked, environment } = await service(t);
	const sent: HttpOptions[] = [];
	const send: SendHttp = (request, options = {}) => {
		sent.push(options);
		return sendHttp(request, options);
	};
	const context = contextOf({ environment, send });
	const { credentials } = await get(context);
	assert.equal(credentials.accessKeyId, "ASIA1");
	assert.equal(credentials.secretAccessKey.reveal(), "hidden-key");
	assert.equal(credentials.sessionToken?.reveal(), "hidden-token");
	assert.equal(credentials.expiresAt, Date.parse(after(3600)));
	assert.deepEqual(asked, [
		{ line: "PUT /latest/api/token", token: undefined, ttl: "21600" },
		{ line: `GET ${rolesPath}`, token: "v2-token", ttl: undefined },
		{ line: `GET ${rolesPath}app+role`, token: "v2-token", ttl: undefined },
	]);
	assert.deepEqual(context.interaction.steps, ["Asking the EC2 instance for its role"]);
	for (const { connectTimeout, isDirect } of sent) {
		assert.deepEqual([connectTimeout, isDirect], [1_000, true]);
	}
});

test("without tokens it is asked as before there were any, unless that is forbidden", async (t) => {
	for (const status of [403, 404, 405]) {
		const { asked, environment } = await service(t, { token: [status, ""] });
		await get(contextOf({ environment }));
		assert.deepEqual(
			asked.map(({ token }) => token),
			[undefined, undefined, undefined],
		);
		const strict = { ...environment, AWS_EC2_METADATA_V1_DISABLED: "True" };
		const { message } = await discreet(get(contextOf({ environment: strict })), "SourceUnavailable");
		assert.match(message, new RegExp(`no tokens \\(${status}\\).*AWS_EC2_METADATA_V1_DISABLED`));
	}
});

test("the endpoint by variable, profile, and mode", async () => {
	const profile = (text: string) => readProfile(profileIn(configOf(`[profile p]\n${text}`), "p"));
	const url = async (environment: Record<string, string>, text: string) => {
		let asked = "";
		const send: SendHttp = async (request) => {
			asked = request.url.href;
			throw new SessionsError("NetworkUnreachable", "");
		};
		await discreet(get(contextOf({ environment, send, leaf: profile(text) })), "SourceUnavailable");
		return asked.replace("latest/api/token", "");
	};
	const endpoint = "ec2_metadata_service_endpoint";
	const variable = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
	assert.equal(await url({}, ""), "http://169.254.169.254/");
	assert.equal(await url({ [`${variable}_MODE`]: "IPv6" }, ""), "http://[fd00:ec2::254]/");
	assert.equal(
		await url({ [`${variable}_MODE`]: "ipv4" }, `${endpoint}_mode = IPv6`),
		"http://169.254.169.254/",
	);
	assert.equal(await url({}, `${endpoint}_mode = ipv6`), "http://[fd00:ec2::254]/");
	assert.equal(await url({}, `${endpoint} = http://10.0.0.1/meta`), "http://10.0.0.1/meta/");
	const both = { [variable]: "http://10.0.0.2", [`${variable}_MODE`]: "IPv6" };
	assert.equal(await url(both, `${endpoint} = http://10.0.0.1`), "http://10.0.0.2/");

	const broken = [
		[{ [variable]: "no-url" }, /'no-url'/],
		[{ [variable]: "ftp://x" }, /is not a URL/],
		[{ [`${variable}_MODE`]: "IPv5" }, /Use IPv4 or IPv6/],
	] as const;
	for (const [environment, message] of broken) {
		const leaf = profile("");
		const error = await discreet(get(contextOf({ environment, leaf })), "InvalidEndpoint");
		assert.match(error.message, message);
		assert.deepEqual(error.remedies, [{ kind: "openFile", place: leaf.place }]);
	}
});

test("elsewhere than on EC2 it says so, after one try", async (t) => {
	const { port } = await localServer(t);
	const environment = { AWS_EC2_METADATA_SERVICE_ENDPOINT: "http://127.0.0.1:1" };
	const { message } = await discreet(get(contextOf({ environment })), "SourceUnavailable");
	assert.match(message, /can't be reached\. Is this an EC2 instance\? 127\.0\.0\.1:1 .*hop limit/);
	let tries = 0;
	const send: SendHttp = async () => {
		tries++;
		throw new SessionsError("NetworkTimeout", "");
	};
	await discreet(get(contextOf({ environment, send })), "SourceUnavailable");
	assert.equal(tries, 1);
	const off = {
		AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${port}`,
		AWS_EC2_METADATA_DISABLED: "TRUE",
	};
	const disabled = await discreet(get(contextOf({ environment: off })), "SourceUnavailable");
	assert.match(disabled.message, /switched off by AWS_EC2_METADATA_DISABLED/);
});

test("an instance without a role, and answers that are no credentials", async (t) => {
	const cases = [
		[{ roles: [404, ""] }, "SourceUnavailable", /has no role\. Attach an instance profile/],
		[{ roles: [200, ""] }, "InvalidSourceAnswer", /gave no role's name/],
		[{ roles: [200, "<html>hidden"] }, "InvalidSourceAnswer", /Is a proxy in the way/],
		[{ roles: [401, "hidden"] }, "SourceUnavailable", /refused the request \(401\)/],
		[{ token: [400, "hidden"] }, "SourceUnavailable", /refused the request \(400\)/],
		[{ token: [200, "<html hidden>"] }, "InvalidSourceAnswer", /gave no token/],
		[
			{ role: [200, { Code: "AssumeRoleUnauthorizedAccess", Message: "hidden" }] },
			"SourceUnavailable",
			/role app\+role \(AssumeRoleUnauthorizedAccess\)\. Its trust policy/,
		],
		[{ role: [200, { Code: "hidden: x" }] }, "SourceUnavailable", /role app\+role\. /],
		[{ role: [200, "hidden"] }, "InvalidSourceAnswer", /not a JSON object/],
		[{ role: [200, "[]"] }, "InvalidSourceAnswer", /not a JSON object/],
		[{ role: [200, ""] }, "InvalidSourceAnswer", /gave nothing/],
		[{ role: [200, { ...good, SecretAccessKey: "" }] }, "InvalidSourceAnswer", /no SecretAccessKey/],
		[
			{ role: [200, { Code: "Success" }] },
			"InvalidSourceAnswer",
			/no AccessKeyId and no SecretAccessKey and no Token and no Expiration/,
		],
		[{ role: [200, { ...good, Token: 7 }] }, "InvalidSourceAnswer", /a Token that is no text/],
		[{ role: [200, { ...good, Expiration: "hidden" }] }, "InvalidSourceAnswer", /Expiration that is no date/],
		[{ role: [200, { ...good, Expiration: after(0) }] }, "CredentialsExpired", /have expired already/],
	] as const;
	for (const [answers, code, message] of cases) {
		const { environment } = await service(t, answers as Answers);
		assert.match((await discreet(get(contextOf({ environment })), code)).message, message);
	}
});

test("a problem of its own is tried three times", async (t) => {
	const { asked, environment } = await service(t, { roles: [503, "hidden"] });
	const context = contextOf({ environment });
	const failed = discreet(get(context), "ServiceUnavailable");
	await context.clock.advanceToNext();
	await context.clock.advanceToNext();
	assert.match((await failed).message, /can't answer now \(503\)/);
	assert.equal(asked.length, 4);
});

test("calling off", async (t) => {
	const received = Promise.withResolvers<void>();
	const { environment } = await service(t, () => received.resolve());
	const context = contextOf({ environment });
	const asked = get(context);
	await received.promise;
	context.interaction.cancel();
	await cancelled(asked);
});
