import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleAlice, sampleTradeInToken, sampleWorld } from "../../sandbox/sampleWorld.ts";
import { call, keysIn, outcome } from "./client.ts";
import { ciBotKeys, type Fixture, fixture } from "./fixture.ts";

const trade = ({ sts, now }: Fixture, TradeInToken: string, region = "eu-central-1") =>
	call(sts, ciBotKeys, { Action: "GetDelegatedAccessToken", TradeInToken }, { at: now(), region });

test("a trade-in token is worth credentials of the role that it stands for", async (t) => {
	const held = await fixture(t);
	const { token, principal } = sampleTradeInToken();
	const answer = await trade(held, token);
	assert.equal(answer.element("AssumedPrincipal"), principal);
	assert.equal(answer.element("Expiration"), "2026-03-01T13:00:10Z");
	const identity = await call(held.sts, keysIn(answer), { Action: "GetCallerIdentity" });
	assert.equal(
		identity.element("Arn"),
		"arn:aws:sts::444455556666:assumed-role/DevReadOnly/TemporaryDelegation",
	);
	assert.ok(held.sts.secretsIssued().includes(token));
	assert.equal(held.sts.requests[0]?.parameters["TradeInToken"], "***");
});

test("or of the user", async (t) => {
	const token = { ...sampleTradeInToken(), principal: sampleAlice().arn };
	const held = await fixture(t, { ...sampleWorld(), tradeInTokens: [token] });
	const keys = keysIn(await trade(held, token.token));
	const identity = await call(held.sts, keys, { Action: "GetCallerIdentity" });
	assert.equal(identity.element("Arn"), sampleAlice().arn);
});

test("expired and unknown tokens are refused, and a switched off region", async (t) => {
	const expiring = { ...sampleTradeInToken(), token: "soon" };
	const prod = { ...sampleTradeInToken(), token: "prod", principal: sampleWorld().roles[3]?.arn ?? "" };
	const tradeInTokens = [expiring, prod];
	const world = { ...sampleWorld(), tradeInTokens };
	const held = await fixture(t, world);
	assert.match(outcome(await trade(held, "prod", "ap-south-1")), /^403 RegionDisabledException/);
	assert.match(
		outcome(await trade(held, "unknown")),
		/^403 AccessDenied: Not authorized to perform sts:GetDel/,
	);
	assert.match(outcome(await trade(held, "")), /at 'tradeInToken' .* greater than or equal to 1$/);
	const late = await fixture(t, { ...world, tradeInTokens: [{ ...expiring, expiresAt: held.now() }] });
	assert.equal(
		outcome(await trade(late, "soon")),
		"400 ExpiredTradeInTokenException: The trade-in token provided in the request has expired",
	);
});
