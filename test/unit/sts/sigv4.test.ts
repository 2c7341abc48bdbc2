import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
	canonicalRequest,
	formatAmzDate,
	type HttpRequestParts,
	headerValue,
	parseAmzDate,
	parseAuthorization,
	sameSignature,
	signatureOf,
	stringToSign,
} from "../../sts/sigv4.ts";

const root =
	process.env["AWS_CONFORMANCE_DIR"] ?? join(import.meta.dirname, "../../../../shared/conformance");
const folder = join(root, "signature-v4");

type Context = {
	readonly credentials: { readonly access_key_id: string; readonly secret_access_key: string };
	readonly region: string;
	readonly service: string;
};

test("the conformance vectors", async (t) => {
	if (!existsSync(folder)) return t.skip(`No conformance data in ${folder}`);
	for (const name of readdirSync(folder)) {
		await t.test(name, () => {
			const read = (file: string) => readFileSync(join(folder, name, file), "utf8");
			const context: Context = JSON.parse(read("context.json"));
			const request = parseRequest(read("header-signed-request.txt"));
			const authorization = parseAuthorization(headerValue(request, "authorization") ?? "");
			assert.ok(authorization);
			assert.equal(authorization.accessKeyId, context.credentials.access_key_id);
			assert.equal(authorization.scope.region, context.region);
			assert.equal(authorization.scope.service, context.service);
			const canonical = canonicalRequest(request, authorization.signedHeaders);
			assert.equal(canonical, read("header-canonical-request.txt"));
			const amzDate = headerValue(request, "x-amz-date") ?? "";
			const toSign = stringToSign(canonical, amzDate, authorization.scope);
			assert.equal(toSign, read("header-string-to-sign.txt"));
			const signature = signatureOf(context.credentials.secret_access_key, authorization.scope, toSign);
			assert.equal(signature, read("header-signature.txt"));
			assert.ok(sameSignature(signature, authorization.signature));
		});
	}
	return undefined;
});

test("an Authorization header that lacks something is none", () => {
	const whole = "AWS4-HMAC-SHA256 Credential=AK/20260301/r/s/aws4_request,SignedHeaders=host,Signature=ab";
	assert.deepEqual(parseAuthorization(whole), {
		accessKeyId: "AK",
		scope: { date: "20260301", region: "r", service: "s" },
		signedHeaders: ["host"],
		signature: "ab",
	});
	const broken = [
		"",
		"Bearer abc",
		whole.replace("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"),
		whole.replace("/aws4_request", ""),
		whole.replace("aws4_request", "aws4_request/more"),
		whole.replace(",Signature=ab", ""),
		whole.replace("SignedHeaders=host,", ""),
	];
	for (const header of broken) assert.equal(parseAuthorization(header), undefined, header);
});

test("the query is sorted and encoded by the specification", () => {
	const request: HttpRequestParts = {
		method: "get",
		path: "/a%20b",
		query: "b=2&a=%27x+y%2Fz&A=1&b=1&flag",
		headers: [["Host", "h"]],
		body: "",
	};
	const [method, path, query] = canonicalRequest(request, ["host"]).split("\n");
	assert.deepEqual([method, path, query], ["GET", "/a%2520b", "A=1&a=%27x%20y%2Fz&b=1&b=2&flag="]);
});

test("dates go there and back", () => {
	const at = Date.UTC(2026, 1, 28, 23, 59, 59);
	assert.equal(formatAmzDate(at), "20260228T235959Z");
	assert.equal(parseAmzDate("20260228T235959Z"), at);
	for (const text of ["", "2026-02-28T23:59:59Z", "20261328T235959Z"]) {
		assert.equal(parseAmzDate(text), undefined, text);
	}
});

function parseRequest(text: string): HttpRequestParts {
	const [head = "", ...bodies] = text.split("\n\n");
	const [line = "", ...headers] = head.split("\n");
	const [method = "", target = ""] = line.split(" ");
	const [path = "", query = ""] = target.split("?", 2);
	return {
		method,
		path,
		query,
		headers: headers
			.filter((header) => header.includes(":"))
			.map((header) => {
				const colon = header.indexOf(":");
				return [header.slice(0, colon), header.slice(colon + 1)];
			}),
		body: bodies.join("\n\n"),
	};
}
