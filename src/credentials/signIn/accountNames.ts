import { Emitter } from "../../core/emitter.ts";
import type { SsoAccount } from "../../core/identityCenter/accountRole.ts";
import type { UsedRole } from "../../core/identityCenter/usedRoles.ts";
import type { SsoRoleRequest } from "../../core/session/session.ts";
import type { RoleDirectory } from "./roleDirectory.ts";

/**
 * What accounts are called, by their numbers, whichever sign-in told so. A window does not forget it: a session in an
 * account that is production stays one when somebody signs out.
 */
export class AccountNames {
	readonly #names = new Map<string, string>();
	readonly #learned = new WeakSet<readonly SsoAccount[]>();
	readonly #changed = new Emitter<void>();

	/** Told when an account has a name, or another one than before. */
	readonly onDidChange = this.#changed.subscribe;

	readonly dispose: () => void;

	/** @param used the roles used before: what the directory tells is newer */
	constructor(directory: RoleDirectory, used: readonly UsedRole[]) {
		for (const { request } of used.toReversed()) {
			this.#set(request.account, request.accountName);
		}
		this.dispose = directory.onDidChange(() => this.#learn(directory));
	}

	/** What an account of 12 digits is called; undefined when nobody has told. */
	readonly of = (account: string): string | undefined => this.#names.get(account);

	/** The request with its account's name, if that is known. */
	named(request: SsoRoleRequest): SsoRoleRequest {
		const accountName = this.of(request.account) ?? request.accountName;
		return accountName === undefined ? request : { ...request, accountName };
	}

	#learn(directory: RoleDirectory): void {
		let isNew = false;
		for (const accounts of directory.knownAccounts()) {
			if (!this.#learned.has(accounts)) {
				this.#learned.add(accounts);
				for (const { id, name } of accounts) {
					isNew = this.#set(id, name) || isNew;
				}
			}
		}
		if (isNew) {
			this.#changed.fire();
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
