import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { callerArn } from "../sts/caller.ts";
import type { StsDouble } from "../sts/double.ts";

/** One request as it came in, without its secrets. */
export type FederationRequest = {
	readonly method: string;
	readonly action: string;
	/** Seconds, as they were written. */
	readonly sessionDuration: string | undefined;
	/** Who asked, where that is known. */
	readonly arn: string | undefined;
	readonly status: number;
	/** The names of the query's parameters. */
	readonly queried: readonly string[];
};

/** Somebody whose browser was signed in. */
export type ConsoleLogin = {
	readonly arn: string;
	readonly destination: string;
	readonly issuer: string;
	/** What the browser sent as the page that it came from. */
	readonly referrer: string | undefined;
	/** Whether it was signed out of another account just before. */
	readonly isAfterSignOut: boolean;
};

/** A running double of the federation endpoint, and of the console's sign-in page. */
export type FederationDouble = {
	/** The endpoint's address. */
	readonly url: string;
	readonly requests: readonly FederationRequest[];
	readonly logins: readonly ConsoleLogin[];
	/** Refuses every duration from now on, as the service does with some roles. */
	refuseDurations(refuses: boolean): void;
	/** Every sign-in token given out. */
	secretsIssued(): string[];
	close(): Promise<void>;
};

type Answer = {
	readonly status: number;
	readonly type?: string;
	readonly text?: string;
	readonly location?: string;
};

/** Milliseconds that a sign-in token works. */
const tokenLife = 15 * 60_000;
/** Seconds. */
const durations = { min: 900, max: 43_200 };

/** Starts a double on 127.0.0.1 that signs in whoever has credentials of this STS that AWS would take. */
export async function startFederation(sts: Pick<StsDouble, "sessionOf">): Promise<FederationDouble> {
	const requests: FederationRequest[] = [];
	const logins: ConsoleLogin[] = [];
	const tokens = new Map<string, { readonly arn: string; readonly madeAt: number }>();
	let refusesDurations = false;
	let isSignedOut = false;

	const signinToken = (parameters: URLSearchParams): Answer & { readonly arn?: string } => {
		const session = sts.sessionOf(readSession(parameters)?.["sessionId"] ?? "");
		const given = readSession(parameters);
		const duration = parameters.get("SessionDuration");
		if (
			session === undefined ||
			session.credentials.secretAccessKey !== given?.["sessionKey"] ||
			session.credentials.sessionToken !== given["sessionToken"] ||
			session.credentials.expiresAt <= Date.now()
		) {
			// The service's page repeats what was sent.
			return { status: 400, type: "text/html", text: `<p>Invalid session: ${parameters.get("Session")}</p>` };
		}
		const { caller } = session;
		const arn = callerArn(caller);
		const takesDuration = caller.kind === "roleSession" && caller.isChained !== true && !refusesDurations;
		const seconds = Number(duration);
		const isGood =
			duration === null || (takesDuration && seconds >= durations.min && seconds <= durations.max);
		if ((caller.kind !== "roleSession" && caller.kind !== "federatedUser") || !isGood) {
			return { status: 400, type: "text/html", text: "<p>Invalid credentials parameter</p>", arn };
		}
		const token = randomBytes(300).toString("base64url");
		tokens.set(token, { arn, madeAt: Date.now() });
		return { status: 200, type: "application/json", text: JSON.stringify({ SigninToken: token }), arn };
	};

	const login = (
		parameters: URLSearchParams,
		message: IncomingMessage,
	): Answer & { readonly arn?: string } => {
		const found = tokens.get(parameters.get("SigninToken") ?? "");
		if (found === undefined || found.madeAt + tokenLife < Date.now()) {
			return { status: 400, type: "text/html", text: "<p>The sign-in token is invalid</p>" };
		}
		logins.push({
			arn: found.arn,
			destination: parameters.get("Destination") ?? "",
			issuer: parameters.get("Issuer") ?? "",
			referrer: message.headers.referer,
			isAfterSignOut: isSignedOut,
		});
		isSignedOut = false;
		return { status: 200, type: "text/html", text: "<title>Console</title><p>Signed in</p>", arn: found.arn };
	};

	const answer = (
		action: string,
		path: string,
		parameters: URLSearchParams,
		message: IncomingMessage,
	): Answer & { readonly arn?: string } => {
		const { method } = message;
		if (path === "/federation" && action === "getSigninToken" && (method === "POST" || method === "GET")) {
			return signinToken(parameters);
		}
		if (path === "/federation" && action === "login" && method === "GET") {
			return login(parameters, message);
		}
		if (path === "/oauth" && action === "logout" && method === "GET") {
			isSignedOut = true;
			return { status: 302, location: parameters.get("redirect_uri") ?? "/" };
		}
		return { status: 404 };
	};

	const listener = async (message: IncomingMessage): Promise<Answer> => {
		const chunks: Buffer[] = [];
		for await (const chunk of message) chunks.push(chunk);
		const { pathname, searchParams } = new URL(message.url ?? "/", "http://127.0.0.1");
		const isForm = message.headers["content-type"] === "application/x-www-form-urlencoded";
		const form = new URLSearchParams(isForm ? Buffer.concat(chunks).toString("utf8") : "");
		const parameters = new URLSearchParams([...searchParams, ...form]);
		const action = parameters.get("Action") ?? "";
		const given = answer(action, pathname, parameters, message);
		requests.push({
			method: message.method ?? "",
			action,
			sessionDuration: parameters.get("SessionDuration") ?? undefined,
			arn: given.arn,
			status: given.status,
			queried: [...searchParams.keys()],
		});
		return given;
	};

	const server = createServer((message, response) => {
		listener(message).then(
			({ status, type = "text/plain", text = "", location }) => {
				response.writeHead(status, {
					"Content-Type": type,
					...(location === undefined ? {} : { Location: location }),
				});
				response.end(text);
			},
			() => response.destroy(),
		);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	const port = typeof address === "object" ? address?.port : undefined;
	return {
		url: `http://127.0.0.1:${port}/federation`,
		requests,
		logins,
		refuseDurations: (refuses) => {
			refusesDurations = refuses;
		},
		secretsIssued: () => [...tokens.keys()],
		async close() {
			if (!server.listening) return;
			const closed = once(server, "close");
			server.close();
			server.closeAllConnections();
			await closed;
		},
	};
}

function readSession(parameters: URLSearchParams): Readonly<Record<string, string>> | undefined {
	try {
		return JSON.parse(parameters.get("Session") ?? "");
	} catch {
		return undefined;
	}
}
