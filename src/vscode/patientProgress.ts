import * as vscode from "vscode";
import type { Clock } from "../core/clock.ts";

export interface ProgressOptions {
	readonly title: string;
	/** How long (ms) nothing is shown: most such work is over by then, and a notification lingers. */
	readonly patience: number;
	readonly clock: Clock;
	/** Aborted when whoever has asked wants it no longer. */
	readonly signal?: AbortSignal | undefined;
}

/**
 * Does work of which the person sees, and which they can call off, when it takes longer than a moment.
 * @throws whatever the work does
 */
export async function withPatientProgress<T>(
	{ title, patience, clock, signal }: ProgressOptions,
	work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
	const controller = new AbortController();
	const over = Promise.withResolvers<void>();
	const callOff = clock.schedule(patience, () => showProgress(title, over.promise, () => controller.abort()));
	try {
		return await work(AbortSignal.any([controller.signal, ...(signal === undefined ? [] : [signal])]));
	} finally {
		callOff();
		over.resolve();
	}
}

function showProgress(title: string, over: Promise<void>, cancel: () => void): void {
	void vscode.window.withProgress(
		{ location: vscode.ProgressLocation.Notification, title, cancellable: true },
		(_, token) => {
			const cancelled = new Promise<void>((resolve) => {
				token.onCancellationRequested(() => {
					cancel();
					resolve();
				});
			});
			return Promise.race([over, cancelled]);
		},
	);
}
