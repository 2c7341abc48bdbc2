import { runForm } from "./form.ts";

/**
 * Asks for one thing, given what is known so far, and gives what is known then. `keep` is told of what is not to be
 * lost when the person goes back. @throws BackError, CancelledError
 */
export type KeptStep<D> = (draft: D, canGoBack: boolean, keep: (draft: D) => void) => Promise<D>;

/**
 * Goes through the steps of a form; Back leads to the one before, and loses nothing of what was filled in.
 * @throws CancelledError
 */
export function runKeptForm<D>(begun: D, steps: readonly KeptStep<D>[]): Promise<D> {
	let latest = begun;
	const keep = (draft: D): void => {
		latest = draft;
	};
	return runForm(
		begun,
		steps.map((step) => async (_: D, canGoBack: boolean) => {
			latest = await step(latest, canGoBack, keep);
			return latest;
		}),
	);
}
