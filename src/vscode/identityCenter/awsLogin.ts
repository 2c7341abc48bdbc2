import { dirname } from "node:path";
import * as vscode from "vscode";
import { personHome } from "../../aws/files/configFiles.ts";
import { FileWatcher } from "../../aws/files/fileWatcher.ts";
import { loginCacheFile, readLogin } from "../../aws/files/loginCache.ts";
import { runProcess } from "../../aws/process/runProcess.ts";
import type { Clock } from "../../core/clock.ts";
import { readProfile } from "../../core/config/profile.ts";
import { CancelledError, SessionsError, throwIfCancelled } from "../../core/errors.ts";
import { commandLine, shellOf } from "../../core/text/shellQuote.ts";
import type { App } from "../app.ts";
import { pickOne } from "../forms/steps.ts";

/** Since when the AWS CLI has `aws login`. */
const firstVersion = [2, 32] as const;
const versionTimeout = 20_000;
/** How long (ms) it is waited for: who comes back later starts anew. */
const loginTimeout = 600_000;

/** Asks whether to sign a profile in with `aws login`, and does so. @throws as {@link awsLogin} */
export async function awsLoginAsked(profile: string, app: App, signal?: AbortSignal): Promise<void> {
	await pickOne(
		[
			{
				label: "$(terminal) Run aws login",
				description: "in a terminal",
				detail: loginLine(profile),
				value: true,
			},
		],
		{
			title: `Sign in ${profile}?`,
			placeholder: `Profile ${profile} is not signed in, or its sign-in has ended`,
			canGoBack: false,
		},
	);
	throwIfCancelled(signal);
	await awsLogin(profile, app, signal);
}

/**
 * Signs a profile in with `aws login`, which runs in a terminal. Resolves when it has.
 * @throws SessionsError `SourceUnavailable` without an AWS CLI that can do it, or when it takes too long;
 * CancelledError when the terminal is closed, or the command in it has ended, before
 */
export async function awsLogin(profile: string, app: App, signal?: AbortSignal): Promise<void> {
	const { config } = await app.config.reload();
	const section = config.profiles.get(profile);
	const origin = section === undefined ? undefined : readProfile(section).origin;
	if (origin?.kind !== "login") {
		throw new SessionsError("ProfileInvalid", `Profile '${profile}' has no login_session`, {
			remedies: [{ kind: "openConfig" }],
		});
	}
	const file = loginCacheFile(origin.loginSession, app.environment, personHome(app.environment));
	const line = loginLine(profile);
	await requireCli(profile, app);
	throwIfCancelled(signal);
	const before = await tokenIn(file);
	const terminal = vscode.window.createTerminal({
		name: `aws login ${profile}`,
		iconPath: new vscode.ThemeIcon("sign-in"),
		isTransient: true,
	});
	terminal.show();
	terminal.sendText(line);
	const options = {
		location: vscode.ProgressLocation.Notification,
		title: `Waiting for aws login of ${profile} in the terminal`,
		cancellable: true,
	};
	await vscode.window.withProgress(options, (_, token) => {
		const cancelling = new AbortController();
		token.onCancellationRequested(() => cancelling.abort());
		const ending = AbortSignal.any([cancelling.signal, ...(signal === undefined ? [] : [signal])]);
		return untilSignedIn(profile, terminal, file, before, app.clock, ending);
	});
	app.log.info("signed in with aws login", { profile });
	vscode.window.setStatusBarMessage(`$(check) Signed in ${profile} with aws login`, 5000);
}

/** `aws-cli/2.32.1 Python/3.13` as its numbers; undefined for anything else. */
function cliVersion(text: string): readonly [major: number, minor: number] | undefined {
	const [, major, minor] = /^aws-cli\/(\d+)\.(\d+)/.exec(text) ?? [];
	return major === undefined || minor === undefined ? undefined : [Number(major), Number(minor)];
}

