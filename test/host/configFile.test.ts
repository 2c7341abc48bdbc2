import assert from "node:assert/strict";
import { mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import type * as vscode from "vscode";
import { waitFor } from "../harness/waitFor.ts";
import { openSandbox, type Sandbox } from "./sandbox.ts";

/** What an editor of the AWS files helps with, and that no other file gets it. */
let sandbox: Sandbox;
let configFile: string;
let credentialsFile: string;
let soundConfig: string;

before(async () => {
	// In a browser VS Code saves by itself after a second.
	sandbox = await openSandbox({ settings: { "files.autoSave": "off" } });
	configFile = join(sandbox.home, ".aws", "config");
	credentialsFile = join(sandbox.home, ".aws", "credentials");
	soundConfig = await readFile(configFile, "utf8");
	await waitFor("the first problems", async () => (await problems(configFile)).length === 1);
});
after(async () => {
	await sandbox[Symbol.asyncDispose]();
});
beforeEach(async () => {
	await edit(configFile, soundConfig);
});

/** Opens a file in an editor and puts a text there, unsaved. */
const edit = (file: string, text: string): Promise<string> =>
	sandbox.workbench.host.evaluate(
		async (api, [path, content]) => {
			const document = await api.workspace.openTextDocument(api.Uri.file(path));
			await api.window.showTextDocument(document, { preview: false });
			if (document.getText() !== content) {
				const change = new api.WorkspaceEdit();
				change.replace(document.uri, new api.Range(0, 0, document.lineCount, 0), content);
				await api.workspace.applyEdit(change);
			}
			return document.languageId;
		},
		[file, text] as const,
	);

/** Puts a text into a file's editor that has `|` where the cursor is, and answers that position. */
async function editAt(text: string, file = configFile): Promise<readonly [string, number, number]> {
	await edit(file, text.replace("|", ""));
	const before = text.slice(0, text.indexOf("|")).split("\n");
	return [file, before.length - 1, before.at(-1)?.length ?? 0];
}

interface Completion {
	readonly label: string;
	readonly insert: string;
	readonly sort: string;
	readonly detail: string;
	readonly documentation: string;
}

async function complete(text: string, file?: string): Promise<Completion[]> {
	return sandbox.workbench.host.evaluate(
		async (api, [path, line, column]) => {
			const list = await api.commands.executeCommand<vscode.CompletionList>(
				"vscode.executeCompletionItemProvider",
				api.Uri.file(path),
				new api.Position(line, column),
			);
			return list.items
				.filter(({ kind }) => kind !== api.CompletionItemKind.Text)
				.map(({ label, insertText, sortText, detail, documentation }) => ({
					label: typeof label === "string" ? label : label.label,
					insert: typeof insertText === "string" ? insertText : (insertText?.value ?? ""),
					sort: sortText ?? "",
					detail: (typeof label === "string" ? detail : label.description) ?? "",
					documentation: typeof documentation === "string" ? documentation : (documentation?.value ?? ""),
				}));
		},
		await editAt(text, file),
	);
}

const labels = (completions: readonly Completion[]): string[] => completions.map(({ label }) => label);

async function hover(text: string, file?: string): Promise<string> {
	return sandbox.workbench.host.evaluate(
		async (api, [path, line, column]) => {
			const hovers = await api.commands.executeCommand<vscode.Hover[]>(
				"vscode.executeHoverProvider",
				api.Uri.file(path),
				new api.Position(line, column),
			);
			const texts = hovers.flatMap(({ contents }) =>
				contents.map((content) => (typeof content === "string" ? content : content.value)),
			);
			return texts
				.join("\n")
				.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
				.replaceAll("&nbsp;", " ");
		},
		await editAt(text, file),
	);
}

/** `file:line` of what a name leads to. */
async function definitions(text: string, file?: string): Promise<string[]> {
	return sandbox.workbench.host.evaluate(
		async (api, [path, line, column]) => {
			const links = await api.commands.executeCommand<vscode.LocationLink[]>(
				"vscode.executeDefinitionProvider",
				api.Uri.file(path),
				new api.Position(line, column),
			);
			return links.map(
				({ targetUri, targetRange }) => `${targetUri.path.split("/").at(-1)}:${targetRange.start.line}`,
			);
		},
		await editAt(text, file),
	);
}

const lenses = (file: string) =>
	sandbox.workbench.host.evaluate(async (api, path) => {
		const uri = api.Uri.file(path);
		const document = await api.workspace.openTextDocument(uri);
		const found = await api.commands.executeCommand<vscode.CodeLens[]>(
			"vscode.executeCodeLensProvider",
			uri,
			1_000,
		);
		return found.map(({ range, command }) => ({
			header: document.getText(range),
			title: command?.title,
			command: command?.command,
			arguments: command?.arguments?.slice(0, 1),
		}));
	}, file);

const problems = (file: string) =>
	sandbox.workbench.host.evaluate(
		(api, path) =>
			api.languages
				.getDiagnostics(api.Uri.file(path))
				.filter(({ source }) => source === "AWS Sessions")
				.map(({ message, range, severity }) => ({ message, line: range.start.line, severity })),
		file,
	);

const profile = "[profile p]\n";

test("keys are completed with what they mean, those not there yet first", async () => {
	const found = await complete(`${profile}region = eu-west-1\nso|\n`);
	const source = found.find(({ label }) => label === "source_profile");
	assert.equal(source?.insert, "source_profile = ");
	assert.match(source.documentation, /credentials assume the role/);
	const region = found.find(({ label }) => label === "region");
	assert.ok(region !== undefined && region.sort > source.sort);
	assert.ok(!labels(found).includes("sso_registration_scopes"));
	assert.deepEqual(labels(await complete("[sso-session s]\n|")), [
		"sso_start_url",
		"sso_region",
		"sso_registration_scopes",
	]);
	assert.deepEqual(labels(await complete("[services s]\nsts =\n  |")), ["endpoint_url"]);
	assert.ok(labels(await complete(`${profile}s3 =\n  |`)).includes("max_concurrent_requests"));
	const beforeEquals = await complete(`${profile}re| = x`);
	assert.equal(beforeEquals.find(({ label }) => label === "region")?.insert || "region", "region");
});

test("values are completed by kind", async () => {
	const sources = await complete(`${soundConfig}\n[profile mine]\nsource_profile = |`);
	assert.ok(labels(sources).includes("acme") && labels(sources).includes("ci-bot"));
	assert.ok(!labels(sources).includes("mine"));
	assert.equal(sources.find(({ label }) => label === "dev-admin")?.detail, "DevAdmin · 444455556666");
	assert.deepEqual(labels(await complete(`${soundConfig}\n[profile mine]\nsso_session = |`)), ["corp"]);
	assert.deepEqual(labels(await complete(`[services local]\n${profile}services = |`)), ["local"]);
	assert.deepEqual(labels(await complete(`${profile}use_fips_endpoint = |`)).sort(), ["false", "true"]);
	assert.deepEqual(labels(await complete(`${profile}credential_source = E|`)).sort(), [
		"Ec2InstanceMetadata",
		"EcsContainer",
		"Environment",
	]);
	const regions = await complete(`${profile}region = eu-|`);
	assert.equal(regions.find(({ label }) => label === "eu-central-1")?.detail, "Frankfurt");
	assert.deepEqual(await complete(`${profile}credential_process = |`), []);
});

test("section headers are completed as each file writes them", async () => {
	assert.deepEqual(
		(await complete("[|]")).map(({ insert }) => insert),
		["profile", "services", "sso-session"].map((kind) => `[${kind} $\{1:name}]`),
	);
	const text = await readFile(credentialsFile, "utf8");
	assert.deepEqual(
		(await complete("[|", credentialsFile)).map(({ insert }) => insert),
		[`[$\{1:name}]`],
	);
	await edit(credentialsFile, text);
});

test("typing a key and accepting it goes on with its values", async () => {
	const { page, host, person } = sandbox.workbench;
	const [, line, column] = await editAt(`${soundConfig}\n[profile typed]\n|`);
	await host.evaluate(
		(api, [atLine, atColumn]) => {
			const editor = api.window.activeTextEditor;
			const position = new api.Position(atLine, atColumn);
			if (editor !== undefined) {
				editor.selection = new api.Selection(position, position);
				editor.revealRange(editor.selection);
			}
		},
		[line, column] as const,
	);
	await page.locator(".monaco-editor.focused, .monaco-editor").first().click();
	await host.evaluate((api) => api.commands.executeCommand("cursorBottom"));
	await page.keyboard.type("source_p", { delay: 30 });
	const suggestion = page.locator(".suggest-widget.visible .monaco-list-row");
	await suggestion.filter({ hasText: "source_profile" }).first().waitFor();
	await person.press("Enter");
	await suggestion.filter({ hasText: "prod-audit" }).first().waitFor();
	await page.keyboard.type("ci-b", { delay: 30 });
	await suggestion.filter({ hasText: "ci-bot" }).first().waitFor();
	await person.press("Enter");
	await waitFor("the line", () =>
		host.evaluate(
			(api) =>
				api.window.activeTextEditor?.document.getText().split("\n").at(-1) === "source_profile = ci-bot",
		),
	);
});

test("hovering says what a key means and what stands behind a name, and no secret", async () => {
	assert.match(
		await hover(`${profile}retry|_mode = x`),
		/How failed requests are retried.*standard, adaptive, legacy/s,
	);
	const chain = await hover(
		soundConfig.replace("source_profile = dev-readonly", "source_profile = dev|-readonly"),
	);
	assert.match(chain, /dev-readonly.*arn:aws:iam::444455556666:role\/DevReadOnly.*acme/s);
	assert.match(
		await hover(soundConfig.replace("[profile prod-audit]", "[profile prod|-audit]")),
		/acme → dev-readonly/,
	);
	assert.match(
		await hover(soundConfig.replace("sso_session = corp", "sso_session = co|rp")),
		/acme-corp\.awsapps\.com/,
	);
	assert.equal(await hover(`${profile}unknown|_key = x`), "");
	const keys = await readFile(credentialsFile, "utf8");
	const secret = /aws_secret_access_key = (\S+)/.exec(keys)?.[1] ?? "";
	assert.ok(secret.length > 20);
	assert.equal(
		await hover(keys.replace(secret, `${secret.slice(0, 5)}|${secret.slice(5)}`), credentialsFile),
		"",
	);
	const onKey = await hover(keys.replace("aws_secret_access_key", "aws_secret|_access_key"), credentialsFile);
	assert.match(onKey, /Secret of the access key/);
	assert.ok(!onKey.includes(secret));
	assert.ok(!(await hover(keys.replace("[acme]", "[ac|me]"), credentialsFile)).includes(secret));
	assert.deepEqual(await complete(`${profile}aws_secret_access_key = |\n`), []);
	await edit(credentialsFile, keys);
});

test("definitions lead to the section that a value names, in either file", async () => {
	const lineOf = (text: string, part: string): number =>
		text.split("\n").findIndex((line) => line.includes(part));
	assert.deepEqual(
		await definitions(soundConfig.replace("source_profile = dev-readonly", "source_profile = dev-read|only")),
		[`config:${lineOf(soundConfig, "[profile dev-readonly]")}`],
	);
	assert.deepEqual(await definitions(soundConfig.replace("sso_session = corp", "sso_session = c|orp")), [
		`config:${lineOf(soundConfig, "[sso-session corp]")}`,
	]);
	assert.deepEqual(await definitions(`[services local]\n${profile}services = lo|cal`), ["config:0"]);
	assert.deepEqual(await definitions(`${profile}source_profile = half|-keys`), [
		`credentials:${lineOf(await readFile(credentialsFile, "utf8"), "[half-keys]")}`,
	]);
	assert.deepEqual(await definitions(`${profile}source_profile = no|ne`), []);
});

test("above each profile stands what can be done with it", async () => {
	const found = await lenses(configFile);
	const byHeader = new Map(found.map((lens) => [lens.header, lens]));
	assert.deepEqual(byHeader.get("[profile dev-admin]"), {
		header: "[profile dev-admin]",
		title: "Assume role",
		command: "awsSessions.assumeRole",
		arguments: [{ profile: "dev-admin" }],
	});
	assert.equal(byHeader.get("[profile acme]")?.command, "awsSessions.startSession");
	const broken = byHeader.get("[profile broken-source]");
	assert.equal(broken?.title, "$(warning)\u00A0Can't be used: source missing");
	assert.equal(broken?.command, "awsSessions.openProblem");
	assert.equal(byHeader.get("[sso-session corp]"), undefined);
	assert.equal(found.length, soundConfig.match(/^\[profile /gm)?.length);
	const credentials = (await lenses(credentialsFile)).map(({ header, title }) => `${header} ${title}`);
	assert.deepEqual(credentials, [
		"[acme] Start session",
		"[ci-bot] Start session",
		"[half-keys] $(warning)\u00A0Can't be used: half a key pair",
	]);
});

test("a profile that is not saved yet can't be used; the setting takes the lenses away", async () => {
	const { host } = sandbox.workbench;
	await edit(
		configFile,
		`${soundConfig}\n[profile new]\nrole_arn = arn:aws:iam::444455556666:role/New\nsource_profile = acme\n`,
	);
	const last = (await lenses(configFile)).at(-1);
	assert.equal(last?.title, "Save to use this profile");
	const set = (value: boolean | undefined) =>
		host.evaluate(
			async (api, to) =>
				api.workspace.getConfiguration("awsSessions").update("codeLens", to ?? undefined, true),
			value ?? null,
		);
	await set(false);
	assert.deepEqual(await lenses(configFile), []);
	await set(undefined);
	assert.ok((await lenses(configFile)).length > 5);
});

test("problems follow what is typed, and the disk again when that is undone", async () => {
	await edit(configFile, `${soundConfig}\n[profile typo]\nregoin = eu-west-1\nregion = us-east-1a\n`);
	const found = await waitFor("the problems of what is typed", async () => {
		const all = await problems(configFile);
		return all.length === 3 && all;
	});
	const lines = soundConfig.split("\n").length;
	assert.deepEqual(found.slice(1), [
		{ message: "AWS knows no key 'regoin'. Did you mean 'region'?", line: lines + 1, severity: 1 },
		{
			message: "This is an availability zone. The region is us-east-1",
			line: lines + 2,
			severity: 0,
		},
	]);
	assert.equal(await readFile(configFile, "utf8"), soundConfig);
	await sandbox.workbench.host.evaluate((api) =>
		api.commands.executeCommand("workbench.action.files.revert"),
	);
	await waitFor("the disk's problems", async () => (await problems(configFile)).length === 1);
});

test("a quick fix mends a slip", async () => {
	const text = `${soundConfig}\n[profile typo]\nregoin = eu-west-1\n`;
	await edit(configFile, text);
	const line = text.split("\n").findIndex((found) => found.startsWith("regoin"));
	await waitFor("the slip", async () => (await problems(configFile)).some((one) => one.line === line));
	const titles = await sandbox.workbench.host.evaluate(
		async (api, [path, at]) => {
			const actions = await api.commands.executeCommand<vscode.CodeAction[]>(
				"vscode.executeCodeActionProvider",
				api.Uri.file(path),
				new api.Range(at, 2, at, 2),
				"quickfix",
			);
			for (const { edit: change } of actions) {
				if (change !== undefined) {
					await api.workspace.applyEdit(change);
				}
			}
			return actions.map(({ title }) => title);
		},
		[configFile, line] as const,
	);
	assert.deepEqual(titles, ["Change to 'region'"]);
	const mended = await sandbox.workbench.host.evaluate((api) =>
		api.window.activeTextEditor?.document.getText(),
	);
	assert.equal(mended, text.replace("regoin", "region"));
	await waitFor("no slip", async () => (await problems(configFile)).length === 1);
});

test("another file gets none of it, whatever its name", async () => {
	for (const name of ["other.ini", "config", "credentials"]) {
		const file = join(sandbox.home, name);
		await writeFile(file, soundConfig);
		assert.deepEqual(await lenses(file), [], name);
		assert.deepEqual(await complete(`${profile}regoin = |`, file), [], name);
		assert.deepEqual(await complete("[|", file), [], name);
		assert.equal(await hover(`${profile}reg|ion = x`, file), "", name);
		assert.deepEqual(await definitions(`${profile}source_profile = ac|me`, file), [], name);
		assert.deepEqual(await problems(file), [], name);
	}
});

test("the file that a symbolic link leads to gets it too", async () => {
	const folder = join(sandbox.home, "dotfiles");
	const real = join(folder, "aws-config");
	await mkdir(folder);
	await rename(configFile, real);
	await symlink(real, configFile);
	await waitFor("completions", async () =>
		labels(await complete(`${soundConfig}\n[profile mine]\nsource_profile = |`, real)).includes("acme"),
	);
	assert.match(await hover(`${profile}reg|ion = x`, real), /Region that requests go to/);
	await edit(real, soundConfig);
	await sandbox.workbench.host.evaluate((api) =>
		api.commands.executeCommand("workbench.action.revertAndCloseActiveEditor"),
	);
	await rm(configFile);
	await rename(real, configFile);
});

test("a file that is not there yet gets it in its unsaved editor", async () => {
	const { host } = sandbox.workbench;
	await host.evaluate((api) => api.commands.executeCommand("workbench.action.revertAndCloseActiveEditor"));
	await rm(configFile);
	await waitFor("no problems", async () => (await problems(configFile)).length === 0);
	const untitled = await host.evaluate(async (api, path) => {
		const uri = api.Uri.file(path).with({ scheme: "untitled" });
		const document = await api.workspace.openTextDocument(uri);
		await api.window.showTextDocument(document);
		const change = new api.WorkspaceEdit();
		change.insert(uri, new api.Position(0, 0), "[profile acme]\nregoin = eu-west-1\n");
		await api.workspace.applyEdit(change);
		return uri.toString();
	}, configFile);
	const message = await waitFor("the problem in the unsaved editor", () =>
		host.evaluate((api, uri) => api.languages.getDiagnostics(api.Uri.parse(uri))[0]?.message, untitled),
	);
	assert.equal(message, "AWS knows no key 'regoin'. Did you mean 'region'?");
	const titles = await host.evaluate(
		async (api, uri) =>
			(
				await api.commands.executeCommand<vscode.CodeLens[]>(
					"vscode.executeCodeLensProvider",
					api.Uri.parse(uri),
					10,
				)
			).map(({ command }) => command?.title),
		untitled,
	);
	assert.deepEqual(titles, ["Start session"], "its keys are in the credentials file");
});
