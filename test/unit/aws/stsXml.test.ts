import assert from "node:assert/strict";
import { test } from "node:test";
import { child, parseXml, requiredText, textAt } from "../../../src/aws/stsXml.ts";
import { SessionsError } from "../../../src/core/errors.ts";

const parse = (text: string) => parseXml(text, "sts.test");

test("text stays text, with XML's escapes undone once", () => {
	const document = parse(
		'<?xml version="1.0"?>\n<R xmlns="urn:x"><Account>012345678901</Account><N>1e3</N><B>true</B>' +
			"<M>it&#39;s &apos;x&apos; &lt;b&gt; &amp;amp;&#xA;&quot;</M><E/></R>",
	);
	const at = (name: string) => textAt(document, "R", name);
	assert.deepEqual(
		[at("Account"), at("N"), at("B"), at("E"), at("Gone")],
		["012345678901", "1e3", "true", undefined, undefined],
	);
	assert.equal(at("M"), "it's 'x' <b> &amp;\n\"");
	assert.equal(textAt(parse(`<R>${"&quot;".repeat(20_000)}</R>`), "R"), '"'.repeat(20_000));
});

test("what Object has of its own is no element", () => {
	const document = parse("<R><A>1</A></R>");
	assert.equal(child(document, "constructor"), undefined);
	assert.equal(textAt(document, "R", "toString"), undefined);
	assert.equal(textAt(document, "R", "A", "length"), undefined);
	assert.throws(() => parse("<R><__proto__><A>1</A></__proto__></R>"), SessionsError);
});

test("a missing element is named by its path", () => {
	assert.throws(
		() => requiredText(parse("<R><A/></R>"), "sts.test", "R", "A"),
		(error) =>
			error instanceof SessionsError && error.code === "InvalidResponse" && error.message.includes("R/A"),
	);
});

test("broken documents are refused whole", () => {
	for (const text of ["<R><A>1</B></R>", "<R><A>1</A>", "<R a=></R>", "<html/>"]) {
		assert.throws(() => parse(text), SessionsError, text);
	}
});
