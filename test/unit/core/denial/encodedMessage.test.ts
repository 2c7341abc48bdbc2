import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { findAnnouncement, findEncodedMessages } from "../../../../src/core/denial/encodedMessage.ts";
import { cpuTime } from "../../fakes/cpuTime.ts";

const message = `${"aB3_x-Zq9Kd7".repeat(30)}End9`;
const error = `An error occurred (UnauthorizedOperation) when calling the RunInstances operation: You are not authorized to perform this operation. User: arn:aws:iam::111122223333:user/alice is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:eu-central-1:111122223333:instance/* because no identity-based policy allows the ec2:RunInstances action. Encoded authorization failure message: ${message}`;

const messagesOf = (text: string): string[] => findEncodedMessages(text).map((found) => found.message);

test("the message of an error is found, with its place and what the error says", () => {
	const [found, another] = findEncodedMessages(`$ aws ec2 run-instances\n${error}\n$ `);
	assert.equal(found?.message, message);
	assert.equal(another, undefined);
	const text = `$ aws ec2 run-instances\n${error}\n$ `;
	assert.equal(text.slice(found?.start, found?.end), message);
	assert.equal(found?.isCut, false);
	assert.deepEqual(found?.reason, { isExplicit: false, policy: "identity-based policy" });
});

test("it is found however it is announced and quoted", () => {
	for (const text of [
		`Encoded authorization failure message: ${message}`,
		`encoded authorization message: ${message}.`,
		`Encoded authorization failure message: '${message}'`,
		`aws sts decode-authorization-message --encoded-message ${message}`,
		`aws sts decode-authorization-message --encoded-message="${message}" --region eu-west-1`,
		`{"EncodedMessage": "${message}"}`,
		`{\\"encodedMessage\\":\\"${message}\\"}`,
		`│ You are not authorized. Encoded authorization\n│ failure message: ${message}\n│ \n│   with aws_instance.web,`,
		`Error: Encoded authorization failure message:\n${message}\n\tstatus code: 403, request id: 1`,
		`"errorMessage":"Encoded authorization failure message: ${message}\\n\\tstatus code: 403"`,
	]) {
		assert.deepEqual(messagesOf(text), [message], text.replace(message, "…"));
	}
});

test("lines that a terminal or a mail has broken are put together again", () => {
	const line = `Encoded authorization failure message: ${message}`;
	const broken = (text: string, width: number): string =>
		text.match(new RegExp(`.{1,${width}}`, "g"))?.join("\n") ?? "";
	for (const width of [60, 72, 80, 120, 200]) {
		assert.deepEqual(messagesOf(`${broken(line, width)}\n\n$ echo done`), [message], `${width}`);
		assert.deepEqual(messagesOf(broken(message, width)), [message], `bare, ${width}`);
		assert.deepEqual(messagesOf(broken(line, width).replaceAll("\n", "\r\n")), [message], `CRLF ${width}`);
	}
	const wide = error.slice(-403, -4);
	for (const newline of ["\n", "\r\n"]) {
		const lines = ["x".repeat(wide.length), wide, "End9"].join(newline);
		assert.deepEqual(messagesOf(lines), [message], "as wide as the line before");
	}
	assert.deepEqual(messagesOf(`${message.slice(0, -4)}\nEnd9`), [message], "nothing else is there");
	const framed = `│ ${broken(line, 78).replaceAll("\n", "\n│ ")}\n│ \n╵`;
	assert.deepEqual(messagesOf(framed), [message]);
});

test("a line of one word after an unbroken message does not belong to it", () => {
	for (const next of ["done", "2026-03-01", "make", "ERROR"]) {
		assert.deepEqual(messagesOf(`${error}\n${next}\n`), [message], next);
		const short = message.slice(-300);
		const announced = `Encoded authorization failure message: ${short}`;
		for (const before of ["", "$ aws ec2 run-instances\n", `${"x".repeat(announced.length - 1)}\n`]) {
			assert.deepEqual(messagesOf(`${before}${announced}\n${next}\n`), [short], `${before}${next}`);
		}
	}
});

test("a message alone is one; what only looks like one is not", () => {
	assert.deepEqual(messagesOf(`  "${message}"\n`), [message]);
	assert.deepEqual(messagesOf(message), [message]);
	assert.equal(findEncodedMessages(message)[0]?.isAnnounced, false);
	assert.equal(findEncodedMessages(error)[0]?.isAnnounced, true);
	for (const text of [
		"",
		"done",
		"a".repeat(500),
		"0123456789abcdef".repeat(20),
		`${message}.${message}.${message}`,
		`IQoJb3JpZ2luX2Vj${message}`,
		`see ${message}`,
		`/${message}`,
		`const encodedMessageOfTheServiceThatDeniedIt12345678901234567890 = 1`,
		`Encoded authorization failure message: unknown`,
	]) {
		assert.deepEqual(messagesOf(text), [], text.slice(0, 40));
	}
});

