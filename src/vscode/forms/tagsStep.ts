import * as vscode from "vscode";
import { count, newTagsCheck, parseTags } from "../../core/session/scopeText.ts";
import { stsChecks } from "../../core/session/stsLimits.ts";
import { doneItem, type ListChoice, removeButton, untilDone } from "./listStep.ts";
import { askForText, type PickItem, pickOne } from "./steps.ts";

/** A list of session tags. @throws CancelledError */
export async function askForTags(
	begun: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
	let tags = begun;
	const choose = (): Promise<ListChoice> =>
		pickOne(tagItems(tags), {
			title: "Session tags",
			placeholder: "Policies can ask for them, and CloudTrail shows them",
			canGoBack: true,
		});
	await untilDone(choose, async (choice) => {
		switch (choice.kind) {
			case "edit":
				tags = { ...tags, [choice.key]: await typeTagValue(choice.key, tags[choice.key] ?? "") };
				break;
			case "type":
				tags = { ...tags, ...Object.fromEntries(parseTags(await typeTags(tags))) };
				break;
			default:
				tags = Object.fromEntries(
					Object.entries(tags).filter(([key]) => choice.kind !== "remove" || key !== choice.key),
				);
		}
	});
	return tags;
}

function tagItems(tags: Readonly<Record<string, string>>): PickItem<ListChoice>[] {
	const entries = Object.entries(tags);
	return [
		doneItem(entries.length === 0 ? "No tags" : count(entries.length, "tag")),
		...entries.map(([key, value]) => ({
			label: `$(tag) ${key}`,
			description: value,
			value: { kind: "edit", key } as const,
			buttons: [
				{ iconPath: new vscode.ThemeIcon("edit"), tooltip: "Edit", value: { kind: "edit", key } as const },
				removeButton(key),
			],
		})),
		{ label: "$(add) Add tags…", value: { kind: "type" } },
	];
}

function typeTags(present: Readonly<Record<string, string>>): Promise<string> {
	return askForText({
		title: "Session tags",
		prompt: "key=value. Several are separated by commas",
		placeholder: "team=blue, stage=test",
		value: "",
		check: newTagsCheck(present),
		canGoBack: true,
	});
}

function typeTagValue(key: string, value: string): Promise<string> {
	return askForText({
		title: `Session tag ${key}`,
		prompt: `The value of ${key}. It may be empty`,
		placeholder: "",
		value,
		check: stsChecks.tagValue,
		canGoBack: true,
	});
}
