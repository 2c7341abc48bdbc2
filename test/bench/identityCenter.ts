import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { sendHttp } from "../../src/aws/http/http.ts";
import { ssoCacheFile } from "../../src/aws/identityCenter/ssoCache.ts";
import { systemClock } from "../../src/aws/systemClock.ts";
import { emptyConfig } from "../../src/core/config/sharedConfig.ts";
import type { SsoRole } from "../../src/core/identityCenter/accountRole.ts";
import { indexRoles, searchRoles } from "../../src/core/identityCenter/roleSearch.ts";
import type { SignIn } from "../../src/core/identityCenter/signIn.ts";
import type { SignInContext } from "../../src/credentials/signIn/context.ts";
import { SignInRefreshes } from "../../src/credentials/signIn/refresh.ts";
import { RoleDirectory } from "../../src/credentials/signIn/roleDirectory.ts";
import { RolesBrowser } from "../../src/credentials/signIn/rolesBrowser.ts";
import { manyRoles, startSsoPortal } from "../aws/ssoPortal.ts";
import type { RowResult } from "./row.ts";
import { summarize } from "./statistics.ts";

const accountCount = 250;
const roleCount = 5000;
/** What each request takes on its way (ms), as over a network. */
const latency = 20;
const rounds = 3;

const signIn: SignIn = {
	session: "corp",
	startUrl: "https://corp.awsapps.com/start",
	region: "eu-central-1",
};
const { signal } = new AbortController();

async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly result: T }> {
	const started = performance.now();
	const result = await work();
	return { ms: performance.now() - started, result };
}

/** All pages of one question, each after the one before. */
async function pagesOf(url: string, token: string, member: string): Promise<Record<string, string>[]> {
	const found: Record<string, string>[] = [];
	let next: string | null = null;
	do {
		const answer = await fetch(`${url}${next === null ? "" : `&next_token=${next}`}`, {
			headers: { "x-amz-sso_bearer_token": token },
		});
		const page = (await answer.json()) as Record<string, unknown>;
		found.push(...(page[member] as Record<string, string>[]));
		next = page["nextToken"] as string | null;
	} while (next !== null);
	return found;
}

/** As a script around `aws sso list-accounts` and `list-account-roles` does, without the CLI's own starts. */
async function oneByOne(url: string, token: string): Promise<number> {
	let count = 0;
	const accounts = await pagesOf(`${url}/assignment/accounts?max_result=100`, token, "accountList");
	for (const { accountId } of accounts) {
		const list = `${url}/assignment/roles?max_result=100&account_id=${accountId}`;
		count += (await pagesOf(list, token, "roleList")).length;
	}
	return count;
}

function requireAll(count: number): void {
	if (count !== roleCount) {
		throw new Error(`Listed ${count} roles instead of ${roleCount}`);
	}
}

/** The accounts alone, and all 5,000 roles, of a portal 20 ms away: ours against one question after the other. */
export async function listRoles(): Promise<RowResult> {
	const home = await mkdtemp(join(tmpdir(), "aws-sessions-bench-"));
	const portal = await startSsoPortal(manyRoles(accountCount, roleCount / accountCount));
	try {
		const token = portal.issueToken();
		const file = ssoCacheFile(home, "corp");
		await mkdir(dirname(file), { recursive: true });
		const kept = { ...signIn, accessToken: token, expiresAt: "2099-01-01T00:00:00Z" };
		await writeFile(file, JSON.stringify(kept));
		portal.faults.slow(latency);
		const context: SignInContext = {
			config: emptyConfig,
			environment: { AWS_ENDPOINT_URL_SSO: portal.url },
			homeFolder: home,
			clock: systemClock,
			send: sendHttp,
			signInRefreshes: new SignInRefreshes(),
		};
		const first: number[] = [];
		const all: number[] = [];
		const scripted: number[] = [];
		for (let round = 0; round < rounds; round += 1) {
			const directory = new RoleDirectory();
			const browser = new RolesBrowser({
				directory,
				isOwnRefresh: () => false,
				states: { onDidChange: () => () => undefined },
				context: async () => context,
				clock: systemClock,
			});
			const looked = await timed(() => browser.accounts(signIn));
			browser.dispose();
			if (looked.result.accounts.length !== accountCount) {
				throw new Error(`The view has ${looked.result.accounts.length} accounts`);
			}
			first.push(looked.ms);
			const listed = await timed(() => new RoleDirectory().allRoles(signIn, context, signal));
			requireAll(listed.result.length);
			all.push(listed.ms);
			const script = await timed(() => oneByOne(portal.url, token));
			requireAll(script.result);
			scripted.push(script.ms);
		}
		return {
			title: `Listing ${accountCount} accounts with ${roleCount.toLocaleString("en")} roles, ${latency} ms away`,
			ours: { label: "all roles, as a pick loads them", samples: all },
			comparisons: [{ label: "one question after the other, as a script", samples: scripted }],
			notes: [
				`The view has its first accounts after ${summarize(first).median.toFixed(0)} ms: it asks for no roles until an account is expanded.`,
				"The script is without the start of a program for each question, which the AWS CLI needs.",
			],
		};
	} finally {
		await portal.close();
		await rm(home, { recursive: true, force: true });
	}
}

/** What a person types, letter by letter. */
const typed = ["742", "team-0", "prod adm", "team 421 read", "dvlp", "100000000099 admin"].flatMap((query) =>
	[...query].map((_, index) => query.slice(0, index + 1)),
);

function naive(roles: readonly SsoRole[], query: string): SsoRole[] {
	const words = query.toLowerCase().split(" ");
	return roles.filter(({ account, roleName }) => {
		const text = `${account.name} ${account.id} ${roleName}`.toLowerCase();
		return words.every((word) => text.includes(word));
	});
}

/** Filtering 5,000 roles at each letter: ours, ranked, against a plain filter. */
export async function filterRoles(): Promise<RowResult> {
	setFlagsFromString("--expose-gc");
	const collect = runInNewContext("gc") as () => void;
	const memory = (): number => {
		collect();
		return process.memoryUsage().heapUsed;
	};
	const empty = memory();
	const roles: SsoRole[] = manyRoles(1000, 5).map(({ account, accountName = account, roleName }) => ({
		account: { id: account, name: accountName },
		roleName,
	}));
	const listed = memory();
	const index = indexRoles(roles);
	const indexed = memory();
	const ours: number[] = [];
	const plain: number[] = [];
	const built: number[] = [];
	for (let round = 0; round < 5; round += 1) {
		const building = performance.now();
		indexRoles(roles);
		built.push(performance.now() - building);
		for (const query of typed) {
			const start = performance.now();
			const found = searchRoles(index, query).length;
			const middle = performance.now();
			const naively = naive(roles, query).length;
			const end = performance.now();
			if (found < naively) {
				throw new Error(`'${query}' finds ${found} roles, and a plain filter ${naively}`);
			}
			if (round > 0) {
				ours.push(middle - start);
				plain.push(end - middle);
			}
		}
	}
	const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
	return {
		title: `Filtering ${roles.length.toLocaleString("en")} roles at each letter`,
		ours: { label: "our search: ranked, words in any order", samples: ours },
		comparisons: [
			{ label: "a plain filter, unranked", samples: plain },
			{ label: "making the roles ready, once", samples: built },
		],
		notes: [
			`The roles take ${megabytes(listed - empty)}, what is searched ${megabytes(indexed - listed)} more, while a pick is open.`,
			"Letters that are scattered are found too. A pick is handed the 100 best.",
		],
	};
}
