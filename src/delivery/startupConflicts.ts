import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Environment } from "../core/config/endpointSettings.ts";
import type { Place } from "../core/place.ts";
import { identityVariables, profileVariables } from "../core/session/identityVariables.ts";
import { startupExports } from "../core/shells/startupExports.ts";
import type { DeliveryKind } from "./deliveryKind.ts";

/** A shell as terminals start it, and where it looks for its startup files. */
export interface PlainShell {
	/** Its path. */
	readonly shell: string;
	readonly args: readonly string[];
	readonly home: string;
	/** What it is started with. */
	readonly environment: Environment;
}

/** A line of a startup file that names another identity than the session delivered to the terminal. */
export interface StartupConflict {
	readonly variable: string;
	readonly place: Place;
}

/**
 * What the person's startup files of bash, zsh or fish say against a session that terminals have from the window. They
 * come after what a terminal is started with, so that nothing that is delivered takes it back; those of VS Code's
 * variables that it sets once more after them don't count. Other files that they read are not looked into.
 */
export async function startupConflicts(
	kind: DeliveryKind,
	shell: PlainShell,
): Promise<readonly StartupConflict[]> {
	const variables = conflicting(kind, shell.environment);
	const texts = await textsOf(shell);
	return [...texts].flatMap(([file, text]) =>
		startupExports(text, variables).map(({ variable, line }) => ({
			variable,
			place: { file, line, column: 0, length: 0 },
		})),
	);
}

/** Where they are inherited as well, the endpoint's delivery has them empty also after the startup files. */
function conflicting(kind: DeliveryKind, environment: Environment): readonly string[] {
	if (kind === "environment") {
		return profileVariables;
	}
	return identityVariables.flatMap(({ name, namesIdentity, ifStuck }) => {
		const isEmptied = ifStuck === "empty" && Boolean(environment[name]);
		const isDelivered = name === "AWS_CONTAINER_CREDENTIALS_FULL_URI";
		return namesIdentity && !isEmptied && !isDelivered ? [name] : [];
	});
}

/** The startup files that there are, by their paths, in the order in which they are read. */
async function textsOf({ shell, args, home, environment }: PlainShell): Promise<ReadonlyMap<string, string>> {
	const isLogin = args.some((arg) => /^(-l|--login|-il|-li)$/.test(arg));
	switch (shell.slice(shell.lastIndexOf("/") + 1)) {
		case "bash": {
			const own = await read(home, [".bashrc"]);
			if (!isLogin) {
				return own;
			}
			const [first] = await read(home, [".bash_profile", ".bash_login", ".profile"]);
			// Most have it read the other one, too.
			return new Map([
				...(first === undefined ? [] : [first]),
				...(/bashrc/.test(first?.[1] ?? "") ? own : []),
			]);
		}
		case "zsh": {
			const files = isLogin ? [".zshenv", ".zprofile", ".zshrc", ".zlogin"] : [".zshenv", ".zshrc"];
			return read(environment["ZDOTDIR"] ?? home, files);
		}
		case "fish": {
			const folder = join(environment["XDG_CONFIG_HOME"] || join(home, ".config"), "fish");
			const parts = (await readdir(join(folder, "conf.d")).catch(() => [])).filter((name) =>
				name.endsWith(".fish"),
			);
			return read(folder, [...parts.sort().map((name) => join("conf.d", name)), "config.fish"]);
		}
		default:
			return new Map();
	}
}

async function read(folder: string, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
	const texts = await Promise.all(
		names.map(async (name) => {
			const file = join(folder, name);
			const text = await readFile(file, "utf8").catch(() => undefined);
			return text === undefined ? [] : [[file, text] as const];
		}),
	);
	return new Map(texts.flat());
}
