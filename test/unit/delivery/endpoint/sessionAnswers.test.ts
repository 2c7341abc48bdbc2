import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { PersonNeededError, SessionsError } from "../../../../src/core/errors.ts";
import { parseIdentity } from "../../../../src/core/places/arn.ts";
import type { SessionRequest } from "../../../../src/core/session/session.ts";
import { Secret } from "../../../../src/core/text/secret.ts";
import { SessionAnswers } from "../../../../src/delivery/endpoint/sessionAnswers.ts";
import { SessionManager } from "../../../../src/sessions/manager.ts";
import { SessionSharing } from "../../../../src/sessions/sharing.ts";
import { Unattended } from "../../../../src/sessions/unattended.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";
import { FakeInteraction } from "../../fakes/fakeInteraction.ts";
import { FakeLog } from "../../fakes/fakeLog.ts";
import { SharedLeases, SharedStore } from "../../fakes/sharedStore.ts";

const hour = 3_600_000;
const id = "profile:dev";
const dev: SessionRequest = { kind: "profile", profile: "dev" };

/** What the windows of a machine have in common. */
function machine() {
	const clock = new FakeClock();
	const leases: Pick<SharedLeases, "ofWindow"> = new SharedLeases(clock);
	let issued = 0;
	return {
		clock,
		store: new SharedStore(),
		leases,
		calls: [] as string[],
		/** AWS gives no two windows the same key. */
		issue: () => `ASIA${++issued}`,
		issued: () => issued,
	};
}

/** A session of an hour, renewed unasked as the test says. @param isFirst whether this is the window that starts it */
async function answering(
	{ clock, store, leases, calls, issue, issued } = machine(),
	name = "one",
	isFirst = true,
) {
	const asked: string[] = [];
	const question = Promise.withResolvers<void>();
	const windowLeases = leases.ofWindow();
	/** When the question's lease was taken (ms since the epoch), and for how long. */
	const held: { readonly at: number; readonly duration: number }[] = [];
	const renewals: (() => Error | undefined | Promise<undefined>)[] = [];
	let mayRenew = true;
	let isProduction = false;
	const manager = new SessionManager({
		clock,
		acquire: async (_, interaction) => {
			if (interaction instanceof Unattended) {
				calls.push(name);
				const error = await renewals.shift()?.();
				if (error !== undefined) {
					throw error;
				}
			}
			return {
				credentials: {
					accessKeyId: issue(),
					secretAccessKey: new Secret("hidden"),
					expiresAt: clock.now() + hour,
				},
				identity: parseIdentity("arn:aws:sts::012345678901:assumed-role/R/me", "012345678901"),
				source: ["dev"],
				region: { region: "eu-west-1", from: "profile" },
			};
		},
	});
	const sharing = new SessionSharing({ manager, store, host: "here", clock, log: new FakeLog() });
	await sharing.load();
	const answers = new SessionAnswers({
		manager,
		clock,
		leases: {
			take: (lease, duration, end) => {
				if (lease.startsWith("ask ")) {
					held.push({ at: clock.now(), duration });
				}
				return windowLeases.take(lease, duration, end);
			},
			release: (lease) => windowLeases.release(lease),
		},
		log: new FakeLog(),
		isProduction: () => isProduction,
		mayRenew: () => mayRenew,
		ask: ({ name }) => {
			asked.push(name);
			return question.promise;
		},
	});
	if (isFirst) {
		await manager.start(dev, new FakeInteraction());
		await sharing.settled();
	}
	const subject = (): string => {
		const session = manager.get(id);
		assert.ok(session !== undefined);
		return answers.subjectOf(session);
	};
	const granted = subject();
	const answer = async (asked = granted) => {
		const given = await answers.of(asked);
		return given.kind === "credentials" ? given.credentials.accessKeyId : given.message;
	};
	return {
		clock,
		manager,
		answers,
		answer,
		asked,
		held,
		/** What the person does with the question. */
		question,
		/** The window is closed, and its question with it. */
		close: () => windowLeases.dispose(),
		renewals,
		issued,
		subject,
		markAsProduction: () => {
			isProduction = true;
		},
		forbidRenewal: () => {
			mayRenew = false;
		},
	};
}

/** A window whose session was started so long (ms) ago. */
async function answeringAt(age: number, leases?: Pick<SharedLeases, "ofWindow">) {
	const shared = machine();
	const window = await answering({ ...shared, ...(leases === undefined ? {} : { leases }) });
	shared.clock.advance(age);
	await setImmediate();
	return { ...window, calls: shared.calls };
}

