import type { SessionsError } from "../../core/errors.ts";
import { type EndpointParameters, resolveEndpoint } from "../../core/places/serviceEndpoint.ts";
import { Secret } from "../../core/text/secret.ts";
import { endpointUrl } from "../http/endpointUrl.ts";
import { type JsonObject, numberOf, textOf } from "../http/json.ts";
import type { RestResult } from "../http/restCall.ts";
import type { RestFault } from "../http/restJson.ts";
import { required } from "../sts/temporaryKeys.ts";
import { type OidcOperation, oidcError } from "./oidcErrors.ts";
import { callIdentityCenter, type SignInCaller } from "./serviceCall.ts";
import type { ClientRegistration, IssuedToken } from "./ssoCache.ts";

/** What a person confirms on another page, or on another device. */
export interface DeviceAuthorization {
	readonly deviceCode: Secret;
	/** What the page shows too, to be compared. */
	readonly userCode: string;
	/** Where it is entered. */
	readonly verificationUri: string;
	/** The same with the code filled in. */
	readonly verificationUriComplete: string;
	/** Milliseconds since the epoch, by this machine's clock. */
	readonly expiresAt: number;
	/** Milliseconds between two questions. */
	readonly interval: number;
}

/** What a token is given for. */
export type Grant =
	| { readonly kind: "device"; readonly deviceCode: Secret }
	| { readonly kind: "code"; readonly code: Secret; readonly verifier: Secret; readonly redirectUri: string }
	| { readonly kind: "refresh"; readonly refreshToken: Secret };

/** What the authorization page is told. */
export interface AuthorizationInput {
	readonly clientId: string;
	readonly redirectUri: string;
	readonly state: string;
	/** Of the verifier: its SHA-256 in Base64url. */
	readonly challenge: string;
	readonly scopes: readonly string[];
}

const clientName = "AWS Sessions for VS Code";
/** In ms, as RFC 8628 has it. */
const defaultInterval = 5000;
/** As they are registered: the port is added when it is known. */
const redirectUris = ["http://127.0.0.1/oauth/callback"];

/** Polling for a token by a device's code. */
export const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

/** What a client is registered for that signs in by a code in the redirect. The service has none for both ways. */
export const codeGrantTypes: readonly string[] = ["authorization_code", "refresh_token"];

/** Where IAM Identity Center gives tokens. The text returned says why there is no such place. */
export function resolveOidcEndpoint(parameters: EndpointParameters): { readonly url: string } | string {
	return resolveEndpoint(parameters, ({ region, partition, dnsSuffix, useFips, useDualStack }) => {
		// GovCloud's plain endpoints are the FIPS ones.
		const isFipsHost = useFips && !(partition.id === "aws-us-gov" && !useDualStack);
		return `${isFipsHost ? "oidc-fips" : "oidc"}.${region}.${dnsSuffix}`;
	});
}

/**
 * RegisterClient: makes this program known, as a public client.
 * @param isForCode whether it is to sign in by a code in the redirect, else by a device's
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function registerClient(
	endpoint: string,
	{ isForCode, scopes }: { readonly isForCode: boolean; readonly scopes: readonly string[] },
	caller: SignInCaller,
): Promise<ClientRegistration> {
	const granted = scopes.length === 0 ? {} : { scopes };
	const { result, toLocalTime, host } = await post(
		endpoint,
		"/client/register",
		{
			clientName,
			clientType: "public",
			...granted,
			...(isForCode ? { grantTypes: codeGrantTypes, redirectUris, issuerUrl: caller.signIn.startUrl } : {}),
		},
		"RegisterClient",
		[],
		caller,
	);
	return {
		clientId: required(textOf(result, "clientId"), host),
		clientSecret: new Secret(required(textOf(result, "clientSecret"), host)),
		expiresAt: toLocalTime(required(numberOf(result, "clientSecretExpiresAt"), host) * 1000),
		...granted,
		...(isForCode ? { grantTypes: codeGrantTypes } : {}),
	};
}

/**
 * StartDeviceAuthorization: begins a sign-in that a person confirms elsewhere.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function startDeviceAuthorization(
	endpoint: string,
	{ clientId, clientSecret }: ClientRegistration,
	caller: SignInCaller,
): Promise<DeviceAuthorization> {
	const body = { clientId, clientSecret: clientSecret.reveal(), startUrl: caller.signIn.startUrl };
	const { result, host } = await post(
		endpoint,
		"/device_authorization",
		body,
		"StartDeviceAuthorization",
		[clientSecret],
		caller,
	);
	const verificationUri = required(webAddress(result, "verificationUri"), host);
	return {
		deviceCode: new Secret(required(textOf(result, "deviceCode"), host)),
		userCode: required(textOf(result, "userCode"), host),
		verificationUri,
		verificationUriComplete: webAddress(result, "verificationUriComplete") ?? verificationUri,
		expiresAt: caller.clock.now() + required(numberOf(result, "expiresIn"), host) * 1000,
		interval: (numberOf(result, "interval") ?? 0) * 1000 || defaultInterval,
	};
}

/**
 * CreateToken: a token for what the person has confirmed, or for the one before.
 * @throws SessionsError by reason and remedy, OidcError among them; CancelledError
 */
