import assert from "node:assert/strict";
import { waitFor } from "../harness/waitFor.ts";
import { type Sandbox, statusItem } from "./sandbox.ts";

/** How much (characters) of a secret counts as shown. */
const pieceLength = 16;

/** A person's hands on the forms of roles for whom an identity provider vouches. */
export interface IdentityForms {
	/** The rows as `icon label: description`. */
	readonly rows: () => Promise<string[]>;
	/** The first row's second line. */
	readonly detail: () => Promise<string>;
	/** Presses Enter, and waits until a new session of a role is there. */
	readonly start: (role: string) => Promise<void>;
	/** Picks Renew Session of the session's row in the view. */
	readonly renew: (role: string) => Promise<void>;
	/** Does something, and waits until it has renewed a session. */
	readonly untilRenewed: (doing: () => Promise<unknown>) => Promise<void>;
	/** The requests of an operation that STS has had. */
	readonly requests: (operation: string) => Sandbox["sts"]["requests"];
	/** Fails when a piece of one of the texts is anywhere in the window. */
	readonly assertNotShown: (...secrets: readonly string[]) => Promise<void>;
}

export function identityForms({ workbench, sts }: Sandbox): IdentityForms {
	const { person, page, host } = workbench;
	/** How often the extension has said that a session has changed; the first call begins to count. */
	const changes = () =>
		host.evaluate((vscode) => {
			const counter = globalThis as { sessionChanges?: number };
			if (counter.sessionChanges === undefined) {
				counter.sessionChanges = 0;
				vscode.extensions.getExtension("aws-sessions.aws-sessions")?.exports.onDidChangeSessions(() => {
					counter.sessionChanges = (counter.sessionChanges ?? 0) + 1;
				});
			}
			return counter.sessionChanges;
		});
	const untilChanged = async (doing: () => Promise<unknown>): Promise<void> => {
		const before = await changes();
		await doing();
		await waitFor("a new or renewed session", async () => (await changes()) > before);
	};
	return {
		rows: async () =>
			(await person.quickInput.rows()).map(
				({ icons, label, description }) =>
					`${icons[0]} ${label}${description === "" ? "" : `: ${description}`}`,
			),
		detail: async () => (await person.quickInput.rows())[0]?.detail ?? "",
		start: async (role) => {
			await untilChanged(() => person.quickInput.accept());
			await person.statusBar.waitFor(statusItem, ({ text }) => text.startsWith(role));
		},
		renew: async (role) => {
			await person.openView("AWS Sessions");
			await person.tree("Sessions").clickInlineAction(new RegExp(`^${role}@`), "Renew Session");
		},
		untilRenewed: untilChanged,
		requests: (operation) => sts.requests.filter((request) => request.operation === operation),
		assertNotShown: async (...secrets) => {
			const shown = await page.content();
			for (const secret of secrets) {
				for (const at of [0, (secret.length - pieceLength) >> 1, secret.length - pieceLength]) {
					assert.ok(!shown.includes(secret.slice(at, at + pieceLength)), `shown: ${at} of ${secret.length}`);
				}
			}
		},
	};
}
