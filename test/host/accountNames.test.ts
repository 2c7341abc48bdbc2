import assert from "node:assert/strict";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type SsoPortalDouble, startSsoPortal } from "../aws/ssoPortal.ts";
import { keepSampleToken, sampleRoles } from "../sandbox/sampleSignIn.ts";
import { openSandbox, type Sandbox, statusItem } from "./sandbox.ts";

/** Accounts that are production by what they are called, which nobody has told at first. */
let sandbox: Sandbox;
let portal: SsoPortalDouble;

/** The roles, with an account that is called so that it is not production. */
const harmless = sampleRoles.map((role) =>
	role.account === "777788889999" ? { ...role, accountName: "acme-main" } : role,
);

before(async () => {
	portal = await startSsoPortal(sampleRoles, {
		issueKeys: (roleArn, userName) => sandbox.sts.issueRoleKeys(roleArn, userName),
	});
	sandbox = await openSandbox({
		env: { AWS_ENDPOINT_URL_SSO: portal.url },
		settings: { "awsSessions.production.patterns": ["*prod*"] },
	});
	await appendFile(
		join(sandbox.home, ".aws", "config"),
		`
[profile main-admin]
sso_session = corp
sso_account_id = 777788889999
sso_role_name = Administrator
region = eu-central-1
`,
	);
	await keepSampleToken(sandbox.home, portal, Date.now() + 7 * 3_600_000);
	await sandbox.workbench.person.openView("AWS Sessions");
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
	await portal.close();
});

const person = () => sandbox.workbench.person;
const start = async () => {
	await person().runCommand("AWS Sessions: Start Session…");
	await person().quickInput.waitForTitle("Start session");
	await person().quickInput.type("main-admin");
	await person().quickInput.pick("main-admin");
};

const asksToStart = /^Start Administrator in account 777788889999\? It is marked as production/;
/** By a call, as a pick looks for roles and so for their accounts. */
const startByCall = () =>
	sandbox.workbench.host.evaluate((vscode) =>
		vscode.commands.executeCommand("awsSessions.startSession", { profile: "main-admin" }),
	);

/** Has the view show what accounts are called now. */
async function renamed(roles: typeof sampleRoles): Promise<void> {
	portal.assign(roles);
	await person().tree("Profiles").clickInlineAction("Accounts", "Refresh Accounts and Roles");
}

test("what an account is called is asked with the first start, before its keys are kept", async () => {
	const call = startByCall();
	await person().dialogs.click(asksToStart, "Cancel");
	assert.equal(await call, undefined);
	assert.equal(portal.paths.filter((path) => path.endsWith("/accounts")).length, 1);
	await person().statusBar.waitFor(statusItem, ({ text }) => text === "AWS: no session");
});

test("a session becomes production when its account is called otherwise", async () => {
	await person().tree("Profiles").expand("Accounts");
	await renamed(harmless);
	await person()
		.tree("Profiles")
		.waitForRows("the new name", (rows) => rows.some(({ label }) => label === "acme-main"));
	await startByCall();
	const before = await person().statusBar.waitFor(statusItem, ({ text }) => text.includes("main-admin"));
	assert.doesNotMatch(before.text, /PROD/);
	await renamed(sampleRoles);
	await person().statusBar.waitFor(statusItem, ({ text }) => /PROD main-admin/.test(text));
	await person().runCommand("AWS Sessions: End All Sessions");
	await person().statusBar.waitFor(statusItem, ({ text }) => text === "AWS: no session");
});

test("a role is production from the start, and so is the profile", async () => {
	// What would be a link, if it could be said by anybody.
	const call = sandbox.workbench.host.evaluate((vscode) =>
		vscode.commands.executeCommand(
			"awsSessions.assumeRole",
			{ ssoSession: "corp", account: "777788889999", roleName: "ReadOnly" },
			"link",
		),
	);
	const asked = await person().dialogs.waitFor(/^Assume ReadOnly in account 777788889999\?/);
	assert.match(asked.detail, /Account: acme-prod/);
	await person().dialogs.click(/^Assume ReadOnly/, "Assume Role");
	await person().dialogs.waitFor(/^Start ReadOnly in account 777788889999\? It is marked as production/);
	await person().dialogs.click(/^Start ReadOnly/, "Cancel");
	assert.equal(await call, undefined);

	await start();
	await person().dialogs.waitFor(asksToStart);
	await person().dialogs.click(/^Start Administrator/, "Cancel");
});

test("after a reload it is guarded as before, with nobody asked what the account is called", async () => {
	await sandbox.workbench.reload();
	const asked = portal.count();
	const call = startByCall();
	await person().dialogs.waitFor(asksToStart);
	assert.equal(portal.count(), asked);
	await person().dialogs.click(/^Start Administrator/, "Cancel");
	assert.equal(await call, undefined);
});
