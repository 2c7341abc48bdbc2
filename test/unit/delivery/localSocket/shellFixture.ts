import { chmodSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Clock } from "../../../../src/core/clock.ts";
import type { ShellAnswer, ShellRequest } from "../../../../src/core/shells/shellRequest.ts";
import { listenOnSocket } from "../../../../src/delivery/localSocket/listen.ts";
import { makeSocketPlace } from "../../../../src/delivery/localSocket/socketPlace.ts";
import { announceWindow } from "../../../../src/delivery/localSocket/windowFile.ts";
import { FakeClock } from "../../fakes/fakeClock.ts";

export const credentials = {
	Version: 1,
	AccessKeyId: "ASIA1",
	SecretAccessKey: "hidden-key",
	SessionToken: "hidden-token",
	Expiration: "2026-03-01T13:00:00Z",
} as const;

export const given: ShellAnswer = { kind: "credentials", credentials };
export const missing: ShellAnswer = { kind: "refused", code: "noSession", message: "no session" };
export const unknown: ShellAnswer = { kind: "refused", code: "notShared", message: "not shared" };

/** A folder for one test, this person's alone. */
export function privateFolder(t: TestContext): string {
	const folder = realpathSync(mkdtempSync(join(tmpdir(), "shells-")));
	chmodSync(folder, 0o700);
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/** A window that answers as told, and what it was asked. Its connections last until the clock says otherwise. */
export async function openWindow(
	t: TestContext,
	answer: (request: ShellRequest) => ShellAnswer | Promise<ShellAnswer>,
	clock: Clock = new FakeClock(),
) {
	const asked: ShellRequest[] = [];
	const errors: unknown[] = [];
	const place = await makeSocketPlace([tmpdir(), "/tmp"], process.platform);
	const close = await listenOnSocket({
		place,
		clock,
		answer: async (request) => {
			asked.push(request);
			return answer(request);
		},
		failed: (error) => errors.push(error),
	});
	t.after(close);
	const announce = async (folder: string, since = 1): Promise<() => void> =>
		announceWindow(folder, { pid: process.pid, socket: place.path, since }, () => true);
	return { place, asked, errors, close, announce };
}

/** What comes back for bytes that are sent, until the other side ends it. */
export function talk(t: TestContext, path: string, ...parts: readonly string[]): Promise<string> {
	return new Promise((resolve) => {
		const socket: Socket = connect(path);
		t.after(() => socket.destroy());
		let text = "";
		socket.setEncoding("utf8");
		socket.on("connect", () => {
			for (const part of parts) {
				socket.write(part);
			}
		});
		socket.on("data", (part: string) => {
			text += part;
		});
		socket.on("error", () => undefined);
		socket.on("close", () => resolve(text));
	});
}
