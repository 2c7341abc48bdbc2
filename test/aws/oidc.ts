import { createHash, randomBytes, randomUUID } from "node:crypto";
import {
	type JsonAnswer,
	type JsonRequest,
	type JsonServer,
	type JsonServiceOptions,
	type RawAnswer,
	startJsonServer,
} from "./jsonServer.ts";
import {
	type Body,
	type Decision,
	devicePage,
	list,
	members,
	page,
	readBody,
	refuse,
	withoutAdditions,
	withoutPort,
} from "./oidcWire.ts";

const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
const knownGrants = ["authorization_code", "refresh_token", deviceGrant];

export type OidcOptions = JsonServiceOptions & {
	/** The only start URL that there is in this region. */
	readonly startUrl: string;
	/** Start URLs of other regions: codes are given for them here too, but the portal there takes none of these. */
	readonly elsewhere?: readonly string[];
	/** A token of the portal's, good until that time (ms since 1970). */
	readonly issueToken: (until: number) => string;
	/** Seconds. */
	readonly tokenLife?: number;
	readonly deviceLife?: number;
	readonly registrationLife?: number;
	readonly interval?: number;
};

/** A running double of IAM Identity Center's token service, with the pages that it shows to people. */
export type OidcDouble = JsonServer & {
	/** What the person does with the authorization page. */
	decision: Decision;
	/** The person confirms, or declines, the code of a device. */
	approve(userCode: string): void;
	deny(userCode: string): void;
	/** Ends what a token belongs to: its refresh token is refused from now on. */
	endSession(accessToken: string): void;
	/** No client is known any more. */
	forgetClients(): void;
	/** The names of operations and grants so far, refused ones too. */
	readonly calls: readonly string[];
	/** What was wrong with requests in a way that the service itself might let pass. */
	readonly violations: readonly string[];
	/** Every secret, code and token ever given out. */
	secretsIssued(): string[];
};

type Client = {
	readonly secret: string;
	readonly expiresAt: number;
	readonly grantTypes: readonly string[] | undefined;
	readonly redirectUris: readonly string[];
	readonly scopes: readonly string[];
};

type Device = {
	readonly clientId: string;
	readonly userCode: string;
	readonly expiresAt: number;
	interval: number;
	askedAt: number;
	readonly isElsewhere: boolean;
	state: "pending" | "approved" | "denied" | "used";
};

type Code = {
	readonly clientId: string;
	readonly redirectUri: string;
	readonly challenge: string;
	readonly expiresAt: number;
	isUsed: boolean;
};