test("a live session is answered at once, and counts as used for a while", async () => {
	const { answers, clock, subject } = await answering();
	assert.equal(answers.isUsed(id), false);
	const answer = answers.of(subject());
	assert.ok(!(answer instanceof Promise));
	assert.equal(answer.kind, "credentials");
	assert.equal(answers.isUsed(id), true);
	clock.jump(hour / 2);
	assert.equal(answers.isUsed(id), false);
});

test("an expired one is renewed when that takes nobody", async () => {
	const { answer, clock, asked } = await answering();
	assert.equal(await answer(), "ASIA1");
	clock.advance(hour);
	assert.equal(await answer(), "ASIA2");
	assert.deepEqual(asked, []);
});

test("a person is asked once for each time it expires", async () => {
	const { answer, clock, asked, renewals, manager } = await answering();
	renewals.push(...[1, 2, 3].map(() => () => new PersonNeededError()));
	clock.advance(hour);
	assert.match(await answer(), /dev has expired\. Renew it in VS Code/);
	assert.match(await answer(), /Renew it/);
	assert.deepEqual(asked, ["dev"]);
	await manager.start(dev, new FakeInteraction());
	assert.equal(await answer(), "ASIA2");
	clock.advance(hour);
	await answer();
	assert.deepEqual(asked, ["dev", "dev"]);
});

test("where nothing is renewed unasked, nothing is tried", async () => {
	const { answer, clock, asked, forbidRenewal, issued } = await answering();
	forbidRenewal();
	clock.advance(hour);
	assert.match(await answer(), /Renew it in VS Code/);
	assert.deepEqual([asked, issued()], [["dev"], 1]);
});

