import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { samlText } from "../../../../src/aws/saml/samlText.ts";
import { lengthLimits } from "../../../../src/core/session/stsLimits.ts";
import { base64, responseXml } from "./samlFixture.ts";

// Blanks at the end bring the + and / and = of Base64 into play.
const xml = `${responseXml({ subject: "Zoë>?~ÿ" })}`;
const plain = base64(xml);

function base64Of(text: string): string {
	const read = samlText(text);
	assert.ok(typeof read === "object", typeof read === "string" ? read : "");
	assert.equal(read.xml, xml);
	return read.base64;
}

test("Base64 alone, over lines, without its padding, with the alphabet of URLs", () => {
	const lines = plain.match(/.{1,76}/g) ?? [];
	assert.match(plain, /[+/]/);
	for (const text of [
		plain,
		` ${plain}\n`,
		lines.join("\r\n"),
		lines.join("\n    "),
		plain.replace(/=+$/, ""),
		plain.replaceAll("+", "-").replaceAll("/", "_"),
		`"${plain}"`,
		`\uFEFF${plain}`,
	]) {
		assert.equal(base64Of(text), plain);
	}
});

test("a form's body, a parameter's row, a URL's or a page's encoding", () => {
	const encoded = encodeURIComponent(plain);
	const entities = plain.replaceAll("+", "&#43;").replaceAll("/", "&#x2F;").replaceAll("=", "&#61;");
	for (const text of [
		encoded,
		encodeURIComponent(encoded),
		`SAMLResponse=${encoded}`,
		`SAMLResponse=${encoded}&RelayState=https%3A%2F%2Fexample.com`,
		`RelayState=x&SAMLResponse=${encoded}`,
		`SAMLResponse: ${plain}`,
		`"SAMLResponse": "${plain}"`,
		entities,
		`SAMLResponse=${entities}&RelayState=x`,
	]) {
		assert.equal(base64Of(text), plain, text.slice(0, 60));
	}
});

test("the XML itself is encoded as it stands", () => {
	assert.equal(base64Of(xml), plain);
	assert.equal(base64Of(`\uFEFF\n${xml}\n`), plain);
});

test("what can't be read says why, and names the limits of STS", () => {
	const { max } = lengthLimits.samlAssertion;
	const cases: [string, RegExp][] = [
		["", /^is empty$/],
		[" \n", /^is empty$/],
		["hidden!", /neither Base64 nor XML/],
		["hiddn", /neither Base64 nor XML/],
		[`${plain}=====`, /neither Base64 nor XML/],
		["AAAA%", /neither/],
		[Buffer.from("hidden text").toString("base64"), /something that is not XML$/],
		[Buffer.from([0xff, 0xfe, 0x3c, 0x00]).toString("base64"), /not XML in UTF-8/],
		["<!DOCTYPE html><html>hidden</html>", /web page/],
		["A".repeat(max + 4), /100,004 characters of Base64\. STS takes 4 to 100,000/],
		[`<a>${"h".repeat(max)}</a>`, /133,344 characters of Base64/],
		["A".repeat(max * 5), /more than characters|more than/],
	];
	for (const [text, message] of cases) {
		const read = samlText(text);
		assert.ok(typeof read === "string", text.slice(0, 60));
		assert.match(read, message);
		assert.doesNotMatch(read, /hidd/);
	}
	const largest = `<${"a".repeat((max / 4) * 3 - 1)}`;
	assert.equal((samlText(base64(largest)) as { base64: string }).base64.length, max);
});

test("any document comes back out of its Base64, and no text makes the reader throw", () => {
	fc.assert(
		fc.property(fc.string({ unit: "grapheme" }), (text) => {
			const document = `<a>${text}</a>`;
			assert.deepEqual(samlText(base64(document)), { base64: base64(document), xml: document });
			samlText(text);
		}),
	);
});
