import { clients } from "./clients.ts";
import { type Decided, decide, decisionKey, type Surroundings } from "./decide.ts";

/** Programs that decide alike. */
export interface ClientGroup {
	readonly names: readonly string[];
	readonly decided: Decided;
}

/** Every client, with those that decide alike together; the AWS CLI in the first group. */
export function groupClients(surroundings: Surroundings): ClientGroup[] {
	const groups = new Map<string, ClientGroup>();
	for (const client of clients) {
		const decided = decide(client, surroundings);
		const key = decisionKey(decided.decision);
		const group = groups.get(key);
		groups.set(key, { decided: group?.decided ?? decided, names: [...(group?.names ?? []), client.name] });
	}
	return [...groups.values()];
}
