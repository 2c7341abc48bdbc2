import { hash, randomBytes, timingSafeEqual } from "node:crypto";
import { asObject } from "../../aws/http/json.ts";
import { Emitter } from "../../core/emitter.ts";
import { Secret } from "../../core/text/secret.ts";

/** What lets a client ask for one session's credentials. */
export interface Grant {
	/** A part of the path: 128 bits. */
	readonly id: string;
	/** What the client shows: 192 bits. */
	readonly token: Secret;
	/** What it is for. A session that becomes another, or is started again, is another one. */
	readonly session: string;
}

/** Grants as they are kept: with their tokens in plain, so in VS Code's secret storage and nowhere else. */
export type KeptGrants = readonly KeptGrant[];

interface KeptGrant {
	readonly id: string;
	readonly token: string;
	readonly session: string;
}

/** A grant with what a token shown is compared with. */
interface KnownGrant {
	readonly grant: Grant;
	readonly digest: Buffer;
}

/** Every path that is served begins so: some clients need more of a path than a slash. */
const prefix = "/aws-sessions/";
/** Base64url of 16 and 24 bytes. */
const idPattern = /^[\w-]{22}$/;
const tokenPattern = /^[\w-]{32}$/;
/** No token's digest: what is shown without a grant is compared all the same. */
const nobody = randomBytes(32);

/** The path of the address at which a grant is good. */
export function pathOf({ id }: Grant): string {
	return `${prefix}${id}`;
}

/** Grants that were kept as JSON; what does not have the form of one is left out. */
export function readKeptGrants(value: unknown): KeptGrants {
	return Array.isArray(value) ? value.filter(isKeptGrant) : [];
}

function isKeptGrant(value: unknown): value is KeptGrant {
	const { id, token, session } = asObject(value) ?? {};
	return (
		typeof id === "string" &&
		idPattern.test(id) &&
		typeof token === "string" &&
		tokenPattern.test(token) &&
		typeof session === "string"
	);
}

/** Who may ask for what. */
export class Grants {
	readonly #byId = new Map<string, KnownGrant>();
	readonly #bySession = new Map<string, Grant>();
	readonly #changed = new Emitter<void>();

	/** A grant was made or forgotten: what is kept is out of date. */
	readonly onDidChange = this.#changed.subscribe;

	/** @param kept taken over */
	constructor(kept: KeptGrants = []) {
		for (const { id, token, session } of kept) {
			this.#add({ id, token: new Secret(token), session });
		}
	}

	/** The session's grant: made at the first asking, and the same until it is forgotten. */
	of(session: string): Grant {
		const known = this.#bySession.get(session);
		if (known !== undefined) {
			return known;
		}
		const grant: Grant = {
			id: randomBytes(16).toString("base64url"),
			token: new Secret(randomBytes(24).toString("base64url")),
			session,
		};
		this.#add(grant);
		this.#changed.fire();
		return grant;
	}

	/**
	 * The session that a request may have, if any.
	 * @param path the request's target as it came
	 * @param authorization the header's value
	 */
	find(path: string, authorization: string): string | undefined {
		const known = path.startsWith(prefix) ? this.#byId.get(path.slice(prefix.length)) : undefined;
		const isTheirs = timingSafeEqual(digestOf(authorization), known?.digest ?? nobody);
		return isTheirs ? known?.grant.session : undefined;
	}

	forget(session: string): void {
		const grant = this.#bySession.get(session);
		if (grant !== undefined) {
			this.#bySession.delete(session);
			this.#byId.delete(grant.id);
			this.#changed.fire();
		}
	}

	forgetAll(): void {
		if (this.#bySession.size > 0) {
			this.#bySession.clear();
			this.#byId.clear();
			this.#changed.fire();
		}
	}

	/** All grants, to be taken over after a reload. They hold tokens in plain: for VS Code's secret storage only. */
	toKeep(): KeptGrants {
		return [...this.#bySession.values()].map(({ id, token, session }) => ({
			id,
			token: token.reveal(),
			session,
		}));
	}

	#add(grant: Grant): void {
		this.#byId.set(grant.id, { grant, digest: digestOf(grant.token.reveal()) });
		this.#bySession.set(grant.session, grant);
	}
}

function digestOf(text: string): Buffer {
	return hash("sha256", text, "buffer");
}
