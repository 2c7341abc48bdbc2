import { once } from "node:events";
import { type OutgoingHttpHeaders, request } from "node:http";
import { Worker } from "node:worker_threads";
import type { RowResult, Series } from "./row.ts";

const warmUpRequests = 2_000;
const rounds = 20;
/** Of each contestant, in each round. */
const requestsInRound = 500;
/** Clients that ask at the same time. */
const clients = 8;

/** What the bare server sends: the endpoint's very bytes. */
export interface ThreadData {
	readonly body: string;
	readonly headers: OutgoingHttpHeaders;
}

export interface ThreadAddresses {
	readonly ours: string;
	readonly bare: string;
	readonly token: string;
}

const body = JSON.stringify({
	AccessKeyId: "ASIAEXAMPLE",
	SecretAccessKey: "s".repeat(40),
	Token: "t".repeat(900),
	Expiration: "2099-01-01T00:00:00Z",
});
const headers = {
	"Content-Type": "application/json",
	"Content-Length": Buffer.byteLength(body),
	"Cache-Control": "no-store",
	"X-Content-Type-Options": "nosniff",
	Connection: "close",
};

interface Contestant {
	readonly label: string;
	readonly url: string;
	/** Milliseconds that each request took. */
	readonly samples: number[];
	/** Milliseconds that the rounds took. */
	elapsed: number;
}

/** @returns the answer's headers, less its date, and its body */
function ask(url: string, token: string): Promise<string> {
	const { promise, resolve, reject } = Promise.withResolvers<string>();
	const sent = request(url, { agent: false, headers: { Authorization: token } }, (response) => {
		let text = "";
		response.setEncoding("utf8").on("data", (chunk: string) => {
			text += chunk;
		});
		response.on("error", reject);
		response.on("end", () => {
			const { date: _date, ...rest } = response.headers;
			resolve(`${response.statusCode} ${JSON.stringify(rest)} ${text}`);
		});
	});
	sent.on("error", reject);
	sent.end();
	return promise;
}

/** Lets the clients ask so many times in all, and adds what it took. */
async function measure(
	contestant: Contestant,
	token: string,
	count: number,
	expected: string,
): Promise<void> {
	let left = count;
	const started = performance.now();
	await Promise.all(
		Array.from({ length: clients }, async () => {
			while (left > 0) {
				left -= 1;
				const asked = performance.now();
				if ((await ask(contestant.url, token)) !== expected) {
					throw new Error(`${contestant.label} gave another answer`);
				}
				contestant.samples.push(performance.now() - asked);
			}
		}),
	);
	contestant.elapsed += performance.now() - started;
}

/** The time (ms) within which 99 of 100 were answered. */
function p99(samples: readonly number[]): number {
	const sorted = samples.toSorted((a, b) => a - b);
	return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN;
}

const perSecond = ({ samples, elapsed }: Contestant): number => (samples.length * 1_000) / elapsed;

/** Asking the credentials endpoint, and a bare node:http server that answers the same bytes to anybody. */
export async function endpoint(): Promise<RowResult> {
	const data: ThreadData = { body, headers };
	const thread = new Worker(new URL("endpointThread.ts", import.meta.url), { workerData: data });
	try {
		const [addresses] = (await once(thread, "message")) as [ThreadAddresses];
		const { token } = addresses;
		const fresh = (label: string, url: string): Contestant => ({ label, url, samples: [], elapsed: 0 });
		const contestants = () =>
			[fresh("our endpoint", addresses.ours), fresh("bare node:http server", addresses.bare)] as const;
		const expected = await ask(addresses.bare, token);
		for (const contestant of contestants()) {
			await measure(contestant, token, warmUpRequests, expected);
		}
		const [ours, bare] = contestants();
		for (let round = 0; round < rounds; round += 1) {
			// Nobody always goes first.
			for (const contestant of round % 2 === 0 ? [ours, bare] : [bare, ours]) {
				await measure(contestant, token, requestsInRound, expected);
			}
		}
		const rates = [perSecond(ours), perSecond(bare)] as const;
		const slowest = [p99(ours.samples), p99(bare.samples)] as const;
		const series = ({ label, samples }: Contestant): Series => ({ label, samples });
		return {
			title: `Credentials endpoint, one request of ${clients} at a time on loopback`,
			ours: series(ours),
			comparisons: [series(bare)],
			notes: [
				`requests per second: ours ${rates[0].toFixed(0)}, bare ${rates[1].toFixed(0)}: ours is ${(rates[0] / rates[1]).toFixed(2)}×`,
				`99 of 100 within: ours ${slowest[0].toFixed(2)} ms, bare ${slowest[1].toFixed(2)} ms: ours is ${(slowest[0] / slowest[1]).toFixed(2)}×`,
				`taken in turns of ${requestsInRound}; both servers in one thread of their own, the clients in another`,
				"a connection for each request, as SDKs make them; every answer is compared, headers and body",
			],
		};
	} finally {
		await thread.terminate();
	}
}
