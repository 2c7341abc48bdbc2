import { SessionsError } from "../../core/errors.ts";
import { type Identity, parseIdentity } from "../../core/places/arn.ts";
import { countLimits, rootTaskProblem, stsChecks } from "../../core/session/stsLimits.ts";
import { Secret } from "../../core/text/secret.ts";
import type {
	AssumeRoleInput,
	AssumeRoleOutput,
	AssumeRoleWithSamlInput,
	AssumeRoleWithWebIdentityInput,
	AssumeRootInput,
	AssumeRootOutput,
	DecodeAuthorizationMessageInput,
	GetAccessKeyInfoInput,
	GetDelegatedAccessTokenInput,
	GetDelegatedAccessTokenOutput,
	GetFederationTokenInput,
	GetFederationTokenOutput,
	GetSessionTokenInput,
	GetWebIdentityTokenInput,
	GetWebIdentityTokenOutput,
	TemporaryCredentials,
} from "./stsOperations.ts";
import { members, policies, tagMembers } from "./stsQuery.ts";
import {
	type StsAnswer,
	type StsCall,
	StsTransport,
	type StsTransportOptions,
	type UnsignedStsCall,
} from "./stsTransport.ts";
import {
	checkCount,
	checkDuration,
	checkFields,
	checkMfa,
	checkPolicies,
	checkTags,
	checkToken,
} from "./stsValidation.ts";
import { child, requiredText, textAt } from "./stsXml.ts";

/**
 * STS's eleven operations, typed. Each checks its input before it sends anything (`InvalidArgument`, naming the
 * field and its limit), and throws SessionsErrors by reason and remedy, or CancelledError.
 */
export class StsClient {
	readonly #transport: StsTransport;

	constructor(options: StsTransportOptions) {
		this.#transport = new StsTransport(options);
	}

