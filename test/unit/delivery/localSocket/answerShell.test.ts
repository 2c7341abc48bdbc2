import assert from "node:assert/strict";
import { test } from "node:test";
import type { Credentials } from "../../../../src/core/session/credentials.ts";
import type { ShellProfile } from "../../../../src/core/shells/shellProfile.ts";
import { Secret } from "../../../../src/core/text/secret.ts";
import { answerShell, type ShellSources } from "../../../../src/delivery/localSocket/answerShell.ts";
import { sessionOf } from "../../fakes/sessionOf.ts";

const dev: ShellProfile = {
	name: "dev-vscode",
	source: { kind: "session", request: { kind: "profile", profile: "dev" } },
	isProduction: false,
	isSectionOurs: true,
};
const temporary: Credentials = {
	accessKeyId: "ASIA1",
	secretAccessKey: new Secret("hidden-key"),
	sessionToken: new Secret("hidden-token"),
	expiresAt: Date.UTC(2026, 2, 1, 13, 0, 0, 999),
};

function sources(changes: Partial<ShellSources> = {}) {
	const told: string[] = [];
	return {
		told,
		profileOf: (name: string) => (name === dev.name ? dev : undefined),
		session: () => undefined,
		credentialsOf: () => undefined,
		keysOf: async () => undefined,
		isProduction: () => false,
		startTitle: () => "Assume Role",
		served: (id: string) => void told.push(`served ${id}`),
		wanted: ({ name }: ShellProfile) => void told.push(`wanted ${name}`),
		...changes,
	};
}

const ask = (from: ShellSources, profile = "dev-vscode", asksPerson = false) =>
	answerShell({ profile, asksPerson }, from);

test("a live session's credentials, as a credential_process prints them", async () => {
	const from = sources({ credentialsOf: (id) => (id === "profile:dev" ? temporary : undefined) });
	assert.deepEqual(await ask(from), {
		kind: "credentials",
		credentials: {
			Version: 1,
			AccessKeyId: "ASIA1",
			SecretAccessKey: "hidden-key",
			SessionToken: "hidden-token",
			Expiration: "2026-03-01T13:00:00Z",
		},
	});
	assert.deepEqual(from.told, ["served profile:dev"]);
});

test("what was not given is told nothing of", async () => {
	const from = sources({ credentialsOf: () => temporary });
	const answer = await ask(from, "dev");
	assert.equal(answer.kind === "refused" && answer.code, "notShared");
	assert.ok(!JSON.stringify(answer).includes("hidden"));
	assert.deepEqual(from.told, []);
});

test("without a session it is told what to do; the person is wanted only when no other window has it", async () => {
	const from = sources();
	assert.deepEqual(await ask(from), {
		kind: "refused",
		code: "noSession",
		message: "There is no AWS session dev. Start it in VS Code: Assume Role",
	});
	assert.deepEqual(from.told, []);
	await ask(from, dev.name, true);
	assert.deepEqual(from.told, ["wanted dev-vscode"]);
	const expired = await ask(sources({ session: () => sessionOf({}) }));
	assert.match(JSON.stringify(expired), /session dev has expired\. Renew it in VS Code/);
});

test("production is served only when the person has agreed to it", async () => {
	const changes = { credentialsOf: () => temporary, isProduction: () => true };
	const refused = await ask(sources(changes));
	assert.match(JSON.stringify(refused), /"notShared".*has become production/);
	const agreed = sources({ ...changes, profileOf: () => ({ ...dev, isProduction: true }) });
	assert.equal((await ask(agreed)).kind, "credentials");
});

test("stored keys last, and are told of when they are gone", async () => {
	const acme: ShellProfile = { ...dev, name: "acme", source: { kind: "keys" } };
	const keys: Credentials = { accessKeyId: "AKIA1", secretAccessKey: new Secret("hidden-key") };
	const from = { profileOf: () => acme, keysOf: async () => keys };
	assert.deepEqual(await ask(sources(from), "acme"), {
		kind: "credentials",
		credentials: { Version: 1, AccessKeyId: "AKIA1", SecretAccessKey: "hidden-key" },
	});
	const gone = await ask(sources({ profileOf: () => acme }), "acme", true);
	assert.match(JSON.stringify(gone), /keys of 'acme' are not in VS Code's secret storage/);
});
