import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { CancelledError, DeclinedError, PersonNeededError, SessionsError } from "../../../src/core/errors.ts";
import { parseIdentity } from "../../../src/core/places/arn.ts";
import { isLive, type SessionRequest } from "../../../src/core/session/session.ts";
import { Secret } from "../../../src/core/text/secret.ts";
import type { Acquired } from "../../../src/credentials/operations/acquire.ts";
import { SessionManager, type SessionsEvent } from "../../../src/sessions/manager.ts";
import { Unattended } from "../../../src/sessions/unattended.ts";
import { FakeClock } from "../fakes/fakeClock.ts";
import { FakeInteraction } from "../fakes/fakeInteraction.ts";
import { cancelled, rejection } from "../fakes/rejection.ts";

const hour = 3_600_000;
const dev: SessionRequest = { kind: "profile", profile: "dev" };
const prod: SessionRequest = { kind: "profile", profile: "prod" };

function describeEvent(event: SessionsEvent): string {
	switch (event.kind) {
		case "switched":
			return "switched";
		case "ended":
			return `ended ${event.sessions.map(({ name }) => name).join(" and ")}`;
		default:
			return `${event.kind} ${event.session.name}`;
	}
}

/** A manager over an `acquire` that the test answers, call by call. */
function managing() {
	const clock = new FakeClock();
	const calls: (PromiseWithResolvers<Acquired> & {
		readonly request: SessionRequest;
		readonly isLook: () => boolean;
	})[] = [];
	const manager = new SessionManager({
		clock,
		acquire: (request, _, isLook) => {
			const call = { ...Promise.withResolvers<Acquired>(), request, isLook };
			calls.push(call);
			return call.promise;
		},
	});
	const events: string[] = [];
	manager.onDidChange((event) => {
		events.push(describeEvent(event));
	});
	const interaction = new FakeInteraction();
	let issued = 0;
	const acquired = (changes: Partial<Acquired> = {}): Acquired => ({
		credentials: {
			accessKeyId: `ASIA${++issued}`,
			secretAccessKey: new Secret("hidden"),
			expiresAt: clock.now() + hour,
		},
		identity: parseIdentity("arn:aws:sts::012345678901:assumed-role/R/me", "012345678901"),
		source: ["acme", "dev"],
		region: { region: "eu-west-1", from: "profile" },
		...changes,
	});
	return {
		clock,
		calls,
		manager,
		events,
		interaction,
		acquired,
		/** Starts a session and lets it succeed. */
		async start(request: SessionRequest, changes: Partial<Acquired> = {}) {
			const starting = manager.start(request, interaction);
			calls.at(-1)?.resolve(acquired(changes));
			return starting;
		},
		/** Everything that can be seen of the manager. */
		state: () => ({
			active: manager.active?.id,
			sessions: manager.sessions.map(({ id, accessKeyId }) => `${id} ${accessKeyId}`),
			live: manager.sessions.filter(({ id }) => manager.credentialsOf(id) !== undefined).length,
		}),
	};
}

test("a session is started, becomes the active one and says all that can be shown", async () => {
	const { manager, start, clock, events } = managing();
	const roleArn = "arn:aws:iam::012345678901:role/R";
	const session = await start(dev, { roleArn });
	assert.deepEqual(session, {
		id: "profile:dev",
		name: "dev",
		request: dev,
		identity: {
			account: "012345678901",
			arn: "arn:aws:sts::012345678901:assumed-role/R/me",
			role: "R",
			sessionName: "me",
		},
		roleArn,
		source: ["acme", "dev"],
		region: "eu-west-1",
		stsRegion: { region: "eu-west-1", from: "profile" },
		accessKeyId: "ASIA1",
		startedAt: clock.now(),
		expiresAt: clock.now() + hour,
	});
	assert.equal(manager.active, session);
	assert.equal(manager.credentialsOf(session.id)?.accessKeyId, "ASIA1");
	assert.deepEqual(manager.find("profile:dev"), [session]);
	assert.deepEqual(manager.find("dev"), [session]);
	assert.deepEqual(manager.find("other"), []);
	assert.deepEqual(events, ["started dev"]);
	assert.ok(!inspect(manager.sessions, { depth: 9 }).includes("hidden"));
});

test("a region that only the environment or nobody named is not the session's", async () => {
	const { start } = managing();
	for (const from of ["environment", "default"] as const) {
		assert.equal((await start(dev, { region: { region: "r", from } })).region, undefined);
	}
	assert.equal((await start(dev, { region: { region: "r", from: "request" } })).region, "r");
});

