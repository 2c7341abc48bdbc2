import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { waitFor } from "../harness/waitFor.ts";
import { sampleWorld } from "../sandbox/sampleWorld.ts";
import { answerListed } from "./messages.ts";
import { assumeRole, openSandbox, type Sandbox } from "./sandbox.ts";

/** Getting a token that tells another service who the session is. */
let sandbox: Sandbox;

before(async () => {
	const world = sampleWorld();
	const accounts = world.accounts.map((account) =>
		account.id === "012345678901" ? { ...account, outboundFederationDisabled: true } : account,
	);
	sandbox = await openSandbox({ world: { ...world, accounts } });
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});

const person = () => sandbox.workbench.person;
const title = "AWS Sessions: Get Web Identity Token…";
const audience = "https://api.example.com";

const clipboard = () => sandbox.workbench.host.evaluate((api) => api.env.clipboard.readText());
const copy = (text: string) =>
	sandbox.workbench.host.evaluate((api, content) => api.env.clipboard.writeText(content), text);
const lastRequest = () =>
	sandbox.sts.requests.findLast(({ operation }) => operation === "GetWebIdentityToken")?.parameters ?? {};
const page = () =>
	waitFor("the page", () =>
		sandbox.workbench.host.evaluate((api) => {
			const document = api.window.activeTextEditor?.document;
			return document?.uri.scheme === "aws-sessions-result" ? document.getText() : undefined;
		}),
	);
const call = (argument: unknown) =>
	sandbox.workbench.host.evaluate(async (api, given) => {
		try {
			return { outcome: await api.commands.executeCommand("awsSessions.getWebIdentityToken", given) };
		} catch (error) {
			return { code: (error as { code?: string }).code, message: (error as Error).message };
		}
	}, argument);

test("the form asks for the audience, goes back, and lets the rest be changed", async () => {
	await assumeRole(sandbox, "dev-readonly", false);
	await copy("before");
	await person().runCommand(title);
	const { quickInput } = person();
	await quickInput.waitForState("the audience", ({ placeholder }) => placeholder === audience);
	await quickInput.type(Array.from({ length: 11 }, (_, at) => `a${at}`).join(","));
	await quickInput.waitForState("the limit", ({ message }) =>
		/1 to 10 audiences, these are 11/.test(message),
	);
	await quickInput.type(`${audience}, second`);
	await quickInput.accept();
	await quickInput.waitForState("the list", ({ placeholder }) => /Press Enter/.test(placeholder));
	const rows = await quickInput.rows();
	assert.deepEqual(
		rows.map(({ label, description }) => `${label}: ${description}`),
		[`Get Token: for ${audience}, second`, "Signing algorithm: ES384", "Lifetime: 5 minutes", "Tags: none"],
	);
	assert.match(rows[0]?.detail ?? "", /As DevReadOnly in 444455556666, with session dev-readonly/);

	await quickInput.pick("Signing algorithm");
	await quickInput.waitForTitle("Signing algorithm");
	await quickInput.pick("RS256");
	await quickInput.waitForTitle("Get web identity token");
	await quickInput.clickTitleButton("Back");
	const again = await quickInput.waitForState("the audience", ({ placeholder }) => placeholder === audience);
	assert.equal(again.value, `${audience}, second`);
	await quickInput.type(audience);
	await quickInput.accept();
	await quickInput.pick("Lifetime");
	await quickInput.waitForTitle("Lifetime");
	await quickInput.pick("Other…");
	await quickInput.waitForState("the seconds", ({ message }) => /60 to 3600/.test(message));
	await quickInput.type("59");
	await quickInput.waitForState("the limit", ({ severity }) => severity === "error");
	await quickInput.type("120");
	await quickInput.accept();
	await quickInput.waitForTitle("Get web identity token");
	await quickInput.pick("Tags");
	await quickInput.waitForTitle("Tags");
	await quickInput.type("team=data, stage=");
	await quickInput.accept();
	const changed = await waitFor("the changes", async () => {
		const found = (await quickInput.rows()).map(({ description }) => description);
		return found[3] === "team=data, stage=" && found;
	});
	assert.deepEqual(changed, [`for ${audience}`, "RS256", "2 minutes", "team=data, stage="]);
	await quickInput.pick("Get Token");

	const text = await page();
	for (const part of [
		"arn:aws:iam::444455556666:role/DevReadOnly",
		`For whom  ${audience}`,
		"RS256, by STS in eu-central-1 for session dev-readonly",
		'"team": "data"',
	]) {
		assert.ok(text.includes(part), `${part} in ${text}`);
	}
	const parameters = lastRequest();
	assert.equal(parameters["Audience.member.1"], audience);
	assert.equal(parameters["DurationSeconds"], "120");
	assert.equal(parameters["SigningAlgorithm"], "RS256");
	assert.equal(parameters["Tags.member.1.Key"], "team");
	assert.equal(await clipboard(), "before", "nothing is copied unasked");
});

test("the token is copied on a click only, and shown nowhere", async () => {
	await person().notifications.click(/^Token for/, "Copy Token");
	const token = await waitFor("the token", async () => {
		const text = await clipboard();
		return text.startsWith("eyJ") && text;
	});
	assert.ok(sandbox.sts.secretsIssued().includes(token));
	const text = await page();
	assert.ok(!text.includes(token) && !text.includes(token.split(".")[2] ?? ""));
	await copy("");
});

