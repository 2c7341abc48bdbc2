import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { CancelledError, SessionsError } from "../../../src/core/errors.ts";
import { parseIdentity } from "../../../src/core/places/arn.ts";
import { isLive, type Session, type SessionRequest, sessionId } from "../../../src/core/session/session.ts";
import { readRecord } from "../../../src/core/session/sessionRecord.ts";
import { Secret } from "../../../src/core/text/secret.ts";
import type { GivenSamlResponse, Interaction } from "../../../src/credentials/context.ts";
import { MfaCodes } from "../../../src/credentials/mfa/mfaCodes.ts";
import type { Acquired } from "../../../src/credentials/operations/acquire.ts";
import { deliverActive } from "../../../src/delivery/deliverActive.ts";
import type { DeliveredSession, Delivery } from "../../../src/delivery/delivery.ts";
import { SessionManager } from "../../../src/sessions/manager.ts";
import { Renewal } from "../../../src/sessions/renewal.ts";
import { SessionSharing } from "../../../src/sessions/sharing.ts";
import { FakeClock } from "../fakes/fakeClock.ts";
import { FakeLog } from "../fakes/fakeLog.ts";
import { SharedEnds } from "../fakes/sharedEnds.ts";
import { SharedLeases, SharedStore, type WindowLeases } from "../fakes/sharedStore.ts";

// Two windows of one machine, driven by random commands over a clock that stands until it is moved. After each
// command, once everything has come to rest, nothing that is shown or injected may be a lie.

const minute = 60_000;
/** Milliseconds after which a window has seen that another is done with a device. */
const waitForDevice = 1000;
const device = "arn:aws:iam::111122223333:mfa/alice";
/** Two that ask for the device's code, one that asks for nothing, and one with long-term keys. */
const profiles = ["mfa-one", "mfa-two", "plain", "keys"] as const;
type ProfileName = (typeof profiles)[number];
const requestOf = (profile: ProfileName): SessionRequest => ({ kind: "profile", profile });
const idOf = (profile: ProfileName): string => sessionId(requestOf(profile));

const secretOf = (accessKeyId: string): Secret => new Secret(`secret of ${accessKeyId}`);

/** One of them is production: never to be had by everything in a window. */
const isShared = ({ name }: Session): boolean => name !== "mfa-two";

/** A question that is open in a window. */
interface Prompt {
	readonly answer: (code: Secret) => void;
	readonly cancel: () => void;
}

/** The person at a window, who has the prompts that are open there. */
class Person implements Interaction {
	readonly #controller = new AbortController();
	readonly #prompts: Set<Prompt>;
	readonly signal = this.#controller.signal;

	constructor(prompts: Set<Prompt>) {
		this.#prompts = prompts;
	}

	askMfaCode(): Promise<Secret> {
		const asked = Promise.withResolvers<Secret>();
		const close = (): boolean => this.#prompts.delete(prompt);
		const prompt: Prompt = {
			answer: (code) => {
				close();
				asked.resolve(code);
			},
			cancel: () => {
				close();
				asked.reject(new CancelledError());
			},
		};
		this.#prompts.add(prompt);
		this.signal.addEventListener("abort", prompt.cancel, { once: true });
		return asked.promise;
	}

	askWebIdentityToken(): Promise<Secret> {
		throw new CancelledError();
	}

	askSamlResponse(): Promise<GivenSamlResponse> {
		throw new CancelledError();
	}

	cancel(): void {
		this.#controller.abort();
	}

	working(): void {}
}

class Machine {
	readonly clock = new FakeClock();
	readonly store = new SharedStore();
	readonly leases = new SharedLeases(this.clock);
	readonly ends = new SharedEnds();
	readonly windows: Window[] = [];
	/** Sessions that somebody has ended and nobody has started again. */
	readonly ended = new Set<string>();
	isAwsDown = false;
	/** The machine's clock has jumped, and no timer has come due since. */
	isAsleep = false;
	issued = 0;
	switched = 0;

	/** From here on windows need not agree: the store has failed. */
	hasFailed = false;