export async function createToken(
	endpoint: string,
	{ clientId, clientSecret }: ClientRegistration,
	grant: Grant,
	caller: SignInCaller,
): Promise<IssuedToken> {
	const { fields, secrets, operation } = grantFields(grant);
	const { result, host } = await post(
		endpoint,
		"/token",
		{ clientId, clientSecret: clientSecret.reveal(), ...fields },
		operation,
		[clientSecret, ...secrets],
		caller,
	);
	const refreshToken = textOf(result, "refreshToken");
	return {
		accessToken: new Secret(required(textOf(result, "accessToken"), host)),
		expiresAt: caller.clock.now() + required(numberOf(result, "expiresIn"), host) * 1000,
		...(refreshToken === undefined ? {} : { refreshToken: new Secret(refreshToken) }),
	};
}

/** The page on which a person allows this program to act for them. */
export function authorizationUrl(endpoint: string, input: AuthorizationInput): URL {
	const url = endpointUrl(endpoint, "/authorize");
	const { clientId, redirectUri, state, challenge, scopes } = input;
	url.search = new URLSearchParams({
		response_type: "code",
		client_id: clientId,
		redirect_uri: redirectUri,
		state,
		code_challenge_method: "S256",
		code_challenge: challenge,
		scopes: scopes.join(" "),
	})
		.toString()
		.replaceAll("+", "%20");
	return url;
}

function grantFields(grant: Grant): {
	readonly fields: JsonObject;
	readonly secrets: readonly Secret[];
	readonly operation: OidcOperation;
} {
	switch (grant.kind) {
		case "device":
			return {
				fields: {
					grantType: deviceGrant,
					deviceCode: grant.deviceCode.reveal(),
				},
				secrets: [grant.deviceCode],
				operation: "CreateToken",
			};
		case "code":
			return {
				fields: {
					grantType: "authorization_code",
					code: grant.code.reveal(),
					codeVerifier: grant.verifier.reveal(),
					redirectUri: grant.redirectUri,
				},
				secrets: [grant.code, grant.verifier],
				operation: "CreateToken",
			};
		case "refresh":
			return {
				fields: { grantType: "refresh_token", refreshToken: grant.refreshToken.reveal() },
				secrets: [grant.refreshToken],
				operation: "CreateToken (refresh)",
			};
	}
}

async function post(
	endpoint: string,
	path: string,
	body: JsonObject,
	operation: OidcOperation,
	secrets: readonly Secret[],
	caller: SignInCaller,
): Promise<RestResult & { readonly host: string }> {
	const url = endpointUrl(endpoint, path);
	const errorOf = (fault: RestFault): SessionsError => oidcError(fault, operation, secrets, caller.signIn);
	const answer = await callIdentityCenter(
		() => ({
			method: "POST",
			url,
			headers: { "content-type": "application/json" },
			body: JSON.stringify(body),
		}),
		errorOf,
		caller,
		// A code is good for one token, and so may a refresh token be.
		{ isOnce: path === "/token" },
	);
	return { ...answer, host: url.host };
}

/** An address that a browser may be sent to. */
function webAddress(answer: JsonObject, key: string): string | undefined {
	const address = textOf(answer, key);
	return address !== undefined && URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)
		? address
		: undefined;
}