	/** A role's session. */
	async assumeRole(input: AssumeRoleInput, call: StsCall): Promise<AssumeRoleOutput> {
		const { providedContexts = [] } = input;
		checkFields(
			["roleArn", input.roleArn, stsChecks.roleArn],
			["sessionName", input.roleSessionName, stsChecks.sessionName],
			["externalId", input.externalId, stsChecks.externalId],
			["sourceIdentity", input.sourceIdentity, stsChecks.sourceIdentity],
		);
		checkMfa(input.serialNumber, input.tokenCode);
		checkDuration(input.durationSeconds, "assumeRole");
		checkPolicies(input, stsChecks.policy);
		checkTags(input.tags, input.transitiveTagKeys);
		checkCount("providedContexts", providedContexts.length, countLimits.providedContexts);
		for (const { providerArn, contextAssertion } of providedContexts) {
			checkFields(
				["providedContexts: providerArn", providerArn, stsChecks.contextProviderArn],
				["providedContexts: contextAssertion", contextAssertion.reveal(), stsChecks.contextAssertion],
			);
		}
		const answer = await this.#transport.call("AssumeRole", call, {
			RoleArn: input.roleArn,
			RoleSessionName: input.roleSessionName,
			...policies(input),
			DurationSeconds: input.durationSeconds?.toString(),
			...tagMembers(input.tags),
			...members("TransitiveTagKeys", input.transitiveTagKeys, (key) => ({ "": key })),
			ExternalId: input.externalId,
			SerialNumber: input.serialNumber,
			TokenCode: input.tokenCode?.reveal(),
			SourceIdentity: input.sourceIdentity,
			...members("ProvidedContexts", input.providedContexts, ({ providerArn, contextAssertion }) => ({
				ProviderArn: providerArn,
				ContextAssertion: contextAssertion,
			})),
		});
		return readAssumedRole(answer);
	}

	/** The role for whom a SAML identity provider vouches. Not signed. */
	async assumeRoleWithSaml(input: AssumeRoleWithSamlInput, call: UnsignedStsCall): Promise<AssumeRoleOutput> {
		checkFields(
			["roleArn", input.roleArn, stsChecks.roleArn],
			["principalArn", input.principalArn, stsChecks.principalArn],
			["samlAssertion", input.samlAssertion.reveal(), stsChecks.samlAssertion],
		);
		checkDuration(input.durationSeconds, "assumeRole");
		checkPolicies(input, stsChecks.shortPolicy);
		const answer = await this.#transport.call("AssumeRoleWithSAML", call, {
			RoleArn: input.roleArn,
			PrincipalArn: input.principalArn,
			SAMLAssertion: input.samlAssertion,
			...policies(input),
			DurationSeconds: input.durationSeconds?.toString(),
		});
		return readAssumedRole(answer);
	}

	/** The role for whom an OpenID Connect identity provider vouches. Not signed. */
	async assumeRoleWithWebIdentity(
		input: AssumeRoleWithWebIdentityInput,
		call: UnsignedStsCall,
	): Promise<AssumeRoleOutput> {
		checkFields(
			["roleArn", input.roleArn, stsChecks.roleArn],
			["sessionName", input.roleSessionName, stsChecks.sessionName],
			["webIdentityToken", input.webIdentityToken.reveal(), stsChecks.webIdentityToken],
			["providerId", input.providerId, stsChecks.providerId],
		);
		checkDuration(input.durationSeconds, "assumeRole");
		checkPolicies(input, stsChecks.shortPolicy);
		const answer = await this.#transport.call("AssumeRoleWithWebIdentity", call, {
			RoleArn: input.roleArn,
			RoleSessionName: input.roleSessionName,
			WebIdentityToken: input.webIdentityToken,
			ProviderId: input.providerId,
			...policies(input),
			DurationSeconds: input.durationSeconds?.toString(),
		});
		return readAssumedRole(answer);
	}

	/** Temporary credentials for the user itself, with MFA in them when a code is given. */
	async getSessionToken(input: GetSessionTokenInput, call: StsCall): Promise<TemporaryCredentials> {
		checkMfa(input.serialNumber, input.tokenCode);
		checkDuration(input.durationSeconds, "getSessionToken");
		const answer = await this.#transport.call("GetSessionToken", call, {
			DurationSeconds: input.durationSeconds?.toString(),
			SerialNumber: input.serialNumber,
			TokenCode: input.tokenCode?.reveal(),
		});
		return readCredentials(answer);
	}

	/** Temporary credentials of a user for somebody with no identity in AWS. For long-term keys only. */
	async getFederationToken(input: GetFederationTokenInput, call: StsCall): Promise<GetFederationTokenOutput> {
		checkFields(["name", input.name, stsChecks.federationName]);
		checkDuration(input.durationSeconds, "getFederationToken");
		checkPolicies(input, stsChecks.shortPolicy);
		checkTags(input.tags);
		const answer = await this.#transport.call("GetFederationToken", call, {
			Name: input.name,
			...policies(input),
			DurationSeconds: input.durationSeconds?.toString(),
			...tagMembers(input.tags),
		});
		const arn = requiredText(answer.result, answer.host, "FederatedUser", "Arn");
		return { credentials: readCredentials(answer), identity: identityOf(arn), ...packedSize(answer) };
	}

	/** A member account's root user, for one task, on a regional endpoint. */
	async assumeRoot(input: AssumeRootInput, call: StsCall): Promise<AssumeRootOutput> {
		checkFields(
			["targetPrincipal", input.targetPrincipal, stsChecks.targetPrincipal],
			["taskPolicyArn", input.taskPolicyArn, stsChecks.taskPolicyArn],
			["taskPolicyArn", input.taskPolicyArn, (arn) => rootTaskProblem(input.targetPrincipal, arn)],
		);
		checkDuration(input.durationSeconds, "assumeRoot");
		const answer = await this.#transport.call("AssumeRoot", call, {
			TargetPrincipal: input.targetPrincipal,
			"TaskPolicyArn.arn": input.taskPolicyArn,
			DurationSeconds: input.durationSeconds?.toString(),
		});
		return { credentials: readCredentials(answer), ...sourceIdentity(answer) };
	}

	/** Who the credentials are. */
	async getCallerIdentity(call: StsCall): Promise<Identity> {
		const { result, host } = await this.#transport.call("GetCallerIdentity", call, {});
		return parseIdentity(requiredText(result, host, "Arn"), requiredText(result, host, "Account"));
	}

	/** The account that an access key belongs to, 12 digits. */
	async getAccessKeyInfo({ accessKeyId }: GetAccessKeyInfoInput, call: StsCall): Promise<string> {
		checkFields(["accessKeyId", accessKeyId, stsChecks.accessKeyId]);
		const answer = await this.#transport.call("GetAccessKeyInfo", call, { AccessKeyId: accessKeyId });
		return requiredText(answer.result, answer.host, "Account");
	}

	/** What an encoded message about a refused request says, as JSON. */
	async decodeAuthorizationMessage(
		{ encodedMessage }: DecodeAuthorizationMessageInput,
		call: StsCall,
	): Promise<string> {
		checkFields(["encodedMessage", encodedMessage, stsChecks.encodedMessage]);
		const answer = await this.#transport.call("DecodeAuthorizationMessage", call, {
			EncodedMessage: encodedMessage,
		});
		return requiredText(answer.result, answer.host, "DecodedMessage");
	}

	/** What a trade-in token buys. AWS's partners have these tokens; nobody else can call it yet. */
	async getDelegatedAccessToken(
		{ tradeInToken }: GetDelegatedAccessTokenInput,
		call: StsCall,
	): Promise<GetDelegatedAccessTokenOutput> {
		checkFields(["tradeInToken", tradeInToken.reveal(), stsChecks.tradeInToken]);
		const answer = await this.#transport.call("GetDelegatedAccessToken", call, {
			TradeInToken: tradeInToken,
		});
		const assumedPrincipal = textAt(answer.result, "AssumedPrincipal");
		return {
			credentials: readCredentials(answer),
			...(assumedPrincipal === undefined ? {} : { assumedPrincipal }),
			...packedSize(answer),
		};
	}

	/** A signed token that tells other services who the caller is. On a regional endpoint. */
	async getWebIdentityToken(
		input: GetWebIdentityTokenInput,
		call: StsCall,
	): Promise<GetWebIdentityTokenOutput> {
		checkToken(input);
		checkDuration(input.durationSeconds, "getWebIdentityToken");
		checkTags(input.tags);
		const answer = await this.#transport.call("GetWebIdentityToken", call, {
			...members("Audience", input.audience, (value) => ({ "": value })),
			DurationSeconds: input.durationSeconds?.toString(),
			SigningAlgorithm: input.signingAlgorithm,
			...tagMembers(input.tags),
		});
		const { result, host } = answer;
		return {
			webIdentityToken: new Secret(requiredText(result, host, "WebIdentityToken")),
			expiresAt: readExpiration(answer, requiredText(result, host, "Expiration")),
		};
	}
}

