import {
	absentWhenEmpty,
	type IdentityVariable,
	identityVariables,
	regionVariableNames,
} from "../session/identityVariables.ts";
import type { DebugType, LaunchConfiguration } from "./debugTypes.ts";

/** Variables as VS Code takes them: `null` takes one out. */
type Variables = Readonly<Record<string, string | null>>;

/** Variables as a debugger can be told of them. */
export interface FittedVariables {
	readonly variables: Variables;
	/** Those that would have to be taken out, and stay. */
	readonly left: readonly string[];
}

const namesOf = (isMeant: (variable: IdentityVariable) => boolean): ReadonlySet<string> =>
	new Set(identityVariables.filter(isMeant).map(({ name }) => name));

const emptiable: ReadonlySet<string> = new Set(absentWhenEmpty);

/** Variables that say who somebody is; the others only matter beside one of them. */
const identityNames = namesOf(({ namesIdentity }) => namesIdentity);

/** Variables that contradict nobody's identity when they stay. */
const harmless: ReadonlySet<string> = new Set([
	...regionVariableNames,
	...namesOf(({ ifStuck }) => ifStuck === "leave"),
]);

/**
 * A session's variables as a debugger can be told of them.
 * @param takesNull whether `null` takes a variable out
 * @param present the names of those that the program would inherit: only these need to be taken out
 */
export function fitVariables(
	own: Variables,
	takesNull: boolean,
	present: ReadonlySet<string>,
): FittedVariables {
	const variables: Record<string, string | null> = {};
	const left: string[] = [];
	for (const [name, value] of Object.entries(own)) {
		if (value !== null) {
			variables[name] = value;
		} else if (!present.has(name)) {
		} else if (takesNull) {
			variables[name] = null;
		} else if (emptiable.has(name)) {
			variables[name] = "";
		} else if (!harmless.has(name)) {
			left.push(name);
		}
	}
	return { variables, left };
}

/** A launch configuration's own variables, by name; undefined when they have another form than the type's. */
export function ownVariables(
	configuration: LaunchConfiguration,
	{ property }: Pick<DebugType, "property">,
): Readonly<Record<string, unknown>> | undefined {
	const given = configuration[property];
	if (given === undefined || given === null) {
		return {};
	}
	if (typeof given !== "object") {
		return undefined;
	}
	if (property === "env") {
		return Array.isArray(given) ? undefined : { ...given };
	}
	return Array.isArray(given)
		? Object.fromEntries(given.filter(isEntry).map(({ name, value }): [string, unknown] => [name, value]))
		: undefined;
}

/** Whether variables that somebody set say who they want to be. */
export function namesIdentity(variables: Readonly<Record<string, unknown>>): boolean {
	return Object.entries(variables).some(
		([name, value]) => identityNames.has(name) && value !== null && value !== "",
	);
}

/** The variables of AWS that a file of `NAME=value` lines sets, with texts that only tell whether they are empty. */
export function variablesOfFile(text: string): Readonly<Record<string, string>> {
	const found = text.matchAll(/^[ \t]*(?:export[ \t]+)?(AWS_[A-Z_]+)[ \t]*[=:][ \t]*(\S?)/gm);
	return Object.fromEntries([...found].map(([, name = "", start = ""]) => [name, start]));
}

/**
 * A copy of a launch configuration with variables in it. Those that it sets itself stay as they are.
 * @param others the names of more that it sets elsewhere
 */
export function withVariables<T extends LaunchConfiguration>(
	configuration: T,
	type: DebugType,
	variables: Variables,
	others: ReadonlySet<string>,
): T {
	const own = ownVariables(configuration, type) ?? {};
	const added = Object.entries(variables).filter(([name]) => !Object.hasOwn(own, name) && !others.has(name));
	const { property } = type;
	if (property === "env") {
		return { ...configuration, env: { ...Object.fromEntries(added), ...own } };
	}
	const list = configuration[property];
	const entries: readonly unknown[] = Array.isArray(list) ? list : [];
	return {
		...configuration,
		environment: [...entries, ...added.map(([name, value]) => ({ name, value }))],
	};
}

function isEntry(entry: unknown): entry is { readonly name: string; readonly value: unknown } {
	return (
		typeof entry === "object" && entry !== null && typeof (entry as { name?: unknown }).name === "string"
	);
}
