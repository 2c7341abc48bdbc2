import assert from "node:assert/strict";
import { test } from "node:test";
import { child, parseXml, requiredText, textAt } from "../../../../src/aws/sts/stsXml.ts";
import { SessionsError } from "../../../../src/core/errors.ts";
import { cpuTime } from "../../fakes/cpuTime.ts";

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

test("CDATA is text as it stands, comments and instructions are nothing, prefixes and new elements do not matter", () => {
	const document = parse(
		'<?xml version="1.0"?><s:R xmlns:s="urn:x" s:a="1"><?x y?><!-- <A>0</A> --><s:A><![CDATA[<b> &amp;]]></s:A><New><A>2</A></New><B>1<!-- x -->2</B></s:R>',
	);
	assert.equal(textAt(document, "R", "A"), "<b> &amp;");
	assert.equal(textAt(document, "R", "B"), "12");
	assert.equal(textAt(document, "R", "New", "A"), "2");
});

test("entities of a document's own are refused before they are read", () => {
	for (const text of [
		'<!DOCTYPE R [<!ENTITY x SYSTEM "file:///etc/passwd">]><R><A>&x;</A></R>',
		`<?xml version="1.0"?><!DOCTYPE R [<!ENTITY a "ha"><!ENTITY b "${"&a;".repeat(1000)}">]><R>&b;</R>`,
		"<R><!ENTITY x 'y'></R>",
	]) {
		assert.throws(
			() => parse(text),
			(error) => error instanceof SessionsError && /document type definition|not XML/.test(error.message),
		);
	}
});

test("what a CDATA section quotes is text, whatever it looks like", () => {
	for (const quoted of ["<html><body>", "<!DOCTYPE html>", "<!ENTITY x 'y'>", "<!--", "]]", "<?x"]) {
		const text = `<?xml version="1.0" encoding='UTF-8'?><!-- <!DOCTYPE x> --><R a=">"><A><![CDATA[${quoted}]]></A></R>`;
		assert.equal(textAt(parse(text), "R", "A"), quoted, quoted);
	}
});

test("no quote, comment or instruction hides a definition of entities", () => {
	const definition = '<!DOCTYPE R [<!ENTITY x "y">]>';
	for (const text of [
		`<R a="<![CDATA["/>${definition}<R b="]]>">&x;</R>`,
		`<R a='<!--'>${definition}&x;<A b='-->'/></R>`,
		`<R><?x " ?><![CDATA[ " ?>${definition}]]>&x;</R>`,
		`<R></R "><![CDATA[">${definition}<A>]]>&x;</A>`,
		`<R><!-- -->${definition}<!-- -->&x;</R>`,
		`<R><![CDATA[]]>${definition}<![CDATA[]]>&x;</R>`,
		`<R>&x;</R><!DOCTYPE R [<!ENTITY x "y">]`,
		"<R><![CDATA[",
		"<R><!--",
		"<R><!",
		'<R a="',
	]) {
		assert.throws(() => parse(text), SessionsError, text);
	}
});

test("markup without an end is given up in one pass", () => {
	for (const text of ["<!--", "<![CDATA[", '<R a="', "<R a='\"", "<?x '", "<R "]) {
		const document = `<R>${text.repeat(100_000)}`;
		const time = cpuTime(() => assert.throws(() => parse(document), SessionsError));
		assert.ok(time < 1000, `${text}: ${time} ms`);
	}
});

test("an answer of a megabyte is read whole", () => {
	const document = parse(`<R><A>${"a ".repeat(500_000)}</A><B>1</B></R>`);
	assert.equal(textAt(document, "R", "A")?.length, 999_999);
	assert.equal(textAt(document, "R", "B"), "1");
});

test("many comments before nothing are done with quickly", () => {
	const time = cpuTime(() => assert.throws(() => parse(`${"<!-- x -->".repeat(20_000)}!`), SessionsError));
	assert.ok(time < 2000, `${time} ms`);
	assert.equal(textAt(parse("<!-- <b> --><!----><R><A>1</A></R>"), "R", "A"), "1");
});