async function requireCli(profile: string, { environment, clock }: App): Promise<void> {
	const needs = `Signing in profile '${profile}' takes the AWS CLI ${firstVersion.join(".")} or newer`;
	const retry = { remedies: [{ kind: "awsLogin", profile }] } as const;
	const output = await runProcess(
		{ subject: "aws --version", line: "aws --version" },
		{
			environment,
			folder: undefined,
			clock,
			signal: new AbortController().signal,
			timeout: versionTimeout,
		},
	).catch((cause: unknown) => {
		throw new SessionsError(
			"SourceUnavailable",
			`${needs}, which VS Code does not find on its PATH. Install it, then sign in`,
			{
				...retry,
				cause,
			},
		);
	});
	const version = cliVersion(output.reveal());
	const [major, minor] = version ?? [0, 0];
	if (major < firstVersion[0] || (major === firstVersion[0] && minor < firstVersion[1])) {
		const found = version === undefined ? "something else" : version.join(".");
		throw new SessionsError(
			"SourceUnavailable",
			`${needs}, and here it is ${found}. Update it, then sign in`,
			retry,
		);
	}
}

/** The line to be typed. A remote machine's browser is not the person's. @throws SessionsError `InvalidArgument` */
function loginLine(profile: string): string {
	const words = ["aws", "login", "--profile", profile];
	if (vscode.env.remoteName !== undefined || vscode.env.uiKind === vscode.UIKind.Web) {
		words.push("--remote");
	}
	const shell = shellOf(vscode.env.shell);
	const isPlain = words.every((word) => /^[\w.@+-]+$/.test(word));
	const line = isPlain
		? words.join(" ")
		: shell === undefined || shell === "wsl" || process.platform === "win32"
			? undefined
			: commandLine(words, shell);
	if (line === undefined) {
		throw new SessionsError(
			"InvalidArgument",
			`Profile '${profile}' has a name that can't be typed into this terminal safely. Sign in with aws login in one of your own`,
		);
	}
	return line;
}

/** What tells one sign-in from the next: the refresh token is another one. */
async function tokenIn(file: string | undefined): Promise<string | undefined> {
	const token = file === undefined ? undefined : await readLogin(file).catch(() => undefined);
	return token === undefined ? undefined : `${token.credentials.accessKeyId} ${token.credentials.expiresAt}`;
}

/** @throws SessionsError `SourceUnavailable` when it takes too long; CancelledError when it was given up */
async function untilSignedIn(
	profile: string,
	terminal: vscode.Terminal,
	file: string | undefined,
	before: string | undefined,
	clock: Clock,
	signal: AbortSignal,
): Promise<void> {
	const { promise, resolve, reject } = Promise.withResolvers<void>();
	const look = async (): Promise<void> => {
		const now = await tokenIn(file);
		if (now !== undefined && now !== before) {
			resolve();
		}
	};
	// It may end before it is waited for.
	promise.catch(() => undefined);
	const giveUp = (): void => reject(new CancelledError());
	/** It may have written its last a moment ago. */
	const end = (): void => void look().finally(giveUp);
	const watcher = new FileWatcher(clock, () => void look());
	const subscriptions = [
		vscode.window.onDidCloseTerminal((closed) => (closed === terminal ? end() : undefined)),
		// The shell's own start is none, nor is what its profile runs.
		vscode.window.onDidEndTerminalShellExecution(({ terminal: ended, execution }) =>
			ended === terminal && /^aws\b/.test(execution.commandLine.value) ? end() : undefined,
		),
	];
	const callOff = clock.schedule(loginTimeout, () =>
		reject(
			new SessionsError(
				"SourceUnavailable",
				`Nobody has signed in profile '${profile}' within ${loginTimeout / 60_000} minutes. Sign in again`,
				{ remedies: [{ kind: "awsLogin", profile }] },
			),
		),
	);
	signal.addEventListener("abort", giveUp, { once: true });
	try {
		throwIfCancelled(signal);
		watcher.watch(file === undefined ? [] : [file, dirname(file)]);
		await look();
		await promise;
	} finally {
		callOff();
		signal.removeEventListener("abort", giveUp);
		for (const subscription of subscriptions) {
			subscription.dispose();
		}
		watcher.dispose();
	}
}