function readAssumedRole(answer: StsAnswer): AssumeRoleOutput {
	const identity = identityOf(requiredText(answer.result, answer.host, "AssumedRoleUser", "Arn"));
	return {
		credentials: readCredentials(answer),
		identity,
		...packedSize(answer),
		...sourceIdentity(answer),
	};
}

function identityOf(arn: string): Identity {
	return parseIdentity(arn, arn.split(":")[4] ?? "");
}

function packedSize({ result }: StsAnswer): { readonly packedPolicySize?: number } {
	const percent = Number(textAt(result, "PackedPolicySize") ?? Number.NaN);
	return Number.isNaN(percent) ? {} : { packedPolicySize: percent };
}

function sourceIdentity({ result }: StsAnswer): { readonly sourceIdentity?: string } {
	const identity = textAt(result, "SourceIdentity");
	return identity === undefined ? {} : { sourceIdentity: identity };
}

function readCredentials(answer: StsAnswer): TemporaryCredentials {
	const { result, host } = answer;
	const node = child(result, "Credentials");
	const expiresAt = readExpiration(answer, requiredText(node, host, "Expiration"));
	return {
		accessKeyId: requiredText(node, host, "AccessKeyId"),
		secretAccessKey: new Secret(requiredText(node, host, "SecretAccessKey")),
		sessionToken: new Secret(requiredText(node, host, "SessionToken")),
		expiresAt,
	};
}

function readExpiration({ host, toLocalTime }: StsAnswer, expiration: string): number {
	const serverTime = Date.parse(expiration);
	if (Number.isNaN(serverTime)) {
		throw new SessionsError("InvalidResponse", `${host} gave an expiration that is no date: ${expiration}`);
	}
	return toLocalTime(serverTime);
}
