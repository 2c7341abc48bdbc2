import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, type TestContext, test } from "node:test";
import { type FederationDouble, startFederation } from "../aws/federation.ts";
import { waitFor } from "../harness/waitFor.ts";
import { assumeRole, openSandbox, type Sandbox, statusItem } from "./sandbox.ts";
import { filesHolding } from "./secretSearch.ts";

/** Signing in to the console in the browser. */
let sandbox: Sandbox;
let federation: FederationDouble;
/** The addresses that the editor had the browser open. */
const opened: string[] = [];
/** Whether the editor's ports can be reached from the browser, as code-server and tunnels make it so. */
let isForwarding = true;

before(async () => {
	sandbox = await openSandbox({ size: { width: 1280, height: 900 } });
	federation = await startFederation(sandbox.sts);
	const { page, host, person } = sandbox.workbench;
	await host.evaluate(
		(vscode, url) =>
			vscode.workspace.getConfiguration("awsSessions").update("console.federationEndpoint", url, true),
		federation.url,
	);
	await page.context().route(/\/proxy\/\d+\//, async (route) => {
		const address = new URL(route.request().url());
		const [, port, path] = /^\/proxy\/(\d+)(\/.*)$/.exec(address.pathname) ?? [];
		opened.push(address.href);
		if (isForwarding) {
			const response = await route.fetch({ url: `http://127.0.0.1:${port}${path}`, maxRedirects: 0 });
			await route.fulfill({ response });
		} else {
			await route.continue();
		}
	});
	await person.openView("AWS Sessions");
});
after(async () => {
	await federation.close();
	await sandbox[Symbol.asyncDispose]();
});

const person = () => sandbox.workbench.person;
const quickInput = () => person().quickInput;
const title = "AWS Sessions: Open AWS Console in Browser…";
const arnOf = (role: string) => `arn:aws:sts::444455556666:assumed-role/${role}/aws-sessions`;
const clipboard = () => sandbox.workbench.host.evaluate((vscode) => vscode.env.clipboard.readText());
const lastRequest = () => federation.requests.findLast(({ action }) => action === "getSigninToken");
const lastLogin = (count: number) =>
	waitFor("the sign-in", async () => federation.logins.length === count && federation.logins.at(-1));
const call = (argument: unknown) =>
	sandbox.workbench.host.evaluate(async (vscode, given) => {
		try {
			return { outcome: await vscode.commands.executeCommand("awsSessions.openConsole", given) };
		} catch (error) {
			return { code: (error as { code?: string }).code, message: (error as Error).message };
		}
	}, argument);
/** On a desktop it is another program's window. */
const needsOwnBrowser = (t: TestContext): boolean => {
	const isDesktop = sandbox.workbench.kind === "desktop";
	if (isDesktop) {
		t.skip("the system's own browser can't be driven");
	}
	return isDesktop;
};
const closeTabs = async () => {
	const { page } = sandbox.workbench;
	await Promise.all(
		page
			.context()
			.pages()
			.filter((other) => other !== page)
			.map((other) => other.close()),
	);
};

test("from the palette: the browser is signed in at the page that was picked", async (t) => {
	await assumeRole(sandbox, "dev-readonly", false);
	if (needsOwnBrowser(t)) {
		return;
	}
	await person().runCommand(title);
	await quickInput().waitForTitle("Console as DevReadOnly · 444455556666");
	const [first] = await quickInput().rows();
	assert.deepEqual([first?.label, first?.description], ["Console Home", "eu-central-1"]);
	await quickInput().pick("Lambda");
	const { referrer, ...login } = await lastLogin(1);
	assert.deepEqual(login, {
		arn: arnOf("DevReadOnly"),
		destination: "https://eu-central-1.console.aws.amazon.com/lambda/home?region=eu-central-1",
		issuer: "aws-sessions",
		isAfterSignOut: false,
	});
	assert.equal(referrer, undefined);
	assert.deepEqual(
		[lastRequest()?.method, lastRequest()?.sessionDuration, lastRequest()?.queried],
		["POST", "43200", []],
		"twelve hours for a role that long-term keys have assumed; nothing in the address",
	);
	await person().statusBar.waitFor(/^Signing in to the console as DevReadOnly in 444455556666, for 12h$/);
	for (const token of federation.secretsIssued()) {
		assert.ok(
			opened.length === 1 && !opened.join().includes(token.slice(0, 16)),
			"nothing secret was handed over",
		);
	}
	const again = await fetch((opened[0] ?? "").replace(/:\d+\/proxy\/(\d+)/, ":$1"), {
		redirect: "manual",
	}).catch(() => "closed");
	assert.equal(again, "closed", "the address is spent");
	await closeTabs();
});

