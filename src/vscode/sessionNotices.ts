import type * as vscode from "vscode";
import type { App } from "./app.ts";
import { tellOfRevival } from "./revivalNotice.ts";
import { ConflictNotice, tellTerminalsThatHold } from "./terminalNotices.ts";

/** What a person is told unasked about a session's beginning and end. */
export function tellOfSessions(
	{ manager, terminals, clock, environment, log }: App,
	state: vscode.Memento,
): vscode.Disposable {
	const conflictNotice = new ConflictNotice();
	const unsubscribe = manager.onDidChange((event) => {
		switch (event.kind) {
			case "started":
				log.info("session started", {
					session: event.session.name,
					account: event.session.identity.account,
					region: event.session.stsRegion.region,
				});
				void conflictNotice.tell(event.session, environment);
				void tellOfRevival(state);
				break;
			case "renewed":
				log.info("session renewed", { session: event.session.name });
				break;
			case "ended":
				for (const { name } of event.sessions) {
					log.info("session ended", { session: name });
				}
				void tellTerminalsThatHold(event.sessions, terminals, clock.now());
				break;
			case "expired":
				log.info("session expired", { session: event.session.name });
				break;
		}
	});
	return { dispose: unsubscribe };
}
