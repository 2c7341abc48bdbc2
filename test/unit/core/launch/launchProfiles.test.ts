import assert from "node:assert/strict";
import { test } from "node:test";
import { profileOfLaunch } from "../../../../src/core/launch/launchProfiles.ts";

const setting = { "Deploy*": "staging", "Deploy docs": "docs", "Deploy nothing": "", All: "everything" };
const compounds = [
	{ name: "All", configurations: ["Server", { name: "Client", folder: "web" }] },
	{ name: "Odd" },
	null,
];

test("the name itself goes before patterns, and takes a profile back when it is empty", () => {
	assert.equal(profileOfLaunch("Deploy api", setting, []), "staging");
	assert.equal(profileOfLaunch("Deploy docs", setting, []), "docs");
	assert.equal(profileOfLaunch("Deploy nothing", setting, []), undefined);
	assert.equal(profileOfLaunch("Server", setting, []), undefined);
});

test("a compound's name counts for what is in it, after the launch's own", () => {
	assert.equal(profileOfLaunch("Server", setting, compounds), "everything");
	assert.equal(profileOfLaunch("Client", setting, compounds), "everything");
	assert.equal(profileOfLaunch("Client", { ...setting, Client: "web" }, compounds), "web");
});

test("settings of another form name nothing", () => {
	for (const odd of [undefined, null, [], "x", { Server: 7 }, { Server: ["a"] }]) {
		assert.equal(profileOfLaunch("Server", odd, { name: "All" }), undefined);
	}
});