test("starting again renews, and the last one started is the active one", async () => {
	const { start, state, events } = managing();
	await start(dev);
	await start(prod);
	await start(dev);
	assert.deepEqual(state(), {
		active: "profile:dev",
		sessions: ["profile:dev ASIA3", "profile:prod ASIA2"],
		live: 2,
	});
	assert.deepEqual(events, ["started dev", "started prod", "renewed dev"]);
});

test("renewing replaces the credentials and leaves active what was", async () => {
	const { manager, start, calls, acquired, interaction, state, events, clock } = managing();
	await start(dev);
	await start(prod);
	clock.advance(hour / 2);
	const renewing = manager.renew("profile:dev", interaction);
	calls.at(-1)?.resolve(acquired());
	assert.equal((await renewing).expiresAt, clock.now() + hour);
	assert.deepEqual(state(), {
		active: "profile:prod",
		sessions: ["profile:dev ASIA3", "profile:prod ASIA2"],
		live: 2,
	});
	assert.deepEqual(calls.at(-1)?.request, dev);
	clock.advance(hour / 2);
	assert.deepEqual(events, ["started dev", "started prod", "renewed dev", "expired prod"]);
});

test("ten at once share one call and one session", async () => {
	const { manager, calls, acquired, interaction, events } = managing();
	const all = Array.from({ length: 10 }, () => manager.start(dev, interaction));
	const other = manager.start(prod, interaction);
	assert.equal(calls.length, 2);
	for (const call of calls) {
		call.resolve(acquired());
	}
	const sessions = await Promise.all(all);
	assert.equal(new Set(sessions).size, 1);
	assert.equal((await other).name, "prod");
	assert.deepEqual(events, ["started dev", "started prod"]);
	const again = manager.start(dev, interaction);
	assert.equal(calls.length, 3, "what is over is not shared");
	calls.at(-1)?.resolve(acquired());
	await again;
});

test("a start that meets a renewal under way makes it the active one", async () => {
	const { manager, start, calls, acquired, interaction } = managing();
	await start(dev);
	await start(prod);
	const renewing = manager.renew("profile:dev", interaction);
	const starting = manager.start(dev, interaction);
	const alsoRenewing = manager.renew("profile:dev", interaction);
	assert.equal(calls.length, 3);
	calls.at(-1)?.resolve(acquired());
	await Promise.all([renewing, starting, alsoRenewing]);
	assert.equal(manager.active?.name, "dev");
});

test("a failure, or calling it off, leaves everything as it was", async () => {
	const { manager, start, calls, interaction, state, events, clock } = managing();
	await start(prod);
	await start(dev);
	const before = state();
	for (const ask of [
		() => manager.start(prod, interaction),
		() => manager.renew("profile:dev", interaction),
	]) {
		const failing = ask();
		calls.at(-1)?.reject(new SessionsError("AccessDenied", "no"));
		await rejection(failing, "AccessDenied");
		const cancelling = ask();
		calls.at(-1)?.reject(new CancelledError());
		await cancelled(cancelling);
	}
	assert.deepEqual(state(), before);
	assert.deepEqual(events, ["started prod", "started dev"]);
	assert.equal(calls.length, 6);
	assert.equal(clock.pending, 1);
});

test("switching and ending", async () => {
	const { manager, start, state, events, clock } = managing();
	await start(dev);
	await start(prod);
	assert.equal(manager.switchTo("profile:dev").name, "dev");
	manager.switchTo("profile:dev");
	assert.equal(manager.end("profile:prod").name, "prod");
	assert.equal(manager.active?.name, "dev");
	assert.equal(manager.credentialsOf("profile:prod"), undefined);
	assert.equal(manager.end("profile:dev").name, "dev");
	assert.deepEqual(state(), { active: undefined, sessions: [], live: 0 });
	assert.equal(clock.pending, 0);
	assert.deepEqual(events, ["started dev", "started prod", "switched", "ended prod", "ended dev"]);
	for (const ask of [() => manager.switchTo("gone"), () => manager.end("gone")]) {
		assert.throws(ask, (error) => error instanceof SessionsError && error.code === "SessionNotFound");
	}
	await rejection(manager.renew("gone", new FakeInteraction()), "SessionNotFound");
});

