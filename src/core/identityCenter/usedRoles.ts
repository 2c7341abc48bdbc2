import { readSsoRoleArguments } from "../arguments/signInArguments.ts";
import { type SsoRoleRequest, sessionId } from "../session/session.ts";

/** A role of IAM Identity Center that was used without a profile. There are no secrets in it. */
export interface UsedRole {
	/** That of its session. */
	readonly id: string;
	readonly request: SsoRoleRequest;
	/** How often. */
	readonly uses: number;
}

/** How many are kept. */
export const usedRolesLimit = 50;

/** The session's id of a role of IAM Identity Center. */
export function ssoRoleId(request: SsoRoleRequest): string {
	return sessionId({ kind: "ssoRole", ...request });
}

/** The list with a role that was used now: first of all. */
export function useRole(roles: readonly UsedRole[], request: SsoRoleRequest): UsedRole[] {
	const id = ssoRoleId(request);
	const uses = (roles.find((role) => role.id === id)?.uses ?? 0) + 1;
	return [{ id, request, uses }, ...roles.filter((role) => role.id !== id)].slice(0, usedRolesLimit);
}

/** A list as it is written down. */
export function writeUsedRoles(roles: readonly UsedRole[]): object[] {
	return roles.map(({ uses, request: { signIn, accountName, ...role } }) => ({
		...role,
		...("session" in signIn
			? { ssoSession: signIn.session }
			: { startUrl: signIn.startUrl, ssoRegion: signIn.region }),
		...(accountName === undefined ? {} : { accountName }),
		uses,
	}));
}

/** Reads what was written down. What has been damaged is left out. Never throws. */
export function readUsedRoles(kept: unknown): UsedRole[] {
	const roles = new Map<string, UsedRole>();
	for (const entry of Array.isArray(kept) ? kept : []) {
		const role = readRole(entry);
		if (role !== undefined && !roles.has(role.id)) {
			roles.set(role.id, role);
		}
	}
	return [...roles.values()].slice(0, usedRolesLimit);
}

function readRole(entry: unknown): UsedRole | undefined {
	if (typeof entry !== "object" || entry === null) {
		return undefined;
	}
	const { uses, accountName, ...role } = entry as Record<string, unknown>;
	try {
		const { signIn, account, roleName, region } = readSsoRoleArguments(role);
		if (signIn === undefined || account === undefined || roleName === undefined) {
			return undefined;
		}
		const request: SsoRoleRequest = {
			signIn,
			account,
			...(typeof accountName === "string" && accountName !== "" ? { accountName } : {}),
			roleName,
			...(region === undefined ? {} : { region }),
		};
		return {
			id: ssoRoleId(request),
			request,
			uses: typeof uses === "number" && Number.isSafeInteger(uses) && uses > 0 ? uses : 1,
		};
	} catch {
		return undefined;
	}
}
