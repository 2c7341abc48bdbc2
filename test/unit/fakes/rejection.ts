import assert from "node:assert/strict";
import { inspect } from "node:util";
import { CancelledError, type ErrorCode, SessionsError } from "../../../src/core/errors.ts";

/** The coded error a promise ends with. Fails the test when it ends otherwise or with another code. */
export async function rejection(promise: Promise<unknown>, code: ErrorCode): Promise<SessionsError> {
	const error = await promise.then(
		() => assert.fail(`expected ${code}, but it went well`),
		(reason: unknown) => reason,
	);
	assert.ok(error instanceof SessionsError, inspect(error));
	assert.equal(error.code, code, error.message);
	return error;
}

/** Fails the test unless the promise ends because the person called it off. */
export async function cancelled(promise: Promise<unknown>): Promise<void> {
	await assert.rejects(promise, (error: unknown) => error instanceof CancelledError);
}
