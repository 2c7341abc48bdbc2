import type { HttpResponse } from "../../aws/http/http.ts";
import { askMetadata } from "../../aws/http/metadataEndpoint.ts";
import { settingOf } from "../../core/config/sharedConfig.ts";
import { SessionsError } from "../../core/errors.ts";
import type { AcquireContext } from "../context.ts";
import { type AnswerFormat, answerCredentials, answerObject } from "./credentialsAnswer.ts";
import type { SourceCredentials } from "./source.ts";

type MetadataContext = Pick<AcquireContext, "environment" | "leaf" | "clock" | "send" | "interaction">;

const subject = "The EC2 instance metadata service";
const format: AnswerFormat = {
	subject,
	tokenField: "Token",
	required: ["Token", "Expiration"],
	remedies: [{ kind: "retry" }],
};
/** Seconds; the longest there is, as the SDKs ask for. */
const tokenLifetime = "21600";
const rolesPath = "latest/meta-data/iam/security-credentials/";
const defaultEndpoints: Readonly<Record<string, string>> = {
	ipv4: "http://169.254.169.254",
	ipv6: "http://[fd00:ec2::254]",
};

/**
 * The credentials of the role of the EC2 instance that this runs on, by IMDSv2; by IMDSv1 only where the
 * service says that it has no tokens.
 * @throws SessionsError `SourceUnavailable` when this is no EC2 instance or it has no role; `InvalidEndpoint`,
 * `InvalidSourceAnswer`, `CredentialsExpired`, `ServiceUnavailable`; CancelledError
 */
export async function instanceMetadata(context: MetadataContext): Promise<SourceCredentials> {
	const { clock, interaction } = context;
	const endpoint = metadataEndpoint(context);
	interaction.working("Asking the EC2 instance for its role");
	const token = await fetchToken(endpoint, context);
	const headers = token === undefined ? {} : { "x-aws-ec2-metadata-token": token };
	const get = (path: string): Promise<HttpResponse> =>
		ask({ method: "GET", url: new URL(path, endpoint), headers }, endpoint, context);

	const roles = await get(rolesPath);
	if (roles.status === 404) {
		throw unavailable("This EC2 instance has no role. Attach an instance profile to it");
	}
	const role = expectSuccess(roles).split("\n")[0]?.trim() ?? "";
	if (!/^[\w+=,.@-]{1,128}$/.test(role)) {
		throw new SessionsError("InvalidSourceAnswer", `${subject} gave no role's name. Is a proxy in the way?`, {
			remedies: format.remedies,
		});
	}
	const answer = answerObject(expectSuccess(await get(rolesPath + role)), format);
	const code = answer["Code"] ?? "Success";
	if (code !== "Success") {
		const said = typeof code === "string" && /^\w{1,64}$/.test(code) ? ` (${code})` : "";
		throw unavailable(
			`${subject} has no credentials for the role ${role}${said}. Its trust policy must name ec2.amazonaws.com`,
		);
	}
	return { credentials: answerCredentials(answer, format, clock.now()) };
}

/** The session token of IMDSv2; undefined when the service has none and IMDSv1 may be used. */
async function fetchToken(endpoint: URL, context: MetadataContext): Promise<string | undefined> {
	const response = await ask(
		{
			method: "PUT",
			url: new URL("latest/api/token", endpoint),
			headers: { "x-aws-ec2-metadata-token-ttl-seconds": tokenLifetime },
		},
		endpoint,
		context,
	);
	if ([403, 404, 405].includes(response.status)) {
		if (setting("ec2_metadata_v1_disabled", context)?.toLowerCase() === "true") {
			throw unavailable(
				`${subject} has no tokens (${response.status}), and AWS_EC2_METADATA_V1_DISABLED forbids asking without`,
			);
		}
		return undefined;
	}
	const token = expectSuccess(response).trim();
	if (!/^[\x21-\x7E]+$/.test(token)) {
		throw new SessionsError("InvalidSourceAnswer", `${subject} gave no token. Is a proxy in the way?`, {
			remedies: format.remedies,
		});
	}
	return token;
}

function ask(
	request: Parameters<typeof askMetadata>[0],
	endpoint: URL,
	{ send, clock, interaction }: MetadataContext,
): Promise<HttpResponse> {
	const hint = `Is this an EC2 instance? ${endpoint.host} is not answering; in a container on an instance its hop limit must be 2 or more`;
	return askMetadata(request, { subject, hint, isLocal: true, send, clock, signal: interaction.signal });
}

function expectSuccess({ status, body }: HttpResponse): string {
	if (status !== 200) {
		throw unavailable(`${subject} refused the request (${status})`);
	}
	return body;
}

/** @throws SessionsError `SourceUnavailable` when it is switched off, `InvalidEndpoint` */
function metadataEndpoint(context: MetadataContext): URL {
	if (context.environment["AWS_EC2_METADATA_DISABLED"]?.toLowerCase() === "true") {
		throw new SessionsError(
			"SourceUnavailable",
			`${subject} is switched off by AWS_EC2_METADATA_DISABLED in the environment of VS Code`,
		);
	}
	const own = setting("ec2_metadata_service_endpoint", context);
	if (own !== undefined) {
		// With a slash at its end, as paths are resolved against it.
		const url = URL.canParse(own) ? new URL(own.replace(/\/*$/, "/")) : undefined;
		if (url === undefined || !/^https?:$/.test(url.protocol)) {
			throw invalidEndpoint(`'${own}' (ec2_metadata_service_endpoint) is not a URL`, context);
		}
		return url;
	}
	const mode = setting("ec2_metadata_service_endpoint_mode", context) ?? "IPv4";
	const endpoint = defaultEndpoints[mode.toLowerCase()];
	if (endpoint === undefined) {
		throw invalidEndpoint(
			`'${mode}' is not an ec2_metadata_service_endpoint_mode. Use IPv4 or IPv6`,
			context,
		);
	}
	return new URL(endpoint);
}

/** A setting by its key in the files; `AWS_…` in the environment beats it. */
function setting(key: string, { environment, leaf }: MetadataContext): string | undefined {
	return environment[`AWS_${key.toUpperCase()}`] || settingOf(leaf?.section, key);
}

function invalidEndpoint(message: string, { leaf }: MetadataContext): SessionsError {
	return new SessionsError("InvalidEndpoint", message, {
		remedies: leaf === undefined ? [] : [{ kind: "openFile", place: leaf.place }],
	});
}

function unavailable(message: string): SessionsError {
	return new SessionsError("SourceUnavailable", message, { remedies: format.remedies });
}
