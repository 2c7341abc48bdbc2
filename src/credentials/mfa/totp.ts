import { createHmac } from "node:crypto";
import type { Clock } from "../../core/clock.ts";
import { CancelledError } from "../../core/errors.ts";
import { readTotpSecret } from "../../core/text/otpauth.ts";
import { Secret } from "../../core/text/secret.ts";
import type { AcquireContext } from "../context.ts";

/** Milliseconds for which a code is shown. */
const window = 30_000;

/** The code (RFC 6238: 6 digits, 30 s, SHA-1) at a time in ms since the epoch; undefined for a broken secret. */
export function totpCode(secret: Secret, time: number): Secret | undefined {
	const reading = readTotpSecret(secret.reveal());
	if (reading.kind === "problem") {
		return undefined;
	}
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(time / window)));
	const digest = createHmac("sha1", reading.secret).update(counter).digest();
	const offset = (digest.at(-1) ?? 0) & 0xf;
	const number = (digest.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000;
	return new Secret(number.toString().padStart(6, "0"));
}

/** Whether devices show the same code at both times. */
export function isSameWindow(one: number, other: number): boolean {
	return Math.floor(one / window) === Math.floor(other / window);
}

/** Milliseconds until devices show another code. */
export function untilNextWindow(now: number): number {
	return window - (now % window);
}

/**
 * The code of a device whose secret is kept, waiting for the next one when the present one was sent already.
 * Undefined when no secret is kept. @throws CancelledError
 */
export async function codeOfStoredSecret(
	serial: string,
	{ totpSecrets, mfaCodes, clock, interaction }: AcquireContext,
): Promise<Secret | undefined> {
	const secret = await totpSecrets.get(serial);
	const code = secret === undefined ? undefined : totpCode(secret, clock.now());
	if (secret === undefined || code === undefined || !(await mfaCodes.wasSent(serial, code))) {
		return code;
	}
	interaction.working("Waiting for the next MFA code");
	await nextWindow(clock, interaction.signal);
	return totpCode(secret, clock.now());
}

/** Waits for the next window. @throws CancelledError when the signal is aborted */
export function nextWindow(clock: Clock, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const delay = untilNextWindow(clock.now());
		const cancel = (): void => {
			callOff();
			reject(new CancelledError());
		};
		const callOff = clock.schedule(delay, () => {
			signal.removeEventListener("abort", cancel);
			resolve();
		});
		signal.addEventListener("abort", cancel, { once: true });
		if (signal.aborted) {
			cancel();
		}
	});
}
