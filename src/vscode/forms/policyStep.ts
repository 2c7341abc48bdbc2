import * as vscode from "vscode";
import { compactPolicy, policySummary, policyTextProblem } from "../../core/session/scopeText.ts";
import type { Check } from "../../core/session/stsLimits.ts";
import { readPolicyFile } from "./policyFile.ts";
import { askForText, BackError, type PickItem, pickOne } from "./steps.ts";

type PolicySource = "type" | "editor" | "file" | "remove";

/**
 * An inline policy, typed, from the editor, or from a file; undefined: none.
 * @param narrowed whose permissions it narrows down: a role's or a user's
 * @throws BackError, CancelledError
 */
export async function askForPolicy(
	present: string | undefined,
	check: Check,
	narrowed: string,
): Promise<string | undefined> {
	for (;;) {
		const source = await pickOne(policySources(present, check), {
			title: "Inline policy",
			placeholder: `The session may do only what both the ${narrowed} and this policy allow`,
			canGoBack: true,
		});
		if (source === "remove") {
			return undefined;
		}
		try {
			const text = await policyText(source, present);
			if (text !== undefined) {
				return source !== "type" && check(text) === undefined ? text : await typePolicy(text, check);
			}
		} catch (error) {
			if (!(error instanceof BackError)) {
				throw error;
			}
		}
	}
}

function policySources(present: string | undefined, check: Check): PickItem<PolicySource>[] {
	const document = vscode.window.activeTextEditor?.document;
	const tooLong = document && policyTextProblem(lengthOf(document));
	const text = tooLong === undefined ? document?.getText() : undefined;
	return [
		{
			label: `$(edit) ${present === undefined ? "Type or paste JSON…" : "Edit as text…"}`,
			...(present === undefined ? {} : { description: policySummary(present) }),
			value: "type",
		},
		...(document === undefined
			? []
			: [
					{
						label: "$(file-code) Use the active editor",
						description: vscode.workspace.asRelativePath(document.uri),
						detail: tooLong ?? check(compactPolicy(text ?? "")) ?? policySummary(text ?? ""),
						value: "editor" as const,
					},
				]),
		{ label: "$(folder-opened) Choose a file…", value: "file" },
		...(present === undefined ? [] : [{ label: "$(discard) Remove", value: "remove" as const }]),
	];
}

/** Characters, counted without putting the text together. */
function lengthOf(document: vscode.TextDocument): number {
	return document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
}

async function policyText(source: PolicySource, present: string | undefined): Promise<string | undefined> {
	switch (source) {
		case "editor": {
			const document = vscode.window.activeTextEditor?.document;
			const tooLong = document && policyTextProblem(lengthOf(document));
			if (tooLong !== undefined) {
				void vscode.window.showErrorMessage(tooLong);
				return undefined;
			}
			return compactPolicy(document?.getText() ?? "");
		}
		case "file": {
			const text = await readPolicyFile();
			return text === undefined ? undefined : compactPolicy(text);
		}
		default:
			return present ?? "";
	}
}

async function typePolicy(value: string, check: Check): Promise<string> {
	const text = await askForText({
		title: "Inline policy",
		prompt: "A policy document as JSON. Line breaks are dropped when it is pasted",
		placeholder: '{"Version":"2012-10-17","Statement":[…]}',
		value,
		check: (typed) => check(compactPolicy(typed)),
		canGoBack: true,
	});
	return compactPolicy(text);
}