test("all can be ended at once", async () => {
	const { manager, start, events } = managing();
	await start(dev);
	await start(prod);
	assert.deepEqual(
		manager.endAll().map(({ name }) => name),
		["dev", "prod"],
	);
	assert.deepEqual(manager.sessions, []);
	assert.deepEqual(events.slice(2), ["ended dev and prod"]);
});

test("a session that ends while it is renewed stays ended", async () => {
	const { manager, start, calls, acquired, interaction, state } = managing();
	await start(dev);
	const renewing = manager.renew("profile:dev", interaction);
	manager.end("profile:dev");
	const starting = manager.start(dev, interaction);
	assert.equal(calls.length, 3, "a start after it is a new one");
	calls[1]?.resolve(acquired());
	await cancelled(renewing);
	assert.deepEqual(state(), { active: undefined, sessions: [], live: 0 });
	calls[2]?.resolve(acquired());
	await starting;
	assert.deepEqual(state(), { active: "profile:dev", sessions: ["profile:dev ASIA3"], live: 1 });
});

test("an expired session keeps its place but has no credentials, and is told once", async () => {
	const { manager, start, clock, events } = managing();
	await start(dev);
	await start(prod, { credentials: { accessKeyId: "AKIA1", secretAccessKey: new Secret("s") } });
	clock.advance(hour - 1);
	assert.equal(manager.credentialsOf("profile:dev")?.accessKeyId, "ASIA1");
	clock.advance(1);
	assert.equal(manager.credentialsOf("profile:dev"), undefined);
	assert.deepEqual(events.slice(2), ["expired dev"]);
	assert.equal(manager.sessions.length, 2);
	manager.checkExpiry();
	clock.advance(10 * hour);
	assert.deepEqual(events.slice(2), ["expired dev"]);
	assert.equal(manager.credentialsOf("profile:prod")?.accessKeyId, "AKIA1");
	assert.equal(clock.pending, 0);
	await start(dev);
	assert.deepEqual(events.slice(3), ["renewed dev"]);
	assert.equal(clock.nextDelay, hour);
});

test("a clock that jumps ahead is noticed at the next look, one that jumps back keeps nothing alive", async () => {
	const { manager, start, clock, events } = managing();
	await start(dev);
	clock.jump(2 * hour);
	assert.equal(manager.credentialsOf("profile:dev"), undefined, "even before the look");
	manager.checkExpiry();
	assert.deepEqual(events, ["started dev", "expired dev"]);
	await start(prod);
	clock.jump(-5 * hour);
	clock.advance(hour - 1);
	assert.ok(manager.credentialsOf("profile:prod"));
	assert.equal(events.includes("expired prod"), false);
	clock.advance(1);
	assert.equal(events.at(-1), "expired prod");
	assert.equal(manager.credentialsOf("profile:prod"), undefined);
});

test("what is left of a session is shown and handed on by the clock as it is set now", async () => {
	const { manager, start, clock, events } = managing();
	const { id, expiresAt = 0, startedAt } = await start(dev);
	const ends = () => [manager.get(id)?.expiresAt, manager.credentialsOf(id)?.expiresAt];
	clock.advance(hour / 4);
	clock.jump(-5 * hour);
	clock.look();
	assert.deepEqual(events, ["started dev", "changed dev"]);
	assert.deepEqual(ends(), [expiresAt - 5 * hour, expiresAt - 5 * hour]);
	assert.equal(manager.get(id)?.startedAt, startedAt - 5 * hour);
	const kept = manager.kept(id);
	assert.deepEqual(
		[kept?.session.startedAt, kept?.session.expiresAt, kept?.credentials?.expiresAt],
		[startedAt, expiresAt, expiresAt],
		"other windows and the store know it by its own times",
	);
	manager.setRegion(id, "eu-north-1");
	assert.equal(manager.kept(id)?.session.expiresAt, expiresAt);
	clock.jump(5 * hour);
	clock.look();
	assert.deepEqual(ends(), [expiresAt, expiresAt], "the clock was put right again");
	clock.jump(-9000);
	clock.look();
	assert.deepEqual(ends(), [expiresAt, expiresAt], "as clocks are all the time");
	clock.jump(-5 * hour);
	clock.advance(hour);
	assert.equal(manager.get(id)?.hasExpired, true);
	assert.equal(manager.get(id)?.expiresAt, expiresAt - 5 * hour - 9000);
});