	/** @param delays how many turns of the event loop the store's operations take, one after the other */
	constructor(delays: readonly number[]) {
		let next = 0;
		this.store.delay = () => delays[next++ % delays.length] ?? 0;
	}

	async open(index: number): Promise<void> {
		const window = new Window(this);
		this.windows[index] = window;
		await window.sharing.load();
	}
}

class Window {
	readonly prompts = new Set<Prompt>();
	readonly manager: SessionManager;
	readonly sharing: SessionSharing;
	readonly renewal: Renewal;
	readonly told: Session[] = [];
	delivered: DeliveredSession | undefined;
	readonly #machine: Machine;
	readonly #leases: WindowLeases;
	readonly #codes: MfaCodes;
	/** How much is under way here that may give a session credentials. */
	underway = 0;
	readonly #stop: () => void;

	constructor(machine: Machine) {
		const { clock, store, leases } = machine;
		this.#machine = machine;
		this.#leases = leases.ofWindow();
		this.#codes = new MfaCodes(clock, this.#leases);
		this.manager = new SessionManager({
			clock,
			acquire: (request, interaction) => this.during(this.#acquire(request, interaction)),
		});
		const log = new FakeLog();
		this.sharing = new SessionSharing({
			manager: this.manager,
			store,
			ended: machine.ends,
			keysAgain: async ({ accessKeyId }) => ({ accessKeyId, secretAccessKey: secretOf(accessKeyId) }),
			host: "here",
			clock,
			log,
		});
		this.renewal = new Renewal({
			manager: this.manager,
			clock,
			leases: this.#leases,
			log,
			settings: () => ({ isOn: true, ahead: 5 * minute }),
			isInUse: (session) => session === this.manager.active,
			isProduction: (session) => !isShared(session),
			tell: (sessions) => this.told.push(...sessions),
		});
		const delivery: Delivery = {
			deliver: (session, credentials) => {
				this.delivered =
					session === undefined || credentials === undefined ? undefined : { session, credentials };
			},
		};
		this.#stop = deliverActive(this.manager, delivery, isShared).dispose;
	}

	close(): void {
		this.manager.dispose();
		this.sharing.dispose();
		this.renewal.dispose();
		this.#stop();
		this.#leases.dispose();
		this.prompts.clear();
	}

	/** Counts something as under way until it is over. */
	async during<T>(promise: Promise<T>): Promise<T> {
		this.underway++;
		try {
			return await promise;
		} finally {
			this.underway--;
		}
	}

	async #acquire(request: SessionRequest, interaction: Interaction): Promise<Acquired> {
		const machine = this.#machine;
		const profile = request.kind === "profile" ? request.profile : "";
		if (profile.startsWith("mfa-")) {
			await this.#codes.oneAtATime(device, interaction.signal, () =>
				interaction.askMfaCode({ serial: device, profile }),
			);
		}
		if (machine.isAwsDown) {
			throw new SessionsError("NetworkUnreachable", "away");
		}
		const accessKeyId = `KEY${++machine.issued}`;
		return {
			credentials: {
				accessKeyId,
				secretAccessKey: secretOf(accessKeyId),
				...(profile === "keys" ? {} : { expiresAt: machine.clock.now() + 60 * minute }),
			},
			identity: parseIdentity("arn:aws:sts::012345678901:assumed-role/R/me", "012345678901"),
			source: [profile],
			region: { region: "eu-west-1", from: "profile" },
		};
	}
}

/** Until nothing goes on any more that does not wait for the clock or a person. */
async function calm({ store }: Machine): Promise<void> {
	let turns = 0;
	for (let idle = 0; idle < 3; ) {
		await setImmediate();
		idle = store.pending === 0 ? idle + 1 : 0;
		assert.ok(++turns < 1000, "windows come to rest");
	}
}

function ignoreRefusals(promise: Promise<unknown>): void {
	promise.catch((error: unknown) => {
		assert.ok(error instanceof CancelledError || error instanceof SessionsError, String(error));
	});
}

