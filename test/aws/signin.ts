import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { checkDpop } from "./dpopCheck.ts";
import {
	type JsonAnswer,
	type JsonRequest,
	type JsonServer,
	type JsonServiceOptions,
	startJsonServer,
} from "./jsonServer.ts";

const clientId = "arn:aws:signin:::devtools/same-device";
/** Seconds that keys live. */
const keyLife = 900;

type Grant = { readonly thumbprint: string; refusal?: string; next?: object };

/** What the AWS CLI's cache holds after `aws login`. */
export type LoginDocument = {
	accessToken: {
		accessKeyId: string;
		secretAccessKey: string;
		sessionToken: string;
		accountId: string;
		expiresAt: string;
	};
	tokenType: string;
	clientId: string;
	refreshToken: string;
	idToken: string;
	dpopKey: string;
};

/** A running double of the AWS Sign-In service. */
export type SigninDouble = JsonServer & {
	/** Signs in: the document that the AWS CLI would write, with this many seconds left to its keys. */
	login(secondsLeft: number): LoginDocument;
	/** Refuses every refresh from now on, with this OAuth error code. */
	refuseAll(refusal: string): void;
	/** What was wrong with proofs so far. */
	readonly badProofs: readonly string[];
	/** Every key, token and private key ever given out. */
	secretsIssued(): string[];
};

/** Starts a double that renews what it gave, to whoever proves to hold the key it was given for. */
export async function startSignin(options: JsonServiceOptions = {}): Promise<SigninDouble> {
	const now = options.now ?? Date.now;
	const secrets: string[] = [];
	const badProofs: string[] = [];
	const grants = new Map<string, Grant>();
	const seen = new Set<string>();
	const secret = (prefix: string): string => {
		const value = prefix + randomBytes(30).toString("base64url");
		secrets.push(value);
		return value;
	};
	const keys = () => ({
		accessKeyId: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
		secretAccessKey: secret("secret-"),
		sessionToken: secret("session-"),
	});
	const grant = (thumbprint: string): string => {
		const refreshToken = secret("refresh-");
		grants.set(refreshToken, { thumbprint });
		return refreshToken;
	};

	const answer = ({ method, path, target, headers, body }: JsonRequest, at: number): JsonAnswer => {
		if (method !== "POST" || path !== "/v1/token" || headers["content-type"] !== "application/json") {
			return fault(404, "UnknownOperationException", "INVALID_REQUEST", "Unknown operation");
		}
		const input: Record<string, unknown> = JSON.parse(body);
		const held = grants.get(String(input["refreshToken"]));
		let thumbprint: string;
		try {
			thumbprint = checkDpop(String(headers["dpop"]), { method, target, now: at, seen });
		} catch (error) {
			badProofs.push(String(error));
			return invalid("Invalid DPoP proof");
		}
		if (input["clientId"] !== clientId || input["grantType"] !== "refresh_token") {
			return invalid("Invalid client or grant type");
		}
		if (held === undefined || held.thumbprint !== thumbprint) {
			return invalid("The provided authorization grant is invalid, expired, revoked, or malformed");
		}
		if (held.refusal !== undefined) {
			return fault(400, "AccessDeniedException", held.refusal, "The refresh token was refused.");
		}
		held.next ??= {
			accessToken: keys(),
			tokenType: "aws_sigv4",
			expiresIn: keyLife,
			refreshToken: grant(thumbprint),
		};
		return { status: 200, body: held.next };
	};
	const throttled = fault(429, "TooManyRequestsError", "INVALID_REQUEST", "Too many requests");
	const server = await startJsonServer(answer, throttled, options);
	return {
		...server,
		badProofs,
		login(secondsLeft) {
			const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
			const { x, y } = privateKey.export({ format: "jwk" });
			const thumbprint = createHash("sha256")
				.update(JSON.stringify({ crv: "P-256", kty: "EC", x, y }))
				.digest("base64url");
			const dpopKey = privateKey.export({ format: "pem", type: "sec1" }).toString();
			secrets.push(dpopKey.split("\n")[1] ?? dpopKey);
			return {
				accessToken: {
					...keys(),
					accountId: "111122223333",
					expiresAt: new Date(now() + secondsLeft * 1000).toISOString().replace(/\.\d+Z$/, "Z"),
				},
				tokenType: "aws_sigv4",
				clientId,
				refreshToken: grant(thumbprint),
				idToken: secret("id-"),
				dpopKey,
			};
		},
		refuseAll(refusal) {
			for (const held of grants.values()) held.refusal = refusal;
		},
		secretsIssued: () => [...secrets],
	};
}

function invalid(message: string): JsonAnswer {
	return fault(400, "ValidationException", "INVALID_REQUEST", message);
}

function fault(status: number, errorType: string, error: string, message: string): JsonAnswer {
	return { status, body: { error, message }, errorType };
}
