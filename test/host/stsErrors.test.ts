import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { StsError } from "../sts/errors.ts";
import { errorDocument } from "../sts/xml.ts";
import { assumeRoleAnswer } from "./answers.ts";
import { assumeRole, openSandbox, type Sandbox } from "./sandbox.ts";
import type { ErrorCase } from "./stsErrorCase.ts";
import { errorCases } from "./stsErrorCases.ts";
import { type Called, type Calls, clearMessages, shownError, stsCalls } from "./stsErrorForms.ts";

/** What a person reads of each of STS's refusals, and what they are offered. */
let sandbox: Sandbox;
let calls: Calls;

before(async () => {
	sandbox = await openSandbox();
	calls = await stsCalls(sandbox);
	await assumeRole(sandbox, "dev-readonly", false);
	await clearMessages(sandbox);
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});
afterEach(async () => {
	sandbox.sts.faults.reset();
	await clearMessages(sandbox);
});

/** More than a request is sent again by itself. */
const always = 9;

/** Every further request is refused. */
function refuse(status: number, code: string, says: string): void {
	const body = errorDocument(new StsError(status, code, says), "00000000-0000-4000-8000-000000000000");
	sandbox.sts.faults.answer(always, { status, contentType: "text/xml", body });
}

for (const on of Object.keys(errorCases) as Called[]) {
	for (const refusal of errorCases[on]) {
		test(`${on}: ${refusal.code}, ${refusal.says}`, () => assertRead(on, refusal));
	}
}

async function assertRead(on: Called, { code, status, says, message, buttons }: ErrorCase): Promise<void> {
	const { faults, requests, url } = sandbox.sts;
	const before = requests.length;
	if (on === "AssumeRole, chained") {
		// The role on the way to the one that is refused.
		faults.answer(1, assumeRoleAnswer(Date.now() + 3_600_000));
	}
	refuse(status, code, says);
	await calls[on]();
	const told = await shownError(sandbox);
	assert.equal(requests[before]?.operation, on.replace(/,.*/, ""));
	const read = told.message.replaceAll(new URL(url).host, "sts.example");
	assert.equal(read, message);
	assert.deepEqual(told.buttons, buttons);
}

test("a wrong MFA code is told in the box, where the next one is typed", async () => {
	const { quickInput } = sandbox.workbench.person;
	refuse(403, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code.");
	await calls["AssumeRole, MFA"]();
	const { title, message, severity } = await quickInput.waitForState("the error", ({ message: shown }) =>
		/not accepted/.test(shown),
	);
	assert.match(title, /^MFA code of alice/);
	assert.deepEqual([message.split(".")[0], severity], ["That code was not accepted", "error"]);
	await quickInput.escape();
});

test("who may not even ask who they are can ask about others", async () => {
	const { notificationList, quickInput } = sandbox.workbench.person;
	refuse(403, "AccessDenied", "User: x is not authorized to perform: sts:GetCallerIdentity");
	await calls.GetCallerIdentity();
	await shownError(sandbox);
	await notificationList.click(/may not call GetCallerIdentity/, "Use Another Session…");
	await quickInput.waitForTitle("Who am I?");
	assert.deepEqual(
		(await quickInput.rows()).map(({ label }) => label),
		["dev-readonly", "A profile…", "This terminal's environment"],
	);
	await quickInput.escape();
});

test("an error for which there is nothing else to do is shown whole, with the log", async () => {
	const body = "x".repeat(1_100_000);
	sandbox.sts.faults.answer(always, { status: 200, contentType: "text/xml", body });
	await calls.GetCallerIdentity();
	const { message, buttons } = await shownError(sandbox);
	assert.match(message, /sent more than 1000 kB$/);
	assert.deepEqual(buttons, ["Show Log"], "without a button VS Code would fold it to a line");
});

test("each code that STS knows is among them", () => {
	const codes = [
		...[
			"MalformedPolicyDocument",
			"PackedPolicyTooLarge",
			"RegionDisabledException",
			"ExpiredTokenException",
		],
		...["IDPRejectedClaim", "IDPCommunicationError", "InvalidIdentityToken"],
		...["InvalidAuthorizationMessageException", "SessionDurationEscalationException"],
		...["OutboundWebIdentityFederationDisabledException", "JWTPayloadSizeExceededException"],
		...["AccessDenied", "InvalidClientTokenId", "SignatureDoesNotMatch", "RequestExpired", "ExpiredToken"],
		...["ValidationError", "Throttling"],
	];
	const produced = new Set(Object.values(errorCases).flatMap((cases) => cases.map(({ code }) => code)));
	assert.deepEqual(
		codes.filter((code) => !produced.has(code)),
		[],
	);
});
