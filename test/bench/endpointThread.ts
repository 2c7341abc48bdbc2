// The endpoint, and a bare server that answers its bytes, in a thread of their own, so that neither the client's work
// nor the bench's stands in their way.
import { createServer } from "node:http";
import { parentPort, workerData } from "node:worker_threads";
import { listenOnLoopback } from "../../src/aws/http/loopback.ts";
import { systemClock } from "../../src/aws/systemClock.ts";
import { Secret } from "../../src/core/text/secret.ts";
import { CredentialsEndpoint } from "../../src/delivery/endpoint/credentialsEndpoint.ts";
import { Grants } from "../../src/delivery/endpoint/grants.ts";
import type { ThreadAddresses, ThreadData } from "./endpoint.ts";

const { body, headers } = workerData as ThreadData;
const { AccessKeyId, SecretAccessKey, Token, Expiration } = JSON.parse(body);
const credentials = {
	accessKeyId: AccessKeyId,
	secretAccessKey: new Secret(SecretAccessKey),
	sessionToken: new Secret(Token),
	expiresAt: Date.parse(Expiration),
};
const silent = () => undefined;
const grants = new Grants();
// A window with some sessions.
const [grant] = ["dev", "test", "stage", "prod", "window"].map((session) => grants.of(session));
const endpoint = new CredentialsEndpoint({
	grants,
	answer: () => ({ kind: "credentials", credentials }),
	log: { debug: silent, info: silent, warn: silent, error: silent },
	clock: systemClock,
});
await endpoint.listen();

const bare = createServer((_request, response) => {
	response.writeHead(200, headers);
	response.end(body);
});
const barePort = await listenOnLoopback(bare, 0);

if (grant !== undefined) {
	const ours = new URL(endpoint.uriOf(grant));
	const addresses: ThreadAddresses = {
		ours: ours.href,
		bare: `http://${ours.hostname}:${barePort}${ours.pathname}`,
		token: grant.token.reveal(),
	};
	parentPort?.postMessage(addresses);
}