test("what begins as a secret of a known kind does is no message", () => {
	for (const beginning of [
		"sk-ant-api03-",
		"sk-proj-",
		"sk_live_",
		"ghp_",
		"github_pat_11",
		"glpat-",
		"npm_",
		"xoxb-123-",
		"AKIAEXAMPLE23EXAMPLE",
		"ASIAEXAMPLE23EXAMPLE",
		"FwoGZXIvYXdzE",
		"eyJhbGciOiJIUzI1NiJ9",
		"MIIEvgIBADANBg",
		"b3BlbnNzaC1rZXktdjE",
	]) {
		assert.deepEqual(messagesOf(beginning + message), [], beginning);
		assert.deepEqual(messagesOf(`Encoded authorization failure message: ${beginning}${message}`).length, 1);
	}
	const pem = `-----BEGIN PRIVATE KEY-----\n${message.match(/.{1,64}/g)?.join("\n")}\n-----END PRIVATE KEY-----\n`;
	const jwt = `eyJhbGciOiJIUzI1NiJ9.${message}.${message}`;
	for (const text of [
		pem,
		jwt,
		"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
		"wJalrXUtnFEMIaK7MDENGabPxRfiCYEXAMPLEKEY",
	]) {
		assert.deepEqual(messagesOf(text), [], text.slice(0, 40));
	}
});

test("a name and = before a message are no part of it", () => {
	assert.deepEqual(messagesOf(`encodedMessage: encodedMessage=${message}`), [message]);
});

test("a run longer than any message is not read to its end", () => {
	const [found] = findEncodedMessages(`Encoded authorization failure message: ${"aB3".repeat(100_000)}`);
	assert.equal(found?.message.length, 10_241);
	assert.deepEqual(messagesOf("aB3".repeat(100_000)), []);
});

test("one that was cut says so", () => {
	for (const rest of ["...", "…", " [truncated]", "...(truncated)"]) {
		const [found] = findEncodedMessages(`Encoded authorization failure message: ${message}${rest}`);
		assert.equal(found?.isCut, true, rest);
		assert.equal(found?.message, message);
	}
	const isCut = ['"', ".", ". Another sentence", "\n...", ""].map(
		(rest) => findEncodedMessages(`Encoded authorization failure message: ${message}${rest}`)[0]?.isCut,
	);
	assert.deepEqual(isCut, [false, false, false, false, false]);
});

test("each of several has the reason that stands before it", () => {
	const other = message.replaceAll("a", "b");
	const text = `${error}\nUser: x is not authorized with an explicit deny in a service control policy: arn:aws:organizations::111122223333:policy/o-a/service_control_policy/p-b. Encoded authorization failure message: ${other}`;
	assert.deepEqual(
		findEncodedMessages(text).map((found) => [found.message, found.reason?.policy, found.reason?.policyArn]),
		[
			[message, "identity-based policy", undefined],
			[
				other,
				"service control policy",
				"arn:aws:organizations::111122223333:policy/o-a/service_control_policy/p-b",
			],
		],
	);
});

test("words that announce a message which is not there are found by themselves", () => {
	const line = "│ Encoded authorization failure message:";
	assert.deepEqual(findAnnouncement(line), { start: 2, end: 39 });
	assert.equal(findAnnouncement("nothing of the kind"), undefined);
});

test("whatever the text, what is found stands there, in time", () => {
	const part = fc.constantFrom(
		"Encoded authorization failure message: ",
		message,
		message.slice(0, 77),
		"\n",
		"│ ",
		" ",
		'"',
		"encoded-message",
		"...",
		"because no session policy allows",
	);
	fc.assert(
		fc.property(fc.array(fc.oneof(part, fc.string()), { maxLength: 30 }), (parts) => {
			const text = parts.join("");
			for (const { message: found, start, end } of findEncodedMessages(text)) {
				assert.equal(text.slice(start, end).replace(/[\s│|>]/g, ""), found);
			}
		}),
	);
	const rows = "a".repeat(20);
	for (const text of [
		" ".repeat(500_000),
		`${message}${" ".repeat(500_000)}x`,
		"encoded ".repeat(60_000),
		"encodedmessage=".repeat(33_333),
		"encodedmessage ".repeat(33_333),
		`${rows}encodedmessage\n`.repeat(14_000),
		`${rows}encodedmessage\n${"a".repeat(34)}\n`.repeat(7000),
		`${rows}encodedmessage\n${"a".repeat(480_000)}`,
		`encodedmessage=${"a".repeat(60)} `.repeat(6600),
	]) {
		const time = cpuTime(() => assert.ok(findEncodedMessages(text).length <= 1, text.slice(0, 40)));
		assert.ok(time < 1000, `${text.slice(0, 40)}: ${time} ms: it grows with the square of the length`);
	}
	const many = `encodedmessage=${message} `.repeat(1300);
	assert.ok(cpuTime(() => assert.equal(findEncodedMessages(many).length, 1300)) < 1000);
});
