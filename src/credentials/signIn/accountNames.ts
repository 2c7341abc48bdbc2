import { Emitter } from "../../core/emitter.ts";
import type { SsoAccount } from "../../core/identityCenter/accountRole.ts";
import { addKeptNames, readKeptNames } from "../../core/identityCenter/keptNames.ts";
import type { UsedRole } from "../../core/identityCenter/usedRoles.ts";
import type { SsoRoleRequest } from "../../core/session/session.ts";
import type { RoleDirectory } from "./roleDirectory.ts";

/** What lasts longer than a window, for all windows. */
export interface NameMemory {
	get(key: string): unknown;
	update(key: string, value: unknown): PromiseLike<void>;
}

const key = "accountNames";

/**
 * What accounts are called, by their numbers, whichever sign-in told so. It is not forgotten, also not over a reload:
 * a session in an account that is production by its name stays one when somebody signs out, or before anybody lists
 * accounts again.
 */
export class AccountNames {
	readonly #names = new Map<string, string>();
	readonly #memory: NameMemory;
	/** The list that was remembered, as it was last read. */
	#recalled: unknown;
	readonly #learned = new WeakSet<readonly SsoAccount[]>();
	readonly #changed = new Emitter<void>();

	/** Told when an account has a name, or another one than before. */
	readonly onDidChange = this.#changed.subscribe;

	readonly dispose: () => void;

	/** @param used the roles used before: what is remembered, and what the directory tells, is newer */
	constructor(directory: RoleDirectory, used: readonly UsedRole[], memory: NameMemory) {
		this.#memory = memory;
		for (const { request } of used.toReversed()) {
			this.#set(request.account, request.accountName);
		}
		this.#recall(true);
		this.dispose = directory.onDidChange(() => this.#learn(directory));
	}

	/** What an account of 12 digits is called; undefined when nobody has told. */
	readonly of = (account: string): string | undefined => {
		const name = this.#names.get(account);
		if (name === undefined) {
			this.#recall(false);
		}
		return name ?? this.#names.get(account);
	};

	/** The request with its account's name, if that is known. */
	named(request: SsoRoleRequest): SsoRoleRequest {
		const accountName = this.of(request.account) ?? request.accountName;
		return accountName === undefined ? request : { ...request, accountName };
	}

	#learn(directory: RoleDirectory): void {
		let isNew = false;
		const told = new Map<string, string>();
		for (const accounts of directory.knownAccounts()) {
			if (!this.#learned.has(accounts)) {
				this.#learned.add(accounts);
				for (const { id, name } of accounts) {
					isNew = this.#set(id, name) || isNew;
					const known = this.#names.get(id);
					if (known !== undefined) {
						told.set(id, known);
					}
				}
			}
		}
		this.#keep(told);
		if (isNew) {
			this.#changed.fire();
		}
	}

	/** Takes over what is remembered, by other windows too, as often as it changes. */
	#recall(isNewer: boolean): void {
		const kept = this.#memory.get(key);
		if (kept === this.#recalled) {
			return;
		}
		this.#recalled = kept;
		for (const [account, name] of readKeptNames(kept)) {
			if (isNewer || !this.#names.has(account)) {
				this.#set(account, name);
			}
		}
	}

	#keep(told: ReadonlyMap<string, string>): void {
		// Other windows may have kept more meanwhile.
		const list = told.size === 0 ? undefined : addKeptNames(this.#memory.get(key), told);
		if (list !== undefined) {
			// What can't be kept is told again with the next list.
			this.#memory.update(key, list).then(undefined, () => undefined);
		}
	}

	#set(account: string, name: string | undefined): boolean {
		// An account without a name goes by its number.
		if (name === undefined || name === account || this.#names.get(account) === name) {
			return false;
		}
		this.#names.set(account, name);
		return true;
	}
}
