import type { SendHttp } from "../../aws/http/http.ts";
import type { RegionChoice } from "../../core/config/endpointSettings.ts";
import type { Identity } from "../../core/places/arn.ts";
import type { Credentials } from "../../core/session/credentials.ts";
import type { SessionRequest } from "../../core/session/session.ts";
import type { AcquireContext } from "../context.ts";
import { endpointOf, networkOf } from "../endpoint.ts";
import { leafOf } from "../leafOf.ts";
import { federationToken } from "./federationToken.ts";
import { identityEndpoint } from "./identityEndpoint.ts";
import { acquireProfile, acquireRole, acquireSurroundings } from "./profileSession.ts";
import { rootSession } from "./rootSession.ts";
import { samlSession } from "./samlSession.ts";
import { sessionToken } from "./sessionToken.ts";
import { signInPlace } from "./signInPlace.ts";
import { ssoRoleSession } from "./ssoRoleSession.ts";
import { webIdentitySession } from "./webIdentitySession.ts";

/** What a request's credentials are and how they came. */
export interface Outcome {
	readonly credentials: Credentials;
	/** Who that is, when one on the way has said so. */
	readonly identity?: Identity;
	readonly roleArn?: string;
	/** Its role was assumed with no session between. */
	readonly isUnchained?: true;
	/** Where STS was called, when that is not where the context says. */
	readonly region?: RegionChoice;
	/** The profiles it came through, from the source to the leaf. */
	readonly source: readonly string[];
	/** What is worth knowing: why it is shorter than asked for, what it can't do. */
	readonly notes?: readonly string[];
}

/** Credentials, and everything worth knowing about how they came. */
export interface Acquired extends Outcome {
	readonly identity: Identity;
	/** Where STS was called, and who said so. */
	readonly region: RegionChoice;
}

/** What acquiring needs beside the request; the rest of the context follows from the request. */
export type AcquireOptions = Omit<AcquireContext, "endpoint" | "network" | "leaf">;

/** Gets the credentials of one kind of request. */
type Acquirer<K extends SessionRequest["kind"]> = (
	request: Extract<SessionRequest, { kind: K }>,
	context: AcquireContext,
) => Promise<Outcome>;

const acquirers: { readonly [K in SessionRequest["kind"]]: Acquirer<K> } = {
	profile: acquireProfile,
	ambient: acquireSurroundings,
	role: acquireRole,
	sessionToken,
	federationToken,
	webIdentity: webIdentitySession,
	saml: samlSession,
	root: rootSession,
	ssoRole: ssoRoleSession,
};

/**
 * Gets the credentials of a request, assuming each role on the way.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function acquire<K extends SessionRequest["kind"]>(
	request: Extract<SessionRequest, { kind: K }>,
	options: AcquireOptions,
): Promise<Acquired> {
	const { context, region } = await contextOf(request, options);
	const acquirer: Acquirer<K> = acquirers[request.kind as K];
	const outcome = await acquirer(request, context);
	const { credentials, identity = await identify(outcome, context) } = outcome;
	return { region, ...outcome, credentials, identity };
}

async function contextOf(
	request: SessionRequest,
	options: AcquireOptions,
): Promise<{ context: AcquireContext; region: RegionChoice }> {
	const { config, environment } = options;
	const leaf = leafOf(request, config, environment);
	const asked = request.kind === "profile" ? request.options?.region : askedRegion(request);
	const { endpoint, region } =
		request.kind === "saml" || request.kind === "webIdentity"
			? identityEndpoint(request, config, environment)
			: (signInPlace(request, asked, leaf, config, environment) ??
				endpointOf(leaf, asked, config, environment));
	const network = await networkOf(leaf, environment);
	const send: SendHttp = (message, sendOptions) => options.send(message, { ...network, ...sendOptions });
	return { context: { ...options, send, endpoint, network, leaf }, region };
}

function askedRegion(request: SessionRequest): string | undefined {
	return "region" in request ? request.region : undefined;
}

/** Keys say nothing of who they are: STS is asked. */
function identify(
	{ credentials, source }: Outcome,
	{ sts, endpoint, network, interaction }: AcquireContext,
): Promise<Identity> {
	const caller = source.at(-1) ?? "";
	interaction.working(`Checking the keys of ${caller}`);
	return sts.getCallerIdentity({ endpoint, network, credentials, caller, signal: interaction.signal });
}
