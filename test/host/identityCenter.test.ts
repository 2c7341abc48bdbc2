import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { ssoCacheFile } from "../../src/aws/identityCenter/ssoCache.ts";
import { manyRoles, type PortalRole, type SsoPortalDouble, startSsoPortal } from "../aws/ssoPortal.ts";
import { repositoryRoot } from "../harness/folders.ts";
import type { TreeRow } from "../harness/treeView.ts";
import { waitFor } from "../harness/waitFor.ts";
import { keepSampleToken, sampleRoles } from "../sandbox/sampleSignIn.ts";
import { openSandbox, type Sandbox, statusItem } from "./sandbox.ts";
import { filesHolding } from "./secretSearch.ts";

let sandbox: Sandbox;
let portal: SsoPortalDouble;

before(async () => {
	portal = await startSsoPortal(sampleRoles, {
		issueKeys: (roleArn, userName) => sandbox.sts.issueRoleKeys(roleArn, userName),
	});
	sandbox = await openSandbox({
		size: { width: 1280, height: 1400 },
		env: { AWS_ENDPOINT_URL_SSO: portal.url },
		settings: { "awsSessions.production.patterns": ["*prod*"] },
	});
	await sandbox.workbench.person.openView("AWS Sessions");
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
	await portal.close();
});

const person = () => sandbox.workbench.person;
/** What Enter would press. */
const focused = () => sandbox.workbench.page.locator(".monaco-dialog-box .monaco-button:focus").textContent();
const profiles = () => person().tree("Profiles");
const outline = (rows: TreeRow[]) => rows.map(({ label, level }) => `${"  ".repeat(level - 1)}${label}`);
const rowOf = (rows: TreeRow[], label: string) => rows.find((row) => row.label === label);

/** Signs in as the AWS CLI does. The half minute is for the time that it takes to be shown. */
const writeToken = (hours: number) =>
	keepSampleToken(sandbox.home, portal, Date.now() + hours * 3_600_000 + 30_000);

async function signedIn(): Promise<void> {
	await writeToken(7.5);
	await profiles().waitForRows(
		"the sign-in",
		(rows) => rowOf(rows, "corp")?.description === "signed in · 7h",
	);
}

/** Gives alice other roles, and has the view show them. */
async function assign(roles: readonly PortalRole[]): Promise<void> {
	portal.assign(roles);
	const before = portal.count();
	await profiles().clickTitleAction("Refresh Profiles");
	await portal.received(before + 1);
	await silence();
}

/** How many pages of accounts were asked for. */
const accountPages = () => portal.paths.filter((path) => path === "/assignment/accounts").length;

/** Waits until the portal has not been asked for a moment. */
async function silence(): Promise<void> {
	await waitFor("silence", async () => {
		const count = portal.count();
		await delay(500);
		return portal.count() === count;
	});
}

test("a sign-in stands over its profiles, says that nobody is signed in, and asks nobody", async () => {
	const rows = await profiles().waitForRows("all profiles", (all) =>
		all.some(({ label }) => label === "half-keys"),
	);
	const text = outline(rows);
	const at = text.indexOf("IAM Identity Center");
	assert.deepEqual(text.slice(at, at + 4), [
		"IAM Identity Center",
		"  corp",
		"    corp-sandbox",
		"    Accounts",
	]);
	assert.equal(rowOf(rows, "corp")?.description, "signed out");
	assert.equal(rowOf(rows, "Accounts")?.expanded, false);
	assert.deepEqual(await profiles().inlineActions("corp"), ["Sign In to IAM Identity Center…"]);
	await profiles().expand("Accounts");
	const out = await profiles().waitForRows("the row that signs in", (all) =>
		all.some(({ label }) => label === "Sign in to see accounts"),
	);
	assert.ok(out.every(({ label }) => label !== "acme-dev"));
	assert.deepEqual(await profiles().inlineActions("Sign in to see accounts"), [
		"Sign In to IAM Identity Center…",
	]);
	assert.equal(portal.count(), 0, "nothing was sent");
	await profiles().click("Accounts");
});