test("from the tree: a page that is typed, and a chained role for as long as its credentials live", async (t) => {
	if (needsOwnBrowser(t)) {
		return;
	}
	await assumeRole(sandbox, "prod-audit", false);
	await person().tree("Sessions").openContextMenu("prod-audit");
	await person().menu.choose("Open AWS Console in Browser…");
	await quickInput().waitForTitle("Console as ProdAudit · 777788889999");
	await quickInput().pick(/Other Page/);
	await quickInput().type("https://evil.example/");
	await quickInput().waitForState("the refusal", ({ message }) =>
		/under https:\/\/console\.aws\.amazon\.com/.test(message),
	);
	await quickInput().clickTitleButton("Back");
	await quickInput().pick(/Other Page/);
	await quickInput().type("cloudwatch/home#dashboards");
	await quickInput().accept();
	const { destination } = await lastLogin(2);
	assert.equal(
		destination,
		"https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#dashboards",
	);
	assert.equal(lastRequest()?.sessionDuration, undefined, "none is asked for with a chained role");
	await person().statusBar.waitFor(/for (59m|1h)$/);

	const told = /Another identity was signed in to the console before/;
	await person().notifications.click(told, "Sign Out and Open");
	const login = await lastLogin(3);
	assert.ok(login.isAfterSignOut);
	assert.equal(login.destination, destination);
	await closeTabs();
});

test("a role bought with an MFA session counts as chained; from the status bar's tooltip it is one click", async (t) => {
	const { host } = sandbox.workbench;
	const setHours = (hours: number) =>
		host.evaluate(
			(vscode, value) =>
				vscode.workspace.getConfiguration("awsSessions").update("mfaSession.hours", value, true),
			hours,
		);
	await setHours(8);
	await assumeRole(sandbox, "dev-admin", true);
	await setHours(0);
	if (needsOwnBrowser(t)) {
		return;
	}
	const before = federation.logins.length;
	await person().statusBar.hover(statusItem);
	await sandbox.workbench.page.locator(".workbench-hover a", { hasText: "Console" }).click();
	const login = await lastLogin(before + 1);
	assert.equal(login.arn, arnOf("DevAdmin"));
	assert.match(login.destination, /console\/home\?region=eu-central-1$/);
	assert.equal(lastRequest()?.sessionDuration, undefined);
	await closeTabs();
});

test("with an argument nothing is asked; the outcome has no sign-in in it", async (t) => {
	if (needsOwnBrowser(t)) {
		return;
	}
	federation.refuseDurations(true);
	const before = federation.logins.length;
	const { outcome } = await call({ profile: "dev-readonly", service: "s3", region: "us-east-1" });
	const { session, ...rest } = outcome as { session: { name: string }; destination: string };
	assert.equal(session.name, "dev-readonly");
	assert.deepEqual(rest, {
		destination: "https://us-east-1.console.aws.amazon.com/s3/home?region=us-east-1",
	});
	await lastLogin(before + 1);
	const [refused, taken] = federation.requests.filter(({ action }) => action === "getSigninToken").slice(-2);
	assert.deepEqual(
		[refused?.sessionDuration, refused?.status, taken?.sessionDuration, taken?.status],
		["43200", 400, undefined, 200],
		"a duration that is refused is done without",
	);
	federation.refuseDurations(false);
	await closeTabs();
});