test("what is shown as expired is not handed out, also between two jumps of the clock", async () => {
	const { manager, start, clock } = managing();
	const { id } = await start(dev);
	clock.advance(hour / 2);
	clock.jump(-hour / 2);
	clock.look();
	clock.jump(hour / 2);
	const session = manager.get(id);
	assert.equal(session !== undefined && isLive(session, clock.now()), false);
	assert.equal(manager.credentialsOf(id), undefined);
	clock.look();
	assert.ok(manager.credentialsOf(id), "put right, it goes on");
});

test("what comes from another window with the same keys keeps the end that this one knows", async () => {
	const { manager, start, clock } = managing();
	const { id } = await start(dev);
	const kept = manager.kept(id);
	assert.ok(kept !== undefined);
	clock.jump(-5 * hour);
	manager.adopt({ ...kept, generation: 2, session: { ...kept.session, region: "eu-north-1" } });
	assert.equal(manager.get(id)?.region, "eu-north-1");
	clock.advance(hour);
	assert.equal(manager.credentialsOf(id), undefined);
	manager.adopt({ ...kept, generation: 3 });
	assert.equal(manager.credentialsOf(id), undefined);
	assert.equal(manager.get(id)?.hasExpired, true);
});

test("a session from before the clock was set back lives no longer here than it does in all", async () => {
	const [before, after] = [managing(), managing()];
	const { id } = await before.start(dev);
	const kept = before.manager.kept(id);
	assert.ok(kept !== undefined);
	after.clock.advance(hour / 2);
	after.clock.jump(-5 * hour);
	after.manager.adopt(kept);
	assert.equal(after.manager.get(id)?.expiresAt, after.clock.now() + hour);
	after.clock.advance(hour);
	assert.equal(after.manager.credentialsOf(id), undefined);
	assert.equal(after.manager.get(id)?.hasExpired, true);
});

test("keys that a program gives again end when they did", async () => {
	const { manager, start, clock } = managing();
	const { id } = await start(dev);
	const credentials = manager.credentialsOf(id);
	assert.ok(credentials !== undefined);
	clock.jump(-5 * hour);
	await start(dev, { credentials });
	clock.advance(hour);
	assert.equal(manager.credentialsOf(id), undefined);
});

test("a timer that fires early waits for the rest", async () => {
	const { start, clock, events } = managing();
	await start(dev);
	clock.jump(-1);
	clock.advance(hour);
	assert.deepEqual(events, ["started dev"]);
	clock.advance(1);
	assert.deepEqual(events, ["started dev", "expired dev"]);
});

test("after disposal nothing is held, and what was under way brings nothing back", async () => {
	const { manager, start, calls, acquired, interaction, clock, state } = managing();
	await start(dev);
	const starting = manager.start(prod, interaction);
	manager.dispose();
	calls.at(-1)?.resolve(acquired());
	await cancelled(starting);
	assert.deepEqual(state(), { active: undefined, sessions: [], live: 0 });
	assert.equal(clock.pending, 0);
});

test("an expired session stays expired when the clock is set back", async () => {
	const { manager, clock, start } = managing();
	const { id } = await start(dev);
	clock.advance(hour);
	clock.jump(-hour / 2);
	const session = manager.get(id);
	assert.equal(session?.hasExpired, true);
	assert.equal(session !== undefined && isLive(session, clock.now()), false);
	assert.equal(manager.credentialsOf(id), undefined);
});

test("whoever shares a start goes on when another calls it off, and can call off its own share", async () => {
	const { manager, calls, acquired } = managing();
	const [first, second, third] = [new FakeInteraction(), new FakeInteraction(), new FakeInteraction()];
	const one = manager.start(dev, first);
	const two = manager.start(dev, second);
	const three = manager.start(dev, third);
	assert.equal(calls.length, 1);
	third.cancel();
	await cancelled(three);
	calls[0]?.reject(new CancelledError());
	await cancelled(one);
	while (calls.length < 2) {
		await Promise.resolve();
	}
	calls[1]?.resolve(acquired());
	assert.equal((await two).name, "dev");
	assert.equal(calls.length, 2);
});

test("another request for the same session takes the place of the one under way", async () => {
	const { manager, calls, acquired, events } = managing();
	const role = { kind: "role", roleArn: "arn:aws:iam::012345678901:role/R", sourceProfile: "acme" } as const;
	const before = new FakeInteraction();
	const one = manager.start(role, before);
	const two = manager.start({ ...role, sessionName: "other" }, new FakeInteraction());
	assert.equal(calls.length, 2);
	assert.equal(before.signal.aborted, true, "what was open for it is closed");
	calls[0]?.resolve(acquired());
	await cancelled(one);
	calls[1]?.resolve(acquired());
	assert.deepEqual((await two).request, { ...role, sessionName: "other" });
	assert.deepEqual(events, ["started R@012345678901"]);
});

