import { readTokenFile } from "../../aws/files/tokenFile.ts";
import { askMetadata } from "../../aws/http/metadataEndpoint.ts";
import { SessionsError } from "../../core/errors.ts";
import { Secret } from "../../core/text/secret.ts";
import type { AcquireContext } from "../context.ts";
import { type AnswerFormat, answerCredentials, answerObject } from "./credentialsAnswer.ts";
import type { SourceCredentials } from "./source.ts";

type ContainerContext = Pick<AcquireContext, "environment" | "clock" | "send" | "interaction">;

const subject = "The container credentials endpoint";
const format: AnswerFormat = { subject, tokenField: "Token", remedies: [{ kind: "retry" }] };
/** Where ECS answers. */
const ecsHost = "169.254.170.2";
/** Hosts beside loopback that are asked without TLS: those of ECS and of EKS Pod Identity. */
const plainHosts: ReadonlySet<string> = new Set([ecsHost, "169.254.170.23", "[fd00:ec2::23]"]);

/**
 * The credentials of the container (ECS task, EKS pod, or another tool's server) that this runs in.
 * @throws SessionsError `SourceUnavailable`, `InvalidEndpoint`, `TokenFileUnreadable`, `InvalidSourceAnswer`,
 * `CredentialsExpired`, `ServiceUnavailable`; CancelledError
 */
export async function containerCredentials(context: ContainerContext): Promise<SourceCredentials> {
	const { clock, send, interaction } = context;
	const { url, variable } = containerEndpoint(context);
	const token = await authorizationToken(context);
	interaction.working("Asking the container for its role");
	const response = await askMetadata(
		{
			method: "GET",
			url,
			headers: {
				accept: "application/json",
				...(token === undefined ? {} : { authorization: token.reveal() }),
			},
		},
		{
			subject,
			hint: `Check ${url.host} in ${variable}`,
			isLocal: url.protocol === "http:",
			send,
			clock,
			signal: interaction.signal,
		},
	);
	if (response.status !== 200) {
		const next =
			response.status === 401 || response.status === 403
				? "Check AWS_CONTAINER_AUTHORIZATION_TOKEN"
				: `Check ${variable}`;
		throw new SessionsError(
			"SourceUnavailable",
			`${subject} refused the request (${response.status}). ${next}`,
			{
				remedies: format.remedies,
			},
		);
	}
	return { credentials: answerCredentials(answerObject(response.body, format), format, clock.now()) };
}

/** The endpoint, and the variable that names it. Neither path nor query is shown: they can be a secret. */
function containerEndpoint({ environment }: ContainerContext): { url: URL; variable: string } {
	const relative = environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"];
	if (relative) {
		const variable = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
		const text = `http://${ecsHost}${relative}`;
		const url = URL.canParse(text) ? new URL(text) : undefined;
		if (!relative.startsWith("/") || url?.host !== ecsHost) {
			throw new SessionsError("InvalidEndpoint", `${variable} must be a path that begins with /`);
		}
		return { url, variable };
	}
	const variable = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
	const full = environment[variable];
	if (!full) {
		throw new SessionsError(
			"SourceUnavailable",
			`This is no container with a role: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and ${variable} are not set in the environment of VS Code`,
		);
	}
	const url = URL.canParse(full) ? new URL(full) : undefined;
	if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
		throw new SessionsError(
			"InvalidEndpoint",
			`${variable} is not a URL that begins with http:// or https://`,
		);
	}
	if (url.protocol === "http:" && !plainHosts.has(url.hostname) && !isLoopback(url.hostname)) {
		throw new SessionsError(
			"InvalidEndpoint",
			`${variable} names ${url.hostname} without TLS, where credentials are not asked for. Use https://`,
		);
	}
	return { url, variable };
}

function isLoopback(hostname: string): boolean {
	return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

/** What the endpoint wants in `Authorization`. The file is read each time: its token changes. */
async function authorizationToken({ environment }: ContainerContext): Promise<Secret | undefined> {
	const fileVariable = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
	const path = environment[fileVariable];
	const token = path
		? await readTokenFile(path, { name: fileVariable, remedies: format.remedies })
		: new Secret(environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] ?? "");
	const text = token.reveal();
	if (/[^\x20-\x7E\t]/.test(text)) {
		const where = path ? `The file in ${fileVariable}` : "AWS_CONTAINER_AUTHORIZATION_TOKEN";
		throw new SessionsError(
			path ? "TokenFileUnreadable" : "SourceUnavailable",
			`${where} holds a line break or another character that no header may have. Write the token without`,
		);
	}
	return text === "" ? undefined : token;
}
