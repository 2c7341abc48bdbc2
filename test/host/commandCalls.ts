import { randomUUID } from "node:crypto";
import type { Host } from "../harness/bridge.ts";

/** How a command ended for its caller: what it resolved to, nothing when it was called off, or its coded error. */
export interface Outcome {
	readonly outcome?: Readonly<Record<string, string>>;
	readonly code?: string;
	readonly message?: string;
}

interface Calls {
	calls?: Record<string, Promise<unknown>>;
}

/**
 * Calls a command of the extension as a keybinding or another extension does. The call is under way when this comes
 * back, so that a person can answer what it asks; the function given waits for its end.
 * @param name without `awsSessions.`
 */
export async function startCall(
	{ evaluate }: Host,
	name: string,
	argument: unknown,
): Promise<() => Promise<Outcome>> {
	const id = randomUUID();
	await evaluate(
		(vscode, call) => {
			const { calls = {} } = globalThis as Calls;
			(globalThis as Calls).calls = calls;
			calls[call.id] = Promise.resolve(
				vscode.commands.executeCommand(`awsSessions.${call.name}`, call.argument),
			).then(
				(outcome) => ({ outcome }),
				(error) => ({ code: error.code, message: error.message }),
			);
		},
		{ id, name, argument },
	);
	return () => evaluate(async (_, key) => (await (globalThis as Calls).calls?.[key]) as Outcome, id);
}

/** Calls a command that asks nothing, and waits for its end. Parameters as of {@link startCall}. */
export async function call(host: Host, name: string, argument: unknown): Promise<Outcome> {
	return (await startCall(host, name, argument))();
}
