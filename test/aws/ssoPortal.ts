import { createHash, randomBytes } from "node:crypto";
import {
	type JsonAnswer,
	type JsonRequest,
	type JsonServer,
	type JsonServiceOptions,
	startJsonServer,
} from "./jsonServer.ts";

export type PortalRole = {
	readonly account: string;
	readonly roleName: string;
	readonly accountName?: string;
	readonly email?: string;
};

/** Temporary keys, as the portal gives them. */
export type PortalKeys = {
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
	readonly sessionToken: string;
};

export type PortalOptions = JsonServiceOptions & {
	/** Keys of a role, which other services know too; made up when left out. `roleArn` is the one that it has in IAM. */
	readonly issueKeys?: (roleArn: string, userName: string) => PortalKeys;
	/** How many requests it takes in a second; as many as come when left out. */
	readonly perSecond?: number;
};

/** A running double of IAM Identity Center's portal. */
export type SsoPortalDouble = JsonServer & {
	/** The roles that were asked for with a token that is known. */
	readonly asked: readonly Pick<PortalRole, "account" | "roleName">[];
	/** The paths of the requests with a token that is known. */
	readonly paths: readonly string[];
	/** Gives and takes away roles from now on. */
	assign(roles: readonly PortalRole[]): void;
	/** A token that signs in from now on, until that time (ms since 1970) or {@link SsoPortalDouble.revokeAll}. */
	issueToken(until?: number): string;
	revokeAll(): void;
	/** Told each token that was logged out. */
	onLogout(listener: (token: string) => void): void;
	/** Every token, secret key and session token ever given out. */
	secretsIssued(): string[];
};

/** So many accounts with so many roles in each. */
export function manyRoles(accounts: number, rolesEach: number): PortalRole[] {
	return Array.from({ length: accounts }, (_, account) =>
		Array.from({ length: rolesEach }, (_, role) => ({
			account: String(100_000_000_000 + account),
			accountName: `team-${String(account).padStart(3, "0")}-${["dev", "test", "prod"][account % 3]}`,
			email: `team-${account}@example.com`,
			roleName: `${["ReadOnly", "Developer", "Admin"][role % 3]}${role < 3 ? "" : role}`,
		})),
	).flat();
}

/** Starts a double in which each token may take the given roles, for one hour at a time. */
export async function startSsoPortal(
	given: readonly PortalRole[],
	options: PortalOptions = {},
): Promise<SsoPortalDouble> {
	let roles = given;
	const asked: Pick<PortalRole, "account" | "roleName">[] = [];
	const paths: string[] = [];
	const tokens = new Map<string, number>();
	const secrets: string[] = [];
	const logoutListeners: ((token: string) => void)[] = [];
	/** Of what each next page is, by its token. */
	const pages = new Map<string, { readonly list: string; readonly from: number }>();
	let second = { at: 0, count: 0 };
	const secret = (prefix: string): string => {
		const value = prefix + randomBytes(30).toString("base64url");
		secrets.push(value);
		return value;
	};
	const throttled = fault(429, "TooManyRequestsException", "HTTP 429 Unknown Code");

	const answer = (request: JsonRequest, now: number): JsonAnswer => {
		if (options.perSecond !== undefined) {
			second = now - second.at >= 1000 ? { at: now, count: 1 } : { ...second, count: second.count + 1 };
			if (second.count > options.perSecond) return throttled;
		}
		const operation = operations[`${request.method} ${request.path}`];
		if (operation === undefined) return fault(404, "UnknownOperationException", "Unknown operation");
		if (request.headers.authorization !== undefined) {
			return fault(400, "InvalidRequestException", "This request must not be signed");
		}
		const token = String(request.headers["x-amz-sso_bearer_token"]);
		if ((tokens.get(token) ?? 0) <= now) {
			return fault(401, "UnauthorizedException", "Session token not found or invalid");
		}
		paths.push(request.path);
		return operation(request, now, token);
	};

	const keysOf = (account: string, roleName: string): PortalKeys => {
		const hash = createHash("sha256").update(`${account}/${roleName}`).digest("hex").slice(0, 16);
		const roleArn = `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_${roleName}_${hash}`;
		const { accessKeyId, secretAccessKey, sessionToken } = options.issueKeys?.(roleArn, "alice") ?? {
			accessKeyId: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
			secretAccessKey: secret("secret-"),
			sessionToken: secret("session-"),
		};
		return { accessKeyId, secretAccessKey, sessionToken };
	};

	const roleCredentials = ({ query }: JsonRequest, now: number): JsonAnswer => {
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
				roleCredentials: { ...keysOf(account, roleName), expiration: now + 3_600_000 },
			},
		};
	};

	const page = (query: URLSearchParams, list: string, member: string, all: readonly object[]): JsonAnswer => {
		const size = Number(query.get("max_result") ?? 20);
		if (!Number.isInteger(size) || size < 1 || size > 100) {
			return fault(400, "InvalidRequestException", "max_result must be between 1 and 100");
		}
		const token = query.get("next_token");
		const at = token === null ? { list, from: 0 } : pages.get(token);
		if (at?.list !== list) return fault(400, "InvalidRequestException", "Invalid next_token");
		const end = at.from + size;
		const nextToken = end < all.length ? randomBytes(9).toString("base64url") : null;
		if (nextToken !== null) pages.set(nextToken, { list, from: end });
		return { status: 200, body: { [member]: all.slice(at.from, end), nextToken } };
	};

	const operations: Record<string, (request: JsonRequest, now: number, token: string) => JsonAnswer> = {
		"GET /federation/credentials": roleCredentials,
		"GET /assignment/accounts": ({ query }) => {
			const accounts = new Map(roles.map((role) => [role.account, role]));
			const all = [...accounts.values()].map(({ account, accountName, email }) => ({
				accountId: account,
				accountName: accountName ?? account,
				emailAddress: email ?? `${account}@example.com`,
			}));
			return page(query, "accounts", "accountList", all);
		},
		"GET /assignment/roles": ({ query }) => {
			const account = query.get("account_id") ?? "";
			if (!/^\d{12}$/.test(account)) {
				return fault(400, "InvalidRequestException", `Invalid account ${account}`);
			}
			const own = roles.filter((role) => role.account === account);
			if (own.length === 0) return fault(404, "ResourceNotFoundException", "Account not found");
			const all = own.map(({ roleName }) => ({ roleName, accountId: account }));
			return page(query, `roles of ${account}`, "roleList", all);
		},
		"POST /logout": (_, __, token) => {
			tokens.delete(token);
			for (const listener of logoutListeners) listener(token);
			return { status: 200, body: {} };
		},
	};
	const server = await startJsonServer(answer, throttled, options);
	return {
		...server,
		asked,
		paths,
		assign(now) {
			roles = now;
		},
		issueToken(until = Number.POSITIVE_INFINITY) {
			const token = secret("aoa-");
			tokens.set(token, until);
			return token;
		},
		revokeAll: () => tokens.clear(),
		onLogout: (listener) => void logoutListeners.push(listener),
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
