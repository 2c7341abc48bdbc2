import { once } from "node:events";
import { Agent, request } from "node:http";
import { Worker } from "node:worker_threads";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { sendHttp } from "../../src/aws/http/http.ts";
import { signRequest } from "../../src/aws/sts/signer.ts";
import { StsClient } from "../../src/aws/sts/sts.ts";
import type { StsCall } from "../../src/aws/sts/stsTransport.ts";
import { systemClock } from "../../src/aws/systemClock.ts";
import { Secret } from "../../src/core/text/secret.ts";
import { activeKey, sampleAlice } from "../sandbox/sampleWorld.ts";
import type { RowResult, Series } from "./row.ts";

const warmUpRounds = 100;
const countedRounds = 300;

const region = "eu-central-1";
const roleArn = "arn:aws:iam::444455556666:role/DevReadOnly";
const roleSessionName = "bench";

/** A way of making the same AssumeRole call, whose answer is checked for what it is to have brought. */
interface Contestant {
	readonly label: string;
	/** @returns the access key id that STS gave out */
	call(): Promise<string>;
	close(): void;
}

function ours(call: StsCall): Contestant {
	const client = new StsClient({ send: sendHttp, clock: systemClock });
	return {
		label: "our StsClient",
		call: async () => (await client.assumeRole({ roleArn, roleSessionName }, call)).credentials.accessKeyId,
		close: () => undefined,
	};
}

function sdk({ endpoint, credentials }: StsCall): Contestant {
	const client = new STSClient({
		region,
		endpoint: endpoint.url,
		credentials: {
			accessKeyId: credentials.accessKeyId,
			secretAccessKey: credentials.secretAccessKey.reveal(),
		},
	});
	return {
		label: "@aws-sdk/client-sts",
		call: async () => {
			const { Credentials } = await client.send(
				new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: roleSessionName }),
			);
			return Credentials?.AccessKeyId ?? "";
		},
		close: () => client.destroy(),
	};
}

/** The bytes of one request, signed once and sent again and again: what no client can be faster than. */
async function bare({ endpoint, credentials }: StsCall): Promise<Contestant> {
	const agent = new Agent({ keepAlive: true });
	const parameters = {
		Action: "AssumeRole",
		Version: "2011-06-15",
		RoleArn: roleArn,
		RoleSessionName: roleSessionName,
	};
	const body = new URLSearchParams(parameters).toString();
	const signed = await signRequest(
		{
			method: "POST",
			url: new URL(endpoint.url),
			headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
			body,
		},
		{ service: "sts", region, credentials, date: Date.now() },
	);
	const headers = { ...signed.headers, "content-length": String(Buffer.byteLength(body)) };
	const post = () =>
		new Promise<string>((resolve, reject) => {
			const outgoing = request(signed.url, { method: "POST", headers, agent }, (incoming) => {
				const chunks: Buffer[] = [];
				incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
				incoming.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
				incoming.on("error", reject);
			});
			outgoing.on("error", reject);
			outgoing.end(body);
		});
	return {
		label: "bare node:http POST",
		call: async () => /<AccessKeyId>(\w+)</.exec(await post())?.[1] ?? "",
		close: () => agent.destroy(),
	};
}

async function timed({ label, call }: Contestant): Promise<number> {
	const started = performance.now();
	const accessKeyId = await call();
	const duration = performance.now() - started;
	if (!accessKeyId.startsWith("ASIA")) {
		throw new Error(`${label} did not get credentials`);
	}
	return duration;
}

/** Calls everybody in turn, beginning with another each round: nobody always runs after the same neighbour. */
async function measure(contestants: readonly Contestant[], rounds: number): Promise<readonly Series[]> {
	const all = contestants.map((contestant) => ({ contestant, samples: [] as number[] }));
	for (let round = 0; round < rounds; round += 1) {
		const first = round % all.length;
		for (const { contestant, samples } of [...all.slice(first), ...all.slice(0, first)]) {
			samples.push(await timed(contestant));
		}
	}
	return all.map(({ contestant, samples }) => ({ label: contestant.label, samples }));
}

/** One AssumeRole round trip over loopback, by our client, by AWS's, and by no client at all. */
export async function assumeRole(): Promise<RowResult> {
	const thread = new Worker(new URL("stsThread.ts", import.meta.url));
	try {
		const [url] = (await once(thread, "message")) as [string];
		const { id, secret } = activeKey(sampleAlice());
		const call: StsCall = {
			endpoint: { url, signingRegion: region },
			credentials: { accessKeyId: id, secretAccessKey: new Secret(secret) },
			caller: "acme",
		};
		const contestants = [ours(call), sdk(call), await bare(call)];
		await measure(contestants, warmUpRounds);
		const [first, ...comparisons] = await measure(contestants, countedRounds);
		contestants.forEach((contestant) => {
			contestant.close();
		});
		if (first === undefined) {
			throw new Error("Nothing was measured");
		}
		return {
			title: "AssumeRole, one round trip on loopback",
			ours: first,
			comparisons,
			notes: [
				"taken in turns; each figure includes the answering double's own time, in a thread of its own",
				"all keep connections alive: ours by Node's global agent, the SDK by its own, the POST by a plain one",
				"the POST is signed once, before; its answer is not parsed",
			],
		};
	} finally {
		await thread.terminate();
	}
}