const withOptions = (durationSeconds: number): SessionRequest => ({
	kind: "profile",
	profile: "dev",
	options: { durationSeconds },
});

/** The session `dev`, and a person who is starting it with other options. */
async function startingOtherwise() {
	const managed = managing();
	const { id } = await managed.start(dev);
	const person = new FakeInteraction();
	const starting = managed.manager.start(withOptions(7200), person);
	/** What asks for it the way it was. */
	const others = () => [
		managed.manager.renew(id, new Unattended()),
		managed.manager.look(dev, new FakeInteraction(), () => false),
	];
	return { ...managed, id, person, starting, others };
}

test("what nobody has asked for, or is a look, closes no person's prompt and has what they get", async () => {
	const { calls, acquired, person, starting, others } = await startingOtherwise();
	const waiting = others();
	assert.deepEqual([person.signal.aborted, calls.length], [false, 2]);
	calls[1]?.resolve(acquired());
	const sessions = await Promise.all([starting, ...waiting]);
	assert.deepEqual(
		sessions.map(({ accessKeyId }) => accessKeyId),
		["ASIA2", "ASIA2", "ASIA2"],
	);
	assert.equal(calls.length, 2);
});

test("when the person's start comes to nothing it goes on by itself, unless the session has ended", async () => {
	const { manager, id, calls, acquired, starting, others } = await startingOtherwise();
	const waiting = others();
	calls[1]?.reject(new SessionsError("DurationTooLong", "no"));
	await rejection(starting, "DurationTooLong");
	while (calls.length < 3) {
		await Promise.resolve();
	}
	assert.deepEqual(calls[2]?.request, dev);
	calls[2]?.resolve(acquired());
	await Promise.all(waiting);
	assert.equal(calls.length, 3);

	const again = manager.start(withOptions(900), new FakeInteraction());
	const called = [again, ...others()];
	manager.end(id);
	calls[3]?.reject(new CancelledError());
	await Promise.all(called.map(cancelled));
	assert.deepEqual([manager.sessions, calls.length], [[], 4]);
});

test("a renewal that meets a look at the same session with other options goes on after it", async () => {
	const { manager, start, calls, acquired, interaction } = managing();
	const { id } = await start(dev);
	const looking = manager.look(withOptions(900), interaction, () => false);
	const renewing = manager.renew(id, new Unattended());
	calls[1]?.resolve(acquired());
	assert.equal((await looking).accessKeyId, "ASIA2");
	while (calls.length < 3) {
		await Promise.resolve();
	}
	calls[2]?.resolve(acquired());
	assert.equal((await renewing).accessKeyId, "ASIA3");
	assert.equal(manager.get(id)?.accessKeyId, "ASIA3");
});

test("a person who shares what nobody had asked for sees what is being done", async () => {
	const { manager, start, calls, acquired } = managing();
	const { id } = await start(dev);
	const unattended = new Unattended();
	const renewing = manager.renew(id, unattended);
	unattended.working("Assuming DevAdmin");
	assert.equal(unattended.personCame.aborted, false);
	const [person, impatient] = [new FakeInteraction(), new FakeInteraction()];
	const [waiting, leaving] = [person, impatient].map((one) => manager.renew(id, one));
	impatient.cancel();
	await cancelled(leaving ?? assert.fail());
	unattended.working("Asking AWS who this is");
	calls.at(-1)?.resolve(acquired());
	assert.equal(await waiting, await renewing);
	assert.deepEqual(
		[person.steps, impatient.steps, unattended.personCame.aborted],
		[["Assuming DevAdmin", "Asking AWS who this is"], ["Assuming DevAdmin"], true],
	);
});

test("ending a session, or all, closes what is open for starts under way", async () => {
	const { manager, start } = managing();
	const { id } = await start(dev);
	const renewal = new FakeInteraction();
	const renewing = manager.renew(id, renewal);
	manager.end(id);
	assert.equal(renewal.signal.aborted, true);
	const first = new FakeInteraction();
	const starting = manager.start(prod, first);
	manager.endAll();
	assert.equal(first.signal.aborted, true);
	renewing.catch(() => {});
	starting.catch(() => {});
});

