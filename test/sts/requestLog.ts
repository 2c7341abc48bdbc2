/** One request that the double received. */
export type LoggedRequest = {
	/** The request's `Action`; the empty string when it has none. */
	readonly operation: string;
	/** Without `Action` and `Version`; one-time codes and tokens masked as `***`. */
	readonly parameters: Readonly<Record<string, string>>;
	/** The access key id of the signature; undefined for an unsigned request. */
	readonly accessKeyId: string | undefined;
	/** The double's clock, in milliseconds since 1970. */
	readonly at: number;
	/** The Host header. */
	readonly host: string;
	/** The region of the signature's scope; undefined for an unsigned request. */
	readonly region: string | undefined;
};

/** Keeps requests and tells those who wait for a number of them. */
export class RequestLog {
	readonly entries: LoggedRequest[] = [];
	#waiting: { readonly count: number; readonly resolve: () => void }[] = [];

	/** Adds a request. */
	add(request: LoggedRequest): void {
		this.entries.push(request);
		this.#waiting = this.#waiting.filter(({ count, resolve }) => {
			if (count > this.entries.length) return true;
			resolve();
			return false;
		});
	}

	/** Resolves once there are at least this many requests in all. */
	reached(count: number): Promise<void> {
		if (this.entries.length >= count) return Promise.resolve();
		const { promise, resolve } = Promise.withResolvers<void>();
		this.#waiting.push({ count, resolve });
		return promise;
	}
}
