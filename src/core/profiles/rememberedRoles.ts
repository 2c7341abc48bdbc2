import { readAssumeRoleArguments } from "../arguments/commandArguments.ts";
import { parseRoleArn } from "../places/arn.ts";
import { isScoped, type RoleRequest, sessionId, sessionName } from "../session/session.ts";
import { roleDescription } from "./profileDescription.ts";

/** A role that was once assumed by hand: everything it was asked for with. There are no secrets in it. */
export interface RememberedRole {
	/** That of its session. */
	readonly id: string;
	readonly request: RoleRequest;
	/** What the person calls it. */
	readonly name?: string;
	readonly isPinned?: true;
}

/** How many are kept. */
export const rememberedLimit = 100;

/** The list with a role that was assumed now: first of all, under the name it has. */
export function rememberRole(roles: readonly RememberedRole[], request: RoleRequest): RememberedRole[] {
	const id = roleId(request);
	const known = roles.find((role) => role.id === id);
	const others = roles.filter((role) => role.id !== id);
	return withinLimit([{ ...known, id, request }, ...others]);
}

/** The list with a role under another name; an empty one takes its name away. */
export function renameRole(roles: readonly RememberedRole[], id: string, name: string): RememberedRole[] {
	return change(roles, id, ({ name: _, ...role }) => (name === "" ? role : { ...role, name }));
}

/** The list with a role pinned, or no longer. */
export function pinRole(roles: readonly RememberedRole[], id: string, isPinned: boolean): RememberedRole[] {
	return change(roles, id, ({ isPinned: _, ...role }) => (isPinned ? { ...role, isPinned } : role));
}

/** The list without a role. */
export function forgetRole(roles: readonly RememberedRole[], id: string): RememberedRole[] {
	return roles.filter((role) => role.id !== id);
}

/** A role by its id or, failing that, by the name that the person gave it. */
export function findRole(roles: readonly RememberedRole[], idOrName: string): RememberedRole | undefined {
	return roles.find(({ id }) => id === idOrName) ?? roles.find(({ name }) => name === idOrName);
}

/** Pinned ones first; otherwise as they stand, which is the one used last first. */
export function inOrder(roles: readonly RememberedRole[]): RememberedRole[] {
	return roles.toSorted((a, b) => Number(b.isPinned ?? false) - Number(a.isPinned ?? false));
}

/** What a role is called: the name that the person gave it, or role and account. */
export function rememberedName({ name, request }: RememberedRole): string {
	const { roleArn, sourceProfile } = request;
	return name ?? sessionName({ kind: "role", roleArn, sourceProfile });
}

/** What stands behind its name: role and account when it has a name of its own, and whether it is narrowed down. */
export function rememberedDescription({ name, request }: RememberedRole): string {
	const scoped = isScoped(request);
	return [
		name === undefined ? undefined : roleDescription(request),
		scoped ? "scoped" : undefined,
		name === undefined && !scoped ? "by hand" : undefined,
	]
		.filter(Boolean)
		.join(" · ");
}

/** The account of its role; undefined when the ARN names none. */
export function rememberedAccount({ request }: RememberedRole): string | undefined {
	return parseRoleArn(request.roleArn)?.account;
}

/** Why a name can't be given; undefined when it can. */
export function roleNameProblem(
	roles: readonly RememberedRole[],
	id: string,
	name: string,
): string | undefined {
	if (name.length > 64) {
		return `A name has 64 characters at most, this has ${name.length}`;
	}
	return name !== "" && roles.some((role) => role.id !== id && role.name === name)
		? `Another role is called '${name}'`
		: undefined;
}

/** Reads what was kept. What has been damaged is left out. Never throws. */
export function readRememberedRoles(kept: unknown): RememberedRole[] {
	const roles = new Map<string, RememberedRole>();
	for (const entry of Array.isArray(kept) ? kept : []) {
		const role = readRole(entry);
		if (role !== undefined && !roles.has(role.id)) {
			roles.set(role.id, role);
		}
	}
	return withinLimit([...roles.values()]);
}

function readRole(entry: unknown): RememberedRole | undefined {
	if (typeof entry !== "object" || entry === null) {
		return undefined;
	}
	const { request: kept, name, isPinned } = entry as Partial<Record<keyof RememberedRole, unknown>>;
	try {
		const { profile, role, roleArn, sourceProfile, ...options } = readAssumeRoleArguments(kept);
		if (profile !== undefined || role !== undefined || roleArn === undefined || sourceProfile === undefined) {
			return undefined;
		}
		const request: RoleRequest = { ...options, roleArn, sourceProfile };
		return {
			id: roleId(request),
			request,
			...(typeof name === "string" && name !== "" ? { name } : {}),
			...(isPinned === true ? { isPinned } : {}),
		};
	} catch {
		return undefined;
	}
}

/** Over the limit, those go first that nobody has pinned or named and that were used longest ago. */
function withinLimit(roles: readonly RememberedRole[]): RememberedRole[] {
	const kept = [...roles];
	while (kept.length > rememberedLimit) {
		const plain = kept.findLastIndex(({ name, isPinned }) => name === undefined && isPinned === undefined);
		kept.splice(plain > 0 ? plain : kept.length - 1, 1);
	}
	return kept;
}

function change(
	roles: readonly RememberedRole[],
	id: string,
	to: (role: RememberedRole) => RememberedRole,
): RememberedRole[] {
	return roles.map((role) => (role.id === id ? to(role) : role));
}

function roleId(request: RoleRequest): string {
	return sessionId({ kind: "role", ...request });
}
