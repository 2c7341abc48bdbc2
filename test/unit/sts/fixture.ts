import type { TestContext } from "node:test";
import { activeKey, sampleAlice, sampleCiBot, sampleWorld } from "../../sandbox/sampleWorld.ts";
import { type StsDouble, type StsOptions, startSts } from "../../sts/double.ts";
import type { User, World } from "../../sts/world.ts";
import { type Answer, call, type Keys, startOfTime } from "./client.ts";

/** A double whose clock stands until the test moves it. */
export type Fixture = {
	readonly sts: StsDouble;
	/** Moves the clock on, by milliseconds. */
	readonly pass: (ms: number) => void;
	/** The clock's time, in milliseconds since 1970. */
	readonly now: () => number;
	/** Sends AssumeRole at the clock's time, with a valid session name unless the parameters give one. */
	readonly assume: (keys: Keys, parameters: Record<string, string>) => Promise<Answer>;
};

export const aliceKeys = keysOf(sampleAlice());
export const ciBotKeys = keysOf(sampleCiBot());

/** Starts a double for one test; it is closed when the test ends. */
export async function fixture(
	t: TestContext,
	world: World = sampleWorld(),
	options: StsOptions = {},
): Promise<Fixture> {
	let at = startOfTime;
	const now = () => at;
	const sts = await startSts(world, { now, ...options });
	t.after(() => sts.close());
	return {
		sts,
		pass: (ms) => {
			at += ms;
		},
		now,
		assume: (keys, parameters) =>
			call(sts, keys, { Action: "AssumeRole", RoleSessionName: "alice", ...parameters }, { at }),
	};
}

function keysOf(user: User): Keys {
	const { id, secret } = activeKey(user);
	return { accessKeyId: id, secretAccessKey: secret };
}
