import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { signRequest } from "../../../../src/aws/sts/signer.ts";
import type { Credentials } from "../../../../src/core/session/credentials.ts";
import { Secret } from "../../../../src/core/text/secret.ts";
import { conformance } from "../../fakes/conformance.ts";

interface Context {
	readonly credentials: {
		readonly access_key_id: string;
		readonly secret_access_key: string;
	};
	readonly region: string;
	readonly service: string;
	readonly sign_body: boolean;
	readonly timestamp: string;
}

test("AWS's vectors of requests with a signed body", async (t) => {
	const folder = conformance(t, "signature-v4");
	if (folder === undefined) {
		return;
	}
	const signedBodies = readdirSync(folder).filter((name) => readContext(join(folder, name)).sign_body);
	assert.equal(signedBodies.length, 2);
	for (const name of signedBodies) {
		await t.test(name, async () => {
			const context = readContext(join(folder, name));
			const [head = "", body = ""] = readFileSync(join(folder, name, "request.txt"), "utf8").split("\n\n");
			const headers = Object.fromEntries(
				head
					.split("\n")
					.slice(1)
					.map((line) => line.split(/:(.*)/s, 2) as [string, string])
					.filter(([header]) => header !== "Host"),
			);
			const signed = await signRequest(
				{ method: "POST", url: new URL("https://example.amazonaws.com/"), headers, body },
				{
					service: context.service,
					region: context.region,
					credentials: credentialsOf(context),
					date: Date.parse(context.timestamp),
				},
			);
			const expected = readFileSync(join(folder, name, "header-signature.txt"), "utf8").trim();
			assert.ok(signed.headers["authorization"]?.endsWith(`Signature=${expected}`));
		});
	}
});

test("host, date, body and session token are signed; a port is part of the host", async () => {
	const url = new URL("http://127.0.0.1:4566/base/path");
	const credentials = {
		accessKeyId: "ASIA1",
		secretAccessKey: new Secret("s"),
		sessionToken: new Secret("t"),
	};
	const { headers } = await signRequest(
		{ method: "POST", url, headers: { "content-type": "x/y" }, body: "Action=X" },
		{ service: "sts", region: "eu-west-1", credentials, date: Date.UTC(2026, 2, 1) },
	);
	assert.equal(headers["host"], "127.0.0.1:4566");
	assert.equal(headers["x-amz-date"], "20260301T000000Z");
	assert.equal(headers["x-amz-security-token"], "t");
	assert.match(
		headers["authorization"] ?? "",
		/Credential=ASIA1\/20260301\/eu-west-1\/sts\/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token, /,
	);
});

function readContext(folder: string): Context {
	const file = join(folder, "context.json");
	assert.ok(existsSync(file), file);
	return JSON.parse(readFileSync(file, "utf8")) as Context;
}

function credentialsOf({ credentials }: Context): Credentials {
	return {
		accessKeyId: credentials.access_key_id,
		secretAccessKey: new Secret(credentials.secret_access_key),
	};
}
