import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { appendFile, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, before, type TestContext, test } from "node:test";
import { waitFor } from "../harness/waitFor.ts";
import {
	type SampleSignIn,
	sampleRoles,
	sampleStartUrl,
	startSampleSignIn,
} from "../sandbox/sampleSignIn.ts";
import { sampleWorld } from "../sandbox/sampleWorld.ts";
import { startSts } from "../sts/double.ts";
import { makeUnwritable } from "../unit/fakes/unwritable.ts";
import { openSandbox, type Sandbox, statusItem } from "./sandbox.ts";
import { filesHolding } from "./secretSearch.ts";

/** Signing in to IAM Identity Center and out again. */
let sandbox: Sandbox;
let center: SampleSignIn;
/** That of a portal in another region. */
const farStartUrl = "https://far-corp.awsapps.com/start";
/** The addresses that the editor had the browser open. */
const opened: string[] = [];

before(async () => {
	const sts = await startSts(sampleWorld());
	center = await startSampleSignIn(sts, "approves", { elsewhere: [farStartUrl] });
	sandbox = await openSandbox({ sts, env: center.environment });
	await appendFile(
		configFile(),
		[
			"",
			"[sso-session elsewhere]",
			"sso_start_url = https://nobody.awsapps.com/start",
			"sso_region = eu-central-1",
			"[sso-session half]",
			"sso_region = eu-central-1",
			"[profile old-style]",
			`sso_start_url = ${sampleStartUrl}`,
			"sso_region = eu-central-1",
			"sso_account_id = 444455556666",
			"sso_role_name = ReadOnly",
			"",
		].join("\n"),
	);
	// What the browser is to open is visited by the tests themselves.
	await sandbox.workbench.page.context().route(/\/proxy\/\d+\//, async (route) => {
		const address = new URL(route.request().url());
		const [, port, path] = /^\/proxy\/(\d+)(\/.*)$/.exec(address.pathname) ?? [];
		opened.push(`http://127.0.0.1:${port}${path}${address.search}`);
		await route.fulfill({ status: 200, contentType: "text/html", body: "<p>Opened</p>" });
	});
	await person().openView("AWS Sessions");
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
	await center.close();
});

const configFile = () => join(sandbox.home, ".aws", "config");
const person = () => sandbox.workbench.person;
const quickInput = () => person().quickInput;
const notifications = () => person().notifications;
const cacheFile = (name: string) =>
	join(sandbox.home, ".aws", "sso", "cache", `${createHash("sha1").update(name).digest("hex")}.json`);
const cached = async (name = "corp"): Promise<Record<string, string>> =>
	JSON.parse(await readFile(cacheFile(name), "utf8"));
const isCached = (name = "corp") =>
	stat(cacheFile(name)).then(
		() => true,
		() => false,
	);
const setFlow = (flow: string) =>
	sandbox.workbench.host.evaluate(
		(vscode, value) => vscode.workspace.getConfiguration("awsSessions").update("signIn.flow", value, true),
		flow,
	);
const beginSignIn = async (which: string | RegExp) => {
	await person().runCommand("AWS Sessions: Sign In to IAM Identity Center…");
	await quickInput().waitForTitle("Sign in to IAM Identity Center");
	await quickInput().pick(which);
};
/** The code that is shown while it waits to be confirmed. */
const shownCode = async (name = "corp"): Promise<string> => {
	const { title } = await quickInput().waitForTitle(new RegExp(`^Sign in to ${name}: [A-Z]{4}-[A-Z]{4}$`));
	return title.slice(-9);
};
/** The page that the box waits for. */
const openedPage = (path: string): Promise<string> =>
	waitFor(`a page ${path}`, async () => opened.find((url) => new URL(url).pathname === path));
const waitForPage = () =>
	quickInput().waitForState("the wait", ({ placeholder }) => /sign in on the page/.test(placeholder));
/** Visits a page as a browser does, to where it leads. */
const visit = async (url: string): Promise<string> => (await fetch(url)).text();
const signedIn = () => person().statusBar.waitFor(/^Signed in to corp$/);
/** Without the editor's own messages of progress, which stay a little. */
const nothingSaid = () => waitFor("no notification", async () => (await notifications().all()).length === 0);
const closeTabs = async () => {
	opened.length = 0;
	const { page } = sandbox.workbench;
	const others = page
		.context()
		.pages()
		.filter((other) => other !== page);
	await Promise.all(others.map((other) => other.close()));
};
const call = (command: string, argument: unknown) =>
	sandbox.workbench.host.evaluate(
		async (vscode, given) => {
			try {
				return { outcome: await vscode.commands.executeCommand(given.command, given.argument) };
			} catch (error) {
				return { code: (error as { code?: string }).code, message: (error as Error).message };
			}
		},
		{ command, argument },
	);
