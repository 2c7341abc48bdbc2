import { count, knownPolicies, newArnsCheck, policyName, splitArns } from "../../core/session/scopeText.ts";
import { separator } from "./form.ts";
import { done, doneItem, type ListChoice, removeButton, untilDone } from "./listStep.ts";
import { askForText, type PickItem, pickOne } from "./steps.ts";

/**
 * A list of managed policies, of which those of AWS's own in `partition` are offered.
 * @param narrowed whose permissions they narrow down: a role's or a user's
 * @throws CancelledError
 */
export async function askForPolicyArns(
	begun: readonly string[],
	partition: string,
	narrowed: string,
): Promise<readonly string[]> {
	let arns = begun;
	const choose = (): Promise<ListChoice> =>
		pickOne(policyArnItems(arns, partition), {
			title: "Managed policies",
			placeholder: `The session may do only what both the ${narrowed} and these policies allow`,
			canGoBack: true,
		});
	await untilDone(choose, async (choice) => {
		switch (choice.kind) {
			case "add":
				arns = [...arns, choice.key];
				break;
			case "type":
				arns = [...new Set([...arns, ...splitArns(await typeArns(arns))])];
				break;
			default:
				arns = arns.filter((arn) => choice.kind !== "remove" || arn !== choice.key);
		}
	});
	return arns;
}

function policyArnItems(arns: readonly string[], partition: string): PickItem<ListChoice>[] {
	const offered = knownPolicies(partition).filter(
		({ arn }) => !arns.includes(arn) && newArnsCheck(arns)(arn) === undefined,
	);
	return [
		doneItem(arns.length === 0 ? "No managed policies" : count(arns.length, "policy", "policies")),
		...arns.map((arn) => ({
			label: `$(law) ${policyName(arn)}`,
			description: arn,
			// There is nothing to change in it: the list stays.
			value: { kind: "edit", key: arn } as const,
			buttons: [removeButton(arn)],
		})),
		{ label: "$(add) Add by ARN…", value: { kind: "type" } },
		...(offered.length === 0 ? [] : [separator("AWS managed policies", done)]),
		...offered.map(({ arn, name, about }) => ({
			label: `$(add) ${name}`,
			description: about,
			value: { kind: "add", key: arn } as const,
		})),
	];
}

function typeArns(present: readonly string[]): Promise<string> {
	return askForText({
		title: "Managed policies",
		prompt: "ARNs of managed policies, separated by commas or blanks",
		placeholder: "arn:aws:iam::123456789012:policy/name",
		value: "",
		check: newArnsCheck(present),
		canGoBack: true,
	});
}
