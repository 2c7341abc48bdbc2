import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import * as tls from "node:tls";
import { SessionsError } from "../../core/errors.ts";

/**
 * The certificates (PEM) to trust with a bundle of one's own: Node's, the system's and the bundle's. Given to a
 * request, a list replaces the defaults, so it has to hold them too.
 * @throws SessionsError `CaBundleUnreadable`
 */
export async function trustedCertificates(bundle: string): Promise<readonly string[]> {
	const file = /^~[\\/]/.test(bundle) ? join(homedir(), bundle.slice(2)) : bundle;
	let text: string;
	try {
		text = await readFile(file, "utf8");
	} catch (cause) {
		throw unreadable(`The CA bundle ${file} can't be read`, cause);
	}
	const certificates = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g);
	if (certificates === null) {
		throw unreadable(`There is no certificate in the CA bundle ${file}`);
	}
	return [...tls.rootCertificates, ...tls.getCACertificates("system"), ...certificates];
}

function unreadable(what: string, cause?: unknown): SessionsError {
	return new SessionsError("CaBundleUnreadable", `${what}. Check ca_bundle or AWS_CA_BUNDLE`, {
		cause,
		remedies: [{ kind: "openConfig" }],
	});
}
