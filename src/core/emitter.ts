/** The function that ends a subscription. */
export type Unsubscribe = () => void;

/** A list of listeners, called in order of subscription. */
export class Emitter<T> {
	readonly #listeners = new Set<(value: T) => void>();

	/** Calls `listener` at each {@link fire} until the function returned is called. */
	readonly subscribe = (listener: (value: T) => void): Unsubscribe => {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	};

	fire(value: T): void {
		for (const listener of [...this.#listeners]) {
			try {
				listener(value);
			} catch (error) {
				// A fault of one listener's is its own: the others and whoever fires go on.
				queueMicrotask(() => {
					throw error;
				});
			}
		}
	}
}
