import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { keepBusy } from "../harness/busy.ts";
import { waitFor } from "../harness/waitFor.ts";
import {
	samlAuditorArn,
	samlDeveloperArn,
	sampleSamlProvider,
	sampleSamlResponse,
} from "../sandbox/sampleWorld.ts";
import { assumeRoleAnswer } from "./answers.ts";
import { startCall } from "./commandCalls.ts";
import { type IdentityForms, identityForms } from "./identityForms.ts";
import { openSandbox, type Sandbox, statusItem } from "./sandbox.ts";

const operation = "AssumeRoleWithSAML";
const title = "Assume role with SAML";
const role = "SamlDeveloper";
const developer = { roleArn: samlDeveloperArn, providerArn: sampleSamlProvider("444455556666").arn };

let sandbox: Sandbox;
let forms: IdentityForms;

before(async () => {
	sandbox = await openSandbox();
	forms = identityForms(sandbox);
	await sandbox.workbench.person.openView("AWS Sessions");
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

const person = () => sandbox.workbench.person;
const quickInput = () => person().quickInput;
const sent = () => forms.requests(operation).length;
const begin = async (origin: RegExp | string) => {
	await person().runCommand("AWS Sessions: Assume Role with SAML…");
	await quickInput().waitForTitle(title);
	await quickInput().pick(origin);
};
/** The address that is shown while the response is awaited. */
const shownAddress = async (): Promise<string> => {
	await quickInput().waitForState("the wait", ({ placeholder }) => /^Waiting for the SAML/.test(placeholder));
	return waitFor("the address", async () => /http:\S+/.exec((await forms.rows())[0] ?? "")?.[0]);
};
/** Posts a form as the page of an identity provider has the browser do, and answers the page that comes back. */
const post = async (url: string, response: string): Promise<string> =>
	(await fetch(url, { method: "POST", body: new URLSearchParams({ SAMLResponse: response }) })).text();
const xmlOf = (response: string): string => Buffer.from(response, "base64").toString();
const base64 = (xml: string): string => Buffer.from(xml).toString("base64");
const pasteBox = () => quickInput().waitForState("the box", ({ password }) => password);

test("the browser posts to the address shown: its roles are offered, with what the response says", async () => {
	await begin(/Sign in with the browser/);
	const url = await shownAddress();
	assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/saml$/);
	await quickInput().pick("Copy Address");
	await waitFor("the sign of it", async () => (await forms.rows())[0] === `check Address Copied: ${url}`);

	const response = sampleSamlResponse(Date.now(), {
		sessionDurationSeconds: 7200,
		sessionNotOnOrAfter: Date.now() + 36_000_000,
	});
	assert.match(await post(url, response), /The SAML response has arrived/);
	await quickInput().waitForState("the roles", ({ placeholder }) => /^Pick one of 2 roles/.test(placeholder));
	assert.equal(
		(await quickInput().state()).placeholder,
		"Pick one of 2 roles for alice@acme.example from idp.acme.example",
	);
	const rows = await forms.rows();
	assert.match(rows[0] ?? "", /^shield SamlDeveloper: 444455556666 \(dev-admin, /);
	assert.match(rows[1] ?? "", /^shield SamlAuditor: 777788889999 \(prod-admin, prod-audit\)/);
	assert.deepEqual(
		rows
			.slice(2)
			.map((row) =>
				row.replace(/in [34]m, at .*/, "in minutes, at …").replace(/in 9h \d+m, at .*/, "in hours, at …"),
			),
		[
			"organization Issuer: https://idp.acme.example/realms/acme",
			"account Subject: G-4f7c2e · alice@acme.example",
			"clock Expires: in minutes, at …",
			"watch Session duration: 2h, for the console",
			"clock Sign-in ends: in hours, at …",
		],
	);
	await quickInput().pick("SamlDeveloper");
	await quickInput().waitForTitle("Assume SamlDeveloper · 444455556666");
	assert.match(
		await forms.detail(),
		/^As alice@acme\.example from idp\.acme\.example · the response expires in [34]m$/,
	);
	const duration = async () => (await quickInput().rows()).find(({ label }) => label === "Duration");
	assert.equal((await duration())?.description, "1h", "the console's duration is not asked for unasked");
	assert.match(
		(await duration())?.detail ?? "",
		/^In 9h 5\dm, at .*, the sign-in .* ends, and the session with/,
	);
	const offer = "Use the response's duration";
	assert.ok((await forms.rows()).includes(`edit ${offer}: 2h, if the role allows it`));
	await quickInput().pick(offer);
	await waitFor("the duration", async () => (await duration())?.description === "2h, if the role allows it");
	assert.ok(!(await forms.rows()).some((row) => row.includes(offer)), "it is set");
	assert.equal(sent(), 0, "nothing was sent before");
	await forms.start(role);
	const [request] = forms.requests(operation);
	assert.equal(request?.accessKeyId, undefined, "not signed");
	assert.deepEqual(
		[
			request?.parameters["RoleArn"],
			request?.parameters["PrincipalArn"],
			request?.parameters["DurationSeconds"],
		],
		[samlDeveloperArn, developer.providerArn, "7200"],
	);
	await assert.rejects(post(url, response), "the address is closed");
	await forms.assertNotShown(response, xmlOf(response).slice(-2000));
});

test("to renew it, and when it has expired, the same wait opens for that role", async () => {
	await forms.renew(role);
	await quickInput().waitForTitle("New SAML response for SamlDeveloper · 444455556666");
	const url = await shownAddress();
	const notice = async () => (await quickInput().rows()).find(({ label }) => /not taken/.test(label))?.detail;
	const useless: [string, RegExp][] = [
		["AAAA", /not XML/],
		[sampleSamlResponse(Date.now(), { roles: [] }), /offers no role/],
		[
			sampleSamlResponse(Date.now(), {
				roles: [{ roleArn: samlAuditorArn, providerArn: sampleSamlProvider("777788889999").arn }],
			}),
			/does not offer arn:aws:iam::444455556666:role\/SamlDeveloper/,
		],
	];
	for (const [response, reason] of useless) {
		const page = await post(url, response);
		assert.match(page, reason);
		assert.match(page, /goes on waiting for another/);
		assert.doesNotMatch(page, /has arrived/);
		await waitFor("the reason", async () => reason.test((await notice()) ?? ""));
	}
	await forms.untilRenewed(() => post(url, sampleSamlResponse(Date.now())));
	await quickInput().waitUntilClosed();

	sandbox.sts.faults.answer(1, () => {
		const { body, ...answer } = assumeRoleAnswer(Date.now() + 2000, "SamlDeveloper");
		return {
			...answer,
			body: body
				.replaceAll("AssumeRoleResp", "AssumeRoleWithSAMLResp")
				.replaceAll("AssumeRoleResult", "AssumeRoleWithSAMLResult"),
		};
	});
	await forms.renew(role);
	await forms.untilRenewed(async () => post(await shownAddress(), sampleSamlResponse(Date.now())));
	await person().statusBar.waitFor(statusItem, ({ text }) => /expired/.test(text));
	await forms.renew(role);
	await quickInput().waitForTitle("New SAML response for SamlDeveloper · 444455556666");
	await forms.untilRenewed(async () => post(await shownAddress(), sampleSamlResponse(Date.now())));
	await person().statusBar.waitFor(statusItem, ({ text }) => text === "SamlDeveloper@444455556666 · 1h 59m");
});

test("the wait outlives other quick inputs, can be seen again, and ends when the person says so", async () => {
	const waiting = /^Waiting for the identity provider/;
	const isWaiting = async (url: string) => (await fetch(url)).status === 200;
	await begin(/Sign in with the browser/);
	const url = await shownAddress();
	await person().press("F1");
	await quickInput().waitForState("the palette", ({ value }) => value.startsWith(">"));
	const told = await person().notifications.waitFor(waiting);
	assert.ok(told.buttons.includes("Cancel"), told.buttons.join());
	await quickInput().escape();
	assert.ok(await isWaiting(url), "it waits on");
	await sandbox.workbench.page.locator(".notification-list-item-message a", { hasText: "Show" }).click();
	assert.equal(await shownAddress(), url);
	await waitFor("the end of the notification", async () =>
		(await person().notifications.all()).every(({ message }) => !waiting.test(message)),
	);
	await quickInput().escape();
	await waitFor("the end of it", () =>
		isWaiting(url).then(
			() => false,
			() => true,
		),
	);
	assert.deepEqual(await person().notifications.told(), [], "Escape in its own box ends it");

	await begin(/Sign in with the browser/);
	const second = await shownAddress();
	await quickInput().pick(/Open the Sign-In Page/);
	await quickInput().waitForTitle("Sign-in page");
	await person().press("F1");
	await quickInput().waitForState("the palette", ({ value }) => value.startsWith(">"));
	await quickInput().escape();
	await person().notifications.click(waiting, "Cancel");
	await waitFor("the end of it", () =>
		isWaiting(second).then(
			() => false,
			() => true,
		),
	);
});

test("a response that comes while another box is open closes that box, or leaves the person's own alone", async () => {
	await forms.renew(role);
	const url = await shownAddress();
	await quickInput().pick(/Open the Sign-In Page/);
	await quickInput().waitForTitle("Sign-in page");
	await forms.untilRenewed(() => post(url, sampleSamlResponse(Date.now())));
	await quickInput().waitUntilClosed();

	await forms.renew(role);
	const again = await shownAddress();
	await person().press("F1");
	await quickInput().waitForState("the palette", ({ value }) => value.startsWith(">"));
	await forms.untilRenewed(() => post(again, sampleSamlResponse(Date.now())));
	assert.ok((await quickInput().state()).value.startsWith(">"), "the palette is still there");
	await quickInput().escape();
});

test("a real page that submits its form to the address", async (t) => {
	if (sandbox.workbench.kind !== "server") {
		t.skip("needs a second page in the browser");
		return;
	}
	await begin(/Sign in with the browser/);
	const url = await shownAddress();
	const page = await sandbox.workbench.page.context().newPage();
	await page.route("https://idp.acme.example/**", (route) =>
		route.fulfill({
			contentType: "text/html",
			body: `<body onload="document.forms[0].submit()"><form method="post" action="${url}">
				<input type="hidden" name="SAMLResponse" value="${sampleSamlResponse(Date.now(), { roles: [developer] })}">
				<input type="hidden" name="RelayState" value="x"></form></body>`,
		}),
	);
	await page.goto("https://idp.acme.example/sso");
	await page.getByText("The SAML response has arrived").waitFor();
	await page.close();
	await quickInput().waitForTitle("Assume SamlDeveloper · 444455556666");
	await quickInput().clickTitleButton("Back");
	await quickInput().waitForState("the beginning", ({ placeholder }) => /^Where the SAML/.test(placeholder));
	await quickInput().escape();
});

test("a fixed port is the setting's; one that is in use is told, with the setting as the way out", async () => {
	const other = createServer().listen(0, "127.0.0.1");
	await once(other, "listening");
	const { port } = other.address() as AddressInfo;
	const set = (value: number | undefined) =>
		sandbox.workbench.host.evaluate(
			(vscode, given) =>
				vscode.workspace
					.getConfiguration("awsSessions")
					.update("saml.listenerPort", given ?? undefined, true),
			value ?? null,
		);
	await set(port);
	await begin(/Sign in with the browser/);
	const told = await person().notifications.waitFor(new RegExp(`Port ${port} of this machine is in use`));
	assert.ok(told.buttons.includes("Open Settings"), told.buttons.join());
	await person().notifications.dismiss(/is in use/);
	await new Promise((resolve) => other.close(resolve));
	await quickInput().waitForTitle(title);
	await quickInput().pick(/Sign in with the browser/);
	assert.equal(await shownAddress(), `http://127.0.0.1:${port}/saml`);
	await quickInput().pick("Cancel");
	await quickInput().waitUntilClosed();
	await assert.rejects(fetch(`http://127.0.0.1:${port}/saml`), "the port is free again");
	await set(undefined);
});

test("hostile and useless responses are refused in the box they are pasted in", async () => {
	const good = xmlOf(sampleSamlResponse(Date.now()));
	const withDoctype = (declarations: string) =>
		base64(good.replace("?>", `?><!DOCTYPE r [${declarations}]>`).replace("G-4f7c2e", "&x;"));
	const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join(
		"",
	);
	const refused: [string, RegExp][] = [
		["nonsense", /^The SAML response is /],
		[withDoctype('<!ENTITY x SYSTEM "file:///etc/passwd">'), /DOCTYPE|document type/i],
		[withDoctype(`<!ENTITY l0 "ha">${laughs}<!ENTITY x "&l9;">`), /DOCTYPE|document type/i],
		[base64(good.replace("G-4f7c2e", "G-4f7<!-- -->c2e")), /comment/i],
		[
			sampleSamlResponse(Date.now(), { destination: "https://evil.example/saml" }),
			/was made for https:\/\/evil\.example\/saml, not for AWS's sign-in/,
		],
		[
			sampleSamlResponse(Date.now(), { recipient: "https://evil.example/saml" }),
			/was made for https:\/\/evil\.example\/saml, not for AWS's sign-in/,
		],
		[sampleSamlResponse(Date.now() - 3_600_000), /expired 5[5-9]m ago, at .* UTC/],
		[sampleSamlResponse(Date.now(), { status: "AuthnFailed" }), /did not sign you in: AuthnFailed/],
		[base64(good.replace(/(<saml:Assertion.*<\/saml:Assertion>)/s, "$1$1")), /more than one assertion/],
	];
	await begin(/Paste a SAML response/);
	await pasteBox();
	for (const [text, expected] of refused) {
		await quickInput().type(text);
		await quickInput().waitForState(
			String(expected),
			({ message, severity }) => expected.test(message) && severity === "error",
		);
		await quickInput().accept();
	}
	assert.ok((await quickInput().state()).password, "none was taken");
	await quickInput().escape();
	assert.deepEqual(await person().notifications.told(), []);
});

test("pasted as XML over several lines it is sent as it was copied; one role leads straight on", async () => {
	const before = sent();
	// What is signed keeps its line breaks, and a box of one line does not.
	const response = sampleSamlResponse(Date.now(), { roles: [developer], nameId: "G-4f\n7c2e" });
	await sandbox.workbench.host.evaluate(
		(vscode, text) => vscode.env.clipboard.writeText(text),
		xmlOf(response),
	);
	await begin(/Paste a SAML response/);
	await pasteBox();
	await person().press("ControlOrMeta+V");
	await quickInput().waitForState("what was pasted", ({ value }) => value.length > 1000);
	await quickInput().accept();
	await quickInput().waitForTitle("Assume SamlDeveloper · 444455556666");
	await quickInput().clickTitleButton("Back");
	await quickInput().waitForTitle(title);
	await quickInput().pick(/Paste a SAML response/);
	await pasteBox();
	await person().press("ControlOrMeta+V");
	await quickInput().waitForState("what was pasted", ({ value }) => value.length > 1000);
	await quickInput().accept();
	await quickInput().waitForTitle("Assume SamlDeveloper · 444455556666");
	await forms.untilRenewed(() => quickInput().accept());
	assert.equal(sent(), before + 1);
	await forms.assertNotShown(response);
	await sandbox.workbench.host.evaluate((vscode) => vscode.env.clipboard.writeText(""));
});

test("by file: a form's body, and what is wrong with a file is told while the form stays", async () => {
	const file = join(sandbox.home, "response.txt");
	await begin(/Type a file's path/);
	await quickInput().waitForTitle("SAML response");
	await quickInput().type("~/response.txt");
	await quickInput().accept();
	await quickInput().waitForState(
		"what went wrong",
		({ message, severity }) =>
			severity === "error" && /response\.txt' \(SAML response\) does not exist/.test(message),
	);
	const body = new URLSearchParams({ SAMLResponse: sampleSamlResponse(Date.now()), RelayState: "" });
	await writeFile(file, String(body));
	await quickInput().accept();
	await quickInput().waitForState("the roles", ({ placeholder }) => /^Pick one of 2/.test(placeholder));
	await quickInput().pick("SamlAuditor");
	await quickInput().waitForTitle("Assume SamlAuditor · 777788889999");
	await forms.start("SamlAuditor");
	assert.equal(forms.requests(operation).at(-1)?.parameters["RoleArn"], samlAuditorArn);
	const renewed = new URLSearchParams({ SAMLResponse: sampleSamlResponse(Date.now(), { nameId: "again" }) });
	await writeFile(file, String(renewed));
	await forms.untilRenewed(() => forms.renew("SamlAuditor"));

	await writeFile(file, sampleSamlResponse(Date.now() - 3_600_000));
	await forms.renew("SamlAuditor");
	await quickInput().waitForTitle("New SAML response for SamlAuditor · 777788889999");
	const url = await shownAddress();
	const why = (await quickInput().rows()).find(({ label }) => label === "A new response is needed");
	assert.match(why?.detail ?? "", /^The SAML response expired 5[5-9]m ago/);
	await forms.untilRenewed(() => post(url, sampleSamlResponse(Date.now())));
	await writeFile(file, sampleSamlResponse(Date.now()));
	await forms.untilRenewed(() => forms.renew("SamlAuditor"));
	await quickInput().waitUntilClosed();
});

test("an account of saml2aws: its page is opened, and what it is set to holds", async () => {
	await writeFile(
		join(sandbox.home, ".saml2aws"),
		`[corp]\nurl = https://idp.acme.example/saml?client=aws%26x\nusername = alice\nprovider = KeyCloak\nrole_arn = ${samlAuditorArn}\nregion = eu-west-1\naws_session_duration = 1800\n[other]\nurl = file:///etc/passwd\n`,
	);
	await person().runCommand("AWS Sessions: Assume Role with SAML…");
	await quickInput().waitForTitle(title);
	const rows = await forms.rows();
	assert.deepEqual(rows.slice(4), ["account corp: KeyCloak · idp.acme.example · alice"]);
	await quickInput().pick("corp");
	if (sandbox.workbench.kind === "server") {
		const dialog = await person().dialogs.waitFor(/open the external website/);
		assert.equal(dialog.detail, "https://idp.acme.example/saml?client=aws%26x", "as it is written");
		await person().dialogs.click(/open the external website/, "Cancel");
	}
	await quickInput().waitForTitle("Sign in to corp");
	assert.ok((await forms.rows()).includes("link-external Open the Sign-In Page Again: idp.acme.example"));
	await quickInput().pick(/Paste the Response/);
	await pasteBox();
	await quickInput().clickTitleButton("Back");
	await post(await shownAddress(), sampleSamlResponse(Date.now()));
	await quickInput().waitForState("the roles", ({ placeholder }) => /^Pick one of 2/.test(placeholder));
	assert.equal((await quickInput().rows()).find(({ focused }) => focused)?.label, "SamlAuditor");
	await quickInput().accept();
	await quickInput().waitForTitle("Assume SamlAuditor · 777788889999");
	const options = await forms.rows();
	assert.ok(
		options.includes("edit Duration: 30m") && options.includes("edit Region: eu-west-1 · Ireland"),
		options.join("\n"),
	);
	await quickInput().escape();
});

test("of an encrypted response role and provider are asked for", async () => {
	const encrypted = xmlOf(sampleSamlResponse(Date.now())).replace(
		/<saml:Assertion.*<\/saml:Assertion>/s,
		'<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"></saml:EncryptedAssertion>',
	);
	await begin(/Paste a SAML response/);
	await pasteBox();
	await quickInput().type(base64(encrypted));
	await quickInput().accept();
	await quickInput().waitForTitle(/^Role of the encrypted response/);
	await quickInput().type(samlDeveloperArn);
	await quickInput().accept();
	const box = await quickInput().waitForTitle("Identity provider of the encrypted response");
	assert.equal(box.value, "arn:aws:iam::444455556666:saml-provider/");
	await quickInput().type(developer.providerArn);
	await quickInput().accept();
	await quickInput().waitForTitle("Assume SamlDeveloper · 444455556666");
	await quickInput().clickTitleButton("Back");
	await quickInput().waitForTitle("Identity provider of the encrypted response");
	await quickInput().accept();
	await quickInput().waitForTitle("Assume SamlDeveloper · 444455556666");
	const before = sent();
	await quickInput().accept();
	await waitFor("the request", async () => sent() === before + 1);
	assert.equal(forms.requests(operation).at(-1)?.parameters["PrincipalArn"], developer.providerArn);
	await person().notifications.waitFor(/STS does not accept the SAML response/);
	await forms.assertNotShown(base64(encrypted));
});

test("callers: a response can't be handed over, and a file is confirmed before it is read", async () => {
	const start = (argument: object) => startCall(sandbox.workbench.host, "assumeRoleWithSaml", argument);
	const refused = await start({ samlAssertion: sampleSamlResponse(Date.now()) });
	assert.match((await refused()).message ?? "", /samlAssertion can't be handed over: .*Give assertionFile/);
	await writeFile(join(sandbox.home, "handed.b64"), sampleSamlResponse(Date.now()));
	const agreed = await start({ assertionFile: "~/handed.b64", roleArn: samlDeveloperArn });
	const dialog = await person().dialogs.waitFor(`Assume ${samlDeveloperArn} with a SAML response?`);
	assert.ok(dialog.detail.includes("file of the response: ~/handed.b64"), dialog.detail);
	await person().dialogs.click(/^Assume/, "Go On");
	assert.equal((await agreed()).outcome?.["roleArn"], samlDeveloperArn);

	const absent = samlDeveloperArn.replace("SamlDeveloper", "SamlOwner");
	const before = sent();
	const calledOff = await start({ assertionFile: "~/handed.b64", roleArn: absent });
	await person().dialogs.click(/^Assume/, "Go On");
	await quickInput().waitForState("the roles", ({ placeholder }) => /^Pick one of 2 roles/.test(placeholder));
	const [warning, ...others] = await forms.rows();
	assert.equal(warning, "warning The response does not offer SamlOwner · 444455556666");
	assert.match(others[0] ?? "", /^shield SamlDeveloper/);
	await quickInput().accept();
	assert.match((await quickInput().state()).placeholder, /^Pick one of 2 roles/, "it only says so");
	// Escape comes before the extension has heard of Enter, as from quick fingers on a busy machine.
	const { isOver } = await keepBusy(sandbox.workbench.host, 1_000);
	await person().press("Enter");
	await person().press("Escape");
	await isOver;
	assert.deepEqual([await calledOff(), sent()], [{}, before], "no other role was taken");
	await quickInput().waitUntilClosed();
});