test("with an argument nothing is asked; the outcome has no token in it", async () => {
	const { outcome } = await call({ audience: [audience], signingAlgorithm: "ES384", durationSeconds: 60 });
	const { expiresAt, ...rest } = outcome as { expiresAt: string };
	assert.deepEqual(rest, { audience: [audience] });
	const left = Date.parse(expiresAt) - Date.now();
	assert.ok(left > 0 && left <= 61_000, `${left}`);
	assert.equal(lastRequest()["Tags.member.1.Key"], undefined);
	// Where a test waits for such a message, it is not to find this one.
	await person().notifications.dismiss(/Token for/);
});

test("what can't be is refused with a code; a switched off account offers another session", async () => {
	for (const [argument, message] of [
		[{ audience: [] }, /audience: 1 to 10/],
		[{ audience: ["a"], signingAlgorithm: "none" }, /signingAlgorithm must be one of/],
		[{ audience: ["a"], durationSeconds: 3601 }, /durationSeconds: .*60 to 3600/],
	] as const) {
		const refused = await call(argument);
		assert.equal(refused.code, "InvalidArgument");
		assert.match(refused.message ?? "", message);
	}
	const off = await call({ audience: ["a"], signingAlgorithm: "ES384", profile: "legacy-account" });
	assert.equal(off.code, "OutboundFederationDisabled");
	const large = await call({
		audience: Array.from({ length: 10 }, (_, at) => `${at}`.repeat(999)),
		signingAlgorithm: "ES384",
	});
	assert.equal(large.code, "TokenTooLarge");

	await sandbox.workbench.host.evaluate((api) =>
		api.commands.executeCommand("awsSessions.switchSession", { session: "legacy-account" }),
	);
	await person().runCommand(title);
	const { quickInput } = person();
	await quickInput.waitForState("the audience", ({ placeholder }) => placeholder === audience);
	await quickInput.type(audience);
	await quickInput.accept();
	await quickInput.pick("Get Token");
	await person().notifications.click(/federation is switched off/, "Use Another Session…");
	await quickInput.waitForTitle("Get web identity token");
	await quickInput.pick("dev-readonly");
	await person().notifications.waitFor(/^Token for https:\/\/api\.example\.com, good until/);
	assert.equal(lastRequest()["Audience.member.1"], audience, "it is not asked for again");
});

test("after an error the form comes back as it was left, and whom it is for can be changed", async () => {
	const { quickInput, notifications } = person();
	const tooLarge = Array.from({ length: 10 }, (_, at) => `${at}`.repeat(999)).join(",");
	await sandbox.workbench.host.evaluate((api) =>
		api.commands.executeCommand("awsSessions.switchSession", { session: "dev-readonly" }),
	);
	await person().runCommand(title);
	await quickInput.waitForState("the audience", ({ placeholder }) => placeholder === audience);
	await quickInput.type(tooLarge);
	await quickInput.accept();
	await quickInput.waitForState("the list", ({ placeholder }) => /Press Enter/.test(placeholder));
	await quickInput.pick("Lifetime");
	await quickInput.waitForTitle("Lifetime");
	await quickInput.pick("15 minutes");
	await quickInput.waitForTitle("Get web identity token");
	await quickInput.pick("Get Token");

	assert.deepEqual((await notifications.waitFor(/token would be too large/)).buttons, ["Try Again"]);
	await notifications.click(/token would be too large/, "Try Again");
	await quickInput.waitForState("the list", ({ placeholder }) => /Press Enter/.test(placeholder));
	const kept = (await quickInput.rows()).slice(1).map(({ description }) => description);
	assert.deepEqual(kept, ["ES384", "15 minutes", "none"], "it is not sent again as it was");
	await quickInput.clickTitleButton("Back");
	const whom = await quickInput.waitForState("the audience", ({ placeholder }) => placeholder === audience);
	assert.equal(whom.value.length, tooLarge.length + 9, "all of them, with blanks");
	await quickInput.type("kept");
	await quickInput.accept();
	await quickInput.waitForState("the list", ({ placeholder }) => /Press Enter/.test(placeholder));
	sandbox.sts.faults.throttle(9);
	await quickInput.pick("Get Token");
	await notifications.waitFor(/asked too often/);
	sandbox.sts.faults.reset();
	const calls = sandbox.sts.requests.length;
	await notifications.click(/asked too often/, "Try Again");
	await waitFor("one more request", async () => sandbox.sts.requests.length > calls);
	await notifications.waitFor(/^Token for kept, good until/);
	assert.equal(lastRequest()["DurationSeconds"], "900");
	assert.equal(
		(await quickInput.state()).visible,
		false,
		"what only has to be sent again is not asked for again",
	);
});

test("after a refusal the form can be gone back to, or filled in by another session", async () => {
	const { quickInput } = person();
	await sandbox.workbench.host.evaluate((api) =>
		api.commands.executeCommand("awsSessions.switchSession", { session: "legacy-account" }),
	);
	await person().runCommand(title);
	await quickInput.waitForState("the audience", ({ placeholder }) => placeholder === audience);
	await quickInput.type("other-service");
	await quickInput.accept();
	await quickInput.waitForState("the list", ({ placeholder }) => /Press Enter/.test(placeholder));
	await quickInput.pick("Get Token");
	const told = await answerListed(sandbox, /federation is switched off/, "Change Options…");
	assert.deepEqual(told.buttons, ["Change Options…", "Use Another Session…"]);
	await quickInput.waitForState("the list", ({ placeholder }) => /Press Enter/.test(placeholder));
	const [action] = await quickInput.rows();
	assert.equal(action?.description, "for other-service");
	assert.match(action?.detail ?? "", /with session legacy-account$/, "the session stays");
	await quickInput.escape();
});