/** Signs in without anything being looked at. */
const signIn = async () => {
	await beginSignIn("corp");
	center.oidc.approve(await shownCode());
	await quickInput().waitUntilClosed();
	await waitFor("the sign-in", () => isCached());
};
/** Has another extension sign out, which the person agrees to. */
const signOutOf = async (argument: object) => {
	const signingOut = call("awsSessions.signOut", argument);
	await person().dialogs.click(/^Sign out/, "Sign Out");
	await signingOut;
};
const signOut = async () => {
	await signOutOf({ ssoSession: "corp" });
	assert.equal(await isCached(), false);
};
const endSessions = () => call("awsSessions.endAllSessions", {});
/** On a desktop it is another program's window. */
const needsOwnBrowser = (t: TestContext): boolean => {
	const isDesktop = sandbox.workbench.kind === "desktop";
	if (isDesktop) {
		t.skip("the system's own browser can't be driven");
	}
	return isDesktop;
};

test("with a code: it is shown beside what to compare, copied, opened, and confirmed elsewhere", async (t) => {
	await person().runCommand("AWS Sessions: Sign In to IAM Identity Center…");
	await quickInput().waitForTitle("Sign in to IAM Identity Center");
	const rows = await quickInput().rows();
	assert.deepEqual(
		rows.map(({ label, description }) => [label, description]),
		[
			["corp", "signed out"],
			["elsewhere", "signed out"],
			["half", ""],
			["acme-corp.awsapps.com", "signed out"],
			["Add Sign-In…", ""],
		],
	);
	assert.equal(rows[0]?.detail, sampleStartUrl);
	assert.match(rows[2]?.detail ?? "", /sso_start_url is missing in \[sso-session half\]/);
	await quickInput().pick("corp");
	const code = await shownCode();
	const { placeholder } = await quickInput().state();
	assert.match(placeholder, new RegExp(`confirm ${code}, until \\d`));
	const [open, copy] = await quickInput().rows();
	const { host } = new URL(center.oidc.url);
	assert.deepEqual([open?.label, open?.description, open?.focused], ["Open Browser", host, true]);
	assert.match(open?.detail ?? "", new RegExp(`the page shows ${code}$`));
	assert.deepEqual([copy?.label, copy?.description], ["Copy Code", code]);
	assert.match(copy?.detail ?? "", /another device: http:\/\/127\.0\.0\.1:\d+\/device$/);
	await quickInput().pick("Copy Code");
	await waitFor("the sign of it", async () => (await quickInput().rows())[1]?.label === "Code Copied");
	assert.equal(await sandbox.workbench.host.evaluate((vscode) => vscode.env.clipboard.readText()), code);
	if (sandbox.workbench.kind !== "desktop") {
		await quickInput().pick("Open Browser");
		const page = await visit(await openedPage("/device"));
		assert.ok(page.includes(`<b>${code}</b>`), "the same code on the page");
		await closeTabs();
		await visit(`${center.oidc.url}/device?user_code=${code}&decision=approves`);
	} else {
		t.diagnostic("the browser is not opened");
		center.oidc.approve(code);
	}
	await quickInput().waitUntilClosed();
	await signedIn();
	const { accessToken, startUrl, region, clientId, registrationExpiresAt } = await cached();
	assert.deepEqual([startUrl, region], [sampleStartUrl, "eu-central-1"]);
	assert.ok(accessToken !== undefined && clientId !== undefined && registrationExpiresAt !== undefined);
	assert.equal((await stat(cacheFile("corp"))).mode & 0o777, 0o600);
	await nothingSaid();
});

