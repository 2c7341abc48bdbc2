import { readdir, readFile } from "node:fs/promises";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { isPrivateFolder } from "../aws/files/privateFolder.ts";
import type { Clock } from "../core/clock.ts";
import {
	type AnsweringWindow,
	maxAnswer,
	readAnswer,
	readWindow,
	requestLine,
	type ShellAnswer,
	type ShellRequest,
} from "../core/shells/shellRequest.ts";

/** Milliseconds for all of it. */
const timeLimit = 2_000;

const noWindow =
	"No VS Code window answers. Open one in which the extension AWS Sessions runs, then try again";

/**
 * Asks the open windows for a profile's credentials, the latest first, until one has them. When none has, the latest
 * may ask its person.
 * @param folder where they have left their files
 * @returns the credentials as a `credential_process` prints them, or why there are none
 */
export async function askWindows(
	folder: string,
	profile: string,
	clock: Clock,
): Promise<{ readonly credentials: string } | { readonly problem: string }> {
	const deadline = clock.now() + timeLimit;
	const windows = await openWindows(folder);
	const refused: { readonly window: AnsweringWindow; readonly answer: ShellAnswer }[] = [];
	for (const [index, window] of windows.entries()) {
		// One that hangs must not take the time of the others.
		const limit = (deadline - clock.now()) / (windows.length - index);
		const answer = await ask(window, { profile, asksPerson: false }, limit, clock);
		if (answer?.kind === "credentials") {
			return told(answer);
		}
		if (answer !== undefined) {
			refused.push({ window, answer });
		}
	}
	const missing = refused.find(({ answer }) => answer.kind === "refused" && answer.code === "noSession");
	if (missing === undefined) {
		return refused[0] === undefined ? { problem: noWindow } : told(refused[0].answer);
	}
	const limit = deadline - clock.now();
	return told((await ask(missing.window, { profile, asksPerson: true }, limit, clock)) ?? missing.answer);
}

function told(answer: ShellAnswer): { readonly credentials: string } | { readonly problem: string } {
	return answer.kind === "credentials"
		? { credentials: JSON.stringify(answer.credentials) }
		: // One line, whatever a name has in it.
			{ problem: answer.message.replace(/\p{Cc}+/gu, " ") };
}

/** The latest first. A folder that is not this person's alone says nothing. */
async function openWindows(folder: string): Promise<readonly AnsweringWindow[]> {
	if (!(await isPrivateFolder(folder))) {
		return [];
	}
	const names = (await readdir(folder)).filter((name) => name.endsWith(".json"));
	const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8").catch(() => "")));
	return texts.flatMap((text) => readWindow(text) ?? []).sort((a, b) => b.since - a.since);
}

/** What a window says; undefined when it is gone, too slow, or no window of this person's. `limit`: milliseconds. */
async function ask(
	{ socket: path }: AnsweringWindow,
	request: ShellRequest,
	limit: number,
	clock: Clock,
): Promise<ShellAnswer | undefined> {
	if (!path.startsWith("\\\\.\\pipe\\") && !(await isPrivateFolder(dirname(path)))) {
		return undefined;
	}
	return new Promise((resolve) => {
		const socket = connect(path);
		let text = "";
		const finish = (answer: ShellAnswer | undefined): void => {
			callOff();
			socket.destroy();
			resolve(answer);
		};
		const callOff = clock.schedule(Math.max(0, limit), () => finish(undefined));
		socket.setEncoding("utf8");
		socket.on("connect", () => socket.write(requestLine(request)));
		socket.on("data", (part: string) => {
			text += part;
			const end = text.indexOf("\n");
			if (end >= 0 || text.length > maxAnswer) {
				finish(end < 0 ? undefined : readAnswer(text.slice(0, end)));
			}
		});
		socket.on("error", () => finish(undefined));
		socket.on("close", () => finish(undefined));
	});
}
