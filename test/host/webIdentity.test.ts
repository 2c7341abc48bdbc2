import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ciWebIdentityArn, sampleIdentityToken } from "../sandbox/sampleWorld.ts";
import { startCall } from "./commandCalls.ts";
import { type IdentityForms, identityForms } from "./identityForms.ts";
import { openSandbox, type Sandbox, statusItem } from "./sandbox.ts";

const operation = "AssumeRoleWithWebIdentity";
const title = "Assume role with web identity";
const role = "CiWebIdentity";

let sandbox: Sandbox;
let forms: IdentityForms;
let tokenFile: string;

before(async () => {
	sandbox = await openSandbox();
	forms = identityForms(sandbox);
	tokenFile = join(sandbox.home, "token.jwt");
	await writeFile(tokenFile, sampleIdentityToken(Date.now()));
	await sandbox.workbench.person.openView("AWS Sessions");
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

const person = () => sandbox.workbench.person;
const quickInput = () => person().quickInput;
const sent = () => forms.requests(operation).length;
const begin = async (origin: RegExp) => {
	await person().runCommand("AWS Sessions: Assume Role with Web Identity…");
	await quickInput().waitForTitle(title);
	await quickInput().pick(origin);
};
const typeRole = async () => {
	await quickInput().waitForState("the role's ARN", ({ message }) => message.startsWith("The role's ARN"));
	await quickInput().type(ciWebIdentityArn);
	await quickInput().accept();
	await quickInput().waitForTitle(/^Assume CiWebIdentity/);
};
/** A script that prints a token as JSON and counts its runs. */
const script = async (): Promise<{ command: string; runs: () => Promise<number> }> => {
	const [file, log] = [join(sandbox.home, "token.sh"), join(sandbox.home, "runs.log")];
	await writeFile(file, `echo run >> '${log}'\nprintf '{"id_token":"%s"}' "$(cat '${tokenFile}')"\n`);
	await writeFile(log, "");
	return {
		command: `sh ${file}`,
		runs: async () => (await readFile(log, "utf8")).split("\n").length - 1,
	};
};

test("by file: what the token says is shown, then role and options; the file is read again to renew", async () => {
	await begin(/Type a token file/);
	await quickInput().waitForTitle("Token file");
	await quickInput().type("token.jwt");
	await quickInput().waitForState("the problem", ({ message }) => /full path/.test(message));
	await quickInput().type("~/token.jwt");
	await quickInput().accept();
	await quickInput().waitForTitle("Web identity token");
	const [use, subject, audience, issuer, expires] = await forms.rows();
	assert.equal(use, `arrow-right Use This Token: from ${tokenFile}`);
	assert.equal(subject, "account Subject: project_path:acme/web:ref_type:branch:ref:main");
	assert.equal(audience, "broadcast Audience: sts.amazonaws.com");
	assert.equal(issuer, "organization Issuer: https://gitlab.acme.example");
	assert.match(expires ?? "", /^clock Expires: in (59m|1h), at .*\d/);
	await quickInput().accept();
	await typeRole();
	assert.deepEqual(
		(await forms.rows()).map((row) => row.replace(/ \(.*\)/, "").replace(/(Session name: ).*/, "$1…")),
		[
			"shield Assume Role: in 444455556666",
			"edit Session name: …",
			"edit Duration: 1h",
			"edit Region: us-east-1 · N. Virginia",
			"add Inline policy: none",
			"add Managed policies: none",
		],
	);
	assert.equal(await forms.detail(), "With the token of project_path:acme/web:ref_type:branch:ref:main");
	assert.equal(sent(), 0, "nothing was sent before");
	await forms.start(role);
	const [request] = forms.requests(operation);
	assert.equal(request?.accessKeyId, undefined, "not signed");
	assert.equal(request?.parameters["RoleArn"], ciWebIdentityArn);

	const next = sampleIdentityToken(Date.now(), { iat: 1 });
	await writeFile(tokenFile, next);
	await forms.untilRenewed(() => forms.renew(role));
	assert.equal(sent(), 2);
	await forms.assertNotShown(next);
});

test("by command: it runs once for what is shown and sent, and again to renew", async () => {
	const { command, runs } = await script();
	const before = sent();
	await begin(/Take a command/);
	await quickInput().waitForTitle(/^Command/);
	await quickInput().type("false");
	await quickInput().accept();
	const told = await quickInput().waitForState("what went wrong", ({ message }) =>
		/command for the token failed with exit code 1/.test(message),
	);
	assert.deepEqual([told.value, told.severity], ["false", "error"]);
	await quickInput().type(command);
	await quickInput().accept();
	await quickInput().waitForTitle("Web identity token");
	assert.equal((await forms.rows())[0], `arrow-right Use This Token: from ${command}`);
	await quickInput().accept();
	await typeRole();
	await forms.start(role);
	assert.deepEqual([await runs(), sent()], [1, before + 1]);
	await forms.untilRenewed(() => forms.renew(role));
	assert.equal(await runs(), 2);
});

test("a command that is called off while it runs leads back to where it was typed", async () => {
	const { command, runs } = await script();
	const slow = join(sandbox.home, "slow.sh");
	await writeFile(slow, "exec sleep 60\n");
	await begin(/Take a command/);
	await quickInput().waitForTitle(/^Command/);
	await quickInput().type(`sh ${slow}`);
	await quickInput().accept();
	await person().notifications.click(/Running the command that gives the token/, "Cancel");
	const box = await quickInput().waitForTitle(/^Command/);
	assert.deepEqual([box.value, box.severity], [`sh ${slow}`, "none"]);
	await quickInput().type(command);
	await quickInput().accept();
	await quickInput().waitForTitle("Web identity token");
	assert.equal(await runs(), 1);
	await quickInput().escape();
});

test("pasted: dots, a warning for one that is of no use before anything is sent, and asked anew to renew", async () => {
	const before = sent();
	await begin(/Paste a token/);
	const box = await quickInput().waitForTitle("Web identity token");
	assert.ok(box.password);
	await quickInput().type("abc def");
	await quickInput().waitForState("the problem", ({ message }) => /no blanks/.test(message));
	await quickInput().type(sampleIdentityToken(Date.now() - 7_500_000));
	await quickInput().accept();
	await quickInput().waitForState("the warning", ({ placeholder }) => /most likely refuse/.test(placeholder));
	const [use, ...facts] = await forms.rows();
	assert.match(use ?? "", /^warning Use This Token All the Same: as pasted$/);
	assert.equal(await forms.detail(), "This token expired 1h 5m ago: get a new one");
	assert.match(facts.at(-1) ?? "", /^warning Expired: 1h 5m ago, at /);
	await quickInput().clickTitleButton("Back");

	await quickInput().waitForTitle(title);
	await quickInput().pick(/Paste a token/);
	await quickInput().waitForState("the box", ({ password }) => password);
	await quickInput().type("an-opaque-access-token");
	await quickInput().accept();
	await quickInput().waitForState("the warning", ({ placeholder }) => /most likely refuse/.test(placeholder));
	assert.match(await forms.detail(), /no JSON Web Token$/);
	const [, advice, ...more] = await forms.rows();
	assert.match(advice ?? "", /^warning If it is an access token, take the ID token instead/);
	assert.deepEqual(more, [], "nothing can be read of it");
	await quickInput().clickTitleButton("Back");

	await quickInput().waitForTitle(title);
	await quickInput().pick(/Paste a token/);
	await quickInput().waitForState("the box", ({ password }) => password);
	const token = sampleIdentityToken(Date.now());
	await quickInput().type(`Bearer ${token}`);
	await quickInput().accept();
	await quickInput().waitForState("the facts", ({ placeholder }) => /Press Enter/.test(placeholder));
	await quickInput().accept();
	await typeRole();
	assert.equal(sent(), before, "nothing was sent before");
	await forms.start(role);
	assert.equal(sent(), before + 1);

	await forms.renew(role);
	await quickInput().waitForTitle("New web identity token for CiWebIdentity · 444455556666");
	await quickInput().escape();
	assert.equal(sent(), before + 1, "cancelling changes nothing");
	await forms.renew(role);
	await quickInput().waitForTitle(/^New web identity token/);
	const next = sampleIdentityToken(Date.now(), { iat: 2 });
	await quickInput().type(next);
	await forms.untilRenewed(() => quickInput().accept());
	await quickInput().waitUntilClosed();
	await person()
		.tree("Sessions")
		.hover(/^CiWebIdentity@/);
	await forms.assertNotShown(token, next);
});

test("a token that STS refuses: the message shows none of it, and to mend it begins with a new one", async () => {
	const token = sampleIdentityToken(Date.now(), {}, "of somebody else");
	await begin(/Paste a token/);
	await quickInput().waitForState("the box", ({ password }) => password);
	await quickInput().type(token);
	await quickInput().accept();
	await quickInput().waitForState("the facts", ({ placeholder }) => /Press Enter/.test(placeholder));
	await quickInput().accept();
	await typeRole();
	await quickInput().accept();
	await person().notifications.waitFor(/STS does not accept the web identity token/);
	await forms.assertNotShown(token);
	await person().notifications.click(/STS does not accept/, "Try Again");
	await quickInput().waitForState("where a new one comes from", ({ placeholder }) =>
		/^Where the web identity token/.test(placeholder),
	);
	await quickInput().escape();
});

test("callers: a token can't be handed over, and what can is confirmed word for word before it runs", async () => {
	const start = (argument: object) =>
		startCall(sandbox.workbench.host, "assumeRoleWithWebIdentity", argument);
	const refused = await start({ webIdentityToken: sampleIdentityToken(Date.now()) });
	assert.match(
		(await refused()).message ?? "",
		/webIdentityToken can't be handed over: .*Give tokenFile or tokenCommand/,
	);

	const { command, runs } = await script();
	const argument = { roleArn: ciWebIdentityArn, tokenCommand: command, durationSeconds: 900 };
	const declined = await start(argument);
	const dialog = await person().dialogs.waitFor(`Assume ${ciWebIdentityArn} with a web identity token?`);
	assert.match(dialog.detail, /another extension asks for this\. Go on only if you expected it/);
	assert.ok(
		dialog.detail.includes(
			`command that is run for the token, now and to renew the session, also unasked: ${command}`,
		),
		dialog.detail,
	);
	assert.ok(dialog.detail.includes("durationSeconds: 900"), dialog.detail);
	await person().dialogs.click(/^Assume/, "Cancel");
	assert.deepEqual([await declined(), await runs()], [{}, 0]);

	const agreed = await start(argument);
	await person().dialogs.click(/^Assume/, "Go On");
	await quickInput().waitForTitle("Web identity token");
	await quickInput().accept();
	const { expiresAt, ...session } = (await agreed()).outcome ?? {};
	assert.equal(session["roleArn"], ciWebIdentityArn);
	assert.ok(Math.abs(Date.parse(expiresAt ?? "") - Date.now() - 900_000) < 60_000, expiresAt);
	assert.equal(await runs(), 1);
	await person().statusBar.waitFor(statusItem, ({ text }) => text.startsWith(role));
});
