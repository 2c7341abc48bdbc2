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

/** The root user of the sample world's account of users, with an access key. */
const rootUser: User = {
	arn: "arn:aws:iam::111122223333:root",
	account: "111122223333",
	accessKeys: [{ id: "AKIAROOTOFACMESAMPLE", secret: "root/of/acme", active: true }],
	mfaDevices: [],
};

export const rootKeys = keysOf(rootUser);

/** The sample world, and in it the root user of its account of users. */
export function worldWithRoot(): World {
	return { ...sampleWorld(), users: [...sampleWorld().users, rootUser] };
}

/** The parameters of a list, numbered as the Query protocol has them. */
export function listed(name: string, values: readonly (string | Record<string, string>)[]) {
	const entries = values.flatMap((value, index) => {
		const path = `${name}.member.${index + 1}`;
		if (typeof value === "string") return [[path, value] as const];
		return Object.entries(value).map(([part, text]) => [`${path}.${part}`, text] as const);
	});
	return Object.fromEntries(entries);
}

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