test("what builds on it starts at once; to sign out says so first, and ends it there and here", async () => {
	const { outcome } = await call("awsSessions.startSession", { profile: "corp-sandbox" });
	assert.equal((outcome as { account: string }).account, "012345678901");
	await person().statusBar.waitFor(statusItem, ({ text }) => text.startsWith("corp-sandbox"));

	await person().runCommand("AWS Sessions: Sign Out of IAM Identity Center…");
	await quickInput().waitForTitle("Sign out of IAM Identity Center");
	const [row, ...others] = await quickInput().rows();
	assert.equal(row?.label, "corp");
	assert.match(row?.description ?? "", /^signed in · renews in \d+m$/);
	assert.deepEqual(others, []);
	await quickInput().pick("corp");
	const asked = await person().dialogs.waitFor(/^Sign out of corp\?/);
	assert.match(asked.detail, /^A session builds on it:\s*corp-sandbox, until \d.*can't be renewed/s);
	await person().dialogs.click(/^Sign out/, "Cancel");
	assert.equal(await isCached(), true, "nothing has happened");

	const signingOut = call("awsSessions.signOut", { ssoSession: "corp" });
	const wanted = await person().dialogs.waitFor(/^Sign out of corp\?/);
	assert.match(wanted.detail, /another extension asks for this.*Start URL: .*A session builds on it/s);
	await person().dialogs.click(/^Sign out/, "Cancel");
	assert.deepEqual(await signingOut, {});
	assert.equal(await isCached(), true, "nor by another extension");

	const { accessToken = "" } = await cached();
	await person().runCommand("AWS Sessions: Sign Out of IAM Identity Center…");
	await quickInput().waitForTitle("Sign out of IAM Identity Center");
	await quickInput().pick("corp");
	await person().dialogs.click(/^Sign out/, "Sign Out");
	await person().statusBar.waitFor(/^Signed out of corp/);
	assert.equal(await isCached(), false);
	const { status } = await fetch(`${center.portal.url}/assignment/accounts`, {
		headers: { "x-amz-sso_bearer_token": accessToken },
	});
	assert.equal(status, 401, "the portal does not know the token any more");
	await waitFor("the session to say so", async () =>
		(await person().tree("Sessions").rows()).some(({ description }) => / · signed out · /.test(description)),
	);
	await endSessions();
	const { code, message } = await call("awsSessions.signOut", { ssoSession: "nobody" });
	assert.equal(code, "MissingSource");
	assert.match(message ?? "", /\[sso-session nobody\]/);
	await person().runCommand("AWS Sessions: Sign Out of IAM Identity Center…");
	await notifications().waitFor("You are not signed in to IAM Identity Center");
	await notifications().dismiss(/not signed in/);
});

test("a session that needs a sign-in asks for it, and goes on with what was asked", async () => {
	const start = async () => {
		await person().runCommand("AWS Sessions: Start Session…");
		await quickInput().waitForTitle("Start session");
		await quickInput().pick("corp-sandbox");
		return quickInput().waitForTitle("Sign in to corp?");
	};
	assert.equal((await start()).placeholder, "You are not signed in to corp");
	const calls = center.oidc.calls.length;
	await quickInput().escape();
	await nothingSaid();
	assert.equal(center.oidc.calls.length, calls, "nothing was sent");

	await start();
	const [row] = await quickInput().rows();
	assert.deepEqual(
		[row?.label, row?.description, row?.detail],
		["Sign In", "with a code, in any browser", "acme-corp.awsapps.com"],
	);
	await quickInput().accept();
	center.oidc.approve(await shownCode());
	await person().statusBar.waitFor(statusItem, ({ text }) => text.startsWith("corp-sandbox"));
	await quickInput().waitUntilClosed();
	await nothingSaid();
	await endSessions();
	await signOut();
});

test("in the browser: it comes back to this machine with a code", async (t) => {
	if (needsOwnBrowser(t)) {
		return;
	}
	await setFlow("browser");
	await beginSignIn("corp");
	await waitForPage();
	const page = await openedPage("/authorize");
	const { searchParams } = new URL(page);
	assert.equal(searchParams.get("code_challenge_method"), "S256");
	assert.match(searchParams.get("redirect_uri") ?? "", /^http:\/\/127\.0\.0\.1:\d+\/oauth\/callback$/);
	const rows = await quickInput().rows();
	assert.deepEqual(
		rows.map(({ label }) => label),
		["Open the Page Again", "Copy the Page's Address", "Use a Code Instead", "Cancel"],
	);
	await quickInput().pick("Copy the Page's Address");
	await waitFor("the sign of it", async () => (await quickInput().rows())[1]?.label === "Address Copied");
	assert.match(await visit(page), /You can close this page/);
	await quickInput().waitUntilClosed();
	await signedIn();
	assert.equal(center.oidc.calls.at(-1), "authorization_code");
	await closeTabs();
	await signOut();

	// A legacy sign-in has no redirect.
	await beginSignIn("acme-corp.awsapps.com");
	center.oidc.approve(await shownCode("acme-corp.awsapps.com"));
	await quickInput().waitUntilClosed();
	const { accessToken } = await waitFor("the legacy sign-in", () =>
		cached(sampleStartUrl).catch(() => undefined),
	);
	assert.ok(accessToken);
	await signOutOf({ profile: "old-style" });
	assert.equal(await isCached(sampleStartUrl), false);
});

test("declined in the browser: it says so, its button begins anew, a code can be used instead", async (t) => {
	if (needsOwnBrowser(t)) {
		return;
	}
	center.oidc.decision = "denies";
	await beginSignIn("corp");
	await waitForPage();
	assert.match(await visit(await openedPage("/authorize")), /You are not signed in/);
	const told = await notifications().waitFor(/was declined in the browser/);
	assert.deepEqual([told.severity, told.buttons], ["error", ["Sign In"]]);
	await closeTabs();
	center.oidc.decision = "approves";
	await notifications().click(/was declined/, "Sign In");
	await waitForPage();
	await quickInput().pick("Use a Code Instead");
	center.oidc.approve(await shownCode());
	await quickInput().waitUntilClosed();
	await signedIn();
	await closeTabs();
	await signOut();
	await setFlow("auto");
});

test("it can be called off at every moment, silently; a box that is pushed aside can be seen again", async () => {
	const release = center.oidc.faults.hold();
	await beginSignIn("corp");
	await quickInput().waitForState("the beginning", ({ placeholder }) => /^Asking/.test(placeholder));
	await quickInput().escape();
	release();
	await nothingSaid();

	await beginSignIn("corp");
	await shownCode();
	await quickInput().pick("Cancel");
	await quickInput().waitUntilClosed();
	await nothingSaid();

	await beginSignIn("corp");
	const code = await shownCode();
	await person().press("F1");
	await quickInput().waitForState("the palette", ({ value }) => value.startsWith(">"));
	await notifications().waitFor(new RegExp(`Signing in to corp with the code ${code}`));
	await quickInput().escape();
	// Whoever asks for the same joins it.
	const registered = center.oidc.calls.filter((name) => name === "device_authorization").length;
	await beginSignIn("corp");
	assert.equal(await shownCode(), code);
	assert.equal(center.oidc.calls.filter((name) => name === "device_authorization").length, registered);
	await person().press("F1");
	await quickInput().waitForState("the palette", ({ value }) => value.startsWith(">"));
	await quickInput().escape();
	await notifications().click(/^Signing in to corp/, "Cancel");
	await nothingSaid();
	assert.equal(await isCached(), false);
});

test("a token that has ended is refreshed silently; when that is refused, the person is asked", async () => {
	await signIn();
	const age = async (changes: Record<string, string>) =>
		writeFile(cacheFile("corp"), JSON.stringify({ ...(await cached()), ...changes }));
	const { accessToken: first } = await cached();
	await age({ expiresAt: "2020-01-01T00:00:00Z" });
	const started = await call("awsSessions.startSession", { profile: "corp-sandbox" });
	assert.equal(started.code, undefined, started.message ?? "");
	const { accessToken: second = "" } = await cached();
	assert.notEqual(second, first);
	assert.equal(center.oidc.calls.at(-1), "refresh_token");
	await endSessions();

	await age({ expiresAt: "2020-01-01T00:00:00Z" });
	center.oidc.endSession(second);
	await person().runCommand("AWS Sessions: Start Session…");
	await quickInput().waitForTitle("Start session");
	await quickInput().pick("corp-sandbox");
	const { placeholder } = await quickInput().waitForTitle("Sign in to corp?");
	assert.equal(placeholder, "The sign-in to corp has ended");
	const messages = (await notifications().all()).map(({ message }) => message);
	assert.ok(!messages.some((message) => /has ended/.test(message)), "whoever is asked is not told as well");
	await quickInput().accept();
	center.oidc.approve(await shownCode());
	await person().statusBar.waitFor(statusItem, ({ text }) => text.startsWith("corp-sandbox"));
	await nothingSaid();
	await endSessions();
});

test("a refreshed token that can't be saved is told once, used, and saved when it can be", async () => {
	const makeOld = async (): Promise<string> => {
		const { accessToken = "", ...rest } = await cached();
		const old = { ...rest, accessToken, expiresAt: "2020-01-01T00:00:00Z" };
		await writeFile(cacheFile("corp"), JSON.stringify(old));
		return accessToken;
	};
	const start = async () => {
		const { code, message } = await call("awsSessions.startSession", { profile: "corp-sandbox" });
		assert.equal(code, undefined, message ?? "");
		await endSessions();
	};
	const old = await makeOld();
	const release = makeUnwritable(cacheFile("corp"));
	await start();
	const told = await notifications().waitFor(
		/^The refreshed sign-in to corp can't be saved to ~\/\.aws\/sso\/cache\/[0-9a-f]{40}\.json \(ENAMETOOLONG\)/,
	);
	assert.equal(told.severity, "warning");
	assert.equal((await cached())["accessToken"], old);
	await notifications().dismiss(/can't be saved/);
	await start();
	await nothingSaid();
	release();
	await start();
	assert.notEqual((await cached())["accessToken"], old);
});

test("when a sign-in ends, that is told once, with the way to the next", async () => {
	const { refreshToken: _, ...token } = await cached();
	const second = await sandbox.workbench.newWindow();
	const windows = [person(), second.person];
	const isEnd = ({ message }: { readonly message: string }) => message === "The sign-in to corp has ended";
	const told = async () =>
		(await Promise.all(windows.map(({ notifications: shown }) => shown.told()))).map(
			(all) => all.filter(isEnd).length,
		);
	const dismiss = async () => {
		const index = (await told()).indexOf(1);
		await windows[index]?.notifications.dismiss(/has ended/);
	};
	/** Opens the list of sign-ins in a window, which is closed again when it says so of this one. */
	const waitForStanding = async (window: (typeof windows)[number], standing: RegExp) => {
		await waitFor(`a sign-in that is ${standing}`, async () => {
			await window.runCommand("AWS Sessions: Sign In to IAM Identity Center…");
			await window.quickInput.waitForTitle("Sign in to IAM Identity Center");
			const [row] = await window.quickInput.rows();
			await window.quickInput.escape();
			return standing.test(row?.description ?? "");
		});
	};
	await waitForStanding(second.person, /^signed in/);
	const ends = new Date(Date.now() + 4000).toISOString().replace(/\.\d+Z/, "Z");
	await writeFile(cacheFile("corp"), JSON.stringify({ ...token, expiresAt: ends }));
	const [message] = await waitFor("the message", async () => {
		const all = await Promise.all(windows.map(({ notifications: shown }) => shown.all()));
		const found = all.flat().filter(isEnd);
		return found.length > 0 && found;
	});
	assert.deepEqual([message?.severity, message?.buttons], ["warning", ["Sign In"]]);
	for (const window of windows) {
		await waitForStanding(window, /^sign-in ended$/);
	}
	assert.deepEqual((await told()).toSorted(), [0, 1], "in one of the windows");
	await dismiss();

	// Each window hears for itself, and at another time, that the portal refuses a token.
	await signIn();
	await waitForStanding(second.person, /^signed in/);
	center.portal.revokeAll();
	for (const window of windows) {
		await window.runCommand("AWS Sessions: Start Session…");
		await window.quickInput.waitForTitle("Start session");
		await window.quickInput.type("corp");
		await waitFor("the refusal", async () =>
			(await window.quickInput.rows()).some(({ label }) => label === "Sign in to corp"),
		);
		await window.quickInput.escape();
		await waitFor("the message", async () => (await told()).some((count) => count > 0));
		await waitForStanding(window, /^sign-in ended$/);
	}
	assert.deepEqual((await told()).toSorted(), [0, 1], "in one of the windows");
	await dismiss();
	await second.page.close();
	await signOut();
});

test("errors say what happens next", async () => {
	await beginSignIn("corp");
	center.oidc.deny(await shownCode());
	await notifications().waitFor(/^The sign-in to sso-session 'corp' was declined: by you, or/);
	await notifications().dismiss(/was declined/);

	await beginSignIn("elsewhere");
	const wrong = await notifications().waitFor(
		/Check sso_start_url and sso_region of \[sso-session elsewhere\]/,
	);
	assert.deepEqual(wrong.buttons, ["Open File", "Sign In"]);
	await notifications().dismiss(/Check sso_start_url/);

	await beginSignIn(/half/);
	const broken = await notifications().waitFor(/sso_start_url is missing/);
	assert.deepEqual(broken.buttons, ["Open File"]);
	await notifications().dismiss(/is missing/);
	// Its row leads there too.
	const lineOf = () =>
		sandbox.workbench.host.evaluate((vscode) => {
			const editor = vscode.window.activeTextEditor;
			return editor?.document.lineAt(editor.selection.active.line).text;
		});
	assert.equal(await lineOf(), undefined);
	await person().tree("Profiles").click("half");
	await waitFor("its section", async () => (await lineOf()) === "[sso-session half]");
	await sandbox.workbench.host.evaluate((vscode) =>
		vscode.commands.executeCommand("workbench.action.closeAllEditors"),
	);

	const refusals: [string, RegExp, string[]][] = [
		["ExpiredTokenException", /was not confirmed in time\. Sign in again\./, ["Open File", "Sign In"]],
		["InvalidGrantException", /Its code may be used up: sign in again/, ["Open File", "Sign In"]],
		[
			"InvalidScopeException",
			/does not know the scopes .*Check sso_registration_scopes of \[sso-session corp\]/,
			["Open File", "Sign In"],
		],
	];
	for (const [name, text, buttons] of refusals) {
		await beginSignIn("corp");
		await shownCode();
		center.oidc.faults.answer(1, {
			status: 400,
			contentType: "application/json",
			body: JSON.stringify({ __type: name, error: "x", error_description: "made up" }),
		});
		const told = await notifications().waitFor(text);
		assert.deepEqual(told.buttons, buttons, name);
		await notifications().dismiss(text);
		await quickInput().waitUntilClosed();
	}

	// An answer that does not come while it waits is no end of the sign-in.
	await beginSignIn("corp");
	const code = await shownCode();
	center.oidc.faults.throttle(1);
	center.oidc.approve(code);
	await signedIn();

	// What the portal refuses.
	const start = async (): Promise<string> => {
		const { code: refused, message } = await call("awsSessions.startSession", { profile: "corp-sandbox" });
		return `${refused}: ${message}`;
	};
	center.portal.assign([]);
	assert.match(await start(), /^InvalidRequest: .*Check sso_role_name, sso_account_id and sso_region/);
	center.portal.assign([{ account: "012345678901", roleName: "Another" }]);
	assert.match(
		await start(),
		/^AccessDenied: You have no access to role SandboxUser in account 012345678901/,
	);
	center.portal.assign(sampleRoles);
	center.portal.faults.throttle(20);
	assert.match(await start(), /^Throttled: /);
	center.portal.faults.reset();
	center.portal.revokeAll();
	const asked = start();
	await quickInput().waitForTitle("Sign in to corp?");
	await quickInput().escape();
	assert.match(await asked, /^undefined/);
	await signOut();
});

/** Answers the steps of Add Sign-In; without a text the step is taken as it is filled in. */
const fillIn = async (startUrl: string, region?: string, name?: string) => {
	await quickInput().waitForState("the start URL", ({ placeholder }) => /^https:/.test(placeholder));
	await quickInput().type(startUrl);
	await quickInput().accept();
	await quickInput().waitForState("the region", ({ placeholder }) => placeholder === "eu-central-1");
	if (region !== undefined) {
		await quickInput().type(region);
	}
	await quickInput().accept();
	await quickInput().waitForState("the name", ({ placeholder }) => placeholder === "my-company");
	if (name !== undefined) {
		await quickInput().type(name);
	}
	await quickInput().accept();
};
const registrations = () => center.oidc.calls.filter((name) => name === "client/register").length;
const beginAdding = async () => {
	await person().runCommand("AWS Sessions: Add Sign-In…");
	await quickInput().waitForTitle("Add sign-in");
};

test("add a sign-in: checked as it is typed, asked for, shown as it will stand, and then signed in to", async () => {
	const before = await readFile(configFile(), "utf8");
	const files = await readdir(dirname(cacheFile("corp")));
	await beginAdding();
	await quickInput().type("acme");
	await quickInput().waitForState("the problem", ({ message }) => /^A start URL looks like/.test(message));
	await quickInput().type("https://eu-central-1.console.aws.amazon.com/start");
	await quickInput().waitForState("the problem", ({ message }) => /the console's address/.test(message));
	await quickInput().type("https://beta-corp.awsapps.com/start#/");
	await quickInput().accept();
	await quickInput().waitForState("the region", ({ value }) => value === "eu-central-1");
	await quickInput().type("Frankfurt");
	await quickInput().waitForState("the problem", ({ message }) => /looks like eu-central-1/.test(message));
	await quickInput().type("eu-west-1");
	await quickInput().accept();
	await quickInput().waitForState("the name", ({ value }) => value === "beta-corp");
	await quickInput().type("corp");
	await quickInput().waitForState("the problem", ({ message }) =>
		/There is a sign-in 'corp' already/.test(message),
	);
	await quickInput().type("beta");
	await quickInput().accept();

	const told = await quickInput().waitForState("the refusal", ({ message }) =>
		/^IAM Identity Center in eu-west-1 knows no such start URL/.test(message),
	);
	assert.deepEqual([told.value, told.severity], ["https://beta-corp.awsapps.com/start", "error"]);
	await fillIn(sampleStartUrl);
	const asked = await person().dialogs.waitFor(/^Add sign-in 'beta' to ~\/\.aws\/config\?/);
	const lines = [
		"[sso-session beta]",
		"sso_start_url = https://acme-corp.awsapps.com/start",
		"sso_region = eu-west-1",
		"sso_registration_scopes = sso:account:access",
	];
	assert.ok(asked.detail.replaceAll("\n", "").startsWith(lines.join("")), asked.detail);
	assert.deepEqual(asked.buttons.toSorted(), ["Add", "Add with Backup", "Cancel"]);
	assert.equal(await readFile(configFile(), "utf8"), before, "nothing is written yet");
	const focused = sandbox.workbench.page.locator(".monaco-dialog-box .monaco-button:focus");
	assert.equal(await focused.textContent(), "Add with Backup", "the primary button");
	await person().dialogs.click(/^Add sign-in/, "Cancel");
	assert.deepEqual(await readdir(dirname(cacheFile("corp"))), files, "nor kept of what was registered");

	await beginAdding();
	await fillIn(sampleStartUrl, undefined, "beta");
	await person().dialogs.click(/^Add sign-in/, "Add with Backup");
	const added = await notifications().waitFor(/^Sign-in 'beta' is in ~\/\.aws\/config\. Backup: /);
	assert.deepEqual(added.buttons, ["Sign In"]);
	const after = await readFile(configFile(), "utf8");
	const written = lines.join("\n").replace("eu-west-1", "eu-central-1");
	assert.ok(after.startsWith(before.trimEnd()) && after.includes(written), after.slice(before.length));
	const backup = /Backup: ~(.*)$/.exec(added.message)?.[1] ?? "";
	assert.equal(await readFile(join(sandbox.home, backup), "utf8"), before);

	const registered = registrations();
	await notifications().click(/^Sign-in 'beta'/, "Sign In");
	center.oidc.approve(await shownCode("beta"));
	await person().statusBar.waitFor(/^Signed in to beta$/);
	assert.equal(registrations(), registered, "with what was registered to ask");
	assert.equal(await isCached("beta"), true);
	await signOutOf({ ssoSession: "beta" });
	assert.equal(await isCached("beta"), false);
	assert.equal(opened.length, 0);
});

test("add a sign-in: a wrong region, what is meant all the same, and calling off", async () => {
	const before = await readFile(configFile(), "utf8");
	await beginAdding();
	await quickInput().type("https://ssoins-1234567890.portal.us-east-1.app.aws");
	await quickInput().accept();
	await quickInput().waitForState("the region that it names", ({ value }) => value === "us-east-1");
	await quickInput().type("eu-central-1");
	await quickInput().accept();
	await quickInput().waitForState("the name", ({ placeholder }) => placeholder === "my-company");
	await quickInput().type("gamma");
	await quickInput().accept();
	await quickInput().waitForState("the refusal", ({ value, message }) => {
		const says = "IAM Identity Center in eu-central-1 does not know the start URL, which is one of us-east-1";
		return value === "eu-central-1" && message === says;
	});
	await quickInput().accept();
	await quickInput().waitForState("the name", ({ value }) => value === "gamma");
	await quickInput().accept();
	const insisted = await person().dialogs.waitFor(/^Add sign-in 'gamma' all the same\?/);
	assert.deepEqual(insisted.buttons.toSorted(), ["Add Anyway", "Cancel", "Change…"]);
	await person().dialogs.click(/all the same/, "Change…");
	await quickInput().waitForState("the refusal", ({ message }) => /which is one of us-east-1$/.test(message));
	await quickInput().escape();

	await beginAdding();
	await fillIn(farStartUrl, "eu-west-1", "gamma");
	await quickInput().waitForState("the refusal", ({ value, message }) => {
		const says = "There is such a start URL, but not in eu-west-1. Check the region";
		return value === "eu-west-1" && message === says;
	});
	await quickInput().escape();

	const release = center.oidc.faults.hold();
	await beginAdding();
	await fillIn(sampleStartUrl, undefined, "gamma");
	const waiting = await notifications().waitFor(/Checking with IAM Identity Center in eu-central-1/);
	assert.ok(waiting.buttons.includes("Cancel"), waiting.buttons.join());
	await notifications().click(/Checking with/, "Cancel");
	release();
	await nothingSaid();
	assert.equal((await quickInput().state()).visible, false);
	assert.equal(await readFile(configFile(), "utf8"), before);
});

test("another extension's sign-in is the person's to begin; arguments are checked", async () => {
	await sandbox.workbench.host.evaluate((vscode) => {
		const running = vscode.commands.executeCommand("awsSessions.signIn", { ssoSession: "corp" });
		(globalThis as { signedIn?: unknown }).signedIn = running;
	});
	const { placeholder } = await quickInput().waitForTitle("Sign in to corp?");
	assert.equal(placeholder, "Another extension asks for it");
	await quickInput().accept();
	center.oidc.approve(await shownCode());
	const outcome = await sandbox.workbench.host.evaluate(
		async () => (await (globalThis as { signedIn?: unknown }).signedIn) as Record<string, unknown>,
	);
	const { expiresAt, ...rest } = outcome;
	assert.deepEqual(rest, {
		ssoSession: "corp",
		startUrl: sampleStartUrl,
		ssoRegion: "eu-central-1",
		isSignedIn: true,
	});
	assert.ok(Date.parse(String(expiresAt)) > Date.now());
	const codes = async (argument: unknown) => {
		const { code, message } = await call("awsSessions.signIn", argument);
		return `${code}: ${message}`;
	};
	assert.match(await codes({ flow: "carrier pigeon" }), /^InvalidArgument: .*flow/);
	assert.match(await codes({ ssoSession: "half" }), /^ProfileInvalid: sso_start_url is missing/);
	assert.match(await codes({ profile: "acme" }), /^ProfileInvalid: .*'acme'/);
	assert.match(await codes({ profile: "nope" }), /^ProfileNotFound/);
});

test("no secret of all this is in the window, the log, or any file but the AWS CLI's own", async () => {
	await person().runCommand("AWS Sessions: Show Log");
	const shown = await sandbox.workbench.page.content();
	const secrets = [...center.secretsIssued(), ...sandbox.sts.secretsIssued()].filter(
		(secret) => secret.length >= 16,
	);
	assert.ok(secrets.length > 10);
	for (const secret of secrets) {
		assert.ok(!shown.includes(secret.slice(0, 16)), "in the window");
	}
	const holding = await filesHolding(sandbox.folder, secrets);
	assert.deepEqual(
		holding.filter((file) => !/^home\/\.aws\/sso\/cache\/[0-9a-f]{40}\.json$/.test(file)),
		[join("home", ".aws", "credentials")],
		"and where the person keeps keys",
	);
	assert.deepEqual(center.oidc.violations, []);
});

test("offline: it says so, and what to do", async () => {
	await signOut();
	await center.oidc.close();
	await beginSignIn("corp");
	const told = await notifications().waitFor(/127\.0\.0\.1/);
	assert.equal(told.severity, "error");
	assert.ok(told.buttons.includes("Try Again"), told.buttons.join());
	await notifications().dismiss(/127\.0\.0\.1/);

	await beginAdding();
	await fillIn(sampleStartUrl, undefined, "later");
	const asked = await person().dialogs.waitFor(/^Sign-in 'later' could not be checked\. Add it unchecked\?/);
	assert.match(asked.detail, /127\.0\.0\.1/);
	assert.deepEqual(asked.buttons.toSorted(), ["Add Anyway", "Cancel", "Change…", "Try Again"]);
	await person().dialogs.click(/could not be checked/, "Try Again");
	await person().dialogs.click(/could not be checked/, "Add Anyway");
	await person().dialogs.click(/^Add sign-in 'later'/, "Add");
	await notifications().waitFor(/^Sign-in 'later' is in/);
	assert.match(await readFile(configFile(), "utf8"), /\[sso-session later\]/);
});
