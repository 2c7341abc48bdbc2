import { type Identity, parseIdentity } from "../core/arn.ts";
import type { Credentials } from "../core/credentials.ts";
import { SessionsError } from "../core/errors.ts";
import { Secret } from "../core/secret.ts";
import {
	type StsAnswer,
	type StsCall,
	StsTransport,
	type StsTransportOptions,
	type UnsignedStsCall,
} from "./stsTransport.ts";
import { child, requiredText } from "./stsXml.ts";

export interface AssumeRoleInput {
	readonly roleArn: string;
	readonly roleSessionName: string;
	/** Seconds. STS's own default is 3600. */
	readonly durationSeconds?: number | undefined;
	readonly externalId?: string | undefined;
	readonly serialNumber?: string | undefined;
	readonly tokenCode?: Secret | undefined;
}

export interface AssumeRoleWithWebIdentityInput {
	readonly roleArn: string;
	readonly roleSessionName: string;
	/** Seconds. STS's own default is 3600. */
	readonly durationSeconds?: number | undefined;
	readonly webIdentityToken: Secret;
}

export interface GetSessionTokenInput {
	/** Seconds. STS's own default is 43200. */
	readonly durationSeconds?: number | undefined;
	readonly serialNumber?: string | undefined;
	readonly tokenCode?: Secret | undefined;
}

export interface AssumeRoleOutput {
	readonly credentials: Credentials & { readonly expiresAt: number };
	readonly identity: Identity;
}

/** STS's operations, typed. */
export class StsClient {
	readonly #transport: StsTransport;

	constructor(options: StsTransportOptions) {
		this.#transport = new StsTransport(options);
	}

	/** @throws SessionsError by reason and remedy; CancelledError. */
	async assumeRole(input: AssumeRoleInput, call: StsCall): Promise<AssumeRoleOutput> {
		const answer = await this.#transport.call("AssumeRole", call, {
			RoleArn: input.roleArn,
			RoleSessionName: input.roleSessionName,
			DurationSeconds: input.durationSeconds?.toString(),
			ExternalId: input.externalId,
			SerialNumber: input.serialNumber,
			TokenCode: input.tokenCode?.reveal(),
		});
		return readAssumedRole(answer);
	}

	/** The role for whom an identity provider vouches. @throws as {@link StsClient.assumeRole} */
	async assumeRoleWithWebIdentity(
		input: AssumeRoleWithWebIdentityInput,
		call: UnsignedStsCall,
	): Promise<AssumeRoleOutput> {
		const answer = await this.#transport.call("AssumeRoleWithWebIdentity", call, {
			RoleArn: input.roleArn,
			RoleSessionName: input.roleSessionName,
			DurationSeconds: input.durationSeconds?.toString(),
			WebIdentityToken: input.webIdentityToken,
		});
		return readAssumedRole(answer);
	}

	/** Temporary credentials for the user itself, with MFA in them. @throws as {@link StsClient.assumeRole} */
	async getSessionToken(
		input: GetSessionTokenInput,
		call: StsCall,
	): Promise<Credentials & { readonly expiresAt: number }> {
		const answer = await this.#transport.call("GetSessionToken", call, {
			DurationSeconds: input.durationSeconds?.toString(),
			SerialNumber: input.serialNumber,
			TokenCode: input.tokenCode?.reveal(),
		});
		return readCredentials(answer);
	}

	/** Who the credentials are. @throws SessionsError by reason and remedy; CancelledError. */
	async getCallerIdentity(call: StsCall): Promise<Identity> {
		const { result, host } = await this.#transport.call("GetCallerIdentity", call, {});
		return parseIdentity(requiredText(result, host, "Arn"), requiredText(result, host, "Account"));
	}
}

function readAssumedRole(answer: StsAnswer): AssumeRoleOutput {
	const arn = requiredText(answer.result, answer.host, "AssumedRoleUser", "Arn");
	return { credentials: readCredentials(answer), identity: parseIdentity(arn, arn.split(":")[4] ?? "") };
}

function readCredentials({ result, host, toLocalTime }: StsAnswer): Credentials & { expiresAt: number } {
	const node = child(result, "Credentials");
	const expiration = requiredText(node, host, "Expiration");
	const serverTime = Date.parse(expiration);
	if (Number.isNaN(serverTime)) {
		throw new SessionsError("InvalidResponse", `${host} gave an expiration that is no date: ${expiration}`);
	}
	return {
		accessKeyId: requiredText(node, host, "AccessKeyId"),
		secretAccessKey: new Secret(requiredText(node, host, "SecretAccessKey")),
		sessionToken: new Secret(requiredText(node, host, "SessionToken")),
		expiresAt: toLocalTime(serverTime),
	};
}
