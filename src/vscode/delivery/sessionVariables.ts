import type { Environment } from "../../core/config/endpointSettings.ts";
import { SessionsError } from "../../core/errors.ts";
import type { Session } from "../../core/session/session.ts";
import type { DeliveryKind } from "../../delivery/deliveryKind.ts";
import type { WindowEndpoint } from "../../delivery/endpoint/windowEndpoint.ts";
import { environmentVariables } from "../../delivery/environmentVariables.ts";
import { type OwnEnvironment, ownEnvironment } from "../../delivery/ownEnvironment.ts";
import type { SessionManager } from "../../sessions/manager.ts";
import { terminalEnvironment } from "../terminals/terminalEnvironment.ts";

/** The variables of sessions, for what is started with one of its own. */
export class SessionVariables {
	readonly #manager: SessionManager;
	readonly #endpoint: WindowEndpoint;
	readonly #inherited: Environment;

	/** @param inherited what the window inherited */
	constructor(manager: SessionManager, endpoint: WindowEndpoint, inherited: Environment) {
		this.#manager = manager;
		this.#endpoint = endpoint;
		this.#inherited = inherited;
	}

	/**
	 * The whole environment, as far as it is AWS's: a session's variables, and null for what would contradict them.
	 * With `environment` it holds the session's keys, with `endpoint` a token of the window's.
	 * @throws SessionsError `SessionNotFound` when the session is not live
	 */
	async environmentOf(session: Session, kind: DeliveryKind): Promise<OwnEnvironment> {
		const inherited = terminalEnvironment(this.#inherited);
		return ownEnvironment(await this.#variablesOf(session, kind), inherited);
	}

	async #variablesOf(session: Session, kind: DeliveryKind): Promise<ReadonlyMap<string, string>> {
		if (kind === "endpoint") {
			await this.#endpoint.listen();
		}
		const credentials = this.#manager.credentialsOf(session.id);
		const variables =
			kind === "endpoint"
				? this.#endpoint.variablesOf(session, {})
				: credentials && environmentVariables({ session, credentials }, {});
		if (variables === undefined) {
			throw new SessionsError("SessionNotFound", `Session ${session.name} has expired or ended`);
		}
		return variables;
	}
}
