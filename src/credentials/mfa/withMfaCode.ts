import type { MfaProcess } from "../../core/config/profile.ts";
import { CancelledError, type ErrorCode, PersonNeededError, SessionsError } from "../../core/errors.ts";
import type { Secret } from "../../core/text/secret.ts";
import type { AcquireContext, MfaQuestion } from "../context.ts";
import { codeOfProcess } from "./mfaProcess.ts";
import { codeOfStoredSecret, untilNextWindow } from "./totp.ts";

/** Where a code comes from without the person; undefined when it is not set up for this device. */
interface Giver {
	readonly name: string;
	readonly give: () => Promise<Secret | undefined>;
}

/** After these, AWS has not looked at the code: it can still be used. */
const beforeTheCode: ReadonlySet<ErrorCode> = new Set([
	"NetworkUnreachable",
	"CertificateNotTrusted",
	"ProxyRefused",
	"InvalidEndpoint",
	"Throttled",
	"InvalidKeys",
	"InvalidSignature",
	"ClockSkew",
	"CredentialsExpired",
	"RegionDisabled",
]);

/** Milliseconds for which what nobody has asked for waits for a device: a person's prompt may stand there for hours. */
const patience = 5_000;

/** The same where the device's codes come from its stored secret: those before have theirs after 30 s each. */
const patienceForStored = 120_000;

/**
 * Gets a code of the device and calls `use` with it, while nobody else asks for one of the device. Ends as
 * {@link tryMfaCodes}.
 */
export function withMfaCode<T>(
	question: MfaQuestion,
	mfaProcess: MfaProcess | undefined,
	context: AcquireContext,
	use: (code: Secret) => Promise<T>,
): Promise<T> {
	return inTurn(question.serial, context, () => tryMfaCodes(question, mfaProcess, context, use));
}

/**
 * Does something with a device while nobody else does, telling the person when another window has it.
 * @throws PersonNeededError when there is nobody, and the device is not to be had soon; and whatever `work` throws
 */
export function inTurn<T>(serial: string, context: AcquireContext, work: () => Promise<T>): Promise<T> {
	const { mfaCodes, interaction } = context;
	return interaction.isUnattended === true
		? inTurnSoon(serial, context, work)
		: mfaCodes.oneAtATime(serial, interaction.signal, work, () =>
				interaction.working("Waiting for the MFA code that another window asks for"),
			);
}

async function inTurnSoon<T>(
	serial: string,
	{ mfaCodes, totpSecrets, interaction, clock }: AcquireContext,
	work: () => Promise<T>,
): Promise<T> {
	const late = new AbortController();
	const { signal, personCame = signal } = interaction;
	const waiting = AbortSignal.any([signal, personCame, late.signal]);
	let hasTurn = false;
	let callOff = clock.schedule(patience, () => late.abort());
	void totpSecrets.get(serial).then(
		(secret) => {
			if (secret !== undefined && !hasTurn && !late.signal.aborted) {
				callOff();
				callOff = clock.schedule(patienceForStored, () => late.abort());
			}
		},
		// Who needs the secret is told.
		() => {},
	);
	try {
		return await mfaCodes.oneAtATime(serial, waiting, () => {
			hasTurn = true;
			callOff();
			return work();
		});
	} catch (error) {
		throw !hasTurn && waiting.aborted && !signal.aborted ? new PersonNeededError() : error;
	} finally {
		hasTurn = true;
		callOff();
	}
}

/**
 * Gets a code of the device and calls `use` with it: from the profile's `mfa_process` or the device's stored
 * secret, where there is one, and from the person otherwise, or when these give none or one that is refused. On
 * a code that STS refuses, asks again with the reason. Ends with `use`'s result, any other error of its, or
 * CancelledError.
 */
export async function tryMfaCodes<T>(
	question: MfaQuestion,
	mfaProcess: MfaProcess | undefined,
	context: AcquireContext,
	use: (code: Secret) => Promise<T>,
): Promise<T> {
	let problem: string | undefined;
	let nextCodeAt: number | undefined;
	for (const { name, give } of givers(question, mfaProcess, context)) {
		try {
			const code = await give();
			if (code !== undefined) {
				const outcome = await tryCode(code, question, context, use);
				if (outcome.kind === "done") {
					return outcome.result;
				}
				// The person has not seen this code, and should not take its refusal for one of theirs.
				problem = `The code came from ${name}. ${outcome.problem}`;
				nextCodeAt = outcome.nextCodeAt;
			}
		} catch (error) {
			if (!(error instanceof GiverError)) {
				throw error;
			}
			problem = error.message;
		}
	}
	nextCodeAt ??= await context.mfaCodes.nextCodeAt(question.serial);
	for (;;) {
		const code = await context.interaction.askMfaCode({
			...question,
			...(problem === undefined ? {} : { problem }),
			...(nextCodeAt === undefined ? {} : { nextCodeAt }),
		});
		const outcome = await tryCode(code, question, context, use);
		if (outcome.kind === "done") {
			return outcome.result;
		}
		problem = outcome.problem;
		nextCodeAt = outcome.nextCodeAt;
	}
}

/** A giver could not give: the next one is asked. */
class GiverError extends Error {}

function givers(question: MfaQuestion, mfaProcess: MfaProcess | undefined, context: AcquireContext): Giver[] {
	const orElse = async (giving: Promise<Secret | undefined>): Promise<Secret | undefined> => {
		try {
			return await giving;
		} catch (error) {
			throw error instanceof SessionsError ? new GiverError(error.message) : error;
		}
	};
	return [
		...(mfaProcess === undefined
			? []
			: [
					{
						name: "mfa_process",
						give: () => orElse(codeOfProcess(mfaProcess, question, context)),
					},
				]),
		{
			name: "the stored secret, which Remove MFA Secret… forgets",
			give: () => codeOfStoredSecret(question.serial, context),
		},
	];
}

type Outcome<T> =
	| { readonly kind: "done"; readonly result: T }
	| { readonly kind: "refused"; readonly problem: string; readonly nextCodeAt: number };

async function tryCode<T>(
	code: Secret,
	{ serial }: MfaQuestion,
	{ mfaCodes, clock, interaction }: AcquireContext,
	use: (code: Secret) => Promise<T>,
): Promise<Outcome<T>> {
	const refused = (why: string): Outcome<T> => ({
		kind: "refused",
		problem: why,
		nextCodeAt: clock.now() + untilNextWindow(clock.now()),
	});
	if (await mfaCodes.wasSent(serial, code)) {
		return refused("This code was sent already, and a code works once");
	}
	await mfaCodes.remember(serial, code);
	if (interaction.signal.aborted) {
		await mfaCodes.forget(serial, code);
		throw new CancelledError();
	}
	try {
		return { kind: "done", result: await use(code) };
	} catch (error) {
		if (!(error instanceof SessionsError)) {
			throw error;
		}
		if (beforeTheCode.has(error.code)) {
			await mfaCodes.forget(serial, code);
		}
		if (error.code !== "MfaCodeInvalid") {
			throw error;
		}
		await mfaCodes.refused(serial, code);
		return refused(error.message);
	}
}
