import type { Log, LogFields } from "../core/log.ts";
import { profileOf, type Session } from "../core/session/session.ts";
import { iso8601 } from "../core/text/iso8601.ts";
import type { SessionManager, SessionsEvent } from "./manager.ts";

/** Has the log tell what becomes of a window's sessions: whose they are, until when, and how they end. */
export function logSessions(manager: SessionManager, log: Log): () => void {
	let activeId: string | undefined;
	return manager.onDidChange((event) => {
		write(event, log);
		const { active } = manager;
		if (active?.id !== activeId) {
			activeId = active?.id;
			if (active !== undefined) {
				log.info("session made active", { session: active.name });
			}
		}
	});
}

function write(event: SessionsEvent, log: Log): void {
	switch (event.kind) {
		case "switched":
			break;
		case "ended":
			for (const { name } of event.sessions) {
				log.info("session ended", { session: name, how: howOf(event) ?? "by this window" });
			}
			break;
		case "changed":
			log.info("session changed", {
				session: event.session.name,
				region: event.session.region,
				how: howOf(event),
			});
			break;
		case "expired":
			log.info("session expired", { session: event.session.name, until: endOf(event.session) });
			break;
		default:
			log.info(`session ${event.kind}`, { ...fieldsOf(event.session), how: howOf(event) });
	}
}

function howOf({ isElsewhere }: { readonly isElsewhere?: true }): string | undefined {
	return isElsewhere === true ? "by another window" : undefined;
}

function fieldsOf(session: Session): LogFields {
	const { name, request, identity, region, stsRegion } = session;
	const profile = profileOf(request);
	return {
		session: name,
		...(profile === undefined ? {} : { profile }),
		account: identity.account,
		role: identity.role,
		region: region ?? stsRegion.region,
		until: endOf(session),
	};
}

function endOf({ expiresAt }: Session): string | undefined {
	return expiresAt === undefined ? undefined : iso8601(expiresAt);
}
