import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseStrictXml, type XmlElement } from "../../../../src/aws/sts/xml.ts";

function parse(text: string): XmlElement {
	const root = parseStrictXml(text);
	assert.ok(typeof root === "object", typeof root === "string" ? root : "");
	return root;
}

test("names, namespaces, attributes and text", () => {
	const root = parse(
		'<?xml version="1.0"?>\n<a:r xmlns:a="urn:a" xmlns="urn:d" id=\' 1 \' a:id="2" xml:lang="en">x<b xmlns:a="urn:b"><a:c/></b><d xmlns=""/> &amp;lt; </a:r>\n',
	);
	assert.deepEqual([root.namespace, root.name, root.text], ["urn:a", "r", "x &lt;"]);
	assert.deepEqual([...root.attributes], [["id", " 1 "]]);
	const [b, d] = root.children;
	assert.deepEqual(
		[b?.namespace, b?.name, b?.children[0]?.namespace, d?.namespace],
		["urn:d", "b", "urn:b", ""],
	);
});

test("numbers and words stay text", () => {
	assert.equal(parse("<a>012345678901</a>").text, "012345678901");
	assert.equal(parse("<a b='true'>null</a>").attributes.get("b"), "true");
});

test("a refusal quotes nothing of the document", () => {
	for (const text of [
		"",
		"hidden",
		"<hidden>",
		"<hidden></hiddem>",
		"<hidden:a/>",
		"<a:b:c xmlns:a='hidden'/>",
		"<a hidden/>",
		"<a hidden='1' hidden='2'/>",
		"<a>&hidden;</a>",
		"<!-- hidden --><a/>",
		"<a><!ELEMENT hidden></a>",
		"<hidden/><hidden/>",
		"hidden<a/>",
		"<__proto__>hidden</__proto__>",
	]) {
		const refusal = parseStrictXml(text);
		assert.ok(typeof refusal === "string", text);
		assert.match(refusal, /^(has|is) /);
		assert.doesNotMatch(refusal, /hidde/);
	}
});

test("40 elements may be in one another, not 41", () => {
	const nested = (depth: number) => `${"<a>".repeat(depth)}${"</a>".repeat(depth)}`;
	assert.equal(parse(nested(40)).name, "a");
	assert.match(String(parseStrictXml(nested(41))), /more than 40 deep/);
});

test("any text comes back out of its escapes", () => {
	const escaped = (text: string) => text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
	fc.assert(
		fc.property(fc.string({ unit: "grapheme" }), (text) => {
			const root = parse(`<a b="${escaped(text)}">${escaped(text)}</a>`);
			assert.equal(root.text, text.trim());
			assert.equal(root.attributes.get("b"), text);
		}),
	);
});
