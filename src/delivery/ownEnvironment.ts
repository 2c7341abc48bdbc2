import type { Environment } from "../core/config/endpointSettings.ts";
import { identityVariables, regionVariableNames } from "../core/session/identityVariables.ts";

/** Variables as VS Code takes them: `null` takes one out. */
export type OwnEnvironment = Readonly<Record<string, string | null>>;

/**
 * The environment of something that is to have one session's identity and no other, whatever it would inherit.
 * @param variables the session's
 * @param inherited what is there without the window's own delivery: a region is left when the session has none
 */
export function ownEnvironment(
	variables: ReadonlyMap<string, string>,
	inherited: Environment,
): OwnEnvironment {
	const own: Record<string, string | null> = {};
	for (const { name } of identityVariables) {
		own[name] = variables.get(name) ?? null;
	}
	for (const name of regionVariableNames) {
		own[name] = variables.get(name) ?? inherited[name] ?? null;
	}
	return own;
}
