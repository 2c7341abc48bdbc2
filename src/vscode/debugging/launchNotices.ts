import * as vscode from "vscode";
import { debugTypeOf, type LaunchConfiguration } from "../../core/launch/debugTypes.ts";
import { ownVariables } from "../../core/launch/launchEnvironment.ts";
import { isLive } from "../../core/session/session.ts";
import type { App } from "../app.ts";
import { isProductionNow } from "../sessions/production.ts";

/** Tells of launches that do not get the active session, which nobody would see otherwise. */
export class LaunchNotices {
	readonly #app: App;
	/** The debug types of which it was told in this window. */
	readonly #told = new Set<string>();

	constructor(app: App) {
		this.#app = app;
	}

	/** @param configuration of a launch that starts a program, and says neither itself nor by a setting who it is to be */
	async tell(configuration: LaunchConfiguration): Promise<void> {
		const type = String(configuration["type"]);
		const { delivery, manager, clock } = this.#app;
		await delivery.settled();
		const { active } = manager;
		const { delivered } = delivery;
		if (this.#told.has(type) || active === undefined || !isLive(active, clock.now())) {
			return;
		}
		if (delivered === undefined && isProductionNow(active)) {
			this.#told.add(type);
			void tellOfProduction(active.name);
		} else if (delivered !== undefined && !isReached(type, configuration)) {
			this.#told.add(type);
			void vscode.window.showWarningMessage(
				`Programs of debug type '${type}' start without session ${active.name}: AWS Sessions does not know how they are given variables`,
			);
		}
	}
}

/** Whether the window's session gets into a launch, through a terminal at least. */
function isReached(name: string, configuration: LaunchConfiguration): boolean {
	const type = debugTypeOf(name);
	return type === undefined
		? configuration["console"] === "integratedTerminal"
		: ownVariables(configuration, type) !== undefined;
}

async function tellOfProduction(name: string): Promise<void> {
	const settings = "Open Settings";
	const chosen = await vscode.window.showWarningMessage(
		`Launches get session ${name}, which is marked as production, only by awsSessions.launchProfiles`,
		settings,
	);
	if (chosen === settings) {
		await vscode.commands.executeCommand("workbench.action.openSettings", "awsSessions.launchProfiles");
	}
}
