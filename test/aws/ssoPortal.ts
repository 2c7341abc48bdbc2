import { randomBytes } from "node:crypto";
import {
	type JsonAnswer,
	type JsonRequest,
	type JsonServer,
	type JsonServiceOptions,
	startJsonServer,
} from "./jsonServer.ts";

export type PortalRole = { readonly account: string; readonly roleName: string };

/** A running double of IAM Identity Center's portal. */
export type SsoPortalDouble = JsonServer & {
	/** The roles that were asked for with a token that is known. */
	readonly asked: readonly PortalRole[];
	/** A token that signs in from now on, until {@link SsoPortalDouble.revokeAll}. */
	issueToken(): string;
	revokeAll(): void;
	/** Every token, secret key and session token ever given out. */
	secretsIssued(): string[];
};

/** Starts a double in which each token may take the given roles, for one hour at a time. */
export async function startSsoPortal(
	roles: readonly PortalRole[],
	options: JsonServiceOptions = {},
): Promise<SsoPortalDouble> {
	const asked: PortalRole[] = [];
	const tokens = new Set<string>();
	const secrets: string[] = [];
	const secret = (prefix: string): string => {
		const value = prefix + randomBytes(30).toString("base64url");
		secrets.push(value);
		return value;
	};

	const answer = ({ method, path, query, headers }: JsonRequest, now: number): JsonAnswer => {
		if (method !== "GET" || path !== "/federation/credentials") {
			return fault(404, "UnknownOperationException", "Unknown operation");
		}
		if (!tokens.has(String(headers["x-amz-sso_bearer_token"]))) {
			return fault(401, "UnauthorizedException", "Session token not found or invalid");
		}
		const account = query.get("account_id") ?? "";
		const roleName = query.get("role_name") ?? "";
		asked.push({ account, roleName });
		if (!/^\d{12}$/.test(account) || roleName === "") {
			return fault(400, "InvalidRequestException", `Invalid account ${account}`);
		}
		if (!roles.some((role) => role.account === account)) {
			return fault(404, "ResourceNotFoundException", "Account not found");
		}
		if (!roles.some((role) => role.account === account && role.roleName === roleName)) {
			return fault(403, "ForbiddenException", "No access");
		}
		return {
			status: 200,
			body: {
				roleCredentials: {
					accessKeyId: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
					secretAccessKey: secret("secret-"),
					sessionToken: secret("session-"),
					expiration: now + 3_600_000,
				},
			},
		};
	};
	const throttled = fault(429, "TooManyRequestsException", "HTTP 429 Unknown Code");
	const server = await startJsonServer(answer, throttled, options);
	return {
		...server,
		asked,
		issueToken() {
			const token = secret("aoa-");
			tokens.add(token);
			return token;
		},
		revokeAll: () => tokens.clear(),
		secretsIssued: () => [...secrets],
	};
}

/** An error as the portal words it: with its namespace in the body. */
function fault(status: number, errorType: string, message: string): JsonAnswer {
	return {
		status,
		body: { message, __type: `com.amazonaws.switchboard.portal#${errorType}` },
		errorType,
	};
}
