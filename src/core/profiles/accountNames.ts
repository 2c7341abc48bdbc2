import { resolveChain } from "../config/chain.ts";
import { type Section, type SharedConfig, settingOf } from "../config/sharedConfig.ts";
import { parseRoleArn } from "../places/arn.ts";

/** How many profiles are named beside an account. */
const shownNames = 3;

/** The profiles that can be used and work in an account, as far as their settings tell, in the files' order. */
export function accountNames(account: string, config: SharedConfig): string[] {
	const { profiles } = config;
	const names = [...profiles.values()]
		.filter((section) => accountOf(section) === account)
		.map(({ name }) => name);
	return names.filter((name) => resolveChain(config, name).kind === "chain");
}

/** An account's ID, with the names that the files give it: `444455556666 (dev-admin, dev-readonly)`. */
export function accountLabel(account: string, config: SharedConfig): string {
	const names = accountNames(account, config);
	if (names.length === 0) {
		return account;
	}
	const shown = names.slice(0, shownNames).join(", ");
	const others = names.length - shownNames;
	return `${account} (${shown}${others > 0 ? ` and ${others} more` : ""})`;
}

/** What a profile works as comes first: a role's account is not that of the device that vouches for its user. */
function accountOf(section: Section): string | undefined {
	const role = settingOf(section, "role_arn");
	if (role !== undefined) {
		return parseRoleArn(role)?.account;
	}
	return (
		settingOf(section, "sso_account_id") ??
		/^arn:[\w-]+:\w+::(\d{12}):/.exec(
			settingOf(section, "login_session") ?? settingOf(section, "mfa_serial") ?? "",
		)?.[1]
	);
}