test("a pick offers to sign in where nobody is, or what is kept is of no use, and asks nobody", async () => {
	const offered = async () => {
		await person().runCommand("AWS Sessions: Start Session…");
		await person().quickInput.waitForTitle("Start session");
		await person().quickInput.type("sign in to corp");
		const offer = await waitFor("the offer", async () =>
			(await person().quickInput.rows()).find(({ label }) => label === "Sign in to corp"),
		);
		assert.equal(offer.detail, "To see its accounts and roles");
		await delay(500);
		await person().quickInput.escape();
	};
	await offered();
	const file = ssoCacheFile(sandbox.home, "corp");
	await mkdir(dirname(file), { recursive: true });
	await writeFile(file, "{}");
	const standing = (text: string) =>
		profiles().waitForRows(text, (rows) => rowOf(rows, "corp")?.description === text);
	await standing("can't be read");
	await offered();
	await rm(file);
	await standing("signed out");
	assert.equal(portal.count(), 0);
});

test("a sign-in made by another tool shows, and nothing is asked before somebody looks", async () => {
	await signedIn();
	assert.equal(portal.count(), 0);
	assert.match(await profiles().hover("corp"), /acme-corp\.awsapps\.com.*eu-central-1/s);
	assert.equal(portal.count(), 0);
});

test("accounts come when they are looked at, roles when their account is", async () => {
	await profiles().expand("Accounts");
	const rows = await profiles().waitForRows("the accounts", (all) =>
		all.some(({ label }) => label === "acme-prod"),
	);
	assert.deepEqual(portal.paths, ["/assignment/accounts"]);
	assert.equal(rowOf(rows, "acme-dev")?.description, "444455556666");
	assert.match(rowOf(rows, "acme-prod")?.icon ?? "", /codicon-flame/);
	assert.match(rowOf(rows, "acme-dev")?.icon ?? "", /codicon-folder/);

	await profiles().expand("acme-legacy");
	await profiles().waitForRows("its role", (all) => all.some(({ label }) => label === "SandboxUser"));
	await profiles().expand("acme-prod");
	const roles = await profiles().waitForRows("its roles", (all) =>
		all.some(({ label }) => label === "Administrator"),
	);
	assert.deepEqual(portal.paths, ["/assignment/accounts", "/assignment/roles", "/assignment/roles"]);
	assert.equal(rowOf(roles, "SandboxUser")?.description, "corp-sandbox", "the profile that stands for it");
	assert.match(rowOf(roles, "Administrator")?.icon ?? "", /codicon-flame/, "for its account's name");
	assert.match(rowOf(roles, "SandboxUser")?.icon ?? "", /codicon-shield/);
});

test("what is known stays over refreshes of the view, and is asked for anew on request", async () => {
	const asked = portal.count();
	const config = join(sandbox.home, ".aws", "config");
	const text = await readFile(config, "utf8");
	await writeFile(config, `${text}\n[profile added]\nregion = eu-west-3\n`);
	await profiles().waitForRows(
		"the added profile, and what was expanded",
		(all) => rowOf(all, "added") !== undefined && rowOf(all, "Administrator") !== undefined,
	);
	assert.equal(portal.count(), asked);
	await writeFile(config, text);

	portal.assign([...sampleRoles, { account: "999900001111", accountName: "acme-new", roleName: "ReadOnly" }]);
	await profiles().clickInlineAction("Accounts", "Refresh Accounts and Roles");
	const after = await profiles().waitForRows(
		"the new account, and what was expanded",
		(all) => rowOf(all, "acme-new") !== undefined && rowOf(all, "Administrator") !== undefined,
	);
	assert.equal(rowOf(after, "acme-dev")?.expanded, false, "and what was not, is not");
	await assign(sampleRoles);
});

