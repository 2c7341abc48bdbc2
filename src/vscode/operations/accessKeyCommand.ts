import * as vscode from "vscode";
import type { AccessKeyArguments, AccessKeyOutcome } from "../../core/arguments/operationArguments.ts";
import { emptyConfig, type SharedConfig, settingOf } from "../../core/config/sharedConfig.ts";
import { SessionsError } from "../../core/errors.ts";
import { type AwsId, accessKeyIdProblem, findIds, readId } from "../../core/places/accessKeyId.ts";
import { accountLabel } from "../../core/profiles/accountNames.ts";
import type { Session } from "../../core/session/session.ts";
import type { App } from "../app.ts";
import { type CallerChoice, callAs, chooseCaller } from "../forms/callerChoice.ts";
import { type FormChange, rememberingForm } from "../forms/formRetry.ts";
import { offeringOther } from "../forms/otherCaller.ts";
import { askForText } from "../forms/steps.ts";

const title = "Look up access key";

/**
 * Look Up Access Key: of the ID given, else selected, else typed, with one from the clipboard to begin with. Only
 * access keys' IDs are sent; of others it is known what they name.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function lookUpAccessKey(given: AccessKeyArguments, app: App): Promise<AccessKeyOutcome> {
	return lookUp(given.accessKeyId === undefined ? await findOrAsk() : readId(given.accessKeyId), given, app);
}

/** Looks an ID up; after a refusal another one can be, or the same by another session. */
async function lookUp(id: AwsId | undefined, caller: CallerChoice, app: App): Promise<AccessKeyOutcome> {
	if (id === undefined || !id.isAccessKey) {
		return explain(id);
	}
	let known = caller;
	let isIdRefused = false;
	const again = async (_: FormChange, next: App): Promise<AccessKeyOutcome> =>
		lookUp(isIdRefused ? await ask(id) : id, known, next);
	const withOther = (next: App): Promise<AccessKeyOutcome> => lookUp(id, { asks: true }, next);
	const run = async (): Promise<AccessKeyOutcome> => {
		const session = await chooseCaller(caller, title, app);
		known = { session: session.id };
		const account = await callAs(session, "Asking AWS for the key's account", app, ({ call }) =>
			app.sts.getAccessKeyInfo({ accessKeyId: id.id }, call),
		).catch((error: unknown) => {
			isIdRefused = isAboutId(error);
			throw unknownKey(id, session, error);
		});
		void tell(id, account, app);
		return { kind: id.kind, account };
	};
	return rememberingForm(again, () => offeringOther(withOther, run), false);
}

function isAboutId(error: unknown): boolean {
	return error instanceof SessionsError && ["InvalidKeys", "InvalidRequest"].includes(error.code);
}

/** AWS has one answer for two keys that it may not know: the one asked for, and the one that asks. */
function unknownKey({ id }: AwsId, { name }: Session, error: unknown): unknown {
	return error instanceof SessionsError && error.code === "InvalidKeys"
		? new SessionsError(
				"InvalidKeys",
				`AWS does not know the access key ${id}, or no longer knows that of session ${name}. Check that the whole ID was copied`,
				{ cause: error, remedies: [{ kind: "retry" }, { kind: "useOther" }] },
			)
		: error;
}

async function findOrAsk(): Promise<AwsId | undefined> {
	const editor = vscode.window.activeTextEditor;
	const selection = editor?.document.getText(editor.selection) ?? "";
	const [selected, another] = selection.length > 10_000 ? [] : findIds(selection);
	if (selected !== undefined && another === undefined) {
		return selected;
	}
	// Anything else in the clipboard may be a secret: it is not shown.
	const copied = readId((await vscode.env.clipboard.readText()).trim());
	return ask(selected ?? (copied?.isAccessKey ? copied : undefined));
}

async function ask(present: AwsId | undefined): Promise<AwsId | undefined> {
	const typed = await askForText({
		title,
		prompt: "An access key's ID. AWS tells which account it belongs to",
		placeholder: "AKIA… or ASIA…",
		value: present?.id ?? "",
		check: accessKeyIdProblem,
		canGoBack: false,
	});
	return readId(typed);
}

function explain(id: AwsId | undefined): AccessKeyOutcome {
	if (id === undefined) {
		throw new Error("an ID that was checked can't be read");
	}
	void vscode.window.showInformationMessage(
		`${id.id} is the ID of ${id.name}, not of an access key. AWS tells the account of access keys only`,
	);
	return { kind: id.kind };
}

async function tell({ id, name }: AwsId, account: string, app: App): Promise<void> {
	const config = app.config.current?.config ?? emptyConfig;
	const copy = "Copy Account ID";
	const parts = [
		`${id}: ${name.replace(/^an? /, "")} of account ${accountLabel(account, config)}`,
		...owners(id, config, app),
	];
	const chosen = await vscode.window.showInformationMessage(parts.join(". "), copy);
	if (chosen === copy) {
		await vscode.env.clipboard.writeText(account);
	}
}

/** Where the person has the key themselves. */
function owners(id: string, { profiles }: SharedConfig, { manager }: App): string[] {
	const inFiles = [...profiles.values()].filter((section) => settingOf(section, "aws_access_key_id") === id);
	const inUse = manager.sessions.filter(({ accessKeyId }) => accessKeyId === id);
	return [
		...inFiles.map(({ name }) => `It is the key of your profile ${name}`),
		...(inFiles.length > 0 ? [] : inUse.map(({ name }) => `Your session ${name} uses it`)),
	];
}
