import assert from "node:assert/strict";
import { inspect } from "node:util";
import { type SendHttp, sendHttp } from "../../../src/aws/http/http.ts";
import { StsClient } from "../../../src/aws/sts/sts.ts";
import type { ErrorCode, SessionsError } from "../../../src/core/errors.ts";
import type { AcquireContext } from "../../../src/credentials/context.ts";
import { MfaCodes } from "../../../src/credentials/mfa/mfaCodes.ts";
import { configOf } from "../fakes/configOf.ts";
import { FakeClock } from "../fakes/fakeClock.ts";
import { FakeInteraction } from "../fakes/fakeInteraction.ts";
import { rejection } from "../fakes/rejection.ts";
import { noTotpSecrets } from "../fakes/totpSecrets.ts";

/** What the tests use of a context, as the fakes that it is. */
export interface FakeContext extends AcquireContext {
	readonly clock: FakeClock;
	readonly interaction: FakeInteraction;
}

/** A context without files, environment or person, with the changes that matter to a test. */
export function contextOf(changes: Partial<FakeContext> = {}): FakeContext {
	const clock = changes.clock ?? new FakeClock();
	const send: SendHttp = changes.send ?? sendHttp;
	return {
		config: configOf(""),
		environment: {},
		homeFolder: undefined,
		clock,
		send,
		sts: new StsClient({ send, clock }),
		interaction: new FakeInteraction(),
		mfaCodes: new MfaCodes(clock),
		totpSecrets: noTotpSecrets,
		defaultSessionName: "me",
		endpoint: { url: "http://127.0.0.1:1", signingRegion: "us-east-1" },
		network: {},
		...changes,
	};
}

/** A time so many seconds after the fake clock's start, as AWS writes it. */
export function after(seconds: number): string {
	return new Date(new FakeClock().now() + seconds * 1000).toISOString().replace(".000Z", "Z");
}

/** The coded error that a promise ends with. Fails the test when a text that begins `hidden` is in it. */
export async function discreet(promise: Promise<unknown>, code: ErrorCode): Promise<SessionsError> {
	const error = await rejection(promise, code);
	assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /hidden/);
	return error;
}
