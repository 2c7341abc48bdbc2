import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** The algorithms that GetWebIdentityToken signs with. */
export const outboundAlgorithms = ["ES384", "RS256"] as const;

/** One of the algorithms that GetWebIdentityToken signs with. */
export type OutboundAlgorithm = (typeof outboundAlgorithms)[number];

type KeyPair = { readonly publicKey: KeyObject; readonly privateKey: KeyObject };

const keyPairs = new Map<OutboundAlgorithm, KeyPair>();

/** A JSON Web Token that the double has signed itself. */
export function signOutboundToken(claims: object, algorithm: OutboundAlgorithm): string {
	const signed = [{ alg: algorithm, kid: algorithm, typ: "JWT" }, claims]
		.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
		.join(".");
	const { privateKey: key } = keyPair(algorithm);
	const signature =
		algorithm === "RS256"
			? sign("sha256", Buffer.from(signed), key)
			: sign("sha384", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" });
	return `${signed}.${signature.toString("base64url")}`;
}

/** What tokens signed with this algorithm are verified with. */
export function outboundPublicKey(algorithm: OutboundAlgorithm): KeyObject {
	return keyPair(algorithm).publicKey;
}

/** The issuer that an account's tokens name: an address with a UUID, the same for the same account. */
export function outboundIssuer(account: string): string {
	const hex = createHash("sha256").update(`outbound/${account}`).digest("hex");
	const uuid = hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-a$4-$5");
	return `https://${uuid}.tokens.sts.global.api.aws`;
}

/** Made when first needed: few tests get a token, and an RSA pair takes a while. */
function keyPair(algorithm: OutboundAlgorithm): KeyPair {
	const held = keyPairs.get(algorithm);
	if (held !== undefined) return held;
	const made =
		algorithm === "RS256"
			? generateKeyPairSync("rsa", { modulusLength: 2048 })
			: generateKeyPairSync("ec", { namedCurve: "secp384r1" });
	keyPairs.set(algorithm, made);
	return made;
}