test("an account whose roles are refused or throttled says so, and is tried again", async () => {
	portal.faults.answer(1, {
		status: 403,
		contentType: "application/json",
		body: JSON.stringify({
			message: "No access",
			__type: "com.amazonaws.switchboard.portal#ForbiddenException",
		}),
	});
	await profiles().expand("acme-staging");
	await profiles().waitForRows("the error's row", (all) =>
		all.some(({ label, description }) => label === "No access" && description.includes("222233334444")),
	);
	await profiles().clickInlineAction("No access", "Try Again");
	const rows = await profiles().waitForRows("its roles", (all) => {
		const at = all.findIndex(({ label }) => label === "acme-staging");
		return all[at + 1]?.label === "Developer";
	});
	assert.ok(!rows.some(({ label }) => label === "No access"));
});

test("what comes too fast for the portal comes later, by itself", async () => {
	portal.faults.throttle(4);
	await profiles().expand("acme-dev");
	await profiles().waitForRows("its roles", (all) => {
		const at = all.findIndex(({ label }) => label === "acme-dev");
		return all[at + 2]?.label === "ReadOnly";
	});
});

test("a role without a profile becomes a session, and a client in a terminal is that role", async () => {
	await profiles().expand("acme-dev");
	assert.deepEqual(await profiles().inlineActions("ReadOnly"), [
		"Assume Role…",
		"Open Terminal with Session…",
	]);
	const dev = (rows: TreeRow[]) => rows.slice(rows.findIndex(({ label }) => label === "acme-dev"));
	await profiles().waitForRows("its roles", (rows) => dev(rows)[2]?.label === "ReadOnly");
	await profiles().clickInlineAction("ReadOnly", "Assume Role…");
	const status = await person().statusBar.waitFor(statusItem, ({ text }) =>
		text.includes("ReadOnly@acme-dev"),
	);
	assert.match(status.text, /^ReadOnly@acme-dev · 59m$/);
	const sessions = await person()
		.tree("Sessions")
		.waitForRows("the session", (rows) => rows.length === 1);
	assert.equal(sessions[0]?.label, "ReadOnly@acme-dev");
	await person().terminals.open();
	const arn = await person().terminals.run(
		`'${process.execPath}' '${join(repositoryRoot, "test/host/callerIdentity.mjs")}'`,
	);
	assert.match(arn, /^arn:aws:sts::444455556666:assumed-role\/AWSReservedSSO_ReadOnly_[0-9a-f]{16}\/alice$/m);
	const text = await readFile(join(sandbox.home, ".aws", "config"), "utf8");
	assert.ok(!text.includes("ReadOnly@"), "no profile was written");
});

test("a role in an account that is called production is confirmed first", async () => {
	await profiles().clickInlineAction("Administrator", "Assume Role…");
	const asked = await person().dialogs.waitFor(/^Start Administrator in account 777788889999/);
	assert.match(asked.message, /production/);
	await person().dialogs.click(/^Start Administrator/, "Cancel");
});

test("Save as Profile shows the lines, keeps the file's comments, and shows the profile", async () => {
	const config = join(sandbox.home, ".aws", "config");
	const before = await readFile(config, "utf8");
	await profiles().openContextMenu("Administrator");
	assert.deepEqual((await person().menu.items()).filter(Boolean), [
		"Assume Role…",
		"Open Terminal with Session…",
		"Save as Profile…",
		"Copy Role Name",
		"Copy Account ID",
	]);
	await person().menu.choose("Save as Profile…");
	const named = await person().quickInput.waitForTitle(/^Save Administrator in acme-prod as profile/);
	assert.equal(named.value, "acme-prod-Administrator");
	await person().quickInput.type("acme");
	await person().quickInput.waitForState("the problem", ({ message }) => /already/.test(message));
	await person().quickInput.type("prod-sso");
	await person().quickInput.accept();
	const region = await person().quickInput.waitForTitle(/\(2\/2\)$/);
	assert.equal(region.value, "eu-central-1", "as the sign-in's other profile");
	await person().quickInput.accept();
	const asked = await person().dialogs.waitFor(/^Add profile 'prod-sso' to ~\/\.aws\/config\?/);
	const lines = [
		"[profile prod-sso]",
		"sso_session = corp",
		"sso_account_id = 777788889999",
		"sso_role_name = Administrator",
		"region = eu-central-1",
	];
	assert.ok(asked.detail.replaceAll("\n", "").startsWith(lines.join("")), asked.detail);
	assert.equal(await readFile(config, "utf8"), before, "nothing is written yet");
	assert.equal(await focused(), "Save with Backup", "the primary button");
	await person().dialogs.click(/^Add profile/, "Save with Backup");
	const rows = await profiles().waitForRows("the profile's row, selected", (all) =>
		all.some(({ label, selected }) => label === "prod-sso" && selected),
	);
	assert.equal(rowOf(rows, "prod-sso")?.description, "Administrator · 777788889999");
	const after = await readFile(config, "utf8");
	assert.equal(after, `${before}\n${lines.join("\n")}\n`);
	const backups = (await readdir(dirname(config))).filter((name) =>
		/^config\.\d{4}-\d\d-\d\d\.bak$/.test(name),
	);
	assert.equal(backups.length, 1);
	assert.equal(await readFile(join(dirname(config), backups[0] ?? ""), "utf8"), before);
});