test("a renewal that failed is not tried again at every request", async () => {
	const { answer, clock, asked, renewals } = await answering();
	const fail = () => new SessionsError("NetworkUnreachable", "secret detail");
	renewals.push(fail, fail);
	clock.advance(hour);
	assert.match(await answer(), /could not be renewed\. See VS Code/);
	assert.match(await answer(), /can't be renewed now/);
	assert.equal(renewals.length, 1);
	clock.advance(10_000);
	assert.match(await answer(), /could not be renewed/);
	assert.equal(renewals.length, 0);
	assert.deepEqual(asked, []);
	clock.advance(10_000);
	assert.equal(await answer(), "ASIA2");
});

/** Five windows with one session, which has just expired. */
async function fiveWindows() {
	const shared = machine();
	const windows = [await answering(shared)];
	for (const name of ["two", "three", "four", "five"]) {
		windows.push(await answering(shared, name, false));
	}
	shared.clock.advance(hour);
	await setImmediate();
	return {
		...shared,
		windows,
		askAll: () => Promise.all(windows.map(({ answer }) => answer())),
		asked: () => windows.flatMap(({ asked }) => asked),
	};
}

test("one window renews for the clients of all", async () => {
	const { windows, calls, askAll, asked } = await fiveWindows();
	assert.deepEqual(await askAll(), Array(5).fill("ASIA2"));
	assert.deepEqual([calls, asked()], [["one"], []]);
	assert.ok(windows.every(({ manager }) => manager.get(id)?.accessKeyId === "ASIA2"));
});

test("one window asks the person for the clients of all", async () => {
	const { windows, askAll, asked, clock } = await fiveWindows();
	for (const { renewals } of windows) {
		renewals.push(...[1, 2].map(() => () => new PersonNeededError()));
	}
	const answers = askAll();
	await setImmediate();
	clock.advance(1000);
	for (const answer of await answers) {
		assert.match(answer, /dev has expired/);
	}
	for (const { answer } of windows) {
		assert.match(await answer(), /Renew it in VS Code/);
	}
	assert.deepEqual(asked(), ["dev"]);
});

/** Windows whose session only a person can renew, the first of which asks for that. */
async function askingWindows() {
	const { windows, clock, asked } = await fiveWindows();
	for (const { forbidRenewal } of windows) {
		forbidRenewal();
	}
	const [first, second] = windows;
	assert.ok(first !== undefined && second !== undefined);
	assert.match(await first.answer(), /Renew it in VS Code/);
	assert.match(await second.answer(), /Renew it in VS Code/);
	assert.deepEqual([first.asked, asked()], [["dev"], ["dev"]]);
	const pass = async (minutes: number): Promise<void> => {
		for (let minute = 0; minute < minutes; minute++) {
			clock.advance(60_000);
			await setImmediate();
		}
	};
	return { first, second, asked, clock, pass };
}

test("a question that goes with its window is asked in another one", async () => {
	const { first, second, asked } = await askingWindows();
	first.close();
	await second.answer();
	await second.answer();
	assert.deepEqual([second.asked, asked()], [["dev"], ["dev", "dev"]]);
});

test("one that stands there is asked in no other window", async () => {
	const { first, second, asked, clock, pass } = await askingWindows();
	await pass(120);
	await second.answer();
	assert.deepEqual(asked(), ["dev"]);
	const { held } = first;
	assert.ok(clock.now() - (held.at(-1)?.at ?? 0) < 300_000);
	assert.ok(held.every(({ at, duration }, i) => at - (held[i - 1]?.at ?? at) < duration / 2));
	const pending = clock.pending;
	first.question.resolve();
	await setImmediate();
	assert.equal(clock.pending, pending - 1, "nothing is held any more");
});

test("one that was answered is asked in no other window, also when its own is closed", async () => {
	const { first, second, asked } = await askingWindows();
	first.question.resolve();
	await setImmediate();
	await second.answer();
	first.close();
	await second.answer();
	assert.deepEqual(asked(), ["dev"]);
});

test("one that could not be asked is asked in another window", async () => {
	const { first, second } = await askingWindows();
	first.question.reject(new Error("no window"));
	await setImmediate();
	await second.answer();
	assert.deepEqual(second.asked, ["dev"]);
});

test("where renewing fails in one window, the others don't try the same at once", async () => {
	const { windows, askAll, calls, clock } = await fiveWindows();
	for (const { renewals } of windows) {
		renewals.push(() => new SessionsError("NetworkUnreachable", "away"));
	}
	const answers = askAll();
	await setImmediate();
	clock.advance(1000);
	for (const answer of await answers) {
		assert.match(answer, /dev has expired/);
	}
	const soon = askAll();
	await setImmediate();
	clock.advance(1000);
	await soon;
	assert.deepEqual(calls, ["one"]);
	clock.advance(10_000);
	const again = askAll();
	await setImmediate();
	clock.advance(1000);
	await again;
	assert.equal(calls.length, 2);
});

test("a renewal that goes with its window is done in another one", async () => {
	const { windows, calls } = await fiveWindows();
	const [first, second] = windows;
	assert.ok(first !== undefined && second !== undefined);
	first.renewals.push(() => new Promise<undefined>(() => undefined));
	void first.answer();
	await setImmediate();
	first.close();
	assert.equal(await second.answer(), "ASIA2");
	assert.deepEqual(calls, ["one", "two"]);
});

test("clients that ask at once share a renewal", async () => {
	const { answer, calls, clock } = await answeringAt(hour);
	assert.deepEqual(await Promise.all([answer(), answer(), answer()]), ["ASIA2", "ASIA2", "ASIA2"]);
	assert.equal(calls.length, 1);
	assert.ok(clock.pending <= 1);
});

test("what was renewed while a lease was being taken is not renewed again", async () => {
	const slow = Promise.withResolvers<boolean>();
	const leases = {
		ofWindow: () => ({ take: () => slow.promise, release: async () => {}, dispose: () => {} }),
	};
	const { answer, manager, calls } = await answeringAt(hour, leases);
	const answered = answer();
	await manager.renew(id, new FakeInteraction());
	slow.resolve(true);
	assert.equal(await answered, "ASIA2");
	assert.deepEqual(calls, []);
});

test("what was waited for is not given to those whose session has ended meanwhile", async () => {
	const { answer, manager, renewals } = await answeringAt(hour);
	renewals.push(() => {
		manager.end(id);
		void manager.start(dev, new FakeInteraction());
		return undefined;
	});
	assert.match(await answer(), /has ended/);
});

test("leases that do not work keep nobody from renewing and asking", async () => {
	const broken = async (): Promise<never> => {
		throw new Error("no such thing here");
	};
	const leases = { ofWindow: () => ({ take: broken, release: broken, dispose: () => undefined }) };
	const { answer, renewals, asked, clock } = await answeringAt(hour, leases);
	assert.equal(await answer(), "ASIA2");
	clock.advance(hour);
	renewals.push(() => new PersonNeededError());
	await answer();
	assert.deepEqual(asked, ["dev"]);
});

test("one that has ended is told so", async () => {
	const { answer, manager, asked } = await answering();
	manager.end(id);
	assert.match(await answer(), /has ended\. Start it again in VS Code/);
	assert.deepEqual(asked, []);
});

test("what was granted before a session ended is good for nothing when it is started again", async () => {
	const { answer, manager, subject } = await answering();
	const before = subject();
	await manager.renew(id, new FakeInteraction());
	assert.equal(await answer(before), "ASIA2", "a renewal is no other session");
	manager.end(id);
	await manager.start(dev, new FakeInteraction());
	assert.match(await answer(before), /has ended/);
	assert.equal(await answer(subject()), "ASIA3");
});

test("nor is it when the session has become production", async () => {
	const { answer, subject, markAsProduction } = await answering();
	const before = subject();
	markAsProduction();
	assert.match(await answer(before), /has ended/);
	assert.equal(await answer(subject()), "ASIA1");
});
