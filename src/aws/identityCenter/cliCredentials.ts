import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { SignIn } from "../../core/identityCenter/signIn.ts";
import { readSignIn, removeSignIn } from "../files/signInCache.ts";
import { pythonText, sha1, ssoCacheFolder } from "./ssoCache.ts";

/** A role whose credentials a tool may have kept. */
export interface CachedRole {
	readonly account: string;
	readonly roleName: string;
}

/**
 * Removes the credentials that the AWS CLI has kept of a sign-in that is over: those of the roles named, and all when
 * nobody is signed in to anything any more.
 * @throws SessionsError `SignInCacheFailed`
 */
export async function removeRoleCredentials(
	home: string,
	{ session, startUrl }: SignIn,
	roles: readonly CachedRole[],
): Promise<void> {
	const folder = join(home, ".aws", "cli", "cache");
	const named = new Set(
		roles.map(({ account, roleName }) => {
			const by = session === undefined ? "" : `,"sessionName":${pythonText(session)}`;
			const at = session === undefined ? `,"startUrl":${pythonText(startUrl)}` : "";
			return `${sha1(`{"accountId":${pythonText(account)},"roleName":${pythonText(roleName)}${by}${at}}`)}.json`;
		}),
	);
	const isLast = !(await hasTokens(home));
	for (const name of await jsonFiles(folder)) {
		const file = join(folder, name);
		const document = isLast || named.has(name) ? await readSignIn(file).catch(() => undefined) : undefined;
		if (document?.["ProviderType"] === "sso") {
			await removeSignIn(file);
		}
	}
}

async function hasTokens(home: string): Promise<boolean> {
	const folder = ssoCacheFolder(home);
	for (const name of await jsonFiles(folder)) {
		const document = await readSignIn(join(folder, name)).catch(() => undefined);
		if (document !== undefined && "accessToken" in document) {
			return true;
		}
	}
	return false;
}

async function jsonFiles(folder: string): Promise<string[]> {
	const names = await readdir(folder).catch((): string[] => []);
	return names.filter((name) => name.endsWith(".json"));
}
