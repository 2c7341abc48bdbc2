import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type ProfileNode, profileTree } from "../../../../src/core/profiles/profileTree.ts";
import type { RememberedRole } from "../../../../src/core/profiles/rememberedRoles.ts";
import { configOf } from "../../fakes/configOf.ts";

const keys = "aws_access_key_id = AKIA1\naws_secret_access_key = s1";
const roleFrom = (source: string) =>
	`role_arn = arn:aws:iam::444455556666:role/R\nsource_profile = ${source}`;

/** `name(child child(grandchild))`. */
function drawn({ profile, children }: ProfileNode): string {
	return children.length === 0 ? profile.name : `${profile.name}(${children.map(drawn).join(" ")})`;
}

function tree(text: string): Record<string, string> {
	return Object.fromEntries(
		profileTree(configOf(text)).map(({ kind, profiles }) => [kind, profiles.map(drawn).join(" ")]),
	);
}

test("a sign-in stands over the profiles that use it, also one that none uses", () => {
	const role = "sso_account_id = 111122223333\nsso_role_name = R";
	const text = [
		`[profile one]\nsso_session = corp\n${role}`,
		`[profile old]\nsso_start_url = https://old.awsapps.com/start\nsso_region = eu-west-1\n${role}`,
		`[profile older]\nsso_start_url = https://old.awsapps.com/start\nsso_region = eu-west-1\n${role}`,
		`[profile lost]\nsso_session = gone\n${role}`,
		`[profile two]\nsso_session = corp\n${role}`,
		`[profile from]\n${roleFrom("two")}`,
		"[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1",
		"[sso-session spare]\nsso_start_url = https://spare.awsapps.com/start\nsso_region = eu-west-1",
		"[sso-session half]\nsso_region = eu-west-1",
	].join("\n");
	const [group, ...others] = profileTree(configOf(text));
	assert.deepEqual(others, []);
	assert.deepEqual(
		group?.signIns.map(({ label, settings, profiles }) => [
			label,
			settings.kind,
			profiles.map(drawn).join(" "),
		]),
		[
			["corp", "settings", "one two(from)"],
			["spare", "settings", ""],
			["half", "broken", ""],
			["old.awsapps.com", "settings", "old older"],
		],
	);
	assert.deepEqual(group?.profiles.map(drawn), ["lost"]);
});

test("groups by origin in their own order, roles under their source in the file's", () => {
	const text = [
		`[profile audit]\n${roleFrom("dev")}`,
		"[profile bare]\nregion = r",
		"[profile cmd]\ncredential_process = x",
		`[profile admin]\n${roleFrom("acme")}`,
		`[profile dev]\n${roleFrom("acme")}`,
		"[profile sso]\nsso_session = s\nsso_account_id = 1\nsso_role_name = R",
		"[profile ec2]\nrole_arn = arn:aws:iam::444455556666:role/R\ncredential_source = Ec2InstanceMetadata",
		"[profile web]\nrole_arn = arn:aws:iam::444455556666:role/R\nweb_identity_token_file = /t",
		"[profile in]\nlogin_session = l",
		"[profile half]\naws_access_key_id = AKIA1",
		`[profile acme]\n${keys}`,
		`[profile fromCmd]\n${roleFrom("cmd")}`,
	].join("\n");
	assert.deepEqual(tree(text), {
		keys: "acme(admin dev(audit))",
		sso: "sso",
		login: "in",
		process: "cmd(fromCmd)",
		webIdentity: "web",
		environment: "ec2",
		settings: "bare",
		broken: "half",
	});
	assert.deepEqual(
		profileTree(configOf(text)).map(({ label }) => label),
		[
			"Access keys",
			"IAM Identity Center",
			"Console sign-in",
			"Credential processes",
			"Web identity",
			"Environment and instance roles",
			"Settings only",
			"Can't be used",
		],
	);
});

test("broken ones stay where they can be found", () => {
	assert.deepEqual(tree(`[profile a]\n${roleFrom("gone")}\n[profile b]\n${roleFrom("a")}`), {
		broken: "a(b)",
	});
	const loop = `[profile a]\n${roleFrom("b")}\n[profile b]\n${roleFrom("a")}\n[profile in]\n${roleFrom("a")}`;
	assert.deepEqual(tree(loop), { broken: "a(in) b" });
	assert.deepEqual(tree(`[profile a]\n${roleFrom("bare")}\n[profile bare]\nregion = r`), {
		settings: "bare(a)",
	});
});

test("a profile that is its own source stands by itself, and so do two that have keys for each other", () => {
	assert.deepEqual(tree(`[profile a]\n${keys}\n${roleFrom("a")}\n[profile b]\n${roleFrom("a")}`), {
		keys: "a(b)",
	});
	const pair = `[profile a]\n${keys}\n${roleFrom("b")}\n[profile b]\n${keys}\n${roleFrom("a")}`;
	assert.deepEqual(tree(`${pair}\n[profile c]\n${roleFrom("b")}`), { keys: "a b(c)" });
});

test("every profile appears exactly once", () => {
	const names = ["a", "b", "c", "d", "e"];
	const anyProfile = fc.record({
		keys: fc.constantFrom("", keys, "aws_access_key_id = AKIA1"),
		source: fc.option(fc.constantFrom(...names, "gone"), { nil: undefined }),
	});
	const count = (nodes: readonly ProfileNode[]): string[] =>
		nodes.flatMap(({ profile, children }) => [profile.name, ...count(children)]);
	fc.assert(
		fc.property(fc.tuple(anyProfile, anyProfile, anyProfile, anyProfile, anyProfile), (profiles) => {
			const text = profiles
				.map((profile, index) =>
					[
						`[profile ${names[index]}]`,
						profile.keys,
						profile.source === undefined ? "" : roleFrom(profile.source),
					].join("\n"),
				)
				.join("\n");
			const shown = profileTree(configOf(text)).flatMap((group) => count(group.profiles));
			assert.deepEqual(shown.toSorted(), names);
		}),
		{ numRuns: 1000 },
	);
});

test("roles by hand stand under their source, pinned first; those whose source is gone by themselves", () => {
	const role = (name: string, sourceProfile: string, isPinned?: true): RememberedRole => {
		const request = { roleArn: `arn:aws:iam::444455556666:role/${name}`, sourceProfile };
		return { id: name, request, ...(isPinned === undefined ? {} : { isPinned }) };
	};
	const groups = profileTree(
		configOf(`[profile acme]\n${keys}\n[profile dev]\n${roleFrom("acme")}`),
		[],
		[role("A", "acme"), role("B", "dev"), role("C", "gone"), role("D", "acme", true)],
	);
	const ids = (roles: readonly RememberedRole[] | undefined) => roles?.map(({ id }) => id);
	const [acme] = groups.find(({ kind }) => kind === "keys")?.profiles ?? [];
	assert.deepEqual(ids(acme?.roles), ["D", "A"]);
	assert.deepEqual(ids(acme?.children[0]?.roles), ["B"]);
	assert.deepEqual(ids(groups.find(({ kind }) => kind === "byHand")?.roles), ["C"]);
	assert.deepEqual(
		groups.map(({ label }) => label),
		["Access keys", "Assumed by hand"],
	);
});