test("a start that is not to activate leaves active what was", async () => {
	const { manager, start, calls, acquired, interaction, state } = managing();
	await start(prod);
	const starting = manager.start(dev, interaction, false);
	calls.at(-1)?.resolve(acquired());
	await starting;
	assert.deepEqual(state(), {
		active: "profile:prod",
		sessions: ["profile:prod ASIA1", "profile:dev ASIA2"],
		live: 2,
	});
});

test("a look tells whose credentials they are, and keeps nothing", async () => {
	const { manager, calls, acquired, interaction, state, events } = managing();
	const looking = manager.look(dev, interaction, () => false);
	calls.at(-1)?.resolve(acquired());
	const { name, identity } = await looking;
	assert.equal(name, "dev");
	assert.equal(identity.role, "R");
	assert.deepEqual(state(), { active: undefined, sessions: [], live: 0 });
	assert.deepEqual(events, []);
});

test("a look keeps what is said to be kept once it is there, beside the active session", async () => {
	const { manager, start, calls, acquired, interaction, state, events } = managing();
	await start(prod);
	let isKept = false;
	const looking = manager.look(dev, interaction, () => isKept);
	isKept = true;
	calls.at(-1)?.resolve(acquired());
	await looking;
	assert.deepEqual(state(), {
		active: "profile:prod",
		sessions: ["profile:prod ASIA1", "profile:dev ASIA2"],
		live: 2,
	});
	assert.deepEqual(events, ["started prod", "started dev"]);
});

test("what is declined is declined for all who share the start", async () => {
	const { manager, calls } = managing();
	const starts = [1, 2, 3].map(() => manager.start(dev, new FakeInteraction()));
	calls[0]?.reject(new DeclinedError());
	await Promise.all(starts.map(cancelled));
	assert.equal(calls.length, 1);
});

test("a start that meets a look under way shares it, and what it brings is kept and active", async () => {
	const { manager, calls, acquired, interaction, state } = managing();
	const looking = manager.look(dev, interaction, () => false);
	assert.equal(calls[0]?.isLook(), true);
	const starting = manager.start(dev, interaction);
	assert.equal(calls[0]?.isLook(), false, "who gets it sees that it is to be kept");
	const again = manager.look(dev, interaction, () => false);
	assert.equal(calls.length, 1);
	calls.at(-1)?.resolve(acquired());
	const [looked, started] = await Promise.all([looking, starting, again]);
	assert.equal(looked, started);
	assert.deepEqual(state(), { active: "profile:dev", sessions: ["profile:dev ASIA1"], live: 1 });
});

const account = "012345678901";
const asSomebody = (who: string, role = "AWSReservedSSO_Dev_0123456789abcdef"): Partial<Acquired> => ({
	identity: parseIdentity(`arn:aws:sts::${account}:assumed-role/${role}/${who}`, account),
});

test("a renewal that nobody sees does not make a session somebody else's", async () => {
	const { manager, start, calls, acquired, state, events } = managing();
	await start(dev, asSomebody("alice"));
	const before = state();
	const renewing = manager.renew("profile:dev", new Unattended());
	calls.at(-1)?.resolve(acquired(asSomebody("mallory")));
	await assert.rejects(renewing, PersonNeededError);
	assert.deepEqual(state(), before);
	assert.deepEqual(events, ["started dev"]);
	const again = manager.renew("profile:dev", new Unattended());
	// The permission set was provisioned anew in the meantime.
	calls.at(-1)?.resolve(acquired(asSomebody("alice", "AWSReservedSSO_Dev_fedcba9876543210")));
	assert.equal((await again).notes, undefined);
});

test("a renewal that a person sees tells whose the session has become, once", async () => {
	const { manager, start, calls, acquired, interaction } = managing();
	await start(dev, asSomebody("alice"));
	const told: unknown[] = [];
	manager.onDidChange((event) => told.push(event.kind === "renewed" && event.was?.sessionName));
	const renew = async () => {
		const renewing = manager.renew("profile:dev", interaction);
		calls.at(-1)?.resolve(acquired({ ...asSomebody("mallory"), notes: ["one"] }));
		return renewing;
	};
	assert.deepEqual((await renew()).notes, ["one", "It was alice before it was renewed"]);
	assert.deepEqual((await renew()).notes, ["one"]);
	assert.deepEqual(told, ["alice", undefined]);
});
