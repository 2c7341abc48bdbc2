import { homedir } from "node:os";
import * as vscode from "vscode";
import type { Environment } from "../../core/config/endpointSettings.ts";
import type { Session } from "../../core/session/session.ts";
import type { DeliveryKind } from "../../delivery/deliveryKind.ts";
import type { PlainShell, StartupConflict } from "../../delivery/startupConflicts.ts";
import { shortPath } from "../profiles/fileEdit.ts";
import { linkOrigin } from "../views/markdown.ts";
import { defaultShell } from "./defaultShell.ts";

/** The shell of plain terminals. @param environment what a new terminal begins with */
export function plainShell(environment: Environment): PlainShell {
	const { shell, args, env } = defaultShell();
	const changes = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value ?? undefined]));
	return { shell, args, home: homedir(), environment: { ...environment, ...changes } };
}

/** Tells of startup files that name another identity than the session that new terminals get: of each by itself. */
export async function tellOfStartup(
	conflicts: readonly StartupConflict[],
	kind: DeliveryKind,
	session: Session,
): Promise<void> {
	const byFile = Map.groupBy(conflicts, ({ place }) => place.file);
	await Promise.all([...byFile.values()].map((ofFile) => tellOfFile(ofFile, kind, session)));
}

async function tellOfFile(
	conflicts: readonly StartupConflict[],
	kind: DeliveryKind,
	{ id, name }: Session,
): Promise<void> {
	const [first] = conflicts;
	if (first === undefined) {
		return;
	}
	const variables = conflicts.map(({ variable }) => variable);
	const effect =
		kind === "endpoint"
			? `new terminals are that, and not the session ${name}`
			: `in new terminals some tools would use that profile and others the session ${name}`;
	const open = "Open File";
	const own = "Open Terminal with Session";
	const chosen = await vscode.window.showWarningMessage(
		`${shortPath(first.place.file)} sets ${variables.join(" and ")}: ${effect}`,
		open,
		own,
	);
	if (chosen === open) {
		await vscode.commands.executeCommand("awsSessions.openProblem", first.place);
	} else if (chosen === own) {
		await vscode.commands.executeCommand("awsSessions.openTerminal", { session: id }, linkOrigin);
	}
}