/** Starts a double that gives tokens as the service does: to whoever proves to be the one who began. */
export async function startOidc(options: OidcOptions): Promise<OidcDouble> {
	const {
		startUrl,
		issueToken,
		tokenLife = 3600,
		deviceLife = 600,
		registrationLife = 90 * 86_400,
		interval = 5,
		elsewhere = [],
	} = options;
	const clients = new Map<string, Client>();
	const devices = new Map<string, Device>();
	const codes = new Map<string, Code>();
	const refreshTokens = new Map<string, { readonly clientId: string; readonly session: string }>();
	const sessions = new Map<string, string>();
	const calls: string[] = [];
	const violations: string[] = [];
	const secrets: string[] = [];
	const state: { decision: Decision } = { decision: "approves" };
	let url = "";
	const secret = (prefix: string): string => {
		const value = prefix + randomBytes(30).toString("base64url");
		secrets.push(value);
		return value;
	};

	/** A portal goes by its address, with or without what browsers and people add to it. */
	const isPortal = (given: unknown, url = startUrl) =>
		withoutAdditions(String(given)) === withoutAdditions(url);

	const register = (body: Body, now: number): JsonAnswer => {
		const { clientName, clientType, scopes = [], redirectUris = [], grantTypes, issuerUrl } = body;
		const isForCode = list(grantTypes).includes("authorization_code");
		if (typeof clientName !== "string" || clientName === "") return refuse("InvalidRequestException");
		if (clientType !== "public") return refuse("InvalidClientMetadataException");
		if (list(grantTypes).some((grant) => !knownGrants.includes(grant))) {
			return refuse("UnsupportedGrantTypeException");
		}
		if (list(scopes).some((scope) => !/^(sso|codewhisperer)(:[a-z]+){1,2}$/.test(scope))) {
			return refuse("InvalidScopeException");
		}
		if (list(redirectUris).some((uri) => withoutPort(uri) === undefined)) {
			return refuse("InvalidRedirectUriException");
		}
		// As people report of the service.
		if (isForCode && list(grantTypes).includes(deviceGrant)) return refuse("InvalidScopeException");
		if (isForCode && list(redirectUris).length === 0) return refuse("InvalidRequestException");
		if (isForCode && !isPortal(issuerUrl)) return refuse("InvalidClientMetadataException");
		const clientId = randomBytes(12).toString("base64url");
		const expiresAt = now + registrationLife * 1000;
		clients.set(clientId, {
			secret: secret("client-"),
			expiresAt,
			grantTypes: grantTypes === undefined ? undefined : list(grantTypes),
			redirectUris: list(redirectUris),
			scopes: list(scopes),
		});
		return {
			status: 200,
			body: {
				clientId,
				clientSecret: clients.get(clientId)?.secret,
				clientIdIssuedAt: Math.floor(now / 1000),
				clientSecretExpiresAt: Math.floor(expiresAt / 1000),
				authorizationEndpoint: null,
				tokenEndpoint: null,
			},
		};
	};

	/** The client that a request proves to be. */
	const clientOf = ({ clientId, clientSecret }: Body, now: number): Client | undefined => {
		const client = clients.get(String(clientId));
		return client !== undefined && client.secret === clientSecret && client.expiresAt > now
			? client
			: undefined;
	};

	const authorizeDevice = (body: Body, now: number): JsonAnswer => {
		const client = clientOf(body, now);
		if (client === undefined) return refuse("InvalidClientException", 401);
		if (client.grantTypes?.includes(deviceGrant) === false) return refuse("UnauthorizedClientException");
		const isElsewhere = elsewhere.some((url) => isPortal(body["startUrl"], url));
		if (!isPortal(body["startUrl"]) && !isElsewhere) return refuse("InvalidRequestException");
		const letters = Array.from(randomBytes(8), (byte) => String.fromCharCode(65 + (byte % 26))).join("");
		const userCode = `${letters.slice(0, 4)}-${letters.slice(4)}`;
		const deviceCode = secret("device-");
		devices.set(deviceCode, {
			clientId: String(body["clientId"]),
			userCode,
			expiresAt: now + deviceLife * 1000,
			interval: interval * 1000,
			askedAt: Number.NEGATIVE_INFINITY,
			isElsewhere,
			state: "pending",
		});
		const verificationUri = `${url}/device`;
		const verificationUriComplete = `${verificationUri}?user_code=${userCode}`;
		return {
			status: 200,
			body: {
				deviceCode,
				userCode,
				verificationUri,
				verificationUriComplete,
				expiresIn: deviceLife,
				interval,
			},
		};
	};

	const token = (
		clientId: string,
		{ scopes, grantTypes }: Client,
		session: string,
		now: number,
	): JsonAnswer => {
		const accessToken = issueToken(now + tokenLife * 1000);
		secrets.push(accessToken);
		sessions.set(accessToken, session);
		const isRefreshable = scopes.length > 0 && grantTypes?.includes("refresh_token") !== false;
		const refreshToken = isRefreshable ? secret("refresh-") : null;
		if (refreshToken !== null) refreshTokens.set(refreshToken, { clientId, session });
		return {
			status: 200,
			body: { accessToken, tokenType: "Bearer", expiresIn: tokenLife, refreshToken, idToken: null },
		};
	};

	const ofDevice = (body: Body, client: Client, now: number): JsonAnswer => {
		const device = devices.get(String(body["deviceCode"]));
		if (device === undefined || device.clientId !== body["clientId"]) return refuse("InvalidGrantException");
		if (device.expiresAt <= now) return refuse("ExpiredTokenException");
		const isTooFast = now - device.askedAt < device.interval;
		device.askedAt = now;
		if (isTooFast) {
			device.interval += 5000;
			return refuse("SlowDownException");
		}
		switch (device.state) {
			case "pending":
				return refuse("AuthorizationPendingException");
			case "denied":
				return refuse("AccessDeniedException");
			case "used":
				return refuse("InvalidGrantException");
			case "approved":
				device.state = "used";
				return token(device.clientId, client, randomUUID(), now);
		}
	};

	const ofCode = (body: Body, client: Client, now: number): JsonAnswer => {
		const code = codes.get(String(body["code"]));
		const verifier = String(body["codeVerifier"]);
		const challenge = createHash("sha256").update(verifier).digest("base64url");
		const isGood =
			code !== undefined &&
			!code.isUsed &&
			code.expiresAt > now &&
			code.clientId === body["clientId"] &&
			code.redirectUri === body["redirectUri"] &&
			/^[\w.~-]{43,128}$/.test(verifier) &&
			code.challenge === challenge;
		if (code !== undefined) code.isUsed = true;
		return isGood ? token(code.clientId, client, randomUUID(), now) : refuse("InvalidGrantException");
	};

	const ofRefresh = (body: Body, client: Client, now: number): JsonAnswer => {
		const used = String(body["refreshToken"]);
		const known = refreshTokens.get(used);
		if (known === undefined || known.clientId !== body["clientId"]) return refuse("InvalidGrantException");
		refreshTokens.delete(used);
		return token(known.clientId, client, known.session, now);
	};

	const createToken = (body: Body, now: number): JsonAnswer => {
		const client = clientOf(body, now);
		if (client === undefined) return refuse("InvalidClientException", 401);
		const grant = String(body["grantType"]);
		const isRegistered =
			client.grantTypes === undefined ? grant !== "authorization_code" : client.grantTypes.includes(grant);
		if (!knownGrants.includes(grant)) return refuse("UnsupportedGrantTypeException");
		if (!isRegistered) return refuse("UnauthorizedClientException");
		return (grant === deviceGrant ? ofDevice : grant === "refresh_token" ? ofRefresh : ofCode)(
			body,
			client,
			now,
		);
	};

	const authorizePage = ({ query, target }: JsonRequest, now: number): RawAnswer => {
		const client = clients.get(query.get("client_id") ?? "");
		const redirectUri = query.get("redirect_uri") ?? "";
		if (
			client === undefined ||
			client.expiresAt <= now ||
			!client.redirectUris.some((uri) => withoutPort(uri) === withoutPort(redirectUri))
		) {
			return page(400, "<p>This client, or the place it wants to go to, is not known.</p>");
		}
		const back = new URL(redirectUri);
		const isWhole =
			query.get("response_type") === "code" &&
			query.get("code_challenge_method") === "S256" &&
			/^[\w-]{43}$/.test(query.get("code_challenge") ?? "") &&
			(query.get("state") ?? "").length >= 16 &&
			(query.get("scopes") ?? "").split(" ").every((scope) => client.scopes.includes(scope));
		const decision = query.get("decision") ?? state.decision;
		if (isWhole && decision === "is asked") {
			const link = (choice: Decision, text: string) => {
				const choices = new URLSearchParams([...query, ["decision", choice]]);
				return `<a href="${target}?${choices.toString().replaceAll("&", "&amp;")}">${text}</a>`;
			};
			return page(200, `<p>Allow AWS Sessions? ${link("approves", "Allow")} ${link("denies", "Deny")}</p>`);
		}
		back.searchParams.set("state", query.get("state") ?? "");
		if (!isWhole || decision !== "approves") {
			back.searchParams.set("error", isWhole ? "access_denied" : "invalid_request");
			return { ...page(302, ""), location: back.href };
		}
		const code = secret("code-");
		codes.set(code, {
			clientId: query.get("client_id") ?? "",
			redirectUri,
			challenge: query.get("code_challenge") ?? "",
			expiresAt: now + 60_000,
			isUsed: false,
		});
		back.searchParams.set("code", code);
		return { ...page(302, ""), location: back.href };
	};

	const decide = (userCode: string, to: "approved" | "denied"): void => {
		const device = [...devices.values()].find(
			(one) => one.userCode === userCode && one.state === "pending" && !one.isElsewhere,
		);
		if (device === undefined) throw new Error(`No device waits with the code ${userCode}`);
		device.state = to;
	};

	const operations: Record<string, (body: Body, now: number) => JsonAnswer> = {
		"/client/register": register,
		"/device_authorization": authorizeDevice,
		"/token": createToken,
	};
	const answer = (request: JsonRequest, now: number): JsonAnswer | RawAnswer => {
		if (request.method === "GET" && request.path === "/authorize") return authorizePage(request, now);
		if (request.method === "GET" && request.path === "/device") return devicePage(request, decide);
		const operation = operations[request.path];
		const body = readBody(request);
		if (request.method !== "POST" || operation === undefined || body === undefined) {
			violations.push(`${request.method} ${request.path}`);
			return refuse("InvalidRequestException");
		}
		if (request.headers.authorization !== undefined) violations.push("a signed request");
		if (request.headers["content-type"] !== "application/json") violations.push("a body of another type");
		const unknown = Object.keys(body).filter((key) => !members.has(key));
		if (unknown.length > 0) violations.push(`unknown members: ${unknown.join(", ")}`);
		const grant = body["grantType"];
		calls.push(typeof grant === "string" ? (grant.split(":").at(-1) ?? grant) : request.path.slice(1));
		return operation(body, now);
	};
	const server = await startJsonServer(answer, refuse("SlowDownException"), options);
	url = server.url;
	return {
		...server,
		get decision() {
			return state.decision;
		},
		set decision(decision) {
			state.decision = decision;
		},
		approve: (userCode) => decide(userCode, "approved"),
		deny: (userCode) => decide(userCode, "denied"),
		endSession(accessToken) {
			const session = sessions.get(accessToken);
			for (const [refreshToken, known] of refreshTokens) {
				if (known.session === session) refreshTokens.delete(refreshToken);
			}
		},
		forgetClients: () => clients.clear(),
		calls,
		violations,
		secretsIssued: () => [...secrets],
	};
}
