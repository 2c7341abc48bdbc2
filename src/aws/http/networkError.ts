import { SessionsError } from "../../core/errors.ts";

/** Whether the request never reached the server, so that sending it again can't do anything twice. */
export function neverArrived(error: unknown): boolean {
	return error instanceof SessionsError && error.code === "NetworkUnreachable";
}

const unreachable = new Set([
	"ECONNREFUSED",
	"ENOTFOUND",
	"EAI_AGAIN",
	"EHOSTUNREACH",
	"ENETUNREACH",
	"EADDRNOTAVAIL",
]);

/** The error to tell the person, for what Node's client ran into. */
export function networkError(error: NodeJS.ErrnoException, host: string, answering: boolean): SessionsError {
	const code = error.code ?? "";
	const remedies = [{ kind: "retry" }, { kind: "showLog" }] as const;
	if (isCertificateError(code)) {
		return new SessionsError(
			"CertificateNotTrusted",
			`The certificate of ${host} is not trusted (${code}). If a proxy of your organisation inspects traffic, its CA certificate must be installed on this machine`,
			{
				about: { host },
				cause: error,
				remedies: [{ kind: "openSettings", setting: "http.systemCertificates" }, { kind: "showLog" }],
			},
		);
	}
	if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
		return new SessionsError(
			"NetworkUnreachable",
			`${host} could not be found. Are you offline, or behind a proxy?`,
			{
				about: { host },
				cause: error,
				remedies: [{ kind: "retry" }, { kind: "openSettings", setting: "http.proxy" }],
			},
		);
	}
	if (code === "ETIMEDOUT") {
		return new SessionsError("NetworkTimeout", `${host} did not answer (${code})`, {
			about: { host },
			cause: error,
			remedies,
		});
	}
	if (unreachable.has(code)) {
		return new SessionsError("NetworkUnreachable", `${host} could not be reached (${code})`, {
			about: { host },
			cause: error,
			remedies,
		});
	}
	if (code === "EPROTO" || code.startsWith("ERR_SSL_")) {
		return new SessionsError(
			"NetworkUnreachable",
			`${host} does not speak TLS there. Check the endpoint's URL`,
			{
				about: { host },
				cause: error,
				remedies,
			},
		);
	}
	return new SessionsError(
		"ConnectionLost",
		answering
			? `The connection to ${host} was cut before its answer was complete`
			: `The connection to ${host} was cut${code === "" ? "" : ` (${code})`}`,
		{ about: { host }, cause: error, remedies },
	);
}

function isCertificateError(code: string): boolean {
	return (
		/CERT|ALTNAME/.test(code) || code === "UNABLE_TO_VERIFY_LEAF_SIGNATURE" || code === "HOSTNAME_MISMATCH"
	);
}
