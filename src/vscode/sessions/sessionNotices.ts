import * as vscode from "vscode";
import type { Identity } from "../../core/places/arn.ts";
import { identityChange } from "../../core/session/identityChange.ts";
import type { Session } from "../../core/session/session.ts";
import { logSessions } from "../../sessions/sessionLog.ts";
import type { App } from "../app.ts";
import { deliveryKindOf } from "../delivery/deliverySettings.ts";
import { onDidChangeSettings } from "../settings.ts";
import { tellOfRevival } from "../terminals/revivalNotice.ts";
import { ConflictNotice, tellTerminalsThatHold } from "../terminals/terminalNotices.ts";
import { isProductionNow } from "./production.ts";
import { tellWhereItIs } from "./productionGuard.ts";

/** What a person is told unasked about a session's beginning and end, and the log. */
export function tellOfSessions(app: App): vscode.Disposable {
	const { manager, terminals, clock, log } = app;
	const conflicts = new ConflictNotice();
	// What is delivered follows the session, the settings and the files, each in its own time.
	const checkConflicts = (): void => void clock.schedule(0, () => conflicts.check(app));
	const unsubscribe = manager.onDidChange((event) => {
		switch (event.kind) {
			case "started":
				// What another window does is told there.
				if (event.isElsewhere !== true) {
					void tellOfRevival(deliveryKindOf(event.session), app);
					if (isProductionNow(event.session)) {
						tellWhereItIs(event.session, app);
					}
				}
				break;
			case "renewed":
				if (event.was !== undefined) {
					tellOfChange(event.session, event.was);
				}
				break;
			case "ended":
				void tellTerminalsThatHold(event.sessions, terminals, clock.now());
				break;
		}
	});
	return vscode.Disposable.from(
		{ dispose: logSessions(manager, log) },
		{ dispose: unsubscribe },
		{ dispose: manager.onDidChange(checkConflicts) },
		{ dispose: app.config.onDidChange(checkConflicts) },
		onDidChangeSettings(checkConflicts),
	);
}

/** Another sign-in, or other keys, may stand behind the same request by the time it is renewed. */
function tellOfChange({ name, identity }: Session, before: Identity): void {
	const { is, was } = identityChange(before, identity);
	void vscode.window.showWarningMessage(
		`AWS session ${name} is now ${is}; it was ${was}`.replaceAll("](", "] ("),
	);
}