test("what can't be written, as the file is another one by then, leaves no backup", async () => {
	const config = join(sandbox.home, ".aws", "config");
	const before = await readFile(config, "utf8");
	const names = async () => (await readdir(dirname(config))).toSorted();
	const files = await names();
	const saving = sandbox.workbench.host.evaluate((vscode) => {
		const role = { ssoSession: "corp", account: "222233334444", roleName: "Developer" };
		return Promise.resolve(vscode.commands.executeCommand("awsSessions.saveAsProfile", role)).catch(
			(error: { code?: string }) => error.code,
		);
	});
	await person().quickInput.waitForTitle(/^Save Developer in acme-staging as profile \(1\/2\)$/);
	await person().quickInput.accept();
	await person().quickInput.waitForTitle(/\(2\/2\)$/);
	await person().quickInput.accept();
	await person().dialogs.waitFor(/^Add profile 'acme-staging-Developer'/);
	await writeFile(config, `${before}# mine\n`);
	await person().dialogs.click(/^Add profile/, "Save with Backup");
	assert.equal(await saving, "ConfigUnwritable");
	assert.equal(await readFile(config, "utf8"), `${before}# mine\n`);
	await writeFile(config, before);
	assert.deepEqual(await names(), files);
});

test("a session of such a role can be saved as a profile too; others offer nothing of the kind", async () => {
	const sessions = person().tree("Sessions");
	await sessions.openContextMenu("ReadOnly@acme-dev");
	assert.ok((await person().menu.items()).includes("Save as Profile…"));
	await person().menu.choose("Save as Profile…");
	const named = await person().quickInput.waitForTitle(/^Save ReadOnly in acme-dev as profile/);
	assert.equal(named.value, "acme-dev-ReadOnly");
	await person().quickInput.escape();
});

test("Assume Role lists roles beside profiles, those used last first", async () => {
	await person().runCommand("AWS Sessions: Assume Role…");
	await person().quickInput.waitForTitle("Assume role");
	const rows = await person().quickInput.rows();
	assert.equal(rows[0]?.separator, "recently used");
	assert.equal(rows[0]?.label, "acme-dev · ReadOnly");
	assert.ok(rows.some(({ label }) => label === "dev-admin"));
	await person().quickInput.type("staging 2222 dev");
	const found = await waitFor("the role", async () => {
		const all = await person().quickInput.rows();
		return all.find(({ label }) => label === "acme-staging · Developer");
	});
	assert.equal(found.detail, "222233334444 · corp");
	assert.ok(found.focused);
	await person().quickInput.accept();
	await person().statusBar.waitFor(statusItem, ({ text }) => text.startsWith("Developer@acme-staging"));
});