test("the address is copied on request only", async () => {
	await sandbox.workbench.host.evaluate((vscode) => vscode.env.clipboard.writeText("before"));
	await person().tree("Sessions").openContextMenu("dev-readonly");
	await person().menu.choose("Open AWS Console in Browser…");
	await quickInput().waitForTitle("Console as DevReadOnly · 444455556666");
	await quickInput().clickRowButton(/Console Home/, "Copy Sign-In Address");
	const address = await waitFor("the address", async () => {
		const text = await clipboard();
		return text !== "before" && text;
	});
	assert.equal((await fetch(address)).status, 200, "it signs in");
	await person().statusBar.waitFor(/^Sign-in address copied/);
	await sandbox.workbench.host.evaluate((vscode) => vscode.env.clipboard.writeText(""));
});

test("what AWS does not take is said, with buttons for what works", async () => {
	await person().runCommand("AWS Sessions: Start Session…");
	await quickInput().pick("acme");
	await quickInput().waitUntilClosed();
	await person().statusBar.waitFor(statusItem, ({ text }) => text.startsWith("acme"));
	await person().runCommand(title);
	const longTerm = /acme has a user's long-term keys, which AWS does not take/;
	const told = await person().notifications.waitFor(longTerm);
	assert.deepEqual(told.buttons, ["Assume Role", "Get Federation Token", "Use Another Session…"]);
	assert.equal((await call({ session: "acme" })).code, "ConsoleUnavailable");

	const outcome = sandbox.workbench.host.evaluate((vscode) =>
		vscode.commands.executeCommand("awsSessions.getSessionToken", { profile: "acme", mfaSerial: false }),
	);
	await waitFor("the session", () => outcome);
	const refused = await call({ session: "acme (session token)" });
	assert.match(refused.message ?? "", /user's session token, which AWS does not take/);

	const count = federation.requests.length;
	await person().notifications.click(longTerm, "Use Another Session…");
	await quickInput().waitForTitle("Open AWS console");
	await quickInput().pick(/dev-readonly/);
	await quickInput().waitForTitle("Console as DevReadOnly · 444455556666");
	await quickInput().escape();
	assert.equal(federation.requests.length, count, "nothing was asked for");
});

test("another extension has production confirmed, and can't lead elsewhere", async () => {
	for (const [argument, message] of [
		[{ session: "dev-readonly", destination: "https://evil.example/" }, /page of the console/],
		[{ session: "dev-readonly", region: "cn-north-1" }, /not a region of the session's partition/],
		[{ session: "dev-readonly", url: "x" }, /'url' is not a field/],
	] as const) {
		const refused = await call(argument);
		assert.deepEqual(
			[refused.code, message.test(refused.message ?? "")],
			["InvalidArgument", true],
			refused.message,
		);
	}
	await sandbox.workbench.host.evaluate((vscode) =>
		vscode.workspace.getConfiguration("awsSessions").update("production.patterns", ["prod-*"], true),
	);
	const count = federation.requests.length;
	const calling = call({ session: "prod-audit" });
	await person().dialogs.click(/^Let another extension use ProdAudit/, "Cancel");
	assert.equal((await calling).outcome, undefined);
	assert.equal(federation.requests.length, count);
	await sandbox.workbench.host.evaluate((vscode) =>
		vscode.workspace.getConfiguration("awsSessions").update("production.patterns", [], true),
	);
});

test("a browser that can't reach this machine is told of, with the address to be copied", async (t) => {
	if (needsOwnBrowser(t)) {
		return;
	}
	isForwarding = false;
	await call({ session: "dev-readonly" });
	const told = /The browser has not come to sign in/;
	await person().notifications.waitFor(told, 30_000);
	await person().notifications.click(told, "Copy Sign-In Address");
	const address = await waitFor("the address", async () => {
		const text = await clipboard();
		return text.startsWith("http") && text;
	});
	assert.equal((await fetch(address)).status, 200);
	isForwarding = true;
	await closeTabs();
});

test("no file of the editor and no message has keys, tokens or a sign-in's address", async () => {
	const secrets = [...sandbox.sts.secretsIssued(), ...federation.secretsIssued()];
	assert.ok(federation.secretsIssued().length > 2);
	// The browser keeps what it visits.
	for (const folder of ["user-data", "server-data"]) {
		assert.deepEqual(await filesHolding(join(sandbox.folder, "editor", folder), secrets), []);
	}
	const shown = JSON.stringify(await person().notifications.all());
	assert.ok(!/SigninToken/i.test(shown) && !secrets.some((secret) => shown.includes(secret.slice(0, 16))));
});
