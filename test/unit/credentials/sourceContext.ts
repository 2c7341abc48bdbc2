import assert from "node:assert/strict";
import { inspect } from "node:util";
import type { Environment } from "../../../src/core/config/endpointSettings.ts";
import type { SharedConfig } from "../../../src/core/config/sharedConfig.ts";
import type { ErrorCode, SessionsError } from "../../../src/core/errors.ts";
import { requireChain } from "../../../src/credentials/requireChain.ts";
import type { SignInRefreshes } from "../../../src/credentials/signIn/refresh.ts";
import type { SourceCredentials } from "../../../src/credentials/sources/source.ts";
import { sourceCredentials } from "../../../src/credentials/sources/sources.ts";
import type { FakeClock } from "../fakes/fakeClock.ts";
import type { FakeInteraction } from "../fakes/fakeInteraction.ts";
import { rejection } from "../fakes/rejection.ts";
import { contextOf } from "./contextOf.ts";

export interface SourceWorld {
	readonly config: SharedConfig;
	readonly environment: Environment;
	readonly homeFolder: string | undefined;
	readonly clock: FakeClock;
	readonly interaction?: FakeInteraction;
	readonly signInRefreshes?: SignInRefreshes;
}

/** The credentials that a profile's chain begins with. */
export function sourceOf(profile: string, world: SourceWorld): Promise<SourceCredentials> {
	const { base, profile: leaf } = requireChain(world.config, profile);
	return sourceCredentials(base, contextOf({ ...world, leaf }));
}

/** The coded error a promise ends with. Fails the test when any of the secrets is in it. */
export async function discreetRejection(
	promise: Promise<unknown>,
	code: ErrorCode,
	secrets: readonly string[],
): Promise<SessionsError> {
	const error = await rejection(promise, code);
	const told = inspect(error, { depth: 10, showHidden: true }) + JSON.stringify(error);
	for (const secret of secrets) {
		assert.ok(!told.includes(secret.slice(0, 12)), `a secret is in: ${error.message}`);
	}
	return error;
}