/** Everything that must hold, whatever has happened. */
function check(machine: Machine): void {
	const now = machine.clock.now();
	const prompts = machine.windows.flatMap((window) => [...window.prompts]);
	assert.ok(prompts.length <= 1, "prompts for one device never overlap, in whatever windows");
	for (const { manager, delivered } of machine.windows) {
		for (const session of manager.sessions) {
			const credentials = manager.credentialsOf(session.id);
			assert.equal(credentials !== undefined, isLive(session, now), `${session.id} is shown as what it is`);
			assert.ok(credentials === undefined || credentials.accessKeyId === session.accessKeyId);
			assert.ok(
				machine.hasFailed || !machine.ended.has(session.id),
				`${session.id} was ended and is still here`,
			);
		}
		if (machine.isAsleep) {
			continue;
		}
		const { active } = manager;
		const usable = active !== undefined && isLive(active, now) && isShared(active) ? active : undefined;
		assert.equal(delivered?.session.id, usable?.id, "what is injected is the active session while it lives");
		assert.equal(delivered?.credentials.accessKeyId, usable?.accessKeyId);
	}
	if (machine.hasFailed) {
		return;
	}
	const [one, two] = machine.windows.map(({ manager }) =>
		manager.sessions.map(({ id, accessKeyId, region }) => `${id} ${accessKeyId} ${region}`).toSorted(),
	);
	assert.deepEqual(one, two, "windows show the same sessions");
	for (const [id, text] of machine.store.texts) {
		const record = readRecord(text);
		assert.ok(record, `${id} can be read back`);
		assert.ok(
			machine.isAsleep || record.credentials === undefined || isLive(record.session, now),
			`the store holds the keys of ${id}, which has expired`,
		);
	}
}

/** Who waits for the device has it soon after nobody else does. */
async function checkTurns(machine: Machine): Promise<void> {
	const { windows, clock } = machine;
	const isStuck = (): boolean =>
		windows.every(({ prompts }) => prompts.size === 0) && windows.some(({ underway }) => underway > 0);
	// Renewals that nobody attends to take their turns as well.
	for (let looks = 0; looks < 5 && isStuck(); looks++) {
		clock.advance(waitForDevice);
		await calm(machine);
	}
	assert.ok(!isStuck(), "nobody waits for nobody");
}

/** A command as its words and what it does. After a hasty one the next follows at once. */
class Step implements fc.AsyncCommand<object, Machine> {
	readonly #words: string;
	readonly #act: (machine: Machine) => unknown;
	readonly #isHasty: boolean;

	constructor(words: string, act: (machine: Machine) => unknown, isHasty = false) {
		this.#words = words;
		this.#act = act;
		this.#isHasty = isHasty;
	}

	check(): boolean {
		return true;
	}

	async run(_: object, machine: Machine): Promise<void> {
		await this.#act(machine);
		if (!this.#isHasty) {
			await calm(machine);
			check(machine);
		}
	}

	toString(): string {
		return this.#isHasty ? `${this.#words}, and at once` : this.#words;
	}
}

const inWindow = (
	words: string,
	act: (window: Window, profile: ProfileName, machine: Machine) => unknown,
): fc.Arbitrary<Step> =>
	fc
		.record({
			index: fc.constantFrom(0, 1),
			// Mostly the same one: what is worth seeing takes several commands for one session.
			profile: fc.constantFrom("mfa-one", "mfa-one", "mfa-one", ...profiles),
			isHasty: fc.boolean(),
		})
		.map(
			({ index, profile, isHasty }) =>
				new Step(
					`${words} ${profile} in window ${index + 1}`,
					(machine) => {
						const window = machine.windows[index];
						return window === undefined ? undefined : act(window, profile, machine);
					},
					isHasty,
				),
		);

function wakeUp(machine: Machine): void {
	machine.isAsleep = false;
	for (const { manager, renewal } of machine.windows) {
		manager.checkExpiry();
		renewal.check();
	}
}

const first = (window: Window): Prompt | undefined => window.prompts.values().next().value;

