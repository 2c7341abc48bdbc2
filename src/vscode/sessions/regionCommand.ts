import * as vscode from "vscode";
import { fieldChecks } from "../../core/arguments/commandArguments.ts";
import { SessionsError } from "../../core/errors.ts";
import { partitionOf } from "../../core/places/partition.ts";
import { regions } from "../../core/places/regions.ts";
import type { Session } from "../../core/session/session.ts";
import type { App } from "../app.ts";
import { askForText, type PickItem, pickOne } from "../forms/steps.ts";
import { confirmUse } from "./productionGuard.ts";

/**
 * Has a session work in another region, with the credentials it has.
 * @param given the region; asked for when it is missing
 * @throws SessionsError `InvalidArgument`; CancelledError
 */
export async function switchRegion(session: Session, given: string | undefined, app: App): Promise<Session> {
	if (given !== undefined) {
		const problem = fieldChecks.region(given);
		if (problem !== undefined) {
			throw new SessionsError("InvalidArgument", `Invalid argument: region: ${problem}`);
		}
	}
	await confirmUse(session, app);
	const changed = app.manager.setRegion(session.id, given ?? (await askForRegion(session)));
	vscode.window.setStatusBarMessage(`$(check) ${changed.name} works in ${changed.region} now`, 3000);
	return changed;
}

async function askForRegion(session: Session): Promise<string> {
	const title = `Region of ${session.name}`;
	// Credentials of one partition are nothing in another.
	const partition = session.identity.arn.split(":")[1];
	const known: PickItem<string>[] = [...regions]
		.filter(([region]) => partitionOf(region).id === partition)
		.toSorted(([one], [other]) => Number(other === session.region) - Number(one === session.region))
		.map(([region, place]) => ({
			label: region,
			description: region === session.region ? `${place} · now` : place,
			value: region,
		}));
	const other: PickItem<string> = { label: "$(edit) Another region…", alwaysShow: true, value: "" };
	const picked = await pickOne([...known, other], {
		title,
		placeholder: "New terminals work there. Open ones keep theirs",
		canGoBack: false,
	});
	return picked === ""
		? askForText({
				title,
				prompt: "The region's name",
				placeholder: "eu-central-1",
				value: "",
				check: fieldChecks.region,
				canGoBack: false,
			})
		: picked;
}
