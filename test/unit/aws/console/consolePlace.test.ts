import assert from "node:assert/strict";
import { test } from "node:test";
import { consolePage, consolePlace } from "../../../../src/aws/console/consolePlace.ts";

test("each partition has a console and a sign-in of its own", () => {
	const places = (
		[
			["aws", "eu-central-1"],
			["aws", undefined],
			["aws", "us-new-9"],
			["aws-cn", "cn-northwest-1"],
			["aws-us-gov", undefined],
			["aws-eusc", "eusc-de-east-1"],
		] as const
	).map(([partition, region]) => {
		const { host, federation } = consolePlace(partition, region, undefined);
		return `${host} ${federation}`;
	});
	assert.deepEqual(places, [
		"eu-central-1.console.aws.amazon.com https://eu-central-1.signin.aws.amazon.com/federation",
		"us-east-1.console.aws.amazon.com https://us-east-1.signin.aws.amazon.com/federation",
		"us-new-9.console.aws.amazon.com https://signin.aws.amazon.com/federation",
		"cn-northwest-1.console.amazonaws.cn https://signin.amazonaws.cn/federation",
		"us-gov-west-1.console.amazonaws-us-gov.com https://signin.amazonaws-us-gov.com/federation",
		"eusc-de-east-1.console.amazonaws-eusc.eu https://eusc-de-east-1.signin.amazonaws-eusc.eu/federation",
	]);
	assert.deepEqual(consolePlace("aws", "eu-west-1", undefined).signOut, {
		federation: "https://us-east-1.signin.aws.amazon.com/federation",
		logout: "https://us-east-1.signin.aws.amazon.com/oauth",
	});
	assert.equal(consolePlace("aws-cn", undefined, undefined).signOut, undefined);
});

test("another partition's region, and a partition that is not known, are refused", () => {
	for (const region of ["cn-north-1", "us-gov-west-1", "evil.example/"]) {
		assert.throws(() => consolePlace("aws", region, undefined), { code: "InvalidArgument" });
	}
	assert.throws(() => consolePlace("aws-iso", "us-iso-east-1", undefined), { code: "ConsoleUnavailable" });
});

test("a federation endpoint of one's own gets the keys over TLS, or on this machine", () => {
	for (const endpoint of ["https://signin.example/federation", "http://127.0.0.1:99/federation"]) {
		assert.equal(consolePlace("aws", undefined, endpoint).federation, endpoint);
	}
	for (const endpoint of ["http://signin.example/federation", "ftp://x", "nonsense"]) {
		assert.throws(() => consolePlace("aws", undefined, endpoint), { code: "InvalidEndpoint" });
	}
});

test("a page is a path in the session's region, or an address of this console and of no other site", () => {
	const place = consolePlace("aws", "eu-central-1", undefined);
	const pages: [page: string | undefined, address: string][] = [
		[undefined, "https://eu-central-1.console.aws.amazon.com/console/home?region=eu-central-1"],
		["s3/buckets", "https://eu-central-1.console.aws.amazon.com/s3/buckets?region=eu-central-1"],
		[
			"/cloudwatch/home#logsV2:log-groups",
			"https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#logsV2:log-groups",
		],
		["ec2/home?a=1%2F", "https://eu-central-1.console.aws.amazon.com/ec2/home?a=1%2F&region=eu-central-1"],
		["ec2/home?region=us-east-1", "https://eu-central-1.console.aws.amazon.com/ec2/home?region=us-east-1"],
		["https://console.aws.amazon.com/iam/home#/roles", "https://console.aws.amazon.com/iam/home#/roles"],
	];
	for (const [page, address] of pages) {
		assert.equal(consolePage(place, page), address);
	}
	for (const page of [
		"https://evil.example/",
		"//evil.example/",
		"http://console.aws.amazon.com/",
		"https://console.aws.amazon.com.evil.example/",
		"https://evilconsole.aws.amazon.com/",
		"https://user@console.aws.amazon.com/",
		"https://console.aws.amazon.com:8443/",
		"javascript:alert(1)",
		"https://console.amazonaws.cn/",
	]) {
		assert.throws(() => consolePage(place, page), { code: "InvalidArgument" }, page);
	}
	for (const page of ["@evil.example/", "\\evil.example", "..//evil.example"]) {
		assert.equal(new URL(consolePage(place, page)).hostname, "eu-central-1.console.aws.amazon.com", page);
	}
});