const steps: fc.Arbitrary<Step>[] = [
	inWindow("start", (window, profile, { ended }) => {
		ended.delete(idOf(profile));
		ignoreRefusals(window.during(window.manager.start(requestOf(profile), new Person(window.prompts))));
	}),
	inWindow("start, with other options,", (window, profile, { ended }) => {
		ended.delete(idOf(profile));
		const request: SessionRequest = { kind: "profile", profile, options: { durationSeconds: 900 } };
		ignoreRefusals(window.during(window.manager.start(request, new Person(window.prompts))));
	}),
	inWindow("look at", (window, profile) => {
		const { manager, prompts } = window;
		ignoreRefusals(window.during(manager.look(requestOf(profile), new Person(prompts), () => false)));
	}),
	inWindow("renew", (window, profile) => {
		ignoreRefusals(window.during(window.manager.renew(idOf(profile), new Person(window.prompts))));
	}),
	inWindow("answer", (window) => first(window)?.answer(new Secret("123456"))),
	inWindow("cancel", (window) => first(window)?.cancel()),
	inWindow("end", ({ manager }, profile, { ended, windows }) => {
		const id = idOf(profile);
		const session = manager.get(id);
		if (session !== undefined) {
			manager.end(id);
			// Somebody who is starting it in the other window at this moment may go on, and so may who has just started it.
			const isSeen = (other: Window): boolean =>
				other.underway === 0 && [undefined, session.accessKeyId].includes(other.manager.get(id)?.accessKeyId);
			if (windows.every((other) => other.manager === manager || isSeen(other))) {
				ended.add(id);
			}
		}
	}),
	inWindow("end all", ({ manager }) => manager.endAll()),
	inWindow("switch to", ({ manager }, profile) => {
		if (manager.get(idOf(profile)) !== undefined) {
			manager.switchTo(idOf(profile));
		}
	}),
	inWindow("set the region of", ({ manager }, profile, machine) => {
		if (manager.get(idOf(profile)) !== undefined) {
			manager.setRegion(idOf(profile), `region-${machine.switched++ % 3}`);
		}
	}),
	inWindow("reload", async (window, _, machine) => {
		await window.sharing.settled();
		window.close();
		await machine.open(machine.windows.indexOf(window));
	}),
	fc.integer({ min: 1, max: 90 }).map(
		(minutes) =>
			new Step(`${minutes} minutes pass`, async (machine) => {
				wakeUp(machine);
				await checkTurns(machine);
				for (let passed = 0; passed < minutes; passed += 5) {
					machine.clock.advance(Math.min(5, minutes - passed) * minute);
					await calm(machine);
				}
			}),
	),
	fc.record({ minutes: fc.integer({ min: -120, max: 600 }), wakes: fc.boolean() }).map(
		({ minutes, wakes }) =>
			new Step(
				`the clock jumps by ${minutes} minutes${wakes ? ", and the machine wakes up" : ""}`,
				(machine) => {
					machine.clock.jump(minutes * minute);
					machine.isAsleep = true;
					if (wakes) {
						wakeUp(machine);
					}
				},
			),
	),
	fc.boolean().map(
		(fails) =>
			new Step(`the store ${fails ? "fails" : "works"}`, (machine) => {
				machine.hasFailed ||= fails;
				machine.store.isBroken = fails;
			}),
	),
	fc.boolean().map(
		(isDown) =>
			new Step(`AWS ${isDown ? "goes away" : "is there"}`, (machine) => {
				machine.isAwsDown = isDown;
			}),
	),
];

/** How the store keeps windows waiting. */
const delays = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 12 });

test("no state lies, whatever two windows do in whatever order", { timeout: 120_000 }, async () => {
	await fc.assert(
		fc.asyncProperty(
			delays,
			fc.commands(steps, { maxCommands: 40, size: "max" }),
			async (turns, commands) => {
				const machine = new Machine(turns);
				await machine.open(0);
				await machine.open(1);
				try {
					await fc.asyncModelRun(() => ({ model: {}, real: machine }), commands);
					await calm(machine);
					check(machine);
				} finally {
					for (const window of machine.windows) {
						window.close();
					}
				}
			},
		),
		{ numRuns: 2500 },
	);
});
