import { createPrivateKey, createPublicKey, type KeyObject, randomUUID, sign } from "node:crypto";
import type { Secret } from "../../core/text/secret.ts";

/** The P-256 key that a PEM text holds (SEC 1 as the AWS CLI writes it, or PKCS #8); undefined when it holds none. */
export function readDpopKey(pem: Secret): KeyObject | undefined {
	const key = Buffer.from(pem.reveal().replace(/^-----.*$/gm, ""), "base64");
	for (const type of ["sec1", "pkcs8"] as const) {
		try {
			const privateKey = createPrivateKey({ key, format: "der", type });
			return privateKey.asymmetricKeyDetails?.namedCurve === "prime256v1" ? privateKey : undefined;
		} catch {
			// The other form, or none.
		}
	}
	return undefined;
}

/**
 * A proof that one request comes from the key's owner (RFC 9449), to be sent once in the `DPoP` header.
 * `now` is in ms since the epoch.
 */
export function dpopProof(key: KeyObject, method: string, url: URL, now: number): string {
	const { kty, crv, x, y } = createPublicKey(key).export({ format: "jwk" });
	const header = { typ: "dpop+jwt", alg: "ES256", jwk: { kty, crv, x, y } };
	const claims = {
		jti: randomUUID(),
		htm: method,
		htu: url.origin + url.pathname,
		iat: Math.floor(now / 1000),
	};
	const text = `${base64Url(header)}.${base64Url(claims)}`;
	const signature = sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" });
	return `${text}.${signature.toString("base64url")}`;
}

function base64Url(value: object): string {
	return Buffer.from(JSON.stringify(value)).toString("base64url");
}
