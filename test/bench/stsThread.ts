// STS's double in a thread of its own, so that its work does not stand in the way of the client measured.
import { parentPort } from "node:worker_threads";
import { sampleWorld } from "../sandbox/sampleWorld.ts";
import { startSts } from "../sts/double.ts";

const { url } = await startSts(sampleWorld());
parentPort?.postMessage(url);