test("a caller has to have a role confirmed, and gets no secrets", async () => {
	const call = sandbox.workbench.host.evaluate((vscode) =>
		vscode.commands.executeCommand("awsSessions.assumeRole", {
			ssoSession: "corp",
			account: "444455556666",
			roleName: "Developer",
		}),
	);
	const asked = await person().dialogs.waitFor(/^Assume Developer in account 444455556666\?/);
	assert.match(asked.detail, /Account: acme-dev\s*Sign-in: corp/);
	await person().dialogs.click(/^Assume Developer/, "Assume Role");
	const session = (await call) as Record<string, string>;
	assert.equal(session["name"], "Developer@acme-dev");
	for (const secret of [...portal.secretsIssued(), ...sandbox.sts.secretsIssued()]) {
		assert.ok(!JSON.stringify(session).includes(secret));
	}
});

test("such a session is renewed without a word, and what is kept of it has no secrets", async () => {
	// The start of the one before: its progress stays a little.
	await waitFor("no notification", async () => (await person().notifications.all()).length === 0);
	const asked = portal.asked.length;
	const renewed = await sandbox.workbench.host.evaluate((vscode) =>
		vscode.commands.executeCommand("awsSessions.renewSession", { session: "ReadOnly@acme-dev" }),
	);
	assert.equal((renewed as { name: string }).name, "ReadOnly@acme-dev");
	assert.equal(portal.asked.length, asked + 1);
	assert.deepEqual(await person().notifications.told(), []);
	const secrets = [...portal.secretsIssued(), ...sandbox.sts.secretsIssued()];
	assert.deepEqual(await filesHolding(sandbox.workbench.temporaryFolder, secrets), []);
});

test("5,000 roles: pages show as they come, and the pick finds one by a few letters", async () => {
	const before = accountPages();
	await assign(manyRoles(1000, 5));
	await profiles().waitForRows("accounts", (all) => all.some(({ label }) => label === "team-000-dev"));
	assert.equal(accountPages() - before, 10);

	const rolesAsked = portal.paths.filter((path) => path === "/assignment/roles").length;
	await person().runCommand("AWS Sessions: Assume Role…");
	await person().quickInput.waitForTitle("Assume role");
	await waitFor(
		"all roles",
		async () => portal.paths.filter((path) => path === "/assignment/roles").length - rolesAsked >= 990,
		60_000,
	);
	await person().quickInput.waitForState("an idle box", ({ busy }) => !busy, 60_000);
	await person().quickInput.type("742 admin");
	const found = await waitFor("the role", async () => {
		const all = await person().quickInput.rows();
		return all[0]?.label === "team-742-test · Admin" && all;
	});
	assert.ok(found.length < 10, found.map(({ label }) => label).join());
	await person().quickInput.escape();
	const after = portal.count();
	await delay(500);
	assert.equal(portal.count(), after, "nothing goes on");
});

test("a pick that is closed calls off what it asked for", async () => {
	const known = accountPages();
	await assign(manyRoles(1000, 5));
	await waitFor("all accounts", () => accountPages() - known === 10);
	const before = portal.count();
	const release = portal.faults.hold();
	await person().runCommand("AWS Sessions: Assume Role…");
	await person().quickInput.waitForTitle("Assume role");
	await portal.received(before + 8);
	await person().quickInput.escape();
	await person().quickInput.waitUntilClosed();
	release();
	await silence();
	assert.equal(portal.count(), before + 8, "those that were on their way");
	await assign(sampleRoles);
	await profiles().waitForRows("the accounts", (all) => all.some(({ label }) => label === "acme-dev"));
});

test("a sign-in that has ended says so with the button, and its session lives on", async () => {
	await writeToken(-1);
	const rows = await profiles().waitForRows("the end", (all) =>
		all.some(({ label, description }) => label === "corp" && description === "sign-in ended"),
	);
	assert.ok(rowOf(rows, "acme-dev"), "what is known can still be looked at");
	assert.deepEqual(await profiles().inlineActions("corp"), ["Sign In to IAM Identity Center…"]);
	await profiles().clickInlineAction("Accounts", "Refresh Accounts and Roles");
	await profiles().waitForRows("the row that signs in", (all) =>
		all.some(({ label }) => label === "Sign in to see accounts"),
	);
	await signedIn();
	await profiles().waitForRows("the accounts again", (all) => all.some(({ label }) => label === "acme-dev"));
});
