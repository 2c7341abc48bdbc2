import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inspect } from "node:util";
import { getSigninToken, loginAddress, signOutFirst } from "../../../../src/aws/console/signinToken.ts";
import { type HttpRequest, sendHttp } from "../../../../src/aws/http/http.ts";
import type { Credentials } from "../../../../src/core/session/credentials.ts";
import { Secret } from "../../../../src/core/text/secret.ts";
import { type FederationDouble, startFederation } from "../../../aws/federation.ts";
import { sampleAlice } from "../../../sandbox/sampleWorld.ts";
import type { IssuedSession } from "../../../sts/issuer.ts";
import { Issuer } from "../../../sts/issuer.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { rejection } from "../../fakes/rejection.ts";

const issuer = new Issuer(() => Date.now());
const clock = new FakeClock();
let federation: FederationDouble;

before(async () => {
	federation = await startFederation({ sessionOf: (id): IssuedSession | undefined => issuer.find(id) });
});
after(() => federation.close());

const role = { arn: "arn:aws:iam::444455556666:role/Dev", trust: [] };
const issue = (caller: Parameters<Issuer["issue"]>[0]): Credentials => {
	const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = issuer.issue(caller, 3600);
	return {
		accessKeyId,
		secretAccessKey: new Secret(secretAccessKey),
		sessionToken: new Secret(sessionToken),
		expiresAt,
	};
};
const direct = () => issue({ kind: "roleSession", role, sessionName: "me", isChained: false });
const chained = () => issue({ kind: "roleSession", role, sessionName: "me", isChained: true });
const get = (credentials: Credentials, sessionDuration?: number, send = sendHttp) =>
	getSigninToken(federation.url, { credentials, sessionDuration, session: "dev" }, { send, clock });
const last = () => federation.requests.at(-1);

test("the keys go in the body of a POST; a duration is asked for when there is one", async () => {
	const { token, hasDuration } = await get(direct(), 43_200);
	assert.deepEqual(last(), {
		method: "POST",
		action: "getSigninToken",
		sessionDuration: "43200",
		arn: "arn:aws:sts::444455556666:assumed-role/Dev/me",
		status: 200,
		queried: [],
	});
	assert.ok(hasDuration);
	assert.ok(federation.secretsIssued().includes(token.reveal()));
	assert.equal(
		(await get(issue({ kind: "federatedUser", user: sampleAlice(), name: "bob" }))).hasDuration,
		false,
	);
	assert.equal(last()?.sessionDuration, undefined);
});

test("a duration that is refused is done without, once", async () => {
	const count = federation.requests.length;
	const { hasDuration } = await get(chained(), 3600);
	assert.equal(hasDuration, false);
	assert.deepEqual(
		federation.requests.slice(count).map(({ sessionDuration, status }) => [sessionDuration, status]),
		[
			["3600", 400],
			[undefined, 200],
		],
	);
});

test("what is refused is told without what was sent, which the answer repeats", async () => {
	const credentials = issue({ kind: "userSession", user: sampleAlice(), mfaAt: undefined });
	const unknown = { ...direct(), secretAccessKey: new Secret("not-the-secret-key") };
	for (const refused of [credentials, unknown]) {
		const error = await rejection(get(refused, 900), "ConsoleUnavailable");
		assert.match(error.message, /session dev \(HTTP 400\)/);
		const all = `${error.message} ${error.stack} ${inspect(error, { depth: 9 })}`;
		for (const secret of [refused.secretAccessKey, refused.sessionToken]) {
			assert.ok(secret && !all.includes(secret.reveal()));
		}
	}
});

test("each status has its error; a busy endpoint is asked again", async () => {
	const answering = (...statuses: number[]) => {
		const requests: HttpRequest[] = [];
		const send = async (request: HttpRequest) => {
			requests.push(request);
			const status = statuses[Math.min(requests.length, statuses.length) - 1] ?? 0;
			return { status, headers: {}, body: status === 200 ? '{"SigninToken":"t"}' : "x" };
		};
		return { send, requests };
	};
	const settle = async <T>(promise: Promise<T>): Promise<T> => {
		let isDone = false;
		const done = promise.finally(() => {
			isDone = true;
		});
		done.catch(() => undefined);
		while (!isDone) {
			clock.advance(10_000);
			await new Promise((resolve) => setImmediate(resolve));
		}
		return done;
	};
	const busy = answering(503, 200);
	assert.equal((await settle(get(direct(), undefined, busy.send))).token.reveal(), "t");
	assert.equal(busy.requests.length, 2);
	await rejection(settle(get(direct(), 900, answering(500).send)), "ServiceUnavailable");
	await rejection(settle(get(direct(), 900, answering(429).send)), "Throttled");
	await rejection(get(direct(), 900, answering(302).send), "InvalidResponse");
	const empty = async () => ({ status: 200, headers: {}, body: "<html>" });
	await rejection(get(direct(), 900, empty), "InvalidResponse");
});

test("the addresses are secrets, and say where to go on to", async () => {
	const token = { token: new Secret("a+b/c="), hasDuration: true };
	const destination = "https://console.aws.amazon.com/s3/buckets?region=eu-central-1#x";
	const login = loginAddress("https://signin.aws.amazon.com/federation", destination, token);
	assert.doesNotMatch(`${login} ${inspect(login)} ${JSON.stringify(login)}`, /a\+b|a%2Bb/);
	const url = new URL(login.reveal());
	assert.equal(`${url.origin}${url.pathname}`, "https://signin.aws.amazon.com/federation");
	assert.deepEqual(
		[...url.searchParams],
		[
			["Action", "login"],
			["Issuer", "aws-sessions"],
			["Destination", destination],
			["SigninToken", "a+b/c="],
		],
	);
	const first = new URL(signOutFirst("https://us-east-1.signin.aws.amazon.com/oauth", login).reveal());
	assert.deepEqual(
		[...first.searchParams],
		[
			["Action", "logout"],
			["redirect_uri", login.reveal()],
		],
	);
});
