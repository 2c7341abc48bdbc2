import { createHash, createPublicKey, verify } from "node:crypto";

/** Seconds that a proof's date may be off. */
const tolerance = 300;

/** What is checked against a proof. */
export type DpopExpectation = {
	readonly method: string;
	readonly target: string;
	/** Milliseconds since 1970. */
	readonly now: number;
	/** The proofs taken so far, to which this one is added. */
	readonly seen: Set<string>;
};

type Json = { readonly [name: string]: unknown };

/** The thumbprint (RFC 7638) of the key that a DPoP proof is signed with. Error with the reason for a bad proof. */
export function checkDpop(proof: string, { method, target, now, seen }: DpopExpectation): string {
	const [headerText = "", claimsText = "", signature = "", ...more] = proof.split(".");
	const header = parse(headerText);
	const claims = parse(claimsText);
	const jwk = header["jwk"] as { kty: string; crv: string; x: string; y: string };
	expect(more.length === 0, "not three parts");
	expect(header["typ"] === "dpop+jwt", "typ");
	expect(header["alg"] === "ES256", "alg");
	expect(jwk.kty === "EC" && jwk.crv === "P-256" && !("d" in jwk), "jwk");
	const key = createPublicKey({ key: jwk, format: "jwk" });
	const signed = Buffer.from(`${headerText}.${claimsText}`);
	const bytes = Buffer.from(signature, "base64url");
	expect(bytes.length === 64, "signature's length");
	expect(verify("sha256", signed, { key, dsaEncoding: "ieee-p1363" }, bytes), "signature");
	expect(claims["htm"] === method, "htm");
	expect(claims["htu"] === target, "htu");
	expect(Math.abs(Number(claims["iat"]) - now / 1000) <= tolerance, "iat");
	const jti = String(claims["jti"] ?? "");
	expect(jti.length >= 12 && !seen.has(jti), "jti");
	seen.add(jti);
	return createHash("sha256")
		.update(JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y }))
		.digest("base64url");
}

function parse(text: string): Json {
	return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
}

function expect(condition: boolean, what: string): void {
	if (!condition) throw new Error(`DPoP proof: ${what}`);
}
