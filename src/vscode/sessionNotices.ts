import type * as vscode from "vscode";
import { identityConflicts } from "../delivery/conflicts.ts";
import type { App } from "./app.ts";
import { tellOfRevival } from "./revivalNotice.ts";
import { ConflictNotice, tellTerminalsThatHold } from "./terminalNotices.ts";

/** What a person is told unasked about a session's beginning and end. */
export function tellOfSessions(
	{ manager, terminals, clock, environment, log }: App,
	state: vscode.Memento,
): vscode.Disposable {
	const conflicts = identityConflicts(environment);
	const conflictNotice = new ConflictNotice();
	const unsubscribe = manager.onDidChange((event) => {
		switch (event.kind) {
			case "started":
				void conflictNotice.tell(event.session, conflicts);
				void tellOfRevival(state);
				break;
			case "ended":
				log.info("session ended", { session: event.session.name });
				void tellTerminalsThatHold(event.session, terminals, clock.now());
				break;
			case "expired":
				log.info("session expired", { session: event.session.name });
				break;
		}
	});
	return { dispose: unsubscribe };
}
